"""Saying how far a long transaction has come, to those who cannot see into it yet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from thidua.core import sql
from thidua.exchange.kinds import Tell
from thidua.exchange.models import Intake

from .common import cancelled

# Nobody looks more often, and a kind may tell after every row.
EVERY = 0.4  # seconds


@contextmanager
def progress_of(intake_id: int) -> Iterator[Tell]:
    """A function that writes the progress of a list at once, through a connection of its own.

    It raises Cancelled when the person has cancelled. Done of total are brought to the number of rows of the list.
    """
    rows = Intake.objects.values_list("total", flat=True).get(pk=intake_id)
    beside = connection.copy()
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told < EVERY:
            return
        told = time.monotonic()
        params = {"intake": intake_id, "done": rows * done // max(total, 1)}
        with beside.cursor() as cursor:
            cursor.execute(sql.statement("thidua.exchange", "tell"), params)
            row = cursor.fetchone()
        if row and row[0]:
            raise cancelled()

    try:
        yield tell
    finally:
        beside.close()
