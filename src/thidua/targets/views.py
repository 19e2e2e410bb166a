"""Pages of targets: a unit's year, one target with its ledger, splitting, registering, adjusting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number, print_percent, unscale
from thidua.core.periods import Frequency
from thidua.figures.printing import amount
from thidua.figures.queries import ReadablePeriod
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.queries import percent_digits_of
from thidua.people.models import User
from thidua.ui.links import Link
from thidua.ui.notices import say

from . import services
from .answers import marks_of, waiting_for
from .asking import (
    addressed,
    assignable,
    grounds_of,
    latest_period,
    reader,
    status_of,
    unit_name,
    years_begun,
)
from .forms import AdjustForm, AmountForm, SplitForm
from .models import Target, TargetEntry
from .queries import Result, results
from .rules import EntryKind, adds_up, remainder
from .splitting import Heir, Weight, heirs_of, proposed
from .standing import Standing, reached_of, standing

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as a line of the year's list."""

    name: str
    measure: str
    url: str
    figure_url: str
    assigned: str
    registered: str
    result: str
    percent: str
    of_registered: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the ledger."""

    entry: TargetEntry
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SeenTargets:
    """The targets that an address asks for, with results to the end of `period`, in the order of work areas."""

    unit: Unit
    year: Period | None
    years: list[Period]
    period: ReadablePeriod | None
    results: tuple[Result, ...]


def seen_targets(request: HttpRequest) -> SeenTargets:
    """The targets of a unit (`don-vi`, else the reader's own) and year (`nam`). Raises Http404 or PermissionDenied."""
    unit = _asked_unit(request, reader(request))
    years = years_begun()
    year = _asked_year(request, years)
    period = latest_period(unit, year) if year else None
    found = results(unit_id=unit.pk, period=period or year, basis=Basis.OFFICIAL) if year else []
    wanted = [one for one in found if one.target is not None or one.registered is not None]
    wanted.sort(key=lambda one: (one.indicator.area.order, one.indicator.order))
    return SeenTargets(unit, year, years, period, tuple(wanted))


@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """The year's targets that `seen_targets` finds."""
    seen = seen_targets(request)
    unit, year, period, wanted = seen.unit, seen.year, seen.period, seen.results
    allowed, digits = gate.allowed(request.user, unit), percent_digits_of(unit)
    name = unit_name(unit)
    context = {
        "title": _("Chỉ tiêu năm"),
        "unit": unit,
        "unit_name": name,
        "year": year,
        "period": period,
        "years": [
            Link(other.span.title, f"?don-vi={unit.code}&nam={other.code}", other == year) for other in seen.years
        ],
        "groups": _grouped(unit, year, wanted, period, digits) if year else [],
        "reached": reached_of(wanted),
        "may_register": Permission.TARGET_REGISTER in allowed,
        "waiting": waiting_for(unit.pk, year.pk) if year and Permission.TARGET_REGISTER in allowed else 0,
        "indicators": _without_target(wanted) if Permission.TARGET_REGISTER in allowed else [],
        "crumbs": [(name, reverse("unit", args=[unit.code]))],
    }
    return render(request, "targets/list.html", context)


@require_safe
def target_page(request: HttpRequest, unit: str, year: str, indicator: str) -> HttpResponse:
    """One target: where it stands, its ledger, and what the reader may do with it."""
    user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_VIEW)
    target = Target.objects.filter(unit=place, period=when, indicator=what).first()
    period = latest_period(place, when)
    digits = percent_digits_of(place)
    found = results(unit_id=place.pk, period=period or when, basis=Basis.OFFICIAL, indicators=[what])
    allowed = gate.allowed(user, place)
    context = _frame(place, when, what) | {
        "target": target,
        "period": period,
        "row": _row(place, when, found[0], period, digits) if found else None,
        "entries": _entries(target, digits) if target else [],
        "may_adjust": Permission.TARGET_ASSIGN in allowed,
        "may_split": target is not None and target.assigned is not None and assignable(user, place).exists(),
        "may_register": Permission.TARGET_REGISTER in allowed,
        "mark": marks_of(unit_ids=[place.pk], period_id=when.pk).get((place.pk, what.pk)),
    }
    return render(request, "targets/target.html", context)


