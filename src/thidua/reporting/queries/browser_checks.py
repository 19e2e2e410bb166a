"""The checks of a form as data, so that the page can run them where there is no connection."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from thidua.figures.cells import EMPTY, Cell
from thidua.indicators.models import FormCheck, Indicator
from thidua.indicators.rules import NOT_APPLICABLE, Kind, Value, parse_sum
from thidua.reporting.queries.checks import since_start
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import ENOUGH_HISTORY

from .entry import NONE_KEY, EntryPage, Row, seen

_OVER_YEAR = {Kind.FLOW: "sum", Kind.EXTREME: "largest"}


def checks_data(page: EntryPage) -> dict[str, Any]:
    """What `static/js/entry-checks.js` needs to say the same as `queries.checks` and `Row.surprising`.

    `{"checks": [check_data], "rows": [{"code", "name", "place", "required", "now", "previous", "year", ...}]}`;
    figures are texts in the unit of measure: "52.5", "na" or "".
    """
    checks = contents_of(page.report.sheet.form_version_id).checks
    return {"checks": [check_data(check) for check in checks], "rows": [_row(row, page) for row in page.rows]}


def check_data(check: FormCheck) -> dict[str, Any]:
    """`{"left": [[factor, code, reads], …], "operator", "right", "severity", "sentence"}`; factors are texts."""
    return {
        "left": _side(check.left),
        "operator": check.operator,
        "right": _side(check.right),
        "severity": check.severity,
        "sentence": check.sentence,
    }


def _side(text: str) -> list[list[str]]:
    return [[_text(term.factor), term.code, term.reads.value] for term in parse_sum(text)]


def _row(row: Row, page: EntryPage) -> dict[str, Any]:
    past = {past.span.code: {row.indicator.pk: past.cell} for past in row.history}
    least, most = row.range or (None, None)
    held = len(row.past_numbers) >= ENOUGH_HISTORY
    return {
        "code": row.code,
        "name": row.indicator.name,
        "place": row.place,
        "required": row.required,
        "now": row.seen,
        "previous": seen(row.previous, row.indicator),
        "over": _OVER_YEAR.get(Kind(row.indicator.kind), "last"),
        "year": _key(since_start(row.indicator, EMPTY, page.report.period.span, past)),
        "least": _range_end(least, row.indicator) if held else "",
        "most": _range_end(most, row.indicator) if held else "",
        "tooMuch": row.too_much if held else "",
        "tooLittle": row.too_little if held else "",
        "reason": row.reason,
        "explains": row.seen if row.reason else "",
    }


def _range_end(number: int | None, indicator: Indicator) -> str:
    return seen(Cell(number), indicator)


def _key(value: Value) -> str:
    if value == NOT_APPLICABLE:
        return NONE_KEY
    return "" if value is None else _text(value)


def _text(number: Fraction) -> str:
    """A finite decimal: factors have at most four digits after the point, figures those of their indicator."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
