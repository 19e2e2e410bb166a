"""What a workbook tells about an indicator where one types it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number, unscale
from thidua.indicators.models import Indicator

# What a workbook takes as the message beside a cell.
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255


@dataclass(frozen=True, slots=True)
class Words:
    """What is written of an indicator in a workbook: `message` and `refusal` are pairs of title and text."""

    name: str
    measure: str
    note: str
    message: tuple[str, str]
    refusal: tuple[str, str]


class Explainer:
    """The words of each indicator, found once for a workbook of hundreds of sheets."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], Words] = {}

    def of(self, indicator: Indicator, *, since_start: bool = False) -> Words:
        """The words of an indicator; `since_start`: it is typed as it stands since the start of the year."""
        key = (indicator.pk, since_start)
        if key not in self._known:
            self._known[key] = Words(
                name=indicator.name,
                measure=indicator.measure,
                note=definition_note(indicator),
                message=input_message(indicator, since_start=since_start),
                refusal=refusal(indicator),
            )
        return self._known[key]


def definition_note(indicator: Indicator) -> str:
    """The definition of an indicator, its unit of measure and where its numbers come from."""
    lines = [
        indicator.definition or indicator.name,
        _("Đơn vị tính: %(measure)s.") % {"measure": indicator.measure},
    ]
    if indicator.source:
        lines.append(_("Nguồn số liệu: %(source)s") % {"source": indicator.source})
    return "\n".join(lines)


def input_message(indicator: Indicator, *, since_start: bool) -> tuple[str, str]:
    """Title and text of what is shown while a cell is chosen."""
    how = _("Nhập số lũy kế từ đầu năm.") if since_start else _("Nhập số của kỳ này.")
    text = f"{how} {what_fits(indicator)} " + _("Nếu đơn vị không có nội dung này, gõ «không có».")
    return _cut(indicator.name, _LONGEST_TITLE), _cut(text, _LONGEST_MESSAGE)


def refusal(indicator: Indicator) -> tuple[str, str]:
    """Title and text of what is shown when a cell does not take what was typed."""
    text = _("Số này không nhập được. %(fits)s") % {"fits": what_fits(indicator)}
    return _cut(indicator.name, _LONGEST_TITLE), _cut(text, _LONGEST_MESSAGE)


def what_fits(indicator: Indicator) -> str:
    """Which numbers an indicator takes: "Số nguyên từ 0 đến 10.000 (người)."."""
    words = {
        "least": print_number(unscale(indicator.smallest, indicator.decimals)),
        "most": print_number(unscale(indicator.largest, indicator.decimals)),
        "measure": indicator.measure,
        "decimals": indicator.decimals,
    }
    if not indicator.decimals:
        return _("Số nguyên từ %(least)s đến %(most)s (%(measure)s).") % words
    return _("Số từ %(least)s đến %(most)s (%(measure)s), tối đa %(decimals)d chữ số lẻ.") % words


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
