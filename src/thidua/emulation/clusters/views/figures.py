"""The accepted figures of all members side by side, one indicator as bars, and the choice of indicators."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.emulation.clusters.forms import IndicatorsForm
from thidua.emulation.clusters.queries.figures import (
    Grid,
    Row,
    chosen_period,
    grid,
    indicators_of,
    periods_of,
)
from thidua.emulation.clusters.rules import MOST_INDICATORS
from thidua.emulation.clusters.services.comparing import choose_indicators
from thidua.emulation.clusters.standing import ClusterStanding
from thidua.figures.queries import ReadablePeriod
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.queries import catalogue
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.links import Link
from thidua.ui.notices import say

from .common import directed, frame, opened


@dataclass(frozen=True, slots=True)
class SeenFigures:
    """What the address asks for; `only` is the one indicator that is shown as bars."""

    standing: ClusterStanding
    periods: list[ReadablePeriod]
    period: ReadablePeriod | None
    grid: Grid | None
    only: Row | None


def seen_figures(request: HttpRequest, reference: str) -> SeenFigures:
    """The figures of a cluster for a period (`ky`), of one indicator where `chi-tieu` names it. Raises Http404."""
    standing = opened(request, reference)
    periods = periods_of(standing.cluster)
    period = chosen_period(periods, request.GET.get("ky", ""))
    units = [seat.unit_id for seat in standing.seats]
    indicators = indicators_of(standing.cluster, units)
    if period is None or not indicators or not units:
        return SeenFigures(standing, periods, period, None, None)
    code = request.GET.get("chi-tieu", "")
    if code:
        indicators = [one for one in indicators if one.code == code]
        if not indicators:
            raise Http404(_("Cụm không đối chiếu chỉ tiêu này."))
    found = grid(
        owner=standing.cluster.owner,
        seats=standing.seats,
        indicators=indicators,
        period=period,
        viewer=signed_in(request),
    )
    return SeenFigures(standing, periods, period, found, found.rows[0] if code else None)


@require_safe
@waits_for_restatement
def cluster_figures(request: HttpRequest, reference: str) -> HttpResponse:
    """Official figures of all members side by side."""
    seen = seen_figures(request, reference)
    context = frame(seen.standing, "figures", _("Số liệu của các thành viên")) | {
        "grid": seen.grid,
        "period": seen.period,
        "periods": _menu(seen),
        "only": seen.only,
        "bars": _bars(seen) if seen.only and seen.grid else [],
    }
    return render(request, "clusters/figures.html", context)


def _menu(seen: SeenFigures) -> list[Link]:
    only = f"&chi-tieu={seen.only.indicator.code}" if seen.only else ""
    return [
        Link(period.span.title, f"?ky={period.code}{only}", period == seen.period, group=str(period.span.year))
        for period in seen.periods
    ]


def _bars(seen: SeenFigures) -> list[dict[str, Any]]:
    """The members by how far they have come; those of whom nothing can be said follow."""
    assert seen.grid is not None  # asked for, as is the row
    assert seen.only is not None
    pairs = list(zip(seen.grid.members, seen.only.cells, strict=True))
    shares = [cell.standing.share if cell.standing else None for _member, cell in pairs]
    order = sorted(range(len(pairs)), key=lambda at: (shares[at] is None, -(shares[at] or 0), at))
    return [{"member": pairs[at][0], "cell": pairs[at][1], "share": shares[at]} for at in order]


@require_http_methods(["GET", "HEAD", "POST"])
def cluster_indicators(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the indicators that are set side by side."""
    standing = directed(request, reference)
    cluster = standing.cluster
    offered = catalogue().indicators
    chosen = [one.code for one in indicators_of(cluster, [seat.unit_id for seat in standing.seats])]
    form = IndicatorsForm(posted(request), offered=offered)
    before, status = submitted(
        form,
        lambda: choose_indicators(cluster_id=cluster.pk, codes=form.cleaned_data["indicators"], by=signed_in(request)),
    )
    if before is not None:
        undo = f"{reverse('cluster-indicators-back', args=[reference])}?ma={','.join(before)}"
        say(request, _("Đã chọn chỉ tiêu để đối chiếu."), undo=undo)
        return redirect("cluster-figures", reference)
    picked = set(request.POST.getlist("indicators") if request.method == "POST" else chosen)
    context = frame(standing, "figures", _("Chọn chỉ tiêu đối chiếu")) | {
        "form": form,
        "areas": [
            (area.name, [(one, one.code in picked) for one in of_area])
            for area, of_area in groupby(offered, key=lambda one: one.area)
        ],
        "most": MOST_INDICATORS,
        "back": reverse("cluster-figures", args=[reference]),
    }
    return render(request, "clusters/indicators.html", context, status=status)


@require_POST
def cluster_indicators_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose again what was chosen before (`ma`, codes with commas)."""
    standing = directed(request, reference)
    codes = [code for code in request.GET.get("ma", "").split(",") if code]
    choose_indicators(cluster_id=standing.cluster.pk, codes=codes, by=signed_in(request))
    say(request, _("Đã lấy lại các chỉ tiêu đã chọn trước đó."))
    return redirect("cluster-figures", reference)
