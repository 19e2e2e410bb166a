"""The tree of units as of any day, opened node by node, and the search over its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.org.models import Unit
from thidua.org.queries import (
    MOST_FOUND,
    Found,
    Node,
    Page,
    children_of,
    find_units,
    last_names_of,
    names_of,
    path_of,
    tops_of,
)
from thidua.ui.answers import wants_fragment

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
NO_SUCH_PAGE = gettext_lazy("Danh sách không có trang này; dưới đây là trang đầu.")


class TreeForm(forms.Form):
    """What is asked of the tree."""

    as_of = forms.DateField(
        label=gettext_lazy("Xem cây ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Ngày không đúng. Hãy ghi như 28/12/2020.")},
    )
    q = forms.CharField(label=gettext_lazy("Tìm đơn vị"), required=False, max_length=200)
    start = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_SUCH_PAGE),
    )

    def clean_as_of(self) -> date:
        """The day that is asked for; today when none is."""
        day: date = self.cleaned_data["as_of"] or clock.today()
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Hãy chọn một ngày từ năm 1900 đến năm 2199."))
        return day

    def clean_start(self) -> int:
        """Where the page begins."""
        return self.cleaned_data["start"] or 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with what the page shows below it: a page of children, or None while it is closed."""

    node: Node
    children_url: str
    inside: Listing | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Units side by side, and the address of more of them."""

    branches: tuple[Branch, ...]
    total: int
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found and the way to it, of units that the person may see."""

    found: Found
    path: str
    url: str


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """The highest units that the person sees; a single one is open already."""
    form, as_of = asked_tree(request)
    units = gate.units_for(request.user, Permission.UNIT_VIEW)
    tops = tops_of(units, as_of) if form.is_valid() else []
    listing = Listing(tuple(_branch(node, as_of) for node in tops), len(tops))
    if len(tops) == 1:
        page = children_of(Unit.objects.get(pk=tops[0].unit_id), as_of, within=units)
        opened = Branch(tops[0], _children_url(tops[0].code, as_of), _listing(page, tops[0].code, as_of))
        listing = Listing((opened,), 1)
    context = {"title": _("Cây đơn vị"), "listing": listing, "narrowed": not _sees_all(request)}
    return _render(request, "web/tree.html", form, as_of, context)


@require_safe
def tree_children(request: HttpRequest, code: str) -> HttpResponse:
    """The units directly below one: as a fragment for the tree, or as a page of its own."""
    unit = gate.unit_or_404(request.user, code)
    form, as_of = asked_tree(request)
    units = gate.units_for(request.user, Permission.UNIT_VIEW)
    start = form.cleaned_data.get("start", 0)
    listing = _listing(children_of(unit, as_of, within=units, start=start), code, as_of)
    if wants_fragment(request):
        return _render(request, "web/tree_listing.html", form, as_of, {"listing": listing})
    path = [step for step in path_of([unit.pk], as_of).get(unit.pk, ()) if step.unit_id != unit.pk]
    seen = set(units.filter(pk__in=[step.unit_id for step in path]).values_list("pk", flat=True))
    steps = [(step.short_name, _children_url(step.code, as_of)) for step in path if step.unit_id in seen]
    context = {
        "title": last_names_of([unit.pk], as_of)[unit.pk].name,
        "crumbs": [(_("Cây đơn vị"), f"{reverse('tree')}?{_query(as_of)}"), *steps],
        "unit": unit,
        "existed": bool(names_of([unit.pk], as_of)),
        "listing": listing,
    }
    return _render(request, "web/tree_children.html", form, as_of, context)


@require_safe
def unit_search(request: HttpRequest) -> HttpResponse:
    """Units by code or by any name that they ever had, with or without accents."""
    form, as_of = asked_tree(request)
    text, hits = found_units(request)
    context = {"title": _("Tìm đơn vị"), "hits": hits, "text": text}
    if wants_fragment(request):
        return _render(request, "web/unit_hits.html", form, as_of, context)
    return _render(request, "web/unit_search.html", form, as_of, context)


def found_units(request: HttpRequest, *, most: int = MOST_FOUND) -> tuple[str, list[Hit]]:
    """What was searched for and what was found of it, at most so many."""
    form, as_of = asked_tree(request)
    text = form.cleaned_data.get("q", "")
    within = None if _sees_all(request) else gate.units_for(request.user, Permission.UNIT_VIEW)
    return text, _hits(find_units(text, within, as_of, most), units_of=request, as_of=as_of)


def asked_tree(request: HttpRequest) -> tuple[TreeForm, date]:
    """What is asked of the tree, and the day that it is asked about: today where that cannot be read."""
    form = TreeForm(request.GET)
    day: date = form.cleaned_data.get("as_of", clock.today()) if form.is_valid() else clock.today()
    return form, day


def _render(
    request: HttpRequest, template: str, form: TreeForm, as_of: date, context: Mapping[str, Any]
) -> HttpResponse:
    shown = {"form": form, "as_of": as_of, "is_today": as_of == clock.today(), "query": _query(as_of)}
    return render(request, template, {**shown, **context}, status=200 if form.is_valid() else 422)


def _sees_all(request: HttpRequest) -> bool:
    return gate.everywhere(request.user, Permission.UNIT_VIEW)


def _listing(page: Page, code: str, as_of: date) -> Listing:
    more = _children_url(code, as_of, page.next_start) if page.next_start else ""
    return Listing(tuple(_branch(node, as_of) for node in page.nodes), page.total, more)


def _branch(node: Node, as_of: date) -> Branch:
    return Branch(node, _children_url(node.code, as_of))


def _children_url(code: str, as_of: date, start: int | None = None) -> str:
    return f"{reverse('tree-children', args=[code])}?{_query(as_of, start)}"


def _query(as_of: date, start: int | None = None) -> str:
    """The day, when it is not today, and where the page begins."""
    asked = {"as_of": as_of.isoformat()} if as_of != clock.today() else {}
    return urlencode(asked | ({"start": str(start)} if start else {}))


def _hits(found: Sequence[Found], *, units_of: HttpRequest, as_of: date) -> list[Hit]:
    """Found units with the ways to them, all in two queries."""
    paths = path_of([unit.unit_id for unit in found], as_of)
    above = {step.unit_id for path in paths.values() for step in path}
    units = gate.units_for(units_of.user, Permission.UNIT_VIEW)
    seen = set(units.filter(pk__in=above).values_list("pk", flat=True))
    return [
        Hit(
            found=unit,
            path=" › ".join(
                step.short_name
                for step in paths.get(unit.unit_id, ())
                if step.unit_id in seen and step.unit_id != unit.unit_id
            ),
            url=_children_url(unit.code, as_of),
        )
        for unit in found
    ]
