"""The page of a plan: several indicators over all children, tried and then assigned with one decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, print_percent, unscale
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.queries import percent_digits_of
from thidua.people.models import User
from thidua.ui.notices import say

from .asking import assignable, board_of, grounds_of, latest_period, reader, unit_name
from .batches import NothingToAssign, Written, split_targets
from .board_shown import ledger_amount
from .forms import GroundsForm
from .planning import MOST_INDICATORS, Base, Draft, Wish, drafts
from .queries import standing_targets
from .rules import adds_up
from .services import SplitDoesNotAddUp
from .splitting import Heir, Weight

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])
SMALLEST_GROWTH, LARGEST_GROWTH = -100, 1000


@dataclass(frozen=True, slots=True)
class PlanCell:
    """A child's amount of an indicator, as typed or proposed, with what it implies."""

    field: str
    label: str
    value: str
    error: str
    growth: str
    outlook: str
    last: str
    projection: str


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """An indicator of a plan: what is to be given, what the amounts add up to and leave."""

    indicator: Indicator
    url: str
    whole: str
    assigned: str
    assigned_scaled: int | None
    total: str
    left: str
    is_spread: bool
    problem: str
    adds_up: bool


@dataclass(frozen=True, slots=True)
class SeenPlan:
    """The plan that an address or a form asks for; `problem` says what is wrong with the growth."""

    unit: Unit
    year: Period
    below: QuerySet[Unit]
    wish: Wish
    problem: str
    indicators: list[Indicator]
    drafts: list[Draft]


def seen_plan(request: HttpRequest, unit: str, year: str) -> SeenPlan:
    """What a plan for the indicators `ct` proposes. Raises Http404 or PermissionDenied."""
    user, place, when = board_of(request, unit, year)
    below = may_assign_below(user, place)
    asked = request.POST if request.method == "POST" else request.GET
    wish, problem = _wish(asked)
    chosen = chosen_indicators(asked.getlist("ct"))
    period = latest_period(place, when)
    plan = drafts(unit=place, year=when, period=period, indicators=chosen, among=below, wish=wish) if chosen else []
    return SeenPlan(place, when, below, wish, problem, chosen, plan)


@safe_or_post
def target_plan(request: HttpRequest, unit: str, year: str) -> HttpResponse:
    """A plan for the indicators `ct`: divide `goc` by `theo` with a growth `tang`, correct by hand, assign at once."""
    seen = seen_plan(request, unit, year)
    place, when, wish, chosen, plan = seen.unit, seen.year, seen.wish, seen.indicators, seen.drafts
    user, asked = reader(request), request.POST if request.method == "POST" else request.GET
    form = GroundsForm(request.POST or None)
    typed, errors = _typed(request, plan)
    if request.method == "POST" and "save" in request.POST and form.is_valid() and not errors:
        try:
            written = split_targets(unit=place, period=when, parts=typed, grounds=grounds_of(form), by=user)
        except SplitDoesNotAddUp as error:
            form.add_error("reason", error.sentence)
        except NothingToAssign as error:
            form.add_error(None, error.sentence)
        else:
            say_written(request, place, when, written)
            return redirect("target-board", unit=place.code, year=when.code)
    digits = percent_digits_of(place)
    name = unit_name(place)
    failed = bool(errors) or (request.method == "POST" and bool(form.errors) and "save" in request.POST)
    context = {
        "title": _("Phương án giao chỉ tiêu %(year)s") % {"year": when.span.short_title},
        "unit": place,
        "unit_name": name,
        "year": when,
        "form": form if "save" in request.POST or request.method != "POST" else GroundsForm(initial=_kept(request)),
        "wish": wish,
        "growth": asked.get("tang", ""),
        "problem": seen.problem,
        "too_many": len(asked.getlist("ct")) > MOST_INDICATORS,
        "most": MOST_INDICATORS,
        "bases": [(base.value, base.label, base is wish.base) for base in Base],
        "weights": [(weight.value, weight.label, weight is wish.weight) for weight in Weight],
        "choices": _choices(place, when, seen.below, chosen),
        "chosen": chosen,
        "columns": [_column(draft, typed, place, when, digits) for draft in plan],
        "lines": _lines(request, plan, typed, errors, digits),
        "has_errors": bool(errors),
        "crumbs": [(name, reverse("unit", args=[place.code])), board_crumb(place, when)],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "targets/plan.html", context, status=status)


