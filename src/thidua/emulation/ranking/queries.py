"""Reads of rankings: what is shown of one, what came before it, what a council should see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from thidua.core import clock
from thidua.core.periods import parse
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.ranking.models import Place, Ranking, RankingVote
from thidua.emulation.ranking.rules import RankingState
from thidua.emulation.scorecards.models import Round

LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Past:
    """A decided ranking of the years before: its year, and each unit's final place."""

    ranking: Ranking
    year: int
    places: Mapping[int, int]


def in_order(ranking: Ranking) -> QuerySet[Place]:
    """The places as they stand: by the final place, else by points; who is not ranked last."""
    shown = F("final").asc(nulls_last=True), F("by_points").asc(nulls_last=True), F("total").desc(nulls_last=True)
    return ranking.places.select_related("unit").order_by(*shown, "unit__code")


def vote_of(ranking: Ranking) -> RankingVote | None:
    """The ballot over the places of a ranking, if one was prepared."""
    return RankingVote.objects.select_related("ballot").filter(ranking=ranking).first()


def first_placed(ranking: Ranking) -> list[int]:
    """The units that come first: by the final places, while there are none by points."""
    places = ranking.places
    return list(places.filter(final=1).values_list("unit", flat=True)) or list(
        places.filter(by_points=1).values_list("unit", flat=True)
    )


def undecided(owners: Collection[int]) -> QuerySet[Ranking]:
    """The rankings that some owners of rounds have drawn up and not decided yet, with their rounds."""
    drafts = Ranking.objects.filter(state=RankingState.DRAFT, round__owner__in=owners)
    return drafts.select_related("round").order_by("drawn_at", "pk")


def published(now: datetime) -> Q:
    """What members may see."""
    return Q(state=RankingState.DECIDED, published_at__lte=now)


def chain_of(cluster: Cluster) -> list[int]:
    """The ids of a cluster and of those that it continues, the latest first."""
    found: list[int] = []
    link: int | None = cluster.pk
    while link is not None and link not in found and len(found) < LONGEST_CHAIN:
        found.append(link)
        link = Cluster.objects.filter(pk=link).values_list("continues", flat=True).first()
    return found


def past_of(scored: Round, *, everything: bool, units: Collection[int] | None = None) -> Past | None:
    """The latest of `pasts_of`; of some units only where the page shows no others."""
    return next(iter(_pasts(scored, everything=everything, most=1, units=units)), None)


def pasts_of(scored: Round, *, everything: bool) -> list[Past]:
    """The rankings of earlier years that a round is compared with, the latest first: published ones, or all decided.

    Those of the same cluster under whatever year, else those of the same owner, kind of units and length of period.
    """
    return _pasts(scored, everything=everything)


def _pasts(
    scored: Round, *, everything: bool, most: int | None = None, units: Collection[int] | None = None
) -> list[Past]:
    seen = Q(state=RankingState.DECIDED) if everything else published(clock.now())
    before = Ranking.objects.filter(seen).exclude(round=scored).select_related("round")
    if scored.cluster is not None:
        before = before.filter(round__cluster__in=chain_of(scored.cluster))
    else:
        before = before.filter(round__cluster=None, round__owner=scored.owner_id, round__unit_kind=scored.unit_kind)
    span = parse(scored.period)
    spans = {ranking.pk: parse(ranking.round.period) for ranking in before}
    kept = [one for one in before if spans[one.pk].frequency == span.frequency and spans[one.pk].ends < span.starts]
    kept = sorted(kept, key=lambda one: spans[one.pk].ends, reverse=True)[:most]
    places = places_of([ranking.pk for ranking in kept], units)
    return [Past(ranking, spans[ranking.pk].year, places.get(ranking.pk, {})) for ranking in kept]


def places_of(rankings: Sequence[int], units: Collection[int] | None = None) -> dict[int, dict[int, int]]:
    """The final places of decided rankings, by ranking and unit; of some units, or of all."""
    rows = Place.objects.filter(ranking__in=rankings)
    if units is not None:
        rows = rows.filter(unit__in=units)
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for ranking, unit, final in rows.values_list("ranking", "unit", "final"):
        if final is not None:
            found[ranking][unit] = final
    return found


def rankings_of(cluster: Cluster, *, everything: bool) -> list[Ranking]:
    """The rankings of a cluster over the years that it continues, the latest first; only published ones, or all."""
    found = Ranking.objects.filter(round__cluster__in=chain_of(cluster)).select_related("round")
    if not everything:
        found = found.filter(published(clock.now()))
    return sorted(found, key=lambda ranking: parse(ranking.round.period).ends, reverse=True)
