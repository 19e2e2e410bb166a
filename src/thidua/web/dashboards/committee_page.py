"""One page for a meeting of the standing committee: ahead, behind, at risk, and who needs attention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from thidua.figures.rules import Basis
from thidua.figures.waiting import waits_for_restatement
from thidua.targets.queries import Result
from thidua.targets.standing import Standing, reached_of, standing
from thidua.ui.links import Link

from .addresses import committee_address, figure_address, unit_address
from .asking import asked_of, basis_links, offered, tabs_of, trees_shown
from .chart_reading import facts_of
from .committee_reading import Attention, CommitteeReading, change_of, read_committee
from .reconciling import reconcile
from .result_sentences import change_words, comparison_words, value_words
from .tables import Head, Row, Table, amount_cell, change_cell, completion_cell, text_cell, tone_of_change
from .unit_page import without_periods
from .workbooks import excel_answer

NAMED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as a sentence; `value` leads to its page."""

    name: str
    value: str
    url: str
    words: str
    standing: Standing
    tone: str


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """A unit that needs attention, and why."""

    name: str
    url: str
    tone: str
    words: str


@require_safe
@waits_for_restatement
def committee_page(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """The page of a unit and period; `tai` takes its targets away as an Excel file."""
    asked, periods = asked_of(request, unit, period)
    if asked is None:
        return without_periods(request, unit)
    reading = read_committee(asked)
    if request.GET.get("tai") == "chi-tieu":
        return excel_answer(request, targets_table(reading))
    lens = asked.lens
    context = _context(reading) | {
        "periods": [
            Link(one.span.title, committee_address(unit, one.code, lens), one.pk == asked.period.pk)
            for one in offered(periods, asked.period)
        ],
        "bases": basis_links(lambda lens: committee_address(unit, period, lens), lens),
        "tree": trees_shown(asked, lambda lens: committee_address(unit, period, lens)),
        "excel_url": f"?tai=chi-tieu{lens.query}",
        "tabs": tabs_of(asked.unit.code, asked.period.code, asked.lens, "committee"),
    }
    return render(request, "web/committee_page.html", context)


urlpatterns = [path("hop-thuong-truc/<str:unit>/<str:period>/", committee_page, name="committee")]


def targets_table(reading: CommitteeReading) -> Table:
    """Every target with its result, as plain data."""
    digits = reading.digits
    heads = (
        Head(_("Lũy kế")),
        Head(_("Giao")),
        Head(_("% kế hoạch")),
        Head(_("So cùng kỳ")),
        Head(_("Tiến độ")),
    )
    rows = tuple(
        Row(
            result.indicator.name,
            (
                amount_cell(result.indicator, result.cumulative, digits),
                amount_cell(result.indicator, result.target, digits),
                completion_cell(result, digits),
                change_cell(result, digits),
                text_cell(standing(result).words),
            ),
        )
        for result in reading.aimed
    )
    title = _("Họp thường trực: %(name)s, %(period)s") % {
        "name": _name(reading),
        "period": reading.asked.period.span.title,
    }
    return Table("chi-tieu", title, _facts(reading), pgettext("indicator", "Chỉ tiêu"), heads, rows)


def _context(reading: CommitteeReading) -> dict[str, Any]:
    asked = reading.asked
    code, period, basis = asked.unit.code, asked.period, asked.basis
    lines = {
        "ahead": _lines(reading, reading.ahead),
        "behind": _lines(reading, reading.behind),
        "at-risk": _lines(reading, reading.at_risk),
        "unclear": _lines(reading, reading.unclear),
    }
    return {
        "title": _("Họp thường trực · %(period)s") % {"period": period.span.title},
        "unit": asked.unit,
        "unit_name": _name(reading),
        "period": period,
        "basis": basis,
        "preliminary": basis is Basis.PRELIMINARY,
        "facts": _facts(reading),
        "crumbs": [(_name(reading), unit_address(code, period.code, asked.lens))],
        "digits": reading.digits,
        "reconciled": reconcile(asked, [result.indicator for result in reading.aimed], reading.digits),
        "reached": reached_of(reading.aimed),
        "groups": [
            (key, title, icon, tone, lines[key])
            for key, title, icon, tone in (
                ("at-risk", _("Có nguy cơ không đạt"), "alert-triangle", "bad"),
                ("behind", _("Chậm tiến độ, chưa đạt"), "clock-exclamation", "warn"),
                ("ahead", _("Đúng và vượt tiến độ"), "circle-check", "good"),
            )
        ],
        "unclear": lines["unclear"],
        "rising": _lines(reading, reading.rising, moved=True),
        "falling": _lines(reading, reading.falling, moved=True),
        "attention": [_attention_line(unit, reading) for unit in reading.attention],
        "accepted": reading.accepted,
        "owing": len(reading.progress),
    }


def _lines(reading: CommitteeReading, results: Iterable[Result], *, moved: bool = False) -> list[Line]:
    asked, digits = reading.asked, reading.digits
    pattern = figure_address(asked.unit.code, asked.period.code, asked.lens)
    return [
        Line(
            name=result.indicator.name,
            value=value_words(result, digits, reading.words.get(result.indicator.pk)),
            url=pattern % result.indicator.code,
            words=change_words(result, digits) if moved else comparison_words(result, digits),
            standing=standing(result),
            tone=tone_of_change(result.indicator, change_of(result) or Fraction(0)) if moved else standing(result).tone,
        )
        for result in results
    ]


def _attention_line(unit: Attention, reading: CommitteeReading) -> AttentionLine:
    asked = reading.asked
    parts = []
    if unit.at_risk:
        names = [f"{one.indicator.name} {completion_cell(one, reading.digits).text}" for one in unit.at_risk[:NAMED]]
        more = "; …" if len(unit.at_risk) > NAMED else ""
        words = _("%(count)d chỉ tiêu có nguy cơ không đạt (%(names)s)")
        parts.append(words % {"count": len(unit.at_risk), "names": "; ".join(names) + more})
    if unit.behind:
        parts.append(_("%(count)d chỉ tiêu chậm tiến độ") % {"count": len(unit.behind)})
    if unit.missing:
        parts.append(_("còn thiếu %(count)d báo cáo") % {"count": unit.missing})
    return AttentionLine(
        name=unit.place.short_name,
        url=unit_address(unit.place.code, asked.period.code, asked.lens),
        tone="bad" if unit.at_risk else "warn",
        words=", ".join(parts),
    )


def _name(reading: CommitteeReading) -> str:
    return reading.path[-1].name if reading.path else reading.asked.unit.code


def _facts(reading: CommitteeReading) -> tuple[tuple[str, str], ...]:
    coverage = f"{reading.accepted}/{len(reading.progress)} " + pgettext("count", "đơn vị") if reading.progress else ""
    return facts_of(reading.asked, _name(reading), coverage)