def may_assign_below(user: User, unit: Unit) -> QuerySet[Unit]:
    """The units directly below that the reader assigns to. Raises PermissionDenied when there is none."""
    below = assignable(user, unit)
    if not below.exists():
        raise PermissionDenied(_("Tài khoản không được giao chỉ tiêu cho các đơn vị trực thuộc đơn vị này."))
    return below


def say_written(request: HttpRequest, unit: Unit, year: Period, written: Written) -> None:
    """Tell what one decision wrote, with the way to take it back."""
    sentence = _("Đã giao %(targets)d chỉ tiêu cho %(units)d đơn vị.") % {
        "targets": written.targets,
        "units": written.units,
    }
    say(request, sentence, undo=reverse("target-batch-undo", args=[unit.code, year.code, written.batch]))


def board_crumb(unit: Unit, year: Period) -> tuple[str, str]:
    """The way up to the board."""
    label = _("Bảng chỉ tiêu %(year)s") % {"year": year.span.short_title}
    return label, reverse("target-board", args=[unit.code, year.code])


def chosen_indicators(codes: Sequence[str]) -> list[Indicator]:
    """Indicators by code, at most as many as a plan takes; what is no indicator is passed over."""
    by_code = catalogue().by_code
    found = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    return sorted(found[:MOST_INDICATORS], key=lambda indicator: (indicator.area.order, indicator.order))


def growth_of(text: str) -> tuple[Decimal, str]:
    """A growth in per cent as typed, and what is wrong with it; nothing typed is none."""
    if not text.strip():
        return Decimal(0), ""
    try:
        growth = unscale(parse_number(text.strip().removeprefix("+").removesuffix("%"), decimals=2), 2)
    except DomainError as error:
        return Decimal(0), error.sentence
    if not SMALLEST_GROWTH <= growth <= LARGEST_GROWTH:
        return Decimal(0), _("Mức tăng phải từ -100% đến 1000%.")
    return growth, ""


def read_amount(indicator: Indicator, text: str) -> tuple[int | None, str]:
    """A typed amount, scaled, and what is wrong with it; None for an empty field."""
    if not text.strip():
        return None, ""
    try:
        amount = parse_number(text[:60], decimals=indicator.decimals, worth=in_dong(indicator.measure_vi))
    except DomainError as error:
        return None, error.sentence
    return (None, _("Chỉ tiêu phải là số từ 0 trở lên.")) if amount < 0 else (amount, "")


def _wish(asked: Mapping[str, str]) -> tuple[Wish, str]:
    base, weight = asked.get("goc", ""), asked.get("theo", "")
    growth, problem = growth_of(asked.get("tang", ""))
    chosen = Base(base) if base in Base.values else Base.ASSIGNED
    usual = Weight.LAST_YEAR if chosen is Base.LAST_YEAR else None
    return Wish(chosen, Weight(weight) if weight in Weight.values else usual, growth), problem


Typed = dict[int, dict[int, int]]
Errors = dict[tuple[int, int], str]


def _typed(request: HttpRequest, plan: Sequence[Draft]) -> tuple[Typed, Errors]:
    """The amounts sent by indicator and unit, else those that the plan proposes."""
    if request.method != "POST":
        return {draft.indicator.pk: dict(draft.parts) for draft in plan}, {}
    typed: Typed = {draft.indicator.pk: {} for draft in plan}
    errors: Errors = {}
    for draft in plan:
        what = draft.indicator
        for heir in draft.heirs:
            amount, problem = read_amount(what, request.POST.get(_field(what, heir), ""))
            if problem:
                errors[what.pk, heir.unit_id] = problem
            elif amount is not None:
                typed[what.pk][heir.unit_id] = amount
    return typed, errors


