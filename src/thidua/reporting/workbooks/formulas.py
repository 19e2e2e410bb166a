"""The live formulas of a form sheet: they say what the page of the report says, and go on saying it while one types.

In Excel an empty cell counts as 0 and a text spoils a sum. Here an empty cell says nothing yet and "không có" counts
as 0, as in `indicators.rules.add_up`: hence the N(…), COUNT(…) and questions for "".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from thidua.indicators.models import FormCheck, Indicator
from thidua.indicators.rules import HOLDS, Kind, Operator, Readings, Reads, Severity, Term, add_up, parse_sum

from .filled import Line, adds_up
from .layout import Column, Status

_LETTERS: Final = {column: xl_col_to_name(column.at) for column in Column}
_COLUMN_READ: Final = {Reads.NOW: Column.INPUT, Reads.PREVIOUS: Column.PREVIOUS, Reads.YEAR: Column.CUMULATIVE}
_OPERATORS: Final = {Operator.DIFFERENT: "<>"}
# Sums of decimals are compared as people see them, not as binary fractions leave them.
_COMPARED_DIGITS: Final = 6

Places = Mapping[str, int]
"""The rows (from 0) of a sheet in which indicators stand, by code."""


def ref(column: Column, row: int) -> str:
    """The address of a cell of a form sheet; `row` counts from 0."""
    return f"{_LETTERS[column]}{row + 1}"


def cumulative(line: Line, row: int) -> str:
    """From the start of the year to the period's end, where the period is typed."""
    now, earlier = ref(Column.INPUT, row), ref(Column.EARLIER, row)
    if not adds_up(line.indicator):
        return f'=IF({now}="","",{now})'
    put_together = "MAX" if line.indicator.kind == Kind.EXTREME else "SUM"
    return f"=IF(COUNT({now},{earlier})=0,T({now}),{put_together}({now},{earlier}))"


def in_period(row: int) -> str:
    """The period's own figure, where it is typed since the start of the year."""
    typed, earlier = ref(Column.CUMULATIVE, row), ref(Column.EARLIER, row)
    return f"=IF(ISNUMBER({typed}),{typed}-N({earlier}),T({typed}))"


def percent(row: int) -> str:
    """Per cent of plan."""
    done, target = ref(Column.CUMULATIVE, row), ref(Column.TARGET, row)
    return f'=IF(AND(ISNUMBER({done}),N({target})>0),{done}/{target}*100,"")'


def change(row: int) -> str:
    """The change on the same period of last year, in per cent."""
    now, then = ref(Column.INPUT, row), ref(Column.YEAR_BEFORE, row)
    return f'=IF(AND(ISNUMBER({now}),N({then})>0),({now}-{then})/{then}*100,"")'


def status(line: Line, row: int, checks: Iterable[tuple[Severity, int]]) -> str:
    """What is to be done in a line: `checks` are those about it, with the rows in which their results stand."""
    rows = list(checks)
    formula = '""'
    if line.row.required:
        formula = f'IF({ref(typed_column(line), row)}="","{Status.MISSING}","")'
    for severity, said in ((Severity.QUESTION, Status.QUESTION), (Severity.ERROR, Status.ERROR)):
        of_kind = [f'{ref(Column.CHECK, at)}="{said}"' for kind, at in rows if kind is severity]
        if of_kind:
            formula = f'IF(OR({",".join(of_kind)}),"{said}",{formula})'
    return f"={formula}"


def typed_column(line: Line) -> Column:
    """The column in which a line is typed."""
    return Column.CUMULATIVE if line.since_start else Column.INPUT


def plausible(line: Line, row: int) -> str:
    """What a cell takes: a number of the indicator's range and decimals, or a word for "there is none"."""
    typed = ref(typed_column(line), row)
    number = f"({typed}-N({ref(Column.EARLIER, row)}))" if line.since_start else typed
    return takes(line.indicator, typed, number)


def takes(indicator: Indicator, typed: str, number: str) -> str:
    """The same of any cell: what is typed at an address, and the formula of the number behind it."""
    one = 10**indicator.decimals
    least, most = (_text(Fraction(end, one)) for end in (indicator.smallest, indicator.largest))
    within = f"{number}>={least},{number}<={most},ROUND({typed},{indicator.decimals})={typed}"
    none = ",".join([*(f'LOWER({typed})="{word}"' for word in _none_words(get_language() or "")), f'{typed}="-"'])
    return f"=IF(ISNUMBER({typed}),AND({within}),OR({none}))"


