"""Rounds of the district's cluster in the steps that have screens of their own."""

from __future__ import annotations

from tests.browser.world import World
from tests.factories.emulation import cluster_of, scheme_of
from tests.factories.uploads import upload
from tests.scorecards.world import SCHEME
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import RoundState, Stage
from thidua.emulation.scorecards.services.evidence import attach_evidence
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.services.steps import go_on
from thidua.indicators.models import Period

STEPS = (RoundState.CROSS, RoundState.RECHECK, RoundState.FROZEN)


def furnish_rounds(world: World) -> dict[str, str]:
    """A round in which units score themselves, one that is checked, one that is frozen; references by name."""
    owner = world.units["UH"]
    cluster = cluster_of(owner, *(world.units[code] for code in ("UH-02", "UH-01", "UH-03")))
    scheme = scheme_of(owner, SCHEME)
    return {
        "scored-cluster": cluster.reference,
        "round-self": _round(world, cluster, scheme, "2024", 0).reference,
        "round-recheck": _round(world, cluster, scheme, "2024-Q1", 2).reference,
        "round-frozen": _round(world, cluster, scheme, "2024-H1", 3).reference,
    }


def _round(world: World, cluster: Cluster, scheme: SchemeVersion, period: str, steps: int) -> Round:
    """A round with a point, a reason and a file, brought through some steps."""
    opening = Opening(cluster.owner, scheme, Period.objects.get(code=period), f"Chấm điểm {period}", cluster=cluster)
    found = open_round(opening=opening, by=world.officer)
    card = Card.objects.get(round=found, unit__code="UH-01")
    given = Given(Stage.SELF, 1, 18_500, None, "Có ba hoạt động chung")
    give_point(card_id=card.pk, given=given, in_name_of=card.unit_id, by=world.chair)
    attach_evidence(card_id=card.pk, position=1, upload=upload(), caption="Biên bản", by=world.chair)
    for to in STEPS[:steps]:
        go_on(round_id=found.pk, to=to, seed=1, by=world.officer)
    return found
