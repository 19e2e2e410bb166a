"""Which rows of a previewed list are to be written."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from thidua.exchange.models import IntakeRow
from thidua.exchange.rules import WRITTEN, Stage

from .common import locked


@transaction.atomic
def choose_rows(*, intake_id: int, shown: Collection[int], chosen: Collection[int]) -> int:
    """Of the rows that were shown, write those that are chosen and no others; answers how many are chosen in all.

    Rows are named by their numbers in the file. Raises ListNotOpen.
    """
    intake = locked(intake_id, Stage.PREVIEWED)
    rows = IntakeRow.objects.filter(intake=intake, verdict__in=WRITTEN)
    rows.filter(number__in=list(shown)).update(chosen=False)
    rows.filter(number__in=list(set(chosen) & set(shown))).update(chosen=True)
    return rows.filter(chosen=True).count()


@transaction.atomic
def choose_all(*, intake_id: int, chosen: bool, verdict: str = "") -> int:
    """Choose all rows that would be written (of one verdict), or none of them; answers how many are chosen in all.

    Raises ListNotOpen.
    """
    intake = locked(intake_id, Stage.PREVIEWED)
    rows = IntakeRow.objects.filter(intake=intake, verdict__in=WRITTEN)
    (rows.filter(verdict=verdict) if verdict else rows).update(chosen=chosen)
    return rows.filter(chosen=True).count()
