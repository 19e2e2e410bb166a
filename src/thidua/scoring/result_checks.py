"""Holding results against the table that scores them, before anything is scored."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from thidua.core.json_reading import Flaws, printable
from thidua.core.numbers import print_number

from .results import Number, Result, UnitResults
from .scheme import Criterion, External, Manual, Scheme


def refuse_misfits(scheme: Scheme, units: Iterable[UnitResults]) -> None:
    """Raise BadEntries for results of criteria that are not in the table, points beyond a maximum, unknown awards."""
    flaws = Flaws()
    for index, unit in enumerate(units):
        for code, result in unit.results.items():
            path = f"units[{index}].results.{printable(code)}"
            if code in scheme.position_of:
                _hold(scheme.criterion(code), result, path, flaws)
            else:
                flaws.add(path, _("Bảng điểm không có tiêu chí này. Hãy sửa mã tiêu chí."))
    flaws.refuse(_("Kết quả có %(count)d chỗ không khớp với bảng điểm. Hãy sửa từng chỗ."))


def points_problem(criterion: Criterion, points: Number) -> str:
    """Why points cannot be given by hand for a criterion; empty when they can."""
    if points < 0:
        return _("Điểm không được âm. Hãy ghi từ 0 điểm.")
    if points > criterion.max:
        return _("Quá điểm tối đa %(max)s của tiêu chí. Hãy ghi lại.") % {"max": print_number(criterion.max)}
    return ""


def _hold(criterion: Criterion, result: Result, path: str, flaws: Flaws) -> None:
    if isinstance(criterion.formula, Manual):
        given = result.points if result.points is not None else result.value
        if given is not None and (problem := points_problem(criterion, given)):
            flaws.add(path, problem)
    elif result.points is not None:
        flaws.add(f"{path}.points", _("Tiêu chí này tính từ số liệu, không ghi điểm. Hãy ghi value hoặc count."))
    known = {award.code for award in criterion.formula.awards} if isinstance(criterion.formula, External) else set()
    for award in result.awards:
        if award not in known:
            sentence = _("Tiêu chí không có khen thưởng «%(award)s». Hãy dùng một mã có trong bảng điểm.")
            flaws.add(f"{path}.awards", sentence % {"award": award})
    if len(result.parts) > max(len(criterion.measures), 1):
        sentence = _("Tiêu chí chỉ có %(count)d số liệu. Hãy bỏ phần thừa.") % {"count": len(criterion.measures)}
        flaws.add(f"{path}.parts", sentence)
