"""What drafting knows of a period: everything that tokens of it may say, read in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from thidua.core import sql
from thidua.core.periods import Span
from thidua.figures.models import Wording
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.org.queries.tree import USUAL_PERCENT_DIGITS
from thidua.targets.queries import Result, results_of

PACKAGE = "thidua.drafting"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a unit and all below it owe for a period and what of it is accepted, in reports and in units."""

    unit_id: int
    sheets_owed: int
    sheets_accepted: int
    units_owed: int
    units_complete: int

    @property
    def sheets_missing(self) -> int:
        return self.sheets_owed - self.sheets_accepted

    @property
    def units_missing(self) -> int:
        return self.units_owed - self.units_complete


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read of a period: indicators by the code of their unit, and of which units the reports are counted.

    Of the units in `below` those directly below are read too, for the indicators given there.
    """

    of: Mapping[str, Collection[Indicator]] = field(default_factory=dict)
    below: Mapping[str, Collection[Indicator]] = field(default_factory=dict)
    counted: Collection[str] = ()
    counted_below: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read of a period. Results go by (unit code, indicator code), all else by unit code.

    `children` are in Vietnamese order.
    """

    span: Span
    period: Period
    results: Mapping[tuple[str, str], Result]
    wordings: Mapping[tuple[str, str], Wording]
    digits: Mapping[str, int]
    names: Mapping[str, UnitName]
    children: Mapping[str, tuple[str, ...]]
    handed_in: Mapping[str, HandedIn]

    def of(self, unit: str) -> list[Result]:
        """A unit's results in the order of the catalogue."""
        every = (self.results.get((unit, indicator.code)) for indicator in catalogue().indicators)
        return [result for result in every if result is not None]

    def below(self, unit: str, indicator: str) -> list[tuple[str, Result]]:
        """The results of the units directly below, those that have one, with their codes."""
        found = ((child, self.results.get((child, indicator))) for child in self.children.get(unit, ()))
        return [(child, result) for child, result in found if result is not None]


def read_facts(span: Span, asked: Asked) -> Facts | None:
    """Read what is asked for of a period; None where the period is not in the system. About a dozen statements."""
    period = Period.objects.filter(code=span.code).first()
    if period is None:
        return None
    parents = {*asked.below, *asked.counted_below}
    codes = {*asked.of, *asked.counted, *parents}
    ids = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    children, child_ids = _children(parents, span)
    ids |= child_ids
    of = {code: set(indicators) for code, indicators in asked.of.items() if code in ids}
    for parent, indicators in asked.below.items():
        for child in children.get(parent, ()):
            of.setdefault(child, set()).update(indicators)
    code_of = {pk: code for code, pk in ids.items()}
    names = last_names_of(code_of, span.ends)
    counted = {*asked.counted, *(child for parent in asked.counted_below for child in children.get(parent, ()))}
    worded = Wording.objects.filter(period=period, unit__in=code_of).select_related("indicator")
    return Facts(
        span=span,
        period=period,
        results=_results(of, ids, code_of, period),
        wordings={(code_of[wording.unit_id], wording.indicator.code): wording for wording in worded},
        digits=_digits(code_of, span),
        names={code_of[pk]: name for pk, name in names.items()},
        children=children,
        handed_in=_handed_in([ids[code] for code in counted if code in ids], code_of, period),
    )


def _children(parents: Iterable[str], span: Span) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """The units directly below at the end of a period by parent, and their ids by code."""
    placed = Placement.objects.filter(parent__code__in=list(parents), counts__contains=span.ends)
    rows = placed.order_by("sort_key", "unit__code").values_list("parent__code", "unit__code", "unit_id")
    children: dict[str, list[str]] = defaultdict(list)
    ids: dict[str, int] = {}
    for parent, code, pk in rows:
        children[str(parent)].append(code)
        ids[code] = pk
    return {parent: tuple(codes) for parent, codes in children.items()}, ids


def _results(
    of: Mapping[str, Collection[Indicator]], ids: Mapping[str, int], code_of: Mapping[int, str], period: Period
) -> dict[tuple[str, str], Result]:
    """Few units with many indicators and many with a few are two questions: together they would be many with many."""
    found: dict[tuple[str, str], Result] = {}
    most = max(map(len, of.values()), default=0)
    for units in (
        [code for code in of if 2 * len(of[code]) > most],
        [code for code in of if 2 * len(of[code]) <= most],
    ):
        wanted = {indicator for code in units for indicator in of[code]}
        read = results_of(
            unit_ids=[ids[code] for code in units],
            period=period,
            basis=Basis.OFFICIAL,
            indicators=sorted(wanted, key=lambda indicator: indicator.order),
        )
        found |= {(code_of[unit], result.indicator.code): result for (unit, _pk), result in read.items()}
    return found


def _digits(code_of: Mapping[int, str], span: Span) -> dict[str, int]:
    """How many digits of a percentage each unit prints: its own setting, else that of its nearest ancestor."""
    rows = (
        Lineage.objects.filter(unit__in=code_of, during__contains=span.ends, ancestor__percent_digits__isnull=False)
        .order_by("depth")
        .values_list("unit", "ancestor__percent_digits")
    )
    digits = dict.fromkeys(code_of.values(), USUAL_PERCENT_DIGITS)
    for unit, printed in reversed(rows):
        digits[code_of[unit]] = int(printed or 0)
    return digits


def _handed_in(units: list[int], code_of: Mapping[int, str], period: Period) -> dict[str, HandedIn]:
    rows = sql.fetch(PACKAGE, "handed_in", {"units": units, "period": period.pk}, HandedIn)
    return {code_of[row.unit_id]: row for row in rows}
