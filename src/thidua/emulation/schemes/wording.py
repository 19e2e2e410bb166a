"""How a point table reads on paper, beyond what `thidua.scoring.describing` says: figures, people, short names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.numbers import print_number
from thidua.indicators.models import WorkArea
from thidua.indicators.queries import catalogue
from thidua.scoring.describing import describe, describe_effect, describe_test
from thidua.scoring.scheme import (
    Binary,
    Bonus,
    Combine,
    Condition,
    Criterion,
    External,
    Manual,
    Measure,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scorer,
    Steps,
)

METHOD_NAMES: Mapping[str, str | Promise] = {
    "proportional": gettext_lazy("Theo tỷ lệ với chỉ tiêu"),
    "steps": gettext_lazy("Theo bậc"),
    "binary": gettext_lazy("Đạt hoặc không đạt"),
    "per_occurrence": gettext_lazy("Điểm cho mỗi lần"),
    "plus_minus": gettext_lazy("Cộng và trừ điểm"),
    "bonus": gettext_lazy("Thưởng khi vượt chỉ tiêu"),
    "relative": gettext_lazy("So với đơn vị dẫn đầu cụm"),
    "external": gettext_lazy("Thành tích được cấp khác khen"),
    "manual": gettext_lazy("Người chấm cho điểm"),
}
SCORER_NAMES: Mapping[str, str | Promise] = {
    Scorer.SYSTEM: gettext_lazy("Hệ thống"),
    Scorer.UNIT: gettext_lazy("Đơn vị"),
    Scorer.LEAD: gettext_lazy("Cụm trưởng"),
    Scorer.DEPARTMENT: gettext_lazy("Ban chuyên đề"),
    Scorer.OWNER: gettext_lazy("Đơn vị lập bảng"),
}


def points(value: Decimal) -> str:
    """Points as they are printed."""
    return print_number(value)


def method(criterion: Criterion) -> str:
    """How a criterion is scored, in one line; with how several measures become one result."""
    return describe(criterion) + _several(criterion)


def method_name(criterion: Criterion) -> str:
    """The same in a few words, for narrow columns."""
    return str(_SHORT[type(criterion.formula)])


def source(criterion: Criterion) -> str:
    """Which figures a criterion reads, "" where people state the result."""
    named = [measure_name(measure) for measure in criterion.measures]
    return "; ".join(named)


def measure_name(measure: Measure) -> str:
    """An indicator by code and name, anything else by the name that was given to it."""
    indicator = catalogue().by_code.get(measure.key)
    return f"{indicator.code} {indicator.name}" if indicator else measure.name or measure.key


def scorer(criterion: Criterion, areas: Mapping[str, str]) -> str:
    """Who scores a criterion; a department by its name. `areas` are the departments by area code."""
    if criterion.scorer == Scorer.DEPARTMENT:
        return areas.get(criterion.area, criterion.area) or str(SCORER_NAMES[criterion.scorer])
    return str(SCORER_NAMES[criterion.scorer])


def departments() -> dict[str, str]:
    """The department that answers for each work area, by its code. One statement."""
    return dict(WorkArea.objects.values_list("code", "department_vi"))


def area_choices() -> list[tuple[str, str]]:
    """Work areas by code, each with its department and its own name: one department may answer for several."""
    return [(area.code, f"{area.department_vi}: {area.name}") for area in WorkArea.objects.all()]


def when(one: Condition) -> str:
    """When a condition fires."""
    return _(" và ").join(map(describe_test, one.when))


def condition(one: Condition) -> str:
    """When a condition fires and what follows."""
    return _("%(when)s: %(effect)s.") % {"when": when(one), "effect": describe_effect(one.effect)}


def _several(criterion: Criterion) -> str:
    """How several measures become one."""
    if len(criterion.measures) < 2:  # noqa: PLR2004 - one measure needs no rule
        return ""
    words = {
        Combine.EACH: _(", lấy trung bình tỷ lệ đạt của từng số liệu"),
        Combine.SUM: _(", cộng các số liệu"),
        Combine.LOWEST: _(", lấy số liệu đạt thấp nhất"),
    }
    return words[criterion.combine]


_SHORT: Mapping[type, str | Promise] = {
    Binary: gettext_lazy("Đạt hoặc không"),
    Proportional: gettext_lazy("Theo tỷ lệ"),
    Steps: gettext_lazy("Theo bậc"),
    Bonus: gettext_lazy("Thưởng vượt"),
    PerOccurrence: gettext_lazy("Mỗi lần"),
    PlusMinus: gettext_lazy("Cộng, trừ"),
    Relative: gettext_lazy("So với dẫn đầu"),
    External: gettext_lazy("Được khen"),
    Manual: gettext_lazy("Người chấm"),
}