@safe_or_post
def target_register(request: HttpRequest, unit: str, year: str, indicator: str) -> HttpResponse:
    """A unit registers what it sets out to reach."""
    user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_REGISTER)
    target = Target.objects.filter(unit=place, period=when, indicator=what).first()
    initial = {"amount": target.registered if target else None}
    form = AmountForm(request.POST or None, indicator=what, label=_("Chỉ tiêu đăng ký"), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.register_target(
            unit=place,
            indicator=what,
            period=when,
            amount=form.cleaned_data["amount"],
            grounds=grounds_of(form),
            by=user,
        )
        say(request, _("Đã đăng ký chỉ tiêu «%(name)s».") % {"name": what.name})
        return redirect("target", unit=place.code, year=when.code, indicator=what.code)
    context = _frame(place, when, what) | {"title": _("Đăng ký chỉ tiêu"), "form": form, "target": target}
    return render(request, "targets/form.html", context, status=status_of(request))


@safe_or_post
def target_adjust(request: HttpRequest, unit: str, year: str, indicator: str) -> HttpResponse:
    """The unit above adjusts or cancels an assigned target with a reason, or assigns the first one."""
    user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_ASSIGN)
    target = Target.objects.filter(unit=place, period=when, indicator=what, assigned__isnull=False).first()
    if target is None:
        if "seen" in request.POST:  # an adjustment of what was cancelled meanwhile assigns nothing anew
            raise services.NothingAssigned(_("Đơn vị chưa được giao chỉ tiêu này nên không có gì để điều chỉnh."))
        return _assign_first(request, user, place, when, what)
    initial = {"amount": target.assigned, "seen": target.assigned}
    form = AdjustForm(request.POST or None, indicator=what, label=_("Chỉ tiêu mới"), initial=initial)
    if request.method == "POST" and form.is_valid():
        cancel = form.cleaned_data["cancel"]
        services.adjust_target(
            target_id=target.pk,
            amount=None if cancel else form.cleaned_data["amount"],
            seen=form.cleaned_data["seen"],
            grounds=grounds_of(form),
            by=user,
        )
        say(request, _("Đã hủy chỉ tiêu.") if cancel else _("Đã điều chỉnh chỉ tiêu."))
        return redirect("target", unit=place.code, year=when.code, indicator=what.code)
    context = _frame(place, when, what) | {"title": _("Điều chỉnh chỉ tiêu"), "form": form, "target": target}
    return render(request, "targets/form.html", context, status=status_of(request))


