"""A scored table as JSON, for other programs and for whoever checks us. Described in docs/scoring.md."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .engine import Fired, Row, Scored, Table
from .explaining import fired_sentence, sentence
from .format import written
from .results import NOT_REPORTED, Result, UnitResults
from .scheme import Criterion, Scheme, from_thousandths

FORMAT = "thidua-scores-1"


def table_to(table: Table, units: Mapping[str, UnitResults]) -> dict[str, Any]:
    """A table as data for JSON; `units` are the results that it was scored from, by code."""
    return {
        "format": FORMAT,
        "scheme": table.scheme.code,
        "units": [_row(table.scheme, row, units[row.unit].results) for row in table.rows],
    }


def _row(scheme: Scheme, row: Row, results: Mapping[str, Result]) -> dict[str, Any]:
    standing = row.standing
    return {
        "unit": row.unit,
        "name": row.name,
        "total": written(standing.total),
        "content": written(from_thousandths(standing.content)),
        "bonus": written(from_thousandths(standing.bonus)),
        "class_by_points": standing.class_by_points,
        "class": standing.class_after,
        "excluded": standing.excluded,
        "place": row.place.place,
        "shared": row.place.shared,
        "broken_by": row.place.broken_by and written(row.place.broken_by),
        "fired": [_fired(scheme, fired) for fired in standing.fired],
        "unknown": list(standing.unknown),
        "groups": {code: written(found.points) for code, found in standing.groups.items()},
        "criteria": [
            _line(criterion, scored, results.get(criterion.code, NOT_REPORTED))
            for criterion, scored in zip(scheme.positions, row.scored, strict=True)
        ],
    }


def _fired(scheme: Scheme, fired: Fired) -> dict[str, Any]:
    return {"code": fired.code, **written(fired.effect), "sentence": fired_sentence(scheme, fired)}


def _line(criterion: Criterion, scored: Scored, result: Result) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "points": written(scored.points),
        "max": written(criterion.max),
        "exact": _fraction(scored.exact),
        "percent": None if scored.percent is None else _fraction(scored.percent),
        "bonus": written(from_thousandths(scored.bonus)),
        "case": scored.case.value,
        "capped": scored.capped,
        "sentence": sentence(criterion, scored, result),
    }


def _fraction(value: Fraction) -> int | str:
    """A whole number, or a fraction such as "85/11": exact, whatever reads it."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
