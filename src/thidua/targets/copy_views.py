"""The page that begins a year from the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.numbers import print_number, unscale
from thidua.figures.printing import amount
from thidua.indicators.models import Indicator
from thidua.org.models import Unit
from thidua.org.queries import percent_digits_of

from .asking import board_of, grounds_of, unit_name
from .batches import Line, NothingToAssign, assign_new
from .board import Child
from .board_shown import ledger_amount
from .copying import Copies, Copy, Source, copies
from .forms import GroundsForm
from .plan_views import board_crumb, growth_of, growth_words, may_assign_below, read_amount, say_written

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Part:
    """What a child would get, beside what it had."""

    name: str
    before: str
    after: str
    growth: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    """An indicator with last year's numbers, the amount for this year, and what the children would get."""

    indicator: Indicator
    chosen: bool
    last_target: str
    last_result: str
    assigned: str
    field: str
    value: str
    error: str
    growth: str
    parts: tuple[Part, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What a reader wants: the indicators picked, their amounts, the growth; `wholes` by indicator, scaled."""

    growth: Decimal
    picked: frozenset[str]
    wholes: Mapping[int, int | None]
    errors: Mapping[int, str]
    typed: Mapping[str, str]


@safe_or_post
def target_copy(request: HttpRequest, unit: str, year: str) -> HttpResponse:
    """Take over last year's targets or results (`goc`) with a growth (`tang`), corrected by hand.

    What is assigned already is left alone. The unit's own target is written by those who may assign it.
    """
    user, place, when = board_of(request, unit, year)
    below = may_assign_below(user, place)
    may_own = Permission.TARGET_ASSIGN in gate.allowed(user, place)
    asked = request.POST if request.method == "POST" else request.GET
    growth, problem = growth_of(asked.get("tang", ""))
    base = asked.get("goc", "")
    source = Source(base) if base in Source.values else Source.TARGET
    found = copies(unit=place, year=when, among=below, source=source, growth=growth)
    sent = _sent(request, found, growth)
    form = GroundsForm(request.POST or None)
    failed = bool(sent.errors)
    if request.method == "POST" and "save" in request.POST:
        failed = failed or not form.is_valid()
        if not failed:
            lines = _lines(place, found, sent, own=may_own and "own" in request.POST)
            try:
                written = assign_new(unit=place, period=when, lines=lines, grounds=grounds_of(form), by=user)
            except NothingToAssign as error:
                form.add_error(None, error.sentence)
                failed = True
            else:
                say_written(request, place, when, written)
                return redirect("target-board", unit=place.code, year=when.code)
    digits = percent_digits_of(place)
    name = unit_name(place)
    context = {
        "title": _("Lấy chỉ tiêu từ năm trước"),
        "unit": place,
        "unit_name": name,
        "year": when,
        "before": when.span.year_before(),
        "form": form
        if "save" in request.POST or request.method != "POST"
        else GroundsForm(initial=request.POST.dict()),
        "problem": problem,
        "growth": asked.get("tang", ""),
        "source": source,
        "sources": [(one.value, one.label, one is source) for one in Source],
        "rows": [_row(copy, found.children, sent, digits) for copy in found.rows],
        "may_own": may_own,
        "own": "own" in request.POST or request.method != "POST",
        "has_errors": bool(sent.errors),
        "crumbs": [(name, reverse("unit", args=[place.code])), board_crumb(place, when)],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "targets/copy.html", context, status=status)


def _sent(request: HttpRequest, found: Copies, growth: Decimal) -> Sent:
    """The amounts sent, else those proposed; what this year is assigned already stays."""
    wholes: dict[int, int | None] = {}
    errors: dict[int, str] = {}
    posted = request.method == "POST"
    for copy in found.rows:
        what = copy.indicator
        wholes[what.pk] = copy.proposed if copy.assigned is None else copy.assigned
        if posted and copy.assigned is None:
            wholes[what.pk], problem = read_amount(what, request.POST.get(f"o-{what.pk}", ""))
            if problem:
                errors[what.pk] = problem
    picked = request.POST.getlist("ct") if posted else [copy.indicator.code for copy in found.rows]
    return Sent(growth, frozenset(picked), wholes, errors, request.POST.dict() if posted else {})


def _lines(unit: Unit, found: Copies, sent: Sent, *, own: bool) -> list[Line]:
    """The lines that a decision writes."""
    lines = []
    for copy in found.rows:
        what = copy.indicator
        if what.code not in sent.picked:
            continue
        whole = sent.wholes[what.pk]
        if own and copy.assigned is None and whole is not None:
            lines.append(Line(unit.pk, what.pk, whole))
        lines += [Line(pk, what.pk, part) for pk, part in copy.parts(whole, sent.growth).items()]
    return lines


def _row(copy: Copy, children: Mapping[int, Child], sent: Sent, digits: int) -> CopyRow:
    what = copy.indicator
    whole = sent.wholes[what.pk]
    one = 10**what.decimals
    shown = "" if whole is None else print_number(unscale(whole, what.decimals))
    last = None if copy.last_target is None else Fraction(copy.last_target, one)
    return CopyRow(
        indicator=what,
        chosen=what.code in sent.picked,
        last_target=ledger_amount(what, copy.last_target, digits),
        last_result=amount(what, copy.last_result, digits),
        assigned="" if copy.assigned is None else ledger_amount(what, copy.assigned, digits),
        field=f"o-{what.pk}",
        value=sent.typed.get(f"o-{what.pk}", "") if sent.typed else shown,
        error=sent.errors.get(what.pk, ""),
        growth=growth_words(None if whole is None else Fraction(whole, one), last, digits),
        parts=tuple(
            Part(
                name=children[pk].name,
                before=ledger_amount(what, copy.before[pk], digits),
                after=ledger_amount(what, part, digits),
                growth=growth_words(Fraction(part, one), Fraction(copy.before[pk], one), digits),
            )
            for pk, part in copy.parts(whole, sent.growth).items()
        ),
        skipped=len(copy.standing),
    )
