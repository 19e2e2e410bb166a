"""The page of a unit: what is ahead, behind and at risk, against target and last year, fresh by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.figures.queries import ReadablePeriod, readable_periods
from thidua.figures.rules import Basis
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.models import Indicator
from thidua.org.models import Unit
from thidua.reorganisation.queries import reorganisations_of
from thidua.targets.standing import reached_of
from thidua.ui.answers import wants_fragment
from thidua.ui.links import Link

from .addresses import Lens, charts_address, unit_address
from .asking import asked_of, basis_links, chosen_period, offered, reader, tabs_of, trees_shown
from .kinship import kinship_of
from .reconciling import reconcile
from .unit_reading import CHILDREN, Asked, Place, UnitReading, read_unit
from .unit_shown import child_rows_of, groups_of, rows_of, tiles_of
from .unit_tables import children_table, results_table
from .workbooks import excel_answer

SEAL = "unit-freshness"
SEAL_HOLDS = 12 * 60 * 60
FAST, SLOW = 400, 2_000


@require_safe
def unit_home(request: HttpRequest) -> HttpResponse:
    """Lead to the unit that the reader belongs to."""
    unit = main_unit(reader(request))
    if unit is None:
        raise Http404(_("Tài khoản chưa được giao đơn vị nào. Hãy nhờ quản trị viên giao quyền."))
    return redirect("unit", code=unit.code)


@require_safe
@waits_for_restatement
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's figures in a period (`ky`), on a basis (`co-so`), children sorted by an indicator (`theo`).

    `bieu-do` names the indicator of the charts, `tai` the table that is taken away as an Excel file.
    """
    asked, periods = asked_of(request, code)
    if asked is None:
        return without_periods(request, code)
    reading = read_unit(asked)
    match request.GET.get("tai"):
        case "ket-qua":
            return excel_answer(request, results_table(reading))
        case "truc-thuoc":
            return excel_answer(request, children_table(reading))
    context = _context(reading, periods, request)
    return render(request, "web/unit_page.html" + ("#live" if wants_fragment(request) else ""), context)


def without_periods(request: HttpRequest, code: str) -> HttpResponse:
    """What a page of figures says while no books were ever opened."""
    unit = Unit.objects.get(code=code)
    return render(request, "web/unit_without_periods.html", {"title": unit.code, "unit": unit})


