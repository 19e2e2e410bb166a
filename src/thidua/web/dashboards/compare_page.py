"""The page that compares units, periods and indicators; its address holds all of it and can be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.text import fold
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.figures.trees import trees_of
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.queries import find_units
from thidua.ui.answers import wants_fragment
from thidua.ui.links import Link

from .asking import basis_links, chosen_lens, offered, reader, tabs_of
from .compare_reading import (
    MOST_INDICATORS,
    MOST_PERIODS,
    MOST_UNITS,
    Comparison,
    Look,
    Number,
    Wanted,
    read_comparison,
)
from .compare_shown import comparison_charts, comparison_facts, comparison_table
from .unit_reading import HEADLINES
from .workbooks import excel_answer

MOST_HITS = 12
LONGEST_CODE = 40
Choice = TypeVar("Choice", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Picker:
    """What is chosen of one kind, and what a search for more has found; every line is a link."""

    name: str
    label: str
    hint: str
    chosen: tuple[Link, ...]
    searched: str
    hits: tuple[Link, ...]
    full: bool


@require_safe
@waits_for_restatement
def compare_page(request: HttpRequest) -> HttpResponse:
    """Units (`don-vi`), periods (`ky`) and indicators (`chi-tieu`), each as often as one likes.

    `dang` is the look, `so` the number that is compared; `tim-don-vi` and `tim-chi-tieu` search for more.
    `tai` names the table that is taken away as an Excel file.
    """
    user = reader(request)
    visible = gate.units_for(user, Permission.FIGURES_VIEW)
    own = main_unit(user)
    periods = readable_periods(own.pk, clock.today()) if own else []
    wanted = _wanted(request, own, periods)
    comparison = read_comparison(wanted, visible)
    table, charts = comparison_table(comparison), comparison_charts(comparison)
    if name := request.GET.get("tai"):
        found = next((one for one in (table, *(chart.table for chart in charts)) if one.id == name), None)
        if found is None:
            raise Http404(_("So sánh này không có bảng ấy."))
        return excel_answer(request, found)
    pickers = [_unit_picker(request, comparison, visible), _indicator_picker(request, comparison)]
    if wants_fragment(request):
        wanted_picker = next((one for one in pickers if one.name == request.GET.get("phan")), pickers[0])
        return render(request, "web/compare_page.html#hits", {"picker": wanted_picker})
    context = _context(comparison, periods) | {"table": table, "charts": charts, "pickers": pickers}
    return render(request, "web/compare_page.html", context)


urlpatterns = [path("so-sanh/", compare_page, name="compare")]


def _wanted(request: HttpRequest, own: Unit | None, periods: list[ReadablePeriod]) -> Wanted:
    """What the address asks for; a bare address begins with the reader's own unit and the usual period."""
    units, chosen, indicators = (_codes(request, name) for name in ("don-vi", "ky", "chi-tieu"))
    usual = usual_period(periods, clock.today())
    if not chosen and usual:
        chosen = (usual.code,)
    if not units and own:
        units = (own.code,)
    if not indicators:
        by_key = catalogue().by_key
        indicators = tuple(by_key[key].code for key in HEADLINES[:2] if key in by_key)
    return Wanted(
        units=units,
        periods=chosen,
        indicators=tuple(code.upper() for code in indicators),
        look=_choice(request, "dang", Look, Look.TABLE),
        number=_choice(request, "so", Number, Number.SO_FAR),
        lens=chosen_lens(request),
    )


def _codes(request: HttpRequest, name: str) -> tuple[str, ...]:
    """The different values of a part of the address that could be codes at all."""
    values = (value for value in request.GET.getlist(name) if value.isprintable() and 0 < len(value) <= LONGEST_CODE)
    return tuple(dict.fromkeys(values))


def _choice(request: HttpRequest, name: str, kind: type[Choice], usual: Choice) -> Choice:
    value = request.GET.get(name, "")
    return kind(value) if value in kind.values else usual


def _address(wanted: Wanted) -> str:
    return f"{reverse('compare')}?{wanted.query()}"


