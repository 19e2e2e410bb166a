"""Results of units as a table of text, the way a spreadsheet saves it: a line for each unit and criterion."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.json_reading import BadFile, Flaws
from thidua.core.numbers import parse_number, unscale

from .results import Missing, Part, Result, UnitResults

COLUMNS = ("unit", "criterion", "value", "target", "plus", "minus", "count", "points")
REQUIRED = ("unit", "criterion")
_DECIMALS = 2


def results_from_csv(raw: bytes) -> tuple[UnitResults, ...]:
    """Results from lines of `unit`, `criterion` and any of the other COLUMNS, in any order, by comma or semicolon.

    Numbers are written the Vietnamese way (1.424,5). Lines of the same unit and criterion are its measures, in order.
    A value NA is not applicable, an empty one not reported. Raises BadFile, or BadEntries with line numbers.
    """
    flaws = Flaws()
    found: dict[str, dict[str, Result]] = {}
    for number, line in _lines(raw):
        path = _("dòng %(number)d") % {"number": number}
        unit, criterion = line["unit"].strip(), line["criterion"].strip()
        if not unit or not criterion:
            flaws.add(path, _("Thiếu đơn vị hoặc tiêu chí. Hãy bổ sung."))
            continue
        results = found.setdefault(unit, {})
        result = _result(line, path, flaws)
        results[criterion] = _joined(results[criterion], result) if criterion in results else result
    flaws.refuse(_("Kết quả có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    return tuple(UnitResults(unit, results) for unit, results in found.items())


def _lines(raw: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(_("Tệp không phải là văn bản UTF-8. Hãy lưu lại với mã UTF-8.")) from error
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",", restval="")
    names = [name.strip() for name in reader.fieldnames or ()]
    if missing := [name for name in REQUIRED if name not in names]:
        raise BadFile(_("Thiếu cột %(names)s ở dòng đầu. Hãy đặt tên cột như mẫu.") % {"names": ", ".join(missing)})
    if odd := [name for name in names if name not in COLUMNS]:
        raise BadFile(_("Không có cột «%(name)s» trong mẫu. Hãy xem tên đúng trong tài liệu.") % {"name": odd[0]})
    reader.fieldnames = names
    return [(reader.line_num, {name: line.get(name) or "" for name in COLUMNS}) for line in reader]


def _result(line: dict[str, str], path: str, flaws: Flaws) -> Result:
    if line["value"].strip() == Missing.NOT_APPLICABLE:
        return Result(missing=Missing.NOT_APPLICABLE)
    numbers: dict[str, Any] = {name: _number(line[name], f"{path}, {name}", flaws) for name in COLUMNS[2:]}
    if all(number is None for name, number in numbers.items() if name != "target"):
        return Result(target=numbers["target"], missing=Missing.NOT_REPORTED)
    return Result(**numbers | {"plus": numbers["plus"] or 0, "minus": numbers["minus"] or 0})


def _number(text: str, path: str, flaws: Flaws) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return unscale(parse_number(text, decimals=_DECIMALS), _DECIMALS)
    except DomainError as error:
        flaws.add(path, error.sentence)
        return None


def _joined(before: Result, result: Result) -> Result:
    """One more measure of the same criterion."""
    parts = before.parts or (_part(before),)
    return Result(parts=(*parts, _part(result)))


def _part(result: Result) -> Part:
    return Part(result.value, result.target, applies=result.missing != Missing.NOT_APPLICABLE)