@require_safe
def unit_freshness(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the figures of a page are still the last ones: 204, or 200 with the new token.

    `the` is the seal that the page was given, which proves that the reader may see the unit: it spares this
    question, asked several times a second, the way through the gate.
    """
    sealed = _unsealed(request)
    if sealed is None or sealed["code"] != code:
        unit = gate.unit_or_404(reader(request), code, Permission.FIGURES_VIEW)
        period = chosen_period(request.GET.get("ky", ""), readable_periods(unit.pk, clock.today()))
        if period is None:
            raise Http404(_("Đơn vị chưa có kỳ nào để xem."))
        token = period.token
    else:
        found = readable_periods(sealed["unit"], clock.today(), sealed["period"])
        token = found[0].token if found else ""
    if token == request.GET.get("da"):
        return HttpResponse(status=204)
    return HttpResponse(token, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


urlpatterns = [
    path("don-vi/", unit_home, name="unit-home"),
    path("don-vi/<str:code>/", unit_page, name="unit"),
    path("don-vi/<str:code>/moi/", unit_freshness, name="unit-freshness"),
]


def _seal(asked: Asked) -> str:
    return signing.dumps(
        {"user": asked.user.pk, "code": asked.unit.code, "unit": asked.unit.pk, "period": asked.period.pk}, salt=SEAL
    )


def _unsealed(request: HttpRequest) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = signing.loads(request.GET.get("the", ""), salt=SEAL, max_age=SEAL_HOLDS)
    except signing.BadSignature:
        return None
    return found if found["user"] == request.user.pk else None


def _context(reading: UnitReading, periods: list[ReadablePeriod], request: HttpRequest) -> dict[str, Any]:
    asked = reading.asked
    unit, period, lens = asked.unit, asked.period, asked.lens
    allowed = gate.allowed(asked.user, unit)
    rows = rows_of(reading)
    place = reading.path[-1] if reading.path else None
    address = unit_address(unit.code, period.code, lens)
    return {
        "title": place.name if place else unit.code,
        "unit": unit,
        "period": period,
        "until": min(period.data_until, clock.today()),
        "basis": lens.basis,
        "preliminary": lens.basis is Basis.PRELIMINARY,
        "digits": reading.digits,
        "updated": _updated(period.token),
        "sorted": bool(asked.sort_by),
        "crumbs": [_crumb(above, period, lens) for above in reading.path[:-1]],
        "periods": _period_links(unit, periods, period, lens),
        "bases": basis_links(lambda one: unit_address(unit.code, period.code, one), lens),
        "tree": trees_shown(asked, lambda one: unit_address(unit.code, period.code, one)),
        "reading": reading,
        "own": reading.own,
        "posts": reading.posts,
        "kinship": kinship_of(asked),
        "reorganised": reorganisations_of(unit).exists(),
        "may_reorganise": Permission.UNIT_MANAGE in allowed,
        "may_draft": Permission.DOCUMENT_DRAFT in allowed,
        "reconciled": reconcile(asked, [result.indicator for result in reading.shown], reading.digits),
        "tiles": tiles_of(reading, rows),
        "groups": groups_of(reading, rows),
        "reached": reached_of(reading.results),
        "child_rows": child_rows_of(reading),
        "columns": _columns(reading, address),
        "charts_url": _charts_url(reading, request),
        "excel_url": f"{request.get_full_path()}&tai=" if request.GET else "?tai=",
        "tabs": tabs_of(asked.unit.code, asked.period.code, lens, "unit"),
        "months": reading.children.months,
        "pager": _pager(reading, address),
        "all_url": f"{address}&tat-ca=1#ket-qua",
        "planned_url": f"{address}#ket-qua",
        "by_name_url": address,
        "address": request.get_full_path(),
        "live": {
            "url": f"{reverse('unit-freshness', args=[unit.code])}?ky={period.code}&the={_seal(asked)}",
            "token": period.token,
            "open": not period.closed,
            "fast": FAST,
            "slow": SLOW,
        },
    }


def _updated(token: str) -> datetime | None:
    """When totals were folded, on the clock of the page; leaves, whose tokens are no instants, have none."""
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(token)
    except ValueError:
        return None
    return clock.now() - age


def _crumb(place: Place, period: ReadablePeriod, lens: Lens) -> tuple[str, str]:
    return place.short_name, unit_address(place.code, period.code, lens) if place.visible else ""


def _period_links(unit: Unit, periods: list[ReadablePeriod], chosen: ReadablePeriod, lens: Lens) -> list[Link]:
    return [
        Link(period.span.title, unit_address(unit.code, period.code, lens), period.pk == chosen.pk)
        for period in offered(periods, chosen)
    ]


def _columns(reading: UnitReading, address: str) -> list[Link]:
    """Heads of the table of children: each sorts by its indicator and draws the charts of it."""
    key = reading.children.key
    sorted_by = reading.asked.sort_by
    return [
        Link(indicator.name, f"{address}&theo={indicator.code}#truc-thuoc", bool(key) and indicator.code == sorted_by)
        for indicator in reading.children.compared
    ]


def _charts_url(reading: UnitReading, request: HttpRequest) -> str:
    """The charts of the indicator that was picked, else of that which children are sorted by; "" without any."""
    found: dict[str, Indicator] = {result.indicator.code: result.indicator for result in reading.results}
    asked = reading.asked
    key = found.get(request.GET.get("bieu-do", "")) or reading.children.key
    if key is None:
        key = reading.headlines[0].indicator if reading.headlines else None
    return charts_address(asked.unit.code, asked.period.code, asked.lens) % key.code if key else ""


def _pager(reading: UnitReading, address: str) -> dict[str, Any]:
    children, sort_by = reading.children, reading.asked.sort_by
    number = children.start // CHILDREN + 1
    stem = address + (f"&theo={reading.children.key.code}" if sort_by and reading.children.key else "")
    more = children.start + len(children.page) < children.total
    return {
        "first": children.start + 1,
        "last": children.start + len(children.page),
        "total": children.total,
        "previous": f"{stem}&trang={number - 1}#truc-thuoc" if number > 1 else "",
        "next": f"{stem}&trang={number + 1}#truc-thuoc" if more else "",
    }
