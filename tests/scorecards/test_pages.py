"""Pages of scoring: every one opens, in every step, for everybody who may see it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.scorecards.world import World, world
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.services.steps import go_on

STEPS = (RoundState.CROSS, RoundState.RECHECK, RoundState.FROZEN, RoundState.FINAL)


@pytest.fixture
def open_round(db: None) -> World:
    return world()


def addresses(found: World) -> list[str]:
    reference = found.round.reference
    card = [reference, "district_b"]
    return [
        reverse("round-list"),
        reverse("cluster-rounds", args=[found.cluster.reference]),
        reverse("round", args=[reference]),
        reverse("round-grid", args=[reference]),
        reverse("round-cross", args=[reference]),
        reverse("round-late", args=[reference]),
        reverse("round-column", args=[reference, "A3"]),
        reverse("card", args=card),
        *(reverse("point", args=[*card, code]) for code in ("A1", "A2", "A3", "B1", "B2")),
    ]


@pytest.mark.parametrize("steps", range(len(STEPS) + 1))
def test_every_page_opens_in_every_step(steps: int, open_round: World) -> None:
    by = {RoundState.FINAL: open_round.leader}
    for to in STEPS[:steps]:
        go_on(round_id=open_round.round.pk, to=to, seed=1, by=by.get(to, open_round.officer))

    for who in (open_round.officer, open_round.leader, open_round.members["district_b"]):
        client = Client()
        client.force_login(who)
        for address in addresses(open_round):
            response = client.get(address)
            assert response.status_code == 200, f"{who} {address}"
