"""Whether figures changed after a round was computed, and which changes came too late to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from thidua.core.periods import parse
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import SMALL, RoundState
from thidua.emulation.scorecards.schemes import print_point, scheme_of
from thidua.figures.models import Total
from thidua.indicators.models import Period
from thidua.reporting.models import Report
from thidua.scoring.engine import scored_each
from thidua.scoring.results import Result
from thidua.scoring.results_format import result_from
from thidua.scoring.scheme import Criterion

from .inputs import current_bests, current_results


@dataclass(frozen=True, slots=True)
class Late:
    """A figure that changed after the inputs were frozen: it counts as it was.

    `point` is what was computed, `would_be` what would be computed by now; both printed.
    """

    card: Card
    criterion: Criterion
    position: int
    before: Result | None
    after: Result | None
    point: str
    would_be: str


def changed_rounds() -> list[Round]:
    """The small rounds that are open and whose units had figures accepted after they were computed."""
    open_ones = (
        Round.objects.exclude(state__in=[RoundState.FROZEN, RoundState.FINAL])
        .filter(work="", computed_at__isnull=False)
        .annotate(size=Count("cards"))
        .filter(size__lte=SMALL)
    )
    return [round_ for round_ in open_ones if is_behind(round_)]


def is_behind(round_: Round) -> bool:
    """Whether figures of a unit of the round were accepted, or totals of one changed, since it was computed."""
    if round_.computed_at is None:
        return False
    span = parse(round_.period)
    year = Q(period__starts__gte=span.whole_year().starts, period__ends__lte=span.ends)
    units = Card.objects.filter(round=round_).values("unit")
    if Report.objects.filter(year, unit__in=units, accepted_at__gt=round_.computed_at).exists():
        return True
    periods = Period.objects.filter(code=round_.period)
    totals = Total.objects.filter(period__in=periods, unit__in=units, closes=F("period__ends"))
    return totals.filter(folded_at__gt=round_.computed_at).exists()


def late_changes(round_: Round, cards: QuerySet[Card]) -> list[Late]:
    """What of some cards reads otherwise by now than when the inputs were frozen, compared with all of the round.

    A few statements for each batch of the round.
    """
    scheme = scheme_of(round_)
    some: Sequence[Card] = list(cards)
    now = current_results(round_, [card.unit_id for card in some])
    compared = current_bests(round_)
    found: list[Late] = []
    for card in some:
        results = now.get(card.unit_id)
        if results is None:
            continue
        scored = next(scored_each(scheme, [results], compared))
        for position, criterion in enumerate(scheme.positions):
            stored = card.inputs.get(criterion.code)
            before = None if stored is None else result_from(stored)
            after = results.results.get(criterion.code)
            if before == after:
                continue
            would_be = scored[position].stored if after is not None else None
            computed = card.computed[position] if position < len(card.computed) else None
            found.append(Late(card, criterion, position, before, after, print_point(computed), print_point(would_be)))
    return found
