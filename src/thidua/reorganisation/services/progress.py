"""Saying how far a long transaction has come, to those who cannot see into it yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from .committing import LONGEST_PROGRESS, Tell


@contextmanager
def progress_of(reorganisation_id: int) -> Iterator[Tell]:
    """A function that writes the progress of a reorganisation at once, through a connection of its own."""
    beside = connection.copy()

    def tell(doing: str) -> None:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE reorganisation_reorganisation SET progress = %s WHERE id = %s",
                [doing[:LONGEST_PROGRESS], reorganisation_id],
            )

    try:
        yield tell
    finally:
        beside.close()
