"""What if: a draft, or other weights, tried on the accepted figures of a period beside the edition in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, unscale
from thidua.core.periods import Calendar, Frequency
from thidua.emulation.schemes.models import Scheme
from thidua.emulation.schemes.populations import MOST_UNITS, Population, populations
from thidua.emulation.schemes.queries import draft_of, latest_published
from thidua.emulation.schemes.reweighting import reweighted
from thidua.emulation.schemes.trying import Trial, by_hand, tried
from thidua.indicators.models import Period
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import MOST_DIGITS
from thidua.scoring.scheme import Scheme as PointTable

from .access import managed_or_404

INVALID = 422
MOST_PERIODS = 16
LARGEST_WEIGHT = Decimal(10_000)
_LONG = (Frequency.YEAR, Frequency.HALF, Frequency.QUARTER)


@dataclass(frozen=True, slots=True)
class Weight:
    """A topmost group with the maximum that it is tried with, as typed; `error` says what is wrong with it."""

    code: str
    name: str
    stated: Decimal
    typed: str
    value: Decimal | None
    error: str = ""

    @property
    def most(self) -> Decimal:
        """How far the slider goes."""
        return max(self.stated * 2, Decimal(10))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page asks for and what came out of it."""

    scheme: Scheme
    old: PointTable
    new: PointTable
    weights: list[Weight]
    periods: list[Period]
    period: Period | None
    choices: list[Population]
    population: Population | None
    by_hand_full: bool
    trial: Trial | None
    too_many: bool


def seen_trial(request: HttpRequest, reference: str) -> Seen:
    """Both tables over the units and the period that an address asks for."""
    access = managed_or_404(request, reference)
    scheme = access.scheme
    published, draft = latest_published(scheme), draft_of(scheme)
    begun = draft or published
    assert begun is not None  # a scheme has an edition or a draft
    plain = scheme_from(begun.content)
    old = scheme_from(published.content) if published else plain
    weights = [_weight(request, plain, n) for n in range(len(plain.groups))]
    new = reweighted(plain, {one.code: one.value for one in weights if one.value is not None})
    offered = populations(scheme.owner_id, scheme.year)
    population = next((one for one in offered if one.key == request.GET.get("don-vi")), offered[0] if offered else None)
    periods = _periods(scheme.year)
    period = _chosen(periods, request.GET.get("ky", ""), scheme.year)
    full = request.GET.get("tay", "du") != "khong"
    too_many = population is not None and len(population.unit_ids) > MOST_UNITS
    ready = population is not None and period is not None and not too_many
    trial = tried(old, new, population.unit_ids, period, by_hand_full=full) if ready and population and period else None
    return Seen(scheme, old, new, weights, periods, period, offered, population, full, trial, too_many)


@require_safe
def trial(request: HttpRequest, reference: str) -> HttpResponse:
    """The page; for HTMX only what came out."""
    seen = seen_trial(request, reference)
    wrong = any(weight.error for weight in seen.weights)
    context: dict[str, Any] = {
        "title": _("Chấm thử %(scheme)s") % {"scheme": seen.scheme.name},
        "scheme": seen.scheme,
        "seen": seen,
        "by_hand": by_hand(seen.new),
        "by_hand_points": print_number(sum((one.max for one in by_hand(seen.new)), Decimal(0))),
        "same": seen.old == seen.new,
        "most_units": MOST_UNITS,
    }
    fragment = "#result" if request.headers.get("HX-Request") else ""
    return render(request, f"schemes/trial.html{fragment}", context, status=INVALID if wrong else 200)


def _weight(request: HttpRequest, table: PointTable, place: int) -> Weight:
    group = table.groups[place]
    typed = request.GET.get(f"nhom-{place + 1}", "")
    if not typed.strip():
        return Weight(group.code, group.name, group.max, print_number(group.max), None)
    try:
        value = unscale(parse_number(typed[:40].replace(".", ","), decimals=MOST_DIGITS), MOST_DIGITS)
    except DomainError as error:
        return Weight(group.code, group.name, group.max, typed, None, error.sentence)
    if not 0 <= value <= LARGEST_WEIGHT:
        sentence = _("Điểm tối đa của nhóm phải từ 0 đến 10.000.")
        return Weight(group.code, group.name, group.max, typed, None, sentence)
    return Weight(group.code, group.name, group.max, typed, value)


def _periods(year: int) -> list[Period]:
    """The years, halves and quarters that are over, the latest first; those of the year before stand first."""
    today: date = clock.today()
    found = Period.objects.filter(calendar=Calendar.CALENDAR, frequency__in=_LONG, starts__lte=today, year__lte=year)
    return list(found.order_by("-year", "-ends", "starts")[:MOST_PERIODS])


def _chosen(periods: list[Period], code: str, year: int) -> Period | None:
    """The period that was asked for, else the whole year before, else the latest."""
    wanted = next((one for one in periods if one.code == code), None)
    before = next((one for one in periods if one.code == str(year - 1)), None)
    return wanted or before or (periods[0] if periods else None)
