"""What if: a draft, or other weights, tried on the accepted figures of a period beside the edition in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, unscale
from thidua.core.periods import Calendar, Frequency
from thidua.emulation.schemes.figures import WHOLE, share_of_year
from thidua.emulation.schemes.models import Scheme, TrialRun
from thidua.emulation.schemes.populations import MOST_UNITS, Population, populations
from thidua.emulation.schemes.queries import draft_of, latest_published
from thidua.emulation.schemes.reweighting import reweighted
from thidua.emulation.schemes.services.trials import Asked, ask_trial, from_stored, run_of
from thidua.emulation.schemes.trying import Compared, Trial, by_hand, tried
from thidua.indicators.models import Period
from thidua.people.models import User
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import MOST_DIGITS
from thidua.scoring.scheme import Scheme as PointTable

from .access import managed_or_404

INVALID = 422
MOST_PERIODS = 16
LONGEST_ADDRESS = 300
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
    asked: Asked | None
    run: TrialRun | None

    @property
    def wrong(self) -> bool:
        """Whether a weight could not be read."""
        return any(weight.error for weight in self.weights)


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
    found: Trial | None = None
    asked: Asked | None = None
    run: TrialRun | None = None
    if population and period and len(population.unit_ids) <= MOST_UNITS:
        found = tried(old, new, population.unit_ids, period, by_hand_full=full)
    elif population and period:
        asked = Asked(old, new, population.unit_ids, period.code, full)
        run = run_of(scheme, asked, access.user)
        found = from_stored(run.result) if run is not None and run.result else None
    return Seen(scheme, old, new, weights, periods, period, offered, population, full, found, asked, run)


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, reference: str) -> HttpResponse:
    """The page; for HTMX only what came out. POST has a worker try what the address asks for, where units are many."""
    seen = seen_trial(request, reference)
    if request.method == "POST" and seen.asked is not None and not seen.wrong:
        assert isinstance(request.user, User)  # the middleware lets nobody else through
        address = _address(request, seen)
        ask_trial(scheme=seen.scheme, asked=seen.asked, address=address, by=request.user)
        return redirect(address)
    wrong = seen.wrong
    context: dict[str, Any] = {
        "title": _("Chấm thử %(scheme)s") % {"scheme": seen.scheme.name},
        "scheme": seen.scheme,
        "seen": seen,
        "by_hand": by_hand(seen.new),
        "by_hand_points": print_number(sum((one.max for one in by_hand(seen.new)), Decimal(0))),
        "same": seen.old == seen.new,
        "page": _page(request, seen),
        "kept": _kept(request),
        "part": seen.period is not None and share_of_year(seen.period.span) != WHOLE,
    }
    fragment = "#result" if request.headers.get("HX-Request") else ""
    return render(request, f"schemes/trial.html{fragment}", context, status=INVALID if wrong else 200)


def _address(request: HttpRequest, seen: Seen) -> str:
    """The page with what is chosen on it; without, where that is more than the address of a notice may be."""
    chosen = {"ky": seen.period.code if seen.period else "", "don-vi": seen.population.key if seen.population else ""}
    chosen |= {"tay": "du" if seen.by_hand_full else "khong"}
    for number, weight in enumerate(seen.weights, 1):
        if weight.value not in (None, weight.stated):
            chosen[f"nhom-{number}"] = weight.typed
    address = f"{request.path}?{urlencode(chosen)}"
    return address if len(address) <= LONGEST_ADDRESS else request.path


def _page(request: HttpRequest, seen: Seen) -> Page[Compared] | None:
    """Of very many units some at a time."""
    return Paginator(seen.trial.rows, MOST_UNITS).get_page(request.GET.get("trang")) if seen.trial else None


def _kept(request: HttpRequest) -> str:
    """What an address asks for, to be put behind the number of another page."""
    query = request.GET.copy()
    query.pop("trang", None)
    return f"&{query.urlencode()}" if query else ""


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
