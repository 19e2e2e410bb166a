"""The charts of one indicator of a unit: a part of the unit's page, and a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.figures.rules import Basis
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.queries import indicator_by
from thidua.ui.answers import wants_fragment
from thidua.ui.links import Link

from .addresses import charts_address, figure_address, unit_address
from .asking import asked_of, basis_links, offered, trees_shown
from .chart_reading import ChartReading, read_charts
from .charts import Chart
from .children_charts import extremes, slope, waterfall
from .course_charts import pace_chart, trend_chart
from .reconciling import reconcile
from .unit_page import without_periods
from .workbooks import excel_answer


@require_safe
@waits_for_restatement
def unit_charts(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """The charts of a unit's indicator in a period (`ky`); `tai` names the table that is taken away."""
    asked, periods = asked_of(request, code)
    if asked is None:
        return without_periods(request, code)
    reading = read_charts(asked, indicator_by(indicator))
    charts, tables = charts_of(reading), extremes(reading)
    wanted = request.GET.get("tai")
    if wanted:
        table = next((table for table in (*(chart.table for chart in charts), *tables) if table.id == wanted), None)
        if table is None:
            raise Http404(_("Biểu đồ này không có bảng ấy."))
        return excel_answer(request, table)
    context = _context(reading, charts) | {
        "tables": tables,
        "alone": not wants_fragment(request),
        "periods": [
            Link(
                one.span.title,
                charts_address(code, one.code, asked.lens) % reading.key.code,
                one.pk == asked.period.pk,
            )
            for one in offered(periods, asked.period)
        ],
    }
    return render(request, "web/unit_charts.html" + ("#charts" if wants_fragment(request) else ""), context)


urlpatterns = [path("don-vi/<str:code>/bieu-do/<str:indicator>/", unit_charts, name="unit-charts")]


def charts_of(reading: ChartReading) -> list[Chart]:
    """The charts that have something to say."""
    made = (pace_chart(reading), trend_chart(reading), waterfall(reading), slope(reading))
    return [chart for chart in made if chart]


def _context(reading: ChartReading, charts: list[Chart]) -> dict[str, Any]:
    asked, key = reading.asked, reading.key
    code, period, lens = asked.unit.code, asked.period, asked.lens
    name = reading.path[-1].name if reading.path else code
    address = charts_address(code, period.code, lens) % key.code
    return {
        "title": key.name,
        "key": key,
        "unit": asked.unit,
        "unit_name": name,
        "period": period,
        "basis": lens.basis,
        "preliminary": lens.basis is Basis.PRELIMINARY,
        "bases": basis_links(lambda one: charts_address(code, period.code, one) % key.code, lens),
        "tree": trees_shown(asked, lambda one: charts_address(code, period.code, one) % key.code),
        "crumbs": [(name, unit_address(code, period.code, lens))],
        "charts": charts,
        "facts": reading.facts,
        "reconciled": reconcile(asked, [key], reading.digits),
        "figure_url": figure_address(code, period.code, lens) % key.code,
        "address": address,
        "excel_url": f"{address}&tai=",
    }
