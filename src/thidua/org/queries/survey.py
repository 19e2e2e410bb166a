"""What a plan of changes must know of the tree, read in a few statements however many units it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from thidua.core import sql
from thidua.org.checks import key
from thidua.org.models import Placement
from thidua.org.plans import Plan

PACKAGE = "thidua.org"


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A unit with its last place `[since, until)`, which counts from `counts_since`, and the reach of its history.

    `begins` is its first day, `counts_from` the first that counts, `succession_on` the last day on which it gave or
    took figures by succession.
    """

    unit_id: int
    code: str
    placement_id: int
    parent_id: int | None
    name: str
    short_name: str
    since: date
    until: date | None
    counts_since: date | None
    begins: date
    counts_from: date | None
    succession_on: date | None


@dataclass(frozen=True, slots=True)
class Child:
    """A unit that stands, on some day from the plan's on, directly under one that is to end."""

    parent_id: int
    code: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a unit stands over the days `[since, until)`."""

    unit_id: int
    parent_id: int | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Survey:
    """The units that a plan names, by `checks.key` of the code.

    `children` stand under those that end; `counted` says of those that end until when something that has left them
    still counts under them. `above` are the places of the new parents and of all above these by the law,
    `counted_above` in figures.
    """

    units: Mapping[str, Surveyed]
    children: tuple[Child, ...]
    counted: Mapping[int, date]
    above: tuple[Span, ...]
    counted_above: tuple[Span, ...]

    def unit(self, code: str) -> Surveyed | None:
        """The unit with this code, in any case of its letters."""
        return self.units.get(key(code))


def survey_of(plan: Plan) -> Survey:
    """Everything that judging and carrying out a plan must know, in five statements."""
    units = surveyed(_codes_of(plan))
    parents = {*plan.moved.values(), *(row.parent for row in plan.founded)}
    ending = [unit.unit_id for code in plan.ended if (unit := units.get(key(code)))]
    above = [unit.unit_id for code in parents if (unit := units.get(key(code)))]
    return Survey(
        units,
        children=_children_of(ending, plan.on),
        counted=_counted_under(ending, plan),
        above=spans_above(above, plan.on),
        counted_above=spans_above(above, plan.counts_from, in_figures=True),
    )


def surveyed(codes: Iterable[str]) -> dict[str, Surveyed]:
    """The units with these codes, by `checks.key` of the code."""
    # What is not printable is nobody's code, and NUL may not even be asked for.
    keys = {key(code) for code in codes if code and code.isprintable()}
    rows = sql.fetch(PACKAGE, "survey_units", {"keys": sorted(keys)}, into=Surveyed) if keys else []
    return {key(row.code): row for row in rows}


def spans_above(unit_ids: Iterable[int], on: date, *, in_figures: bool = False) -> tuple[Span, ...]:
    """Where these units, and all above them, stand from a day on by the law, or where they count."""
    wanted = sorted(set(unit_ids))
    params = {"units": wanted, "on": on, "in_figures": in_figures}
    return tuple(sql.fetch(PACKAGE, "survey_above", params, into=Span) if wanted else ())


def _codes_of(plan: Plan) -> set[str]:
    heirs = {heir for code in (*plan.ended, *plan.divided) for heir, _share in plan.heirs_of(code)}
    founded = {code for row in plan.founded for code in (row.code, row.parent)}
    return {*plan.renamed, *plan.moved, *plan.moved.values(), *plan.ended, *plan.divided, *heirs, *founded}


def _children_of(unit_ids: list[int], on: date) -> tuple[Child, ...]:
    if not unit_ids:
        return ()
    places = Placement.objects.filter(parent__in=unit_ids, during__overlap=DateRange(on, None)).order_by("sort_key")
    rows = places.values_list("parent__id", "unit__code", "short_name")
    return tuple(Child(*row) for row in rows)


def _counted_under(unit_ids: list[int], plan: Plan) -> dict[int, date]:
    """Units that left by the law may count where they were for some months more."""
    if not unit_ids:
        return {}
    places = Placement.objects.filter(
        parent__in=unit_ids,
        during__fully_lt=DateRange(plan.on, None),
        counts__overlap=DateRange(plan.counts_from, None),
    )
    return dict(places.values("parent").annotate(until=Max("counts__endswith")).values_list("parent", "until"))
