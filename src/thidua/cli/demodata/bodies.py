"""What upper unions, departments and service bodies report themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from random import Random

from thidua.cli.demodata.chance import count, shared
from thidua.cli.demodata.files import document, table
from thidua.cli.demodata.stories import Cells, Story, from_profile, number
from thidua.cli.demodata.units import UPPER_KINDS, unions, uppers
from thidua.core.periods import Frequency, Span
from thidua.core.shares import largest_remainder
from thidua.indicators.queries import catalogue
from thidua.org.rules import NewUnit, UnitKind

USUAL_SIZE = 26
FORM_STEMS = {
    UnitKind.NEWSPAPER: "newspaper",
    UnitKind.LEGAL_CENTRE: "legal-centre",
    UnitKind.LOAN_FUND: "loan-fund",
    UnitKind.CULTURE_PALACE: "culture-palace",
    UnitKind.DEPARTMENT: "department",
}
_FORM_TAILS = {Frequency.MONTH: "month", Frequency.QUARTER: "quarter"}


def upper_story(unit: NewUnit, periods: Iterable[Span]) -> Story:
    """The cells of an upper union's reports: unions founded and lost, conferences, and its own work."""
    rng = Random(f"{unit.code} story")
    size = max(0.3, sum(union.upper == unit.code for union in unions()) / USUAL_SIZE)
    spans = sorted(periods, key=lambda span: span.ends)
    kept = round(rng.uniform(90, 220) * size)
    told: Story = {}
    for span in (span for span in spans if span.frequency == Frequency.MONTH):
        told[span] = _month(rng, unit, size, kept, span)
        kept = int(number(told[span]["ORG01"]))
    for span in (span for span in spans if span.frequency == Frequency.QUARTER):
        founded = sum(number(told[month]["ORG07"]) for month in span.base(Frequency.MONTH) if month in told)
        cells = from_profile(rng, "upper-union-quarter", {"unit": size}, wholes={"ORG07": founded})
        told[span] = cells | exact_cells(unit.code, span)
    return told


def body_story(unit: NewUnit, periods: Iterable[Span]) -> Story:
    """The cells of a department's or service body's reports."""
    told: Story = {}
    for span in periods:
        form = f"{FORM_STEMS[UnitKind(unit.kind)]}-{_FORM_TAILS[span.frequency]}"
        if any(row["form"] == form for row in table("profiles.csv")):
            cells = from_profile(Random(f"{unit.code} {span.code}"), form, {"unit": 1.0})
            told[span] = cells | exact_cells(unit.code, span)
    return told


def _month(rng: Random, unit: NewUnit, size: float, kept: int, span: Span) -> Cells:
    exact = exact_cells(unit.code, span)
    founded = int(number(exact.get("ORG07", exact.get("ORG45", Decimal(count(rng, 0.55 * size))))))
    non_state = int(number(exact["ORG45"])) if "ORG45" in exact else min(founded, count(rng, founded * 0.8))
    dissolved = count(rng, 0.2 * size)
    return {
        "ORG01": Decimal(kept + founded - dissolved),
        "ORG07": Decimal(founded),
        "ORG45": Decimal(non_state),
        "ORG09": Decimal(dissolved),
        "ORG10": Decimal(0),
        "ORG11": Decimal(0),
        **{code: Decimal(value) for code, value in _conferences(unit.code, span).items()},
    }


# ── Conferences: published totals over the upper unions of Hà Nội ────────────


def _conferences(unit: str, span: Span) -> dict[str, int]:
    for year in document("cases.json")["conferences"]:
        if year["year"] == span.year and unit in _city():
            return _conferences_of_year(span.year)[unit, span.code]
    return {"LAW14": 1, "LAW15": int(span.ordinal == 1), "LAW17": 6, "LAW18": int(span.ordinal <= 4)}


@cache
def _city() -> tuple[str, ...]:
    return tuple(unit.code for unit in uppers("HN"))


@cache
def _conferences_of_year(year: int) -> dict[tuple[str, str], dict[str, int]]:
    """Required and held, by unit and month; what was held stays within what is required."""
    plan = next(plan for plan in document("cases.json")["conferences"] if plan["year"] == year)
    units = _city()
    sizes = [1 + sum(union.upper == unit and union.company for union in unions()) for unit in units]
    required = dict(zip(units, largest_remainder(plan["worker_required"], sizes, units), strict=True))
    left = dict(required)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for quarter, held in plan["worker_held"].items():
        parts = largest_remainder(held, [left[unit] for unit in units], units, [left[unit] for unit in units])
        months = [f"{year}-M{month:02}" for month in _months_of(quarter)]
        for unit, part in zip(units, parts, strict=True):
            left[unit] -= part
            by_month = shared(Random(f"{unit} {year} {quarter}"), part, months)
            for month, count_held in by_month.items():
                found[unit, month] = {"LAW17": required[unit], "LAW18": count_held}
    for unit in units:
        first = Random(f"{unit} {year} cadre").randint(1, 3)
        for number_of_month in range(1, 13):
            held_now = int(number_of_month == first)
            found[unit, f"{year}-M{number_of_month:02}"] |= {"LAW14": 1, "LAW15": held_now}
    return found


def _months_of(quarter: str) -> Sequence[int]:
    first = 3 * int(quarter[1]) - 2
    return range(first, first + 3)


@cache
def _exact() -> dict[tuple[str, str], Cells]:
    cells: dict[tuple[str, str], Cells] = {}
    for entry in document("cases.json")["exact"]:
        for period, given in entry["cells"].items():
            cells[entry["unit"], period] = {_code(name): Decimal(str(value)) for name, value in given.items()}
    return cells


def exact_cells(unit: str, span: Span) -> Cells:
    """The published figures that one unit alone reports."""
    return dict(_exact().get((unit, span.code), {}))


def _code(name: str) -> str:
    indicator = catalogue().find(name)
    if indicator is None:
        raise LookupError(f"cases.json names an unknown indicator: {name}")
    return indicator.code


def is_upper(unit: NewUnit) -> bool:
    """Whether grassroots unions stand under the unit and it reports for them."""
    return unit.kind in UPPER_KINDS