@lru_cache(maxsize=8)
def _none_words(language: str) -> tuple[str, ...]:  # noqa: ARG001 - the words differ by language
    """What people type where there is nothing to count."""
    return tuple(dict.fromkeys((_("không có"), "không có", "x")))


@dataclass(frozen=True, slots=True)
class CheckFormulas:
    """A check's two sides and its result, as formulas; the sides are empty while nothing can be said."""

    left: str
    right: str
    result: str


def check(check: FormCheck, places: Places, row: int) -> CheckFormulas:
    """The formulas of a check whose own line is `row`: sides left and right of the operator, then the result."""
    left, right = ref(Column.INPUT, row), ref(Column.CUMULATIVE, row)
    operator = Operator(check.operator)
    holds = f"{left}{_OPERATORS.get(operator, operator.value)}{right}"
    unknown, agrees = _("Chưa đủ số"), _("Khớp")
    return CheckFormulas(
        left=_side(parse_sum(check.left), places),
        right=_side(parse_sum(check.right), places),
        result=f'=IF(OR({left}="",{right}=""),"{unknown}",IF({holds},"{agrees}","{_severity(check)}"))',
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the formulas of a check give for the figures at hand: "" where nothing can be said yet."""

    left: float | str
    right: float | str
    result: str


def told(check: FormCheck, readings: Readings) -> Told:
    """The results of a check's formulas, for whoever opens the workbook without working it out anew."""
    left, right = (add_up(parse_sum(side), readings) for side in (check.left, check.right))
    if left is None or right is None:
        return Told(_shown(left), _shown(right), _("Chưa đủ số"))
    result = _("Khớp") if HOLDS[Operator(check.operator)](left, right) else str(_severity(check))
    return Told(float(left), float(right), result)


def _shown(value: Fraction | None) -> float | str:
    return "" if value is None else float(value)


def _severity(check: FormCheck) -> Status:
    return Status.ERROR if check.severity == Severity.ERROR else Status.QUESTION


def in_sheet(check: FormCheck, places: Places) -> bool:
    """Whether every indicator that a check reads stands in the sheet; of others nothing can be said there."""
    return all(code in places for code in codes_of(check))


def codes_of(check: FormCheck, *, besides: Reads | None = None) -> tuple[str, ...]:
    """The indicators that a check reads, except in one reading."""
    terms = (term for side in (check.left, check.right) for term in parse_sum(side))
    return tuple(dict.fromkeys(term.code for term in terms if term.code and term.reads is not besides))


def fails(check: FormCheck, cells: Mapping[str, str]) -> str:
    """Whether a check that reads one period fails, as a formula; `cells` are the addresses of what it reads."""
    left, right = parse_sum(check.left), parse_sum(check.right)
    told = ",".join(f'{cells[code]}<>""' for code in codes_of(check))
    sides = [_total(terms, [cells.get(term.code, "") for term in terms]) for terms in (left, right)]
    operator = Operator(check.operator)
    return f"=AND({told},NOT({sides[0]}{_OPERATORS.get(operator, operator.value)}{sides[1]}))"


def _side(terms: Sequence[Term], places: Places) -> str:
    addresses = [ref(_COLUMN_READ[term.reads], places[term.code]) if term.code else "" for term in terms]
    cells, total = [address for address in addresses if address], _total(terms, addresses)
    if not cells:
        return f"={total}"
    empty = ",".join(f'{cell}=""' for cell in cells)
    return f'=IF(OR({empty}),"",{total})'


def _total(terms: Sequence[Term], addresses: Sequence[str]) -> str:
    """A sum of cells and numbers ("" is the address of a number), rounded as it is compared."""
    parts = [_part(term.factor, address) for term, address in zip(terms, addresses, strict=True)]
    return f"ROUND({'+'.join(parts)},{_COMPARED_DIGITS})"


def _part(factor: Fraction, address: str) -> str:
    if not address:
        return f"({_text(factor)})"
    return f"N({address})" if factor == 1 else f"({_text(factor)})*N({address})"


def ratio(numerators: Iterable[int], denominator: int, factor: Fraction) -> str:
    """A ratio in per cent of cumulative cells, given by their rows; `factor` evens out units of money."""
    above = [ref(Column.CUMULATIVE, row) for row in numerators]
    below = ref(Column.CUMULATIVE, denominator)
    told = f"AND({','.join(f'ISNUMBER({cell})' for cell in above)},N({below})<>0)"
    return f'=IF({told},({"+".join(above)})/{below}*{_text(factor * 100)},"")'


def _text(number: Fraction) -> str:
    """A finite decimal as formulas write it."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
