"""Copies of an installation: one file to restore from, and an archive to go back to any moment."""