@safe_or_post
def target_split(request: HttpRequest, unit: str, year: str, indicator: str) -> HttpResponse:
    """A unit's target over the units directly below, by weights (`theo`) or by hand."""
    user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_VIEW)
    below = assignable(user, place)
    if not below.exists():
        raise PermissionDenied(_("Tài khoản không được giao chỉ tiêu cho các đơn vị trực thuộc đơn vị này."))
    target = get_object_or_404(
        Target.objects.select_related("unit", "indicator", "period"),
        unit=place,
        period=when,
        indicator=what,
        assigned__isnull=False,
    )
    heirs = heirs_of(target=target, among=below, latest=latest_period(place, None))
    names = {heir.unit_id: heir.name for heir in heirs}
    weight, problem, parts = _proposal(request, target, heirs)
    initial = {f"unit-{pk}": part for pk, part in parts.items()}
    form = SplitForm(request.POST or None, indicator=what, children=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        parts = form.parts()
        if "save" in request.POST:
            try:
                written = services.split_target(parent_id=target.pk, parts=parts, grounds=grounds_of(form), by=user)
            except services.SplitDoesNotAddUp as error:
                form.add_error("reason", error.sentence)
            else:
                undo = _undo_address(place, when, written)
                say(request, _("Đã giao chỉ tiêu cho %(count)d đơn vị.") % {"count": len(written)}, undo=undo)
                return redirect("target", unit=place.code, year=when.code, indicator=what.code)
    kept = {heir.unit_id: heir.standing for heir in heirs if heir.standing is not None}
    left = remainder(target.assigned or 0, {**kept, **parts}.values())
    context = _frame(place, when, what) | {
        "title": _("Giao cho đơn vị trực thuộc"),
        "target": target,
        "form": form,
        "lines": _split_lines(form, heirs, what),
        "weights": _weight_links(weight),
        "problem": problem,
        "adds_up": adds_up(Kind(what.kind)),
        "whole": print_number(unscale(target.assigned or 0, what.decimals)),
        "left": print_number(unscale(left, what.decimals)),
        "left_is_zero": left == 0,
    }
    return render(request, "targets/split.html", context, status=status_of(request) if form.errors else HTTPStatus.OK)


def _undo_address(unit: Unit, year: Period, written: Sequence[Target]) -> str:
    """Where a split that was just written is taken back."""
    if not written:
        return ""
    batch = TargetEntry.objects.filter(target=written[0]).latest("pk").batch
    return reverse("target-batch-undo", args=[unit.code, year.code, batch])


def _assign_first(request: HttpRequest, user: User, place: Unit, when: Period, what: Indicator) -> HttpResponse:
    form = AmountForm(request.POST or None, indicator=what, label=_("Chỉ tiêu giao"))
    if request.method == "POST" and form.is_valid():
        services.assign_target(
            unit=place,
            indicator=what,
            period=when,
            amount=form.cleaned_data["amount"],
            grounds=grounds_of(form),
            by=user,
        )
        say(request, _("Đã giao chỉ tiêu «%(name)s».") % {"name": what.name})
        return redirect("target", unit=place.code, year=when.code, indicator=what.code)
    context = _frame(place, when, what) | {"title": _("Giao chỉ tiêu"), "form": form, "target": None}
    return render(request, "targets/form.html", context, status=status_of(request))


def _proposal(request: HttpRequest, target: Target, heirs: list[Heir]) -> tuple[Weight, str, Mapping[int, int]]:
    """The weight chosen, why it cannot be divided by, and the parts that it gives."""
    asked = request.GET.get("theo", "")
    has_standing = any(heir.standing is not None for heir in heirs)
    usual = Weight.STANDING if has_standing else Weight.MEMBERS
    weight = Weight(asked) if asked in Weight.values else usual
    try:
        return weight, "", proposed(target.assigned or 0, heirs, weight)
    except DomainError as error:
        return weight, error.sentence if asked else "", {}


def _split_lines(form: SplitForm, heirs: list[Heir], indicator: Indicator) -> list[dict[str, Any]]:
    members = catalogue().by_code["ORG18"]
    return [
        {
            "heir": heir,
            "field": form[f"unit-{heir.unit_id}"],
            "members": amount(members, heir.members, 0),
            "last_year": amount(indicator, heir.last_year, 1),
            "standing": _scaled_text(heir.standing, indicator),
        }
        for heir in heirs
    ]


def _weight_links(chosen: Weight) -> list[Link]:
    return [Link(str(weight.label), f"?theo={weight.value}", weight is chosen) for weight in Weight]


def _asked_unit(request: HttpRequest, user: User) -> Unit:
    code = request.GET.get("don-vi", "")
    if code:
        return gate.unit_or_404(user, code, Permission.TARGET_VIEW)
    unit = main_unit(user)
    if unit is None:
        raise Http404(_("Tài khoản chưa được giao đơn vị nào. Hãy nhờ quản trị viên giao quyền."))
    return gate.unit_or_404(user, unit.code, Permission.TARGET_VIEW)


def _asked_year(request: HttpRequest, years: list[Period]) -> Period | None:
    code = request.GET.get("nam", "")
    if not code:
        return years[0] if years else None
    return get_object_or_404(Period, code=code, frequency=Frequency.YEAR)


def _frame(unit: Unit, year: Period, indicator: Indicator) -> dict[str, Any]:
    """What every page of one target says around its content."""
    name = unit_name(unit)
    return {
        "title": indicator.name,
        "unit": unit,
        "unit_name": name,
        "year": year,
        "indicator": indicator,
        "crumbs": [
            (name, reverse("unit", args=[unit.code])),
            (_("Chỉ tiêu %(year)s") % {"year": year.span.short_title}, _list_address(unit, year)),
            (indicator.name, reverse("target", args=[unit.code, year.code, indicator.code])),
        ],
        "target_url": reverse("target", args=[unit.code, year.code, indicator.code]),
        "list_url": _list_address(unit, year),
    }


def _list_address(unit: Unit, year: Period) -> str:
    return f"{reverse('target-list')}?don-vi={unit.code}&nam={year.code}"


def _grouped(
    unit: Unit, year: Period, wanted: Sequence[Result], period: ReadablePeriod | None, digits: int
) -> list[tuple[str, list[TargetRow]]]:
    groups: dict[str, list[TargetRow]] = {}
    for result in wanted:
        groups.setdefault(result.indicator.area.name, []).append(_row(unit, year, result, period, digits))
    return list(groups.items())


def _row(unit: Unit, year: Period, result: Result, period: ReadablePeriod | None, digits: int) -> TargetRow:
    indicator, done = result.indicator, result.completion
    figure = reverse("figure", args=[unit.code, period.code, indicator.code]) if period else ""
    return TargetRow(
        name=indicator.name,
        measure=indicator.measure,
        url=reverse("target", args=[unit.code, year.code, indicator.code]),
        figure_url=figure if result.cumulative is not None else "",
        assigned=amount(indicator, result.target, digits),
        registered=amount(indicator, result.registered, digits),
        result=amount(indicator, result.cumulative, digits),
        percent=_percent(done.percent_of_plan, digits),
        of_registered=_percent(done.percent_of_registered, digits),
        standing=standing(result),
    )


def _percent(value: Fraction | None, digits: int) -> str:
    return "–" if value is None else print_percent(value, digits)


def _without_target(wanted: Sequence[Result]) -> list[Indicator]:
    """Indicators that the unit may still register a target for."""
    taken = {result.indicator.pk for result in wanted}
    return [indicator for indicator in catalogue().indicators if indicator.key and indicator.pk not in taken]


def entries_of(target: Target) -> list[TargetEntry]:
    """The ledger of a target, the latest line first."""
    return list(target.entries.select_related("by__person").order_by("-pk"))


def _entries(target: Target, digits: int) -> list[EntryRow]:
    indicator = catalogue().by_id[target.indicator_id]
    return [
        EntryRow(
            entry,
            str(EntryKind(entry.kind).label),
            _scaled_text(entry.before, indicator, digits),
            _scaled_text(entry.amount, indicator, digits),
        )
        for entry in entries_of(target)
    ]


def _scaled_text(number: int | None, indicator: Indicator, digits: int = 1) -> str:
    return amount(indicator, None if number is None else Fraction(number, 10**indicator.decimals), digits)
