"""Scorecards: points computed from accepted figures, scored, cross-checked, verified, final."""
