"""What the council should see before it decides: bunched points, generous checkers, winners who take turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.core.periods import parse
from thidua.emulation.ranking.queries import Past, first_placed, pasts_of
from thidua.emulation.ranking.statistics import POINT, Bin, distribution, leniency, spread, telling, winners
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.tables import RoundTable, table_of
from thidua.org.queries import last_names_of
from thidua.scoring.scheme import from_thousandths

from .access import RankingStanding, crumbs, ranking_or_404, required

DIGITS = 2


@require_safe
def ranking_council(request: HttpRequest, reference: str) -> HttpResponse:
    """The look behind a ranking, for whoever settles, concludes or inspects it."""
    standing = ranking_or_404(request.user, reference)
    required(standing.sees_all)
    table = table_of(standing.round)
    pasts = pasts_of(standing.round, everything=True)
    names = _names(table, pasts)
    totals = [row.total for row in table.rows if not row.excluded]
    context = {
        "title": _("Nhìn lại trước khi chốt: %(round)s") % {"round": standing.round.name},
        "crumbs": crumbs(standing, inside=True),
        "standing": standing,
        "round": standing.round,
        "cluster": standing.round.cluster,
        "spread": _spread(totals),
        "bins": _histogram(distribution(totals)),
        "bin_rows": distribution(totals),
        "labels": _labels(table),
        "criteria": _criteria(standing, table),
        "checkers": _checkers(table, names),
        "winners": _winners(standing, pasts, names),
    }
    return render(request, "ranking/council.html", context)


def _names(table: RoundTable, pasts: Sequence[Past]) -> dict[int, str]:
    units = {row.unit_id for row in table.rows} | {unit for past in pasts for unit in past.places}
    units |= {row.checker_id for row in table.rows if row.checker_id is not None}
    return {pk: name.short_name for pk, name in last_names_of(units, clock.today()).items()}


def _spread(totals: Sequence[int]) -> dict[str, Any] | None:
    """How far totals lie apart, in printed points."""
    seen = spread(totals)
    if seen is None:
        return None
    printed = {name: print_number(from_thousandths(getattr(seen, name))) for name in ("least", "most")}
    return {
        "seen": seen,
        **printed,
        "mean": print_number(seen.mean / POINT, DIGITS),
        "deviation": print_number(Fraction(seen.deviation, POINT), DIGITS),
    }


def _histogram(bins: Sequence[Bin]) -> dict[str, Any] | None:
    """The distribution of totals as bars."""
    if not bins:
        return None
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 20, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [bin_words(one) for one in bins]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": _("Số đơn vị"),
                "type": "bar",
                "data": [one.count for one in bins],
                "itemStyle": {"color": "var(--td-brand-fill)"},
                "barMaxWidth": 48,
            }
        ],
    }


def bin_words(one: Bin) -> str:
    """From where to where a bar reaches."""
    return f"{print_number(from_thousandths(one.low))}–{print_number(from_thousandths(one.high))}"


def _labels(table: RoundTable) -> list[tuple[str, int, int]]:
    """How many units are in each class by points, and after conditions."""
    considered = [row for row in table.rows if not row.excluded]
    return [
        (
            label,
            sum(row.label_by_points == label for row in considered),
            sum(row.label == label for row in considered),
        )
        for label in table.labels
    ]


def _criteria(standing: RankingStanding, table: RoundTable) -> list[dict[str, Any]]:
    """The criteria with how well they tell units apart, those that tell nothing first."""
    scheme = scheme_of(standing.round)
    columns = list(zip(*(row.points for row in table.rows if not row.excluded), strict=True))
    if not columns:
        return []
    told = telling(columns, table.maxima)
    found = [{"criterion": scheme.positions[one.position], "told": one} for one in told]
    return sorted(found, key=lambda one: (-one["told"].tells_nothing, -one["told"].at_most, one["told"].position))


def _checkers(table: RoundTable, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The cross-checkers with how much more or less they gave than stood in the end."""
    given = dict(Card.objects.filter(pk__in=[row.card_id for row in table.rows]).values_list("pk", "cross_checked"))
    checked = [
        (row.checker_id, given[row.card_id], row.points)
        for row in table.rows
        if row.checker_id is not None and given[row.card_id]
    ]
    return [
        {
            "name": names.get(one.checker, ""),
            "found": one,
            "mean": print_number(one.mean / POINT, DIGITS),
        }
        for one in leniency(checked)
    ]


def _winners(standing: RankingStanding, pasts: Sequence[Past], names: Mapping[int, str]) -> dict[str, Any] | None:
    """Who came first in which year, with this year's first where it stands."""
    first = {past.year: [unit for unit, place in past.places.items() if place == 1] for past in pasts}
    if standing.ranking is not None:
        first[parse(standing.round.period).year] = first_placed(standing.ranking)
    seen = winners(first)
    if not seen.years:
        return None
    most = seen.most_frequent
    return {
        "years": [(year, [names.get(unit, str(unit)) for unit in units]) for year, units in reversed(seen.years)],
        "take_turns": seen.take_turns,
        "most": (names.get(most[0], ""), most[1]) if most and most[1] > 1 else None,
    }