def _unit_picker(request: HttpRequest, comparison: Comparison, visible: Any) -> Picker:
    wanted, text = comparison.wanted, request.GET.get("tim-don-vi", "")[:200]
    found = find_units(text, within=visible, most=MOST_HITS) if text.strip() else []
    chosen = {unit.code for unit in comparison.units}
    return Picker(
        name="don-vi",
        label=_("Đơn vị"),
        hint=_("Tìm đơn vị để thêm"),
        chosen=tuple(Link(unit.short_name, _address(wanted.toggled("units", unit.code))) for unit in comparison.units),
        searched=text,
        hits=tuple(
            Link(f"{hit.name} · {hit.code}", _address(wanted.toggled("units", hit.code)), hit.code in chosen)
            for hit in found
        ),
        full=len(wanted.units) >= MOST_UNITS,
    )


def _indicator_picker(request: HttpRequest, comparison: Comparison) -> Picker:
    wanted, text = comparison.wanted, request.GET.get("tim-chi-tieu", "")[:200]
    words = fold(text).split()
    found = [
        indicator
        for indicator in catalogue().indicators
        if words and all(word in fold(f"{indicator.name} {indicator.code} {indicator.area.name}") for word in words)
    ][:MOST_HITS]
    return Picker(
        name="chi-tieu",
        label=pgettext("indicator", "Chỉ tiêu"),
        hint=_("Tìm chỉ tiêu để thêm"),
        chosen=tuple(Link(one.name, _address(wanted.toggled("indicators", one.code))) for one in comparison.indicators),
        searched=text,
        hits=tuple(
            Link(
                f"{one.name} · {one.area.name}",
                _address(wanted.toggled("indicators", one.code)),
                one.code in wanted.indicators,
            )
            for one in found
        ),
        full=len(wanted.indicators) >= MOST_INDICATORS,
    )


def _tabs(comparison: Comparison) -> list[Link]:
    """The other pages of figures, for the first unit and the last period that are compared."""
    if not (comparison.units and comparison.periods):
        return []
    return tabs_of(comparison.units[0].code, comparison.periods[-1].code, comparison.wanted.lens, "compare")


def _context(comparison: Comparison, periods: list[ReadablePeriod]) -> dict[str, Any]:
    wanted = comparison.wanted
    latest = next((one for one in periods if one.code in wanted.periods), None)
    menu = offered(periods, latest) if latest else [one for one in periods if one.has_figures]
    return {
        "title": _("So sánh"),
        "comparison": comparison,
        "wanted": wanted,
        "tabs": _tabs(comparison),
        "basis": wanted.basis,
        "preliminary": wanted.basis is Basis.PRELIMINARY,
        "facts": comparison_facts(comparison),
        "chosen_periods": [
            Link(period.span.title, _address(wanted.toggled("periods", period.code))) for period in comparison.periods
        ],
        "periods": [
            Link(one.span.title, _address(wanted.toggled("periods", one.code)), one.code in wanted.periods)
            for one in menu
            if one.code in wanted.periods or len(wanted.periods) < MOST_PERIODS
        ],
        "looks": [Link(str(one.label), _address(replace(wanted, look=one)), one is wanted.look) for one in Look],
        "numbers": [
            Link(str(one.label), _address(replace(wanted, number=one)), one is wanted.number) for one in Number
        ],
        "bases": basis_links(lambda lens: _address(replace(wanted, lens=lens)), wanted.lens),
        "tree": trees_of(
            wanted.lens.history,
            lambda history: _address(replace(wanted, lens=replace(wanted.lens, history=history))),
            differs=comparison.differs,
            ends=comparison.ends,
            note=comparison.tree_note,
        ),
        "fields": [
            *(("don-vi", code) for code in wanted.units),
            *(("ky", code) for code in wanted.periods),
            *(("chi-tieu", code) for code in wanted.indicators),
            ("dang", wanted.look.value),
            ("so", wanted.number.value),
            *parse_qsl(wanted.lens.query),
        ],
        "excel_url": f"{_address(wanted)}&tai=",
        "complete": bool(comparison.units and comparison.periods and comparison.indicators),
    }
