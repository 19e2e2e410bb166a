"""The parts of a figure: what every unit contributes to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.exchange.exports import Cells, Column, Kind, Sheet, Strong, Value
from thidua.figures.explain import Explanation, Part
from thidua.org.queries import last_names_of, percent_digits_of
from thidua.web.dashboards.figure_opening import OpenedFigure, opened_figure, own_name, visible_parts
from thidua.web.dashboards.figure_page import MOST_BASES

from .values import figure


def parts(request: HttpRequest, unit: str, period: str, indicator: str) -> Sheet:
    """All parts of a figure, also those on further pages, with what the reader may not see in one sum."""
    seen = opened_figure(request, unit, period, indicator)
    opened = seen.opened
    shown, others = visible_parts(request, opened)
    bases = opened.bases if 1 < len(opened.bases) <= MOST_BASES else ()
    over_time = opened.added.value != opened.added.to_date
    return Sheet(
        title=_("%(indicator)s: Các phần cộng lại") % {"indicator": opened.indicator.name},
        columns=(
            Column(_("Phần"), Kind.NAME),
            Column(_("Mã đơn vị")),
            *(Column(base.span.short_title, Kind.NUMBER) for base in bases),
            *((Column(_("Trong kỳ"), Kind.NUMBER),) if over_time else ()),
            Column(_("Lũy kế") if over_time else _("Giá trị"), Kind.NUMBER),
            Column(_("Tỷ trọng"), Kind.PERCENT, digits=2),
            Column(_("Ô đã có"), Kind.WHOLE),
            Column(_("Ô phải có"), Kind.WHOLE),
        ),
        rows=_rows(seen, shown, others, bases=len(bases), over_time=over_time),
        count=len(shown) + bool(others) + 1,
        facts=_facts(seen),
    )


def _facts(seen: OpenedFigure) -> tuple[tuple[str, str], ...]:
    opened, lens = seen.opened, seen.lens
    name = last_names_of([seen.unit.pk], lens.history.on or opened.period.ends)[seen.unit.pk].name
    facts = (
        (_("Đơn vị"), name),
        (_("Kỳ"), opened.period.span.title),
        (pgettext("indicator", "Chỉ tiêu"), f"{opened.indicator.name} ({opened.indicator.measure})"),
        (_("Số liệu"), str(lens.basis.label)),
        (_("Cây đơn vị"), str(lens.history.label) if lens.history.query else ""),
    )
    return tuple((what, which) for what, which in facts if which)


def _rows(
    seen: OpenedFigure, shown: Sequence[Part], others: Sequence[Part], *, bases: int, over_time: bool
) -> Iterator[Cells]:
    opened, lens = seen.opened, seen.lens
    digits, indicator = percent_digits_of(seen.unit), opened.indicator
    names = last_names_of([part.unit_id for part in shown], lens.history.on or opened.period.ends)
    for part in shown:
        own = part.unit_id == seen.unit.pk
        yield (
            own_name(lens) if own else names[part.unit_id].name,
            names[part.unit_id].code,
            *((figure(indicator, value, digits) for value in part.by_base) if bases else ()),
            *((figure(indicator, part.value, digits),) if over_time else ()),
            figure(indicator, part.to_date, digits),
            _share(part, opened),
            part.received,
            part.expected,
        )
    blank: list[Value] = [None] * (bases + over_time)
    if others:
        rest = sum((part.to_date or Fraction(0) for part in others), Fraction(0))
        words = _("%(count)s đơn vị ngoài phạm vi xem của bạn") % {"count": len(others)}
        yield (words, None, *blank, figure(indicator, rest, digits), None, None, None)
    added = opened.added
    in_period = (figure(indicator, added.value, digits),) if over_time else ()
    to_date = figure(indicator, added.to_date, digits)
    yield Strong((_("Cộng lại"), None, *[None] * bases, *in_period, to_date, None, added.received, added.expected))


def _share(part: Part, opened: Explanation) -> Value:
    whole = opened.added.to_date
    return part.to_date * 100 / whole if part.to_date is not None and whole else None
