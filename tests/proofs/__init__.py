"""Promises shown with the real program in processes of its own; `make prove` runs them at full size."""
