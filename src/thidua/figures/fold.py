"""Keeping totals fresh: marks are folded level by level by one worker, and everything can be rebuilt.

A base period's total of an inner unit is own cells plus leaf children's cells plus inner children's totals
(`sql/fold.sql`). Readings of all periods that the base is part of are derived from those (`sql/derive.sql`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from thidua.core import sql
from thidua.indicators.models import Block, FormBlock, Period, PeriodPart
from thidua.indicators.rules import PeriodState

from .locks import hold_fold
from .models import Mark, PeriodUnit, Restatement, RestatementMark, Total

PACKAGE = "thidua.figures"
MARKS_AT_ONCE = 20_000
UNITS_AT_ONCE = 500
MANY = 1_000  # from here on the planner's statistics are out of date at once

Row = TypeVar("Row")


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
    years: dict[tuple[str, int], tuple[list[Period], set[int]]] = {}
    for period in Period.objects.filter(pk__in=marked).order_by("starts"):
        bases, units = years.setdefault((period.calendar, period.year), ([], set()))
        bases.append(period)
        own = {"units": list(marked[period.pk])}
        units.update(_fold(period, _levels("stale_units", period, **own)))
        units.update(row.unit_id for row in _ask("inner_elsewhere", period, _Unit, **own))
    for bases, units in years.values():
        _derive(containing(bases), bases, sorted(units))
    Mark.objects.filter(pk__in=[pk for pk, *_ in marks]).delete()
    _mark_restatements((period, unit) for period, units in marked.items() for unit in units)
    return len(marks)


@transaction.atomic
def rebuild(*periods: Period) -> int:
    """Fold the totals of base periods anew for every inner unit; the answer is how many totals.

    Periods may have begun, and units may have got or lost children, since readings of their years were derived.
    """
    hold_fold()
    _give_room_to_sort()
    folded = 0
    years: dict[tuple[str, int], list[Period]] = {}
    for period in periods:
        years.setdefault((period.calendar, period.year), []).append(period)
        sql.run(PACKAGE, "forget_outgrown", {"period": period.pk, "closes": period.ends})
        folded += len(_fold(period, _levels("inner_units", period)))
    if folded >= MANY:
        refresh_statistics("figures_basetotal", {period.ends.year for period in periods})
    for bases in years.values():
        _derive_anew(bases)
    _mark_restatements((period.pk, None) for period in periods)
    return folded


@transaction.atomic
def rebuild_from_nothing(*periods: Period) -> int:
    """The same after something ceased to be collected in base periods: no total of it stays."""
    hold_fold()
    for period in periods:
        sql.run(PACKAGE, "forget_totals", {"period": period.pk, "closes": period.ends})
    return rebuild(*periods)


def refresh_statistics(table: str, years: Iterable[int]) -> None:
    """Tell the planner what a bulk load has brought: a table that it believes to be empty it reads the slowest way."""
    with connection.cursor() as cursor:
        for year in sorted(set(years)):
            cursor.execute(f"ANALYZE {table}_{year:d}")


def _give_room_to_sort() -> None:
    """Let the cells of a national month be sorted in memory until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '192MB'")


def _mark_restatements(changed: Iterable[tuple[int, int | None]]) -> None:
    """Say where the past may read differently in other trees by now (period, unit; no unit: anywhere in it)."""
    if Restatement.objects.exists():
        RestatementMark.objects.bulk_create(
            [RestatementMark(period_id=period, unit_id=unit) for period, unit in changed], batch_size=5_000
        )


def _derive_anew(bases: Sequence[Period]) -> None:
    """Derive what base periods of one year are part of, and whatever of the year was never derived."""
    year = Period.objects.filter(calendar=bases[0].calendar, year=bases[0].year)
    inner = PeriodUnit.objects.filter(period__in=year, has_children=True)
    opened = list(year.filter(pk__in=inner.values("period")))
    begun = _begun(bases)
    stored = Total.objects.filter(closes=OuterRef("ends"), period=OuterRef("pk"))
    never = list(begun.filter(~Exists(stored)))
    whole = year.latest("ends", "-starts")
    known = set(Total.objects.filter(closes=whole.ends, period=whole).values_list("unit", flat=True))
    units = set(inner.values_list("unit", flat=True))
    _derive(containing(bases), bases, sorted(units & known))
    _derive(never, opened, sorted(units & known))
    _derive(begun, opened, sorted(units - known))


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit as SQL returns it."""

    unit_id: int


def _levels(question: str, period: Period, **params: object) -> list[Level]:
    return _ask(question, period, Level, **params)


def _ask(question: str, period: Period, into: type[Row], **params: object) -> list[Row]:
    return sql.fetch(PACKAGE, question, {"period": period.pk, **params}, into)


def _fold(period: Period, levels: Sequence[Level]) -> list[int]:
    """Fold a base period's levels from the deepest up; the answer is the units."""
    blocks_by = blocks_of([period])
    for level in levels:
        params = {"period": period.pk, "closes": period.ends, "units": level.units}
        for combine, blocks in blocks_by.items():
            sql.run(PACKAGE, "fold", params | {"blocks": blocks}, combine=combine)
    return [unit for level in levels for unit in level.units]


def _begun(bases: Sequence[Period]) -> QuerySet[Period]:
    """The periods of the base periods' year that have begun."""
    year = Period.objects.filter(calendar=bases[0].calendar, year=bases[0].year)
    begun = year.exclude(state=PeriodState.PLANNED).aggregate(until=Max("ends"))["until"] or bases[-1].ends
    return year.filter(starts__lte=begun)


def containing(bases: Sequence[Period]) -> QuerySet[Period]:
    """The periods that have begun and whose readings base periods of one year are part of."""
    return _begun(bases).filter(parts__base__in=bases).distinct()


def _derive(periods: Iterable[Period], bases: Sequence[Period], units: Sequence[int]) -> None:
    """Derive the readings of units for periods of one year: the blocks that their base periods collect."""
    derived = [period.pk for period in periods] if units else []
    if not derived:
        return
    closes = list(PeriodPart.objects.filter(period__in=derived).values_list("base__ends", flat=True).distinct())
    for start in range(0, len(units), UNITS_AT_ONCE):
        params = {"periods": derived, "closes": closes, "units": list(units[start : start + UNITS_AT_ONCE])}
        for combine, blocks in blocks_of(bases).items():
            sql.run(PACKAGE, "derive", params | {"blocks": blocks}, combine=combine)


def blocks_of(periods: Sequence[Period]) -> dict[str, list[int]]:
    """The blocks that forms of the periods' lengths collect, by the way in which they combine."""
    collected = FormBlock.objects.filter(
        version__form__calendar=periods[0].calendar,
        version__form__frequency__in={period.frequency for period in periods},
        version__published_at__isnull=False,
    ).values("block")
    blocks: dict[str, list[int]] = {}
    for block in Block.objects.filter(pk__in=collected):
        blocks.setdefault(block.combine, []).append(block.number)
    return blocks
