"""Points computed from accepted figures: what is used is kept, new figures are noticed, units are compared."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.factories.reports import opened
from tests.scorecards.world import SCHEME, World, target, world
from tests.web.world import write
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.queries.changed import changed_rounds
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.services import facts
from thidua.emulation.scorecards.services.computing import compute_now
from thidua.emulation.scorecards.services.working import compute_changed
from thidua.figures.fold import fold_marks

OWN = "district_b"
MONTH = "2024-M05"


def accepted(found: World, **admitted: int) -> None:
    """So many new members in May, reported by schools and accepted."""
    write(found.units, MONTH, {f"school_{name}": {"ORG21": count} for name, count in admitted.items()})
    fold_marks()


@pytest.fixture
def found(db: None) -> World:
    made = world()
    opened(MONTH)
    return made


def test_a_point_is_explained_from_what_was_used(found: World) -> None:
    target(found.units[OWN], 20)
    accepted(found, district_b=5)
    assert [round_.pk for round_ in changed_rounds()] == [found.round.pk]

    compute_changed(found.round)

    card = found.card(OWN)
    assert card.computed[found.position("A1")] == 5_000
    assert card.inputs["A1"] == {"value": 5, "target": 20}
    assert card.computed[found.position("A2")] is None
    assert changed_rounds() == []
    client = Client()
    client.force_login(found.officer)
    page = client.get(reverse("point", args=[found.round.reference, OWN, "A1"])).content.decode()
    assert "5 trên chỉ tiêu 20" in page
    assert reverse("figure", args=[OWN, "2024", "ORG21"]) in page


def test_a_frozen_round_is_left_alone(found: World) -> None:
    Round.objects.update(state=RoundState.FROZEN, frozen_at=found.round.made_at)
    accepted(found, district_b=5)

    assert changed_rounds() == []


@pytest.mark.django_db
def test_the_leader_gets_all_and_the_others_their_share() -> None:
    criterion = {
        "code": "R1",
        "name": "So với đơn vị dẫn đầu",
        "max": 100,
        "formula": {"method": "relative"},
        "measures": [{"key": "ORG21", "target": 20}],
    }
    group = {"code": "G", "name": "G", "max": 100, "criteria": [criterion]}
    found = world({"code": "r", "name": "r", "total": 100, "groups": [group]})
    opened(MONTH)
    accepted(found, district_a=31, district_b=26, district_c=20, district_d=15)

    compute_now(found.round)

    points = [found.card(f"district_{letter}").computed for letter in "abcd"]
    # The worked example of cluster-relative scoring, at a maximum of 100.
    assert points == [[100_000], [77_270], [50_000], [37_500]]


@pytest.mark.django_db(transaction=True)
def test_facts_of_two_units_that_are_compared_are_stated_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    criterion = {"code": "R1", "name": "So sánh", "max": 100, "formula": {"method": "relative"}}
    group = {"code": "G", "name": "G", "max": 100, "criteria": [criterion | {"measures": [{"key": "ORG21"}]}]}
    found = world({**SCHEME, "groups": [group], "tie_breaks": []})
    both, told = threading.Barrier(2), []
    compute = facts.compute_cards

    def together(*given: Any, **named: Any) -> int:
        # Both have locked their own card by then, if the round lets them.
        with suppress(threading.BrokenBarrierError):
            both.wait(2)
        return compute(*given, **named)

    def state(unit: str) -> None:
        try:
            line = facts.state_fact(
                card_id=found.card(unit).pk, fact="fined", value=True, grounds="Quyết định số 5", by=found.officer
            )
            told.append(line.fact)
        finally:
            connections.close_all()

    monkeypatch.setattr(facts, "compute_cards", together)
    threads = [threading.Thread(target=state, args=[unit]) for unit in ("district_a", "district_d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["fined", "fined"]
