"""Results of units as JSON, both ways. Described in docs/scoring.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.json_reading import Field, Flaws, Unreadable, line, optional_line, printable, read_object, read_value

from .format import KEY, NAME, WORD, written
from .reading import amount, anything, at_least, fact_value, flag, listed, optional, points, words
from .results import Fact, Missing, Part, Result, UnitResults

FORMAT = "thidua-results-1"
NOT_APPLICABLE = Missing.NOT_APPLICABLE.value
MOST_UNITS = 200_000


def _missing(value: Any) -> Missing:
    if value not in Missing.values:
        known = ", ".join(word for word in Missing.values if word)
        raise Unreadable(_("Chỉ nhận một trong các từ: %(words)s.") % {"words": known})
    return Missing(value)


_FILE = {"format": Field(anything, required=False), "units": Field(anything)}
_UNIT = {
    "unit": Field(line(KEY)),
    "name": Field(optional_line(NAME), required=False, default=""),
    "results": Field(anything, required=False, default={}),
    "facts": Field(anything, required=False, default={}),
}
_RESULT = {
    "value": Field(optional(amount), required=False),
    "target": Field(optional(amount), required=False),
    "parts": Field(anything, required=False, default=()),
    "plus": Field(at_least(0), required=False, default=0),
    "minus": Field(at_least(0), required=False, default=0),
    "count": Field(optional(at_least(0)), required=False),
    "points": Field(optional(points), required=False),
    "awards": Field(words(WORD), required=False, default=()),
    "missing": Field(_missing, required=False, default=Missing.NO),
    "origin": Field(anything, required=False),
}
_PART = {
    "value": Field(optional(amount), required=False),
    "target": Field(optional(amount), required=False),
    "applies": Field(flag, required=False, default=True),
}


def results_to(units: Iterable[UnitResults]) -> dict[str, Any]:
    """Results as data for JSON; `results_from` gives the same results back."""
    return {
        "format": FORMAT,
        "units": [
            {"unit": unit.unit}
            | ({"name": unit.name} if unit.name else {})
            | ({"facts": {name: written(value) for name, value in unit.facts.items()}} if unit.facts else {})
            | {"results": {code: result_to(result) for code, result in unit.results.items()}}
            for unit in units
        ],
    }


def result_to(result: Result) -> dict[str, Any]:
    """One result as data for JSON."""
    return dict(written(result))


def results_from(data: Any) -> tuple[UnitResults, ...]:
    """Results of units from data of JSON. Raises BadEntries, which names every flaw by its path.

    A result may be written short: a number is its value, a list of words the awards, "NA" not applicable, null not
    reported. `origin`, whatever is in it, says where the figure came from and is not read.
    """
    flaws = Flaws()
    found = read_object(data, _FILE, "", flaws) or {}
    if (said := found.get("format")) not in (None, FORMAT):
        flaws.add(
            "format", _("Không đọc được định dạng «%(said)s». Hãy ghi %(ours)s.") % {"said": said, "ours": FORMAT}
        )
    units = listed(found.get("units", ()), _unit, "units", flaws, most=MOST_UNITS)
    _refuse_repeats(data, flaws)
    flaws.refuse(_("Kết quả có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    return units


def result_from(value: Any) -> Result:
    """One result from data of JSON. Raises BadEntries."""
    flaws = Flaws()
    result = _result(value, "", flaws)
    flaws.refuse(_("Kết quả có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    assert result is not None
    return result


def _unit(value: Any, path: str, flaws: Flaws) -> UnitResults | None:
    found = read_object(value, _UNIT, path, flaws)
    if found is None:
        return None
    entries = _entries(found["results"], f"{path}.results", flaws)
    results = {code: _result(entry, f"{path}.results.{printable(code)}", flaws) for code, entry in entries.items()}
    return UnitResults(
        unit=found["unit"],
        results={code: result for code, result in results.items() if result is not None},
        facts=_facts(found["facts"], f"{path}.facts", flaws),
        name=found["name"],
    )


def _result(value: Any, path: str, flaws: Flaws) -> Result | None:
    if value is None:
        return Result(missing=Missing.NOT_REPORTED)
    if value == NOT_APPLICABLE:
        return Result(missing=Missing.NOT_APPLICABLE)
    if isinstance(value, list):
        return Result(awards=read_value(words(WORD), value, path, flaws) or ())
    if not isinstance(value, dict):
        return Result(value=read_value(amount, value, path, flaws))
    found = read_object(value, _RESULT, path, flaws)
    if found is None:
        return None
    del found["origin"]
    found["parts"] = listed(found["parts"], _part, f"{path}.parts" if path else "parts", flaws)
    return Result(**found)


def _part(value: Any, path: str, flaws: Flaws) -> Part | None:
    if value == NOT_APPLICABLE:
        return Part(applies=False)
    if value is None:
        return Part()
    if not isinstance(value, dict):
        return Part(value=read_value(amount, value, path, flaws))
    found = read_object(value, _PART, path, flaws)
    return None if found is None else Part(**found)


def _facts(value: Any, path: str, flaws: Flaws) -> dict[str, Fact]:
    entries = _entries(value, path, flaws)
    known = {name: entry for name, entry in entries.items() if entry is not None}
    read = {name: read_value(fact_value, entry, f"{path}.{printable(name)}", flaws) for name, entry in known.items()}
    return {name: fact for name, fact in read.items() if fact is not None}


def _entries(value: Any, path: str, flaws: Flaws) -> Mapping[str, Any]:
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return value
    flaws.add(path, _("Phải là một đối tượng {…}. Hãy viết đúng mẫu trong tài liệu."))
    return {}


def _refuse_repeats(data: Any, flaws: Flaws) -> None:
    """A unit that stands in the file twice would be ranked against itself."""
    if flaws.entries:
        return
    first: dict[str, int] = {}
    for index, entry in enumerate(data["units"]):
        if (other := first.setdefault(str(entry["unit"]).strip(), index)) != index:
            flaws.add(f"units[{index}].unit", _("Trùng với units[%(other)d]. Hãy chỉ để một.") % {"other": other})