def _field(indicator: Indicator, heir: Heir) -> str:
    return f"o-{indicator.pk}-{heir.unit_id}"


def _kept(request: HttpRequest) -> dict[str, str]:
    """Grounds typed before the amounts were only counted."""
    return {name: request.POST.get(name, "") for name in ("on", "decision", "reason")}


def _choices(unit: Unit, year: Period, below: QuerySet[Unit], chosen: Sequence[Indicator]) -> list[tuple[Any, bool]]:
    """Indicators that may be planned: those that the unit or a child has a target for, and those asked for."""
    ids = [unit.pk, *below.values_list("pk", flat=True)]
    aimed = {what for _unit, what in standing_targets(unit_ids=ids, year=year.span)}
    wanted = aimed | {indicator.pk for indicator in chosen}
    picked = {indicator.pk for indicator in chosen}
    found = sorted((catalogue().by_id[pk] for pk in wanted), key=lambda one: (one.area.order, one.order))
    return [(indicator, indicator.pk in picked) for indicator in found]


def _column(draft: Draft, typed: Typed, unit: Unit, year: Period, digits: int) -> PlanColumn:
    indicator, parts = draft.indicator, typed[draft.indicator.pk]
    left = draft.left(parts)
    sums = adds_up(Kind(indicator.kind))
    return PlanColumn(
        indicator=indicator,
        url=reverse("target", args=[unit.code, year.code, indicator.code]),
        whole=ledger_amount(indicator, draft.whole, digits),
        assigned=ledger_amount(indicator, draft.assigned, digits),
        assigned_scaled=draft.assigned if sums else None,
        total=ledger_amount(indicator, draft.total(parts), digits) if sums else "–",
        left=ledger_amount(indicator, left, digits),
        is_spread=left == 0,
        problem=draft.problem,
        adds_up=sums,
    )


def _lines(
    request: HttpRequest, plan: Sequence[Draft], typed: Typed, errors: Errors, digits: int
) -> list[tuple[Heir, list[PlanCell]]]:
    """The children, those that nothing is known of last, each with a cell per indicator."""
    rows = list(zip(*(draft.heirs for draft in plan), strict=True))
    known = sorted(rows, key=lambda heirs: all(heir.unknown for heir in heirs))
    return [
        (
            heirs[0],
            [_cell(request, draft, heir, typed, errors, digits) for draft, heir in zip(plan, heirs, strict=True)],
        )
        for heirs in known
    ]


def _cell(  # noqa: PLR0917 - one cell of a page, private to it
    request: HttpRequest, draft: Draft, heir: Heir, typed: Typed, errors: Errors, digits: int
) -> PlanCell:
    indicator, name = draft.indicator, _field(draft.indicator, heir)
    amount = typed[indicator.pk].get(heir.unit_id)
    shown = "" if amount is None else print_number(unscale(amount, indicator.decimals))
    value = None if amount is None else Fraction(amount, 10**indicator.decimals)
    projection = draft.projections.get(heir.unit_id)
    return PlanCell(
        field=name,
        label=f"{heir.name}: {indicator.name}",
        value=request.POST.get(name, "") if request.method == "POST" else shown,
        error=errors.get((indicator.pk, heir.unit_id), ""),
        growth=growth_words(value, heir.last_year, digits),
        outlook="" if projection is None or not value else print_percent(projection * 100 / value, digits),
        last="" if heir.last_year is None else f"{float(heir.last_year):.6g}",
        projection="" if projection is None else f"{float(projection):.6g}",
    )


def growth_words(value: Fraction | None, last: Fraction | None, digits: int) -> str:
    """The growth on last year with its sign, "" where there is nothing to compare."""
    if value is None or last is None or last <= 0:
        return ""
    change = (value / last - 1) * 100
    return f"{'+' if change > 0 else ''}{print_percent(change, digits)}"
