"""The demonstration federation."""

from __future__ import annotations


def ensure() -> None:
    """Load the demonstration's data, unless the database has it already."""
