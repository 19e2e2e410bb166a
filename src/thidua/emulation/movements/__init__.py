"""Programmes above the year, movements and campaigns, and who registered for them in time."""
