"""What changed after the inputs were frozen, and so does not count."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.emulation.scorecards.queries.changed import late_changes
from thidua.emulation.scorecards.queries.rounds import unit_names
from thidua.scoring.explaining import explain
from thidua.scoring.methods import Line
from thidua.scoring.results import Result
from thidua.scoring.scheme import Criterion

from .access import asked_round, round_crumbs

CARDS_A_PAGE = 200


@require_safe
def late_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The figures that read otherwise by now than they were counted, unit by unit."""
    standing = asked_round(request, reference)
    page = Paginator(standing.cards(), CARDS_A_PAGE).get_page(request.GET.get("trang"))
    cards = standing.cards().filter(pk__in=[card.pk for card in page])
    changes = late_changes(standing.round, cards)
    names = unit_names([change.card.unit_id for change in changes])
    lines = [
        {
            "late": change,
            "unit": names.get(change.card.unit_id, change.card.unit.code),
            "before": figures_in_words(change.criterion, change.before),
            "after": figures_in_words(change.criterion, change.after),
        }
        for change in changes
    ]
    context = {
        "title": _("Số liệu thay đổi"),
        "standing": standing,
        "round": standing.round,
        "lines": lines,
        "page": page,
        "frozen": standing.round.frozen_at is not None,
        "crumbs": round_crumbs(standing),
    }
    return render(request, "scorecards/late.html", context)


def figures_in_words(criterion: Criterion, result: Result | None) -> str:
    """The figures of a result: "62 / 60; …"."""
    if result is None:
        return "–"
    figures = explain(criterion, Line(criterion, digits=3).score(result), result).figures
    words = [f"{one.value} / {one.target}" if one.target else one.value for one in figures]
    return "; ".join(word or _("chưa có số liệu") for word in words) or "–"
