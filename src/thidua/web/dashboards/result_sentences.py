"""Results as sentences, the way a report to a meeting words them; every number comes from the figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.core.numbers import print_change, print_percent, print_points
from thidua.figures.models import Wording
from thidua.targets.queries import Result
from thidua.targets.rules import PaceStatus

from .unit_shown import tile_words


def value_words(result: Result, digits: int, wording: Wording | None) -> str:
    """The figure with its measure: "9.846 đoàn viên"."""
    if result.cumulative is None:
        return _("chưa có số liệu")
    text, measure = tile_words(result, digits, wording)
    return f"{text} {measure}".strip()


def comparison_words(result: Result, digits: int) -> str:
    """How it stands: "đạt 52,5% kế hoạch, tăng 3,33% so với cùng kỳ"; "" with nothing to compare."""
    parts = (_plan_words(result, digits), change_words(result, digits), _projection_words(result))
    return ", ".join(part for part in parts if part)


def change_words(result: Result, digits: int) -> str:
    """The change on last year: "tăng 3,33% so với cùng kỳ"; "" where there was none."""
    change, points = result.change_on_year_percent, result.change_points
    if change is None and points is None:
        return ""
    words = print_change(change, digits) if change is not None else print_points(points or 0, digits)
    said_already = words in {_("bằng cùng kỳ"), _("xấp xỉ cùng kỳ")}
    return words if said_already else _("%(change)s so với cùng kỳ") % {"change": words}


def _plan_words(result: Result, digits: int) -> str:
    done = result.completion
    if done.percent_of_plan is not None:
        return _("đạt %(percent)s kế hoạch") % {"percent": print_percent(done.percent_of_plan, digits)}
    if done.met is None:
        return ""
    if done.limit_used_percent is not None:
        return _("bằng %(percent)s mức cho phép") % {"percent": print_percent(done.limit_used_percent, digits)}
    return _("giữ được chỉ tiêu") if done.met else _("vượt mức cho phép")


def _projection_words(result: Result) -> str:
    """Where a late target ends if the year goes on like this."""
    pace = result.pace
    if pace is None or not result.target or pace.status not in {PaceStatus.BEHIND, PaceStatus.AT_RISK}:
        return ""
    if not 0 < pace.expected_share < 1 or result.completion.percent_of_plan is None:
        return ""
    percent = print_percent(pace.projection * 100 / result.target, 0)
    return _("giữ nhịp này thì cả năm đạt khoảng %(percent)s") % {"percent": percent}
