"""A cluster of the year before whose ranking was published, and the point table of the district."""

from __future__ import annotations

from tests.browser.world import World
from tests.factories.emulation import cluster_of, scheme_of, settled_round
from tests.people import leader
from tests.schemes.making import published_and_drafted
from thidua.core import clock
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.ranking.services.publishing import publish_ranking
from thidua.emulation.ranking.services.settling import decide_ranking

POINTS = {"UH-01": (25, 24, 25, 23), "UH-02": (22, 25, 20, 18), "UH-03": (20, 15, 18, 16)}


def furnish_rankings(world: World) -> dict[str, str]:
    """A ranking that is drawn up, one that is published, a point table with a draft; references by name."""
    owner, chief = world.units["UH"], leader(world.units["UH"])
    members = [world.units[code] for code in POINTS]
    last = cluster_of(owner, *members, year=2022)
    this = cluster_of(owner, *members, year=2023, continues=last)
    before, now = (settled_round(cluster, scheme_of(owner, year=cluster.year), POINTS) for cluster in (last, this))
    ranking = draw_up(round_id=before.pk, by=world.officer).ranking
    decide_ranking(ranking_id=ranking.pk, by=chief)
    publish_ranking(ranking_id=ranking.pk, at=clock.now(), by=chief)
    draw_up(round_id=now.pk, by=world.officer)
    return {
        "ranked-cluster": this.reference,
        "ranking-drawn": now.reference,
        "ranking-published": before.reference,
        "point-table": published_and_drafted(owner, world.officer).reference,
    }
