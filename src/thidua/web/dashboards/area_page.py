"""The page of a work area: its indicators over a unit, and over the units below it, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access.models import Grant
from thidua.access.queries import main_unit
from thidua.core import clock
from thidua.core.text import fold
from thidua.figures.rules import Basis
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.models import WorkArea
from thidua.people.models import User
from thidua.targets.standing import reached_of
from thidua.ui.links import Link

from .addresses import area_address, unit_address
from .area_reading import AreaReading, read_area
from .area_shown import MatrixRow, matrix_rows_of, matrix_table, own_rows_of
from .asking import asked_of, basis_links, offered, reader, tabs_of, trees_shown
from .chart_reading import facts_of
from .reconciling import reconcile
from .unit_page import without_periods
from .workbooks import excel_answer

ROWS = 50


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The rows that the reader's words and ticks leave, and the page of them."""

    rows: tuple[MatrixRow, ...]
    start: int
    total: int


@require_safe
@waits_for_restatement
def area_page(request: HttpRequest, area: str) -> HttpResponse:
    """A work area ("-": the reader's own) for a unit (`don-vi`) and a period (`ky`).

    The units below are sorted by an indicator (`theo`), narrowed to names (`tim`) and to those whose reports
    are missing (`thieu`).
    """
    user = reader(request)
    areas = list(WorkArea.objects.all())
    mine = _areas_of(user)
    code = request.GET.get("don-vi", "")
    if not code:
        unit = main_unit(user)
        if unit is None:
            raise Http404(_("Tài khoản chưa được giao đơn vị nào. Hãy nhờ quản trị viên giao quyền."))
        code = unit.code
    if area == "-":
        return redirect(_to_own_area(request, areas, mine, code))
    chosen = next((one for one in areas if one.code == area), None)
    if chosen is None:
        raise Http404(_("Không có lĩnh vực này. Hãy chọn trong danh sách lĩnh vực."))
    asked, periods = asked_of(request, code)
    if asked is None:
        return without_periods(request, code)
    reading = read_area(asked, chosen)
    narrowed = _narrowed(request, matrix_rows_of(reading))
    if request.GET.get("tai") == "ma-tran":
        return excel_answer(request, matrix_table(reading, narrowed.rows))
    at = (code, asked.period.code)
    stem = area_address(area, *at, asked.lens)
    context = _context(reading, narrowed, request) | {
        "areas": [
            Link(
                one.name + (" · " + _("của tôi") if one.code in mine else ""),
                area_address(one.code, *at, asked.lens),
                one == chosen,
            )
            for one in areas
        ],
        "periods": [
            Link(one.span.title, area_address(area, code, one.code, asked.lens), one.pk == asked.period.pk)
            for one in offered(periods, asked.period)
        ],
        "bases": basis_links(lambda lens: area_address(area, *at, lens), asked.lens),
        "tree": trees_shown(asked, lambda lens: area_address(area, *at, lens)),
        "stem": stem,
    }
    return render(request, "web/area_page.html", context)


urlpatterns = [path("linh-vuc/<str:area>/", area_page, name="area")]


def _areas_of(user: User) -> frozenset[str]:
    """The areas that a specialist's grants name."""
    rows = Grant.objects.filter(user=user, during__contains=clock.today()).values_list("areas", flat=True)
    return frozenset(area for areas in rows for area in areas)


def _to_own_area(request: HttpRequest, areas: Sequence[WorkArea], mine: frozenset[str], unit: str) -> str:
    first = next((one for one in areas if one.code in mine), areas[0] if areas else None)
    if first is None:
        raise Http404(_("Danh mục chưa có lĩnh vực nào."))
    asked = request.GET.copy()
    asked["don-vi"] = unit
    return f"{request.path.removesuffix('-/')}{quote(first.code)}/?{asked.urlencode()}"


def _narrowed(request: HttpRequest, rows: Sequence[MatrixRow]) -> Narrowed:
    words = fold(request.GET.get("tim", "")).split()
    short = "thieu" in request.GET
    kept = [row for row in rows if all(word in row.folded for word in words) and (row.missing or not short)]
    number = request.GET.get("trang", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < len(str(10**5)) else 1
    start = min(max(page - 1, 0) * ROWS, max(len(kept) - 1, 0) // ROWS * ROWS)
    return Narrowed(tuple(kept[start : start + ROWS]), start, len(kept))


def _context(reading: AreaReading, narrowed: Narrowed, request: HttpRequest) -> dict[str, Any]:
    asked = reading.asked
    place = reading.path[-1] if reading.path else None
    query = request.GET.copy()
    query.pop("trang", None)
    query.pop("tai", None)
    stem = f"?{query.urlencode()}&" if query else "?"
    last = narrowed.start + len(narrowed.rows)
    number = narrowed.start // ROWS + 1
    return {
        "title": reading.area.name,
        "unit_name": place.name if place else asked.unit.code,
        "area": reading.area,
        "unit": asked.unit,
        "period": asked.period,
        "basis": asked.basis,
        "tree_value": asked.history.value,
        "preliminary": asked.basis is Basis.PRELIMINARY,
        "digits": reading.digits,
        "tabs": tabs_of(asked.unit.code, asked.period.code, asked.lens, "area"),
        "crumbs": [
            (above.short_name, unit_address(above.code, asked.period.code, asked.lens) if above.visible else "")
            for above in reading.path
        ],
        "facts": facts_of(asked, place.name if place else asked.unit.code, reading.coverage),
        "own_rows": own_rows_of(reading),
        "reconciled": reconcile(asked, [result.indicator for result in reading.results], reading.digits),
        "reached": reached_of(reading.results),
        "rows": narrowed.rows,
        "columns": reading.columns,
        "months_missing": reading.missing,
        "sorted_by": asked.sort_by,
        "searched": request.GET.get("tim", ""),
        "only_missing": "thieu" in request.GET,
        "excel_url": f"{stem}trang={number}&tai=ma-tran",
        "pager": {
            "first": narrowed.start + 1,
            "last": last,
            "total": narrowed.total,
            "previous": f"{stem}trang={number - 1}#ma-tran" if number > 1 else "",
            "next": f"{stem}trang={number + 1}#ma-tran" if last < narrowed.total else "",
        },
    }
