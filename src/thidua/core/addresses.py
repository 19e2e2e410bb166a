"""What addresses and hidden fields say, read without trusting whoever sent it."""

from __future__ import annotations

FITS_INTEGER, FITS_BIGINT = 9, 18
"""So many digits are always within what the database keeps as a count or a year, and as an id."""


def whole_number(text: str, *, digits: int = FITS_BIGINT, otherwise: int = 0) -> int:
    """A whole number from 0 on with at most so many digits; `otherwise` for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else otherwise


def year(text: str) -> int | None:
    """A year of four digits; None for anything else."""
    return whole_number(text) if len(text) == len("2024") and text.isdecimal() else None
