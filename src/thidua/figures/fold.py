"""Keeping totals fresh: marks are folded level by level by one worker, and everything can be rebuilt.

A base period's total of an inner unit is own cells plus leaf children's cells plus inner children's totals
(`sql/fold.sql`). Readings of all periods that the base is part of are derived from those (`sql/derive.sql`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from thidua.core import sql
from thidua.indicators.models import Block, FormBlock, Period, PeriodPart
from thidua.indicators.rules import PeriodState

from .locks import hold_fold
from .models import Mark

PACKAGE = "thidua.figures"
MARKS_AT_ONCE = 20_000
UNITS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Level:
    """Inner units that stand at one depth of a period's tree."""

    depth: int
    units: list[int]


@transaction.atomic
def fold_marks() -> int:
    """Bring every total up to date with the marks written so far; the answer is how many were read.

    Marks written meanwhile stay for the next call: only the ids that were read are deleted.
    """
    hold_fold()
    marks = list(Mark.objects.order_by("pk").values_list("pk", "period_id", "unit_id")[:MARKS_AT_ONCE])
    marked: dict[int, set[int]] = {}
    for _pk, period_id, unit_id in marks:
        marked.setdefault(period_id, set()).add(unit_id)
    for period in Period.objects.filter(pk__in=marked).order_by("starts"):
        levels = sql.fetch(PACKAGE, "stale_units", {"period": period.pk, "units": list(marked[period.pk])}, Level)
        _fold_levels(period, levels)
    Mark.objects.filter(pk__in=[pk for pk, *_ in marks]).delete()
    return len(marks)


@transaction.atomic
def rebuild(period: Period) -> int:
    """Fold a base period's totals anew for every inner unit; the answer is how many units."""
    hold_fold()
    levels = sql.fetch(PACKAGE, "inner_units", {"period": period.pk}, Level)
    _fold_levels(period, levels)
    return sum(len(level.units) for level in levels)


def _fold_levels(period: Period, levels: Sequence[Level]) -> None:
    blocks = _blocks_of(period)
    for level in levels:
        for combine, numbers in blocks.items():
            sql.run(
                PACKAGE,
                "fold",
                {"period": period.pk, "closes": period.ends, "units": level.units, "blocks": numbers},
                combine=combine,
            )
    _derive(period, [unit for level in levels for unit in level.units], blocks)


def _derive(base: Period, units: Sequence[int], blocks: dict[str, list[int]]) -> None:
    """Derive the readings that a base period is part of, of all periods that have begun."""
    year = Period.objects.filter(calendar=base.calendar, year=base.year)
    begun = year.exclude(state=PeriodState.PLANNED).aggregate(until=Max("ends"))["until"] or base.ends
    periods = list(Period.objects.filter(parts__base=base, starts__lte=begun).values_list("pk", flat=True))
    closes = list(PeriodPart.objects.filter(period__in=periods).values_list("base__ends", flat=True).distinct())
    for start in range(0, len(units), UNITS_AT_ONCE):
        some = list(units[start : start + UNITS_AT_ONCE])
        for combine, numbers in blocks.items():
            sql.run(
                PACKAGE,
                "derive",
                {"periods": periods, "closes": closes, "units": some, "blocks": numbers},
                combine=combine,
            )


def _blocks_of(period: Period) -> dict[str, list[int]]:
    """The blocks that forms of the period's length collect, by the way in which they combine."""
    collected = FormBlock.objects.filter(
        version__form__calendar=period.calendar,
        version__form__frequency=period.frequency,
        version__published_at__isnull=False,
    ).values("block")
    blocks: dict[str, list[int]] = {}
    for block in Block.objects.filter(pk__in=collected):
        blocks.setdefault(block.combine, []).append(block.number)
    return blocks
