"""Whose points are open to whom while units score themselves, and which rounds are a unit's that left its cluster."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import product

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests import people
from tests.scorecards.world import World, world
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.scorecards.errors import RoundNotReady
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.rules import RoundState, Stage, sees_points
from thidua.emulation.scorecards.services.handing_in import hand_in, withdraw
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.services.steps import go_on
from thidua.emulation.scorecards.standing import seen_rounds, standing_to
from thidua.indicators.models import Period

LEAD, OWN = "district_a", "district_b"


@pytest.fixture
def found(db: None) -> World:
    """district_b gave 13,7 points, which nobody else gave."""
    found = world()
    given = Given(Stage.SELF, found.position("A2"), 13_700, None)
    give_point(card_id=found.card(OWN).pk, given=given, in_name_of=found.units[OWN].pk, by=found.members[OWN])
    return found


def browser(found: World, unit: str) -> Client:
    client = Client()
    client.force_login(found.members[unit])
    return client


def handed_in(found: World, unit: str) -> None:
    hand_in(card_id=found.card(unit).pk, although_missing=True, by=found.members[unit])


def points_shown(client: Client, found: World) -> dict[str, bool]:
    """Whether the 13,7 points are on each page and in each exported table that lists units."""
    reference = found.round.reference
    pages = {
        "round": reverse("round", args=[reference]),
        "grid": reverse("round-grid", args=[reference]),
        "card": reverse("card", args=[reference, OWN]),
        "point": reverse("point", args=[reference, OWN, "A2"]),
    }
    shown = {name: "13,7" in client.get(address).content.decode() for name, address in pages.items()}
    for name in ("round", "grid"):
        answer = client.get(reverse("export-table", args=[pages[name].lstrip("/")]))
        shown[f"{name}, exported"] = "13.7" in _cells(b"".join(answer))
    return shown


def _cells(content: bytes) -> set[str]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}


def test_the_rule_of_whose_points_are_open() -> None:
    """The owner's people see all; the cluster once self-scoring is over; who leads it once it no longer competes."""
    for state, of_owner, in_cluster, leads, competes in product(RoundState, *[(False, True)] * 4):
        sees = sees_points(state, of_owner=of_owner, in_cluster=in_cluster, leads=leads, competes=competes)
        if of_owner or not in_cluster:
            assert sees == of_owner
        elif state != RoundState.SELF:
            assert sees
        else:
            assert sees == (leads and not competes)


@pytest.mark.parametrize("role", [SeatRole.LEAD, SeatRole.DEPUTY])
def test_who_leads_sees_no_points_before_its_own_card_is_in(role: SeatRole, found: World) -> None:
    Seat.objects.filter(unit=found.units[LEAD]).update(role=role)
    client = browser(found, LEAD)

    assert not any(points_shown(client, found).values())
    page = client.get(reverse("round", args=[found.round.reference])).content.decode()
    assert "Đang chấm" in page
    handed_in(found, LEAD)
    assert all(points_shown(client, found).values())


def test_a_member_that_handed_in_does_not_see_the_others(found: World) -> None:
    handed_in(found, "district_c")

    assert not any(points_shown(browser(found, "district_c"), found).values())
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    assert all(points_shown(browser(found, "district_c"), found).values())


def test_the_owner_sees_all_from_the_beginning(found: World) -> None:
    client = Client()
    client.force_login(found.officer)

    assert all(points_shown(client, found).values())


def test_who_takes_part_for_the_lead_and_a_member_waits_for_both(found: World) -> None:
    both = people.officer(found.units[LEAD], "both")
    people.officer(found.units["district_c"], "both")
    handed_in(found, LEAD)
    assert not standing_to(both, found.round).sees_all
    handed_in(found, "district_c")

    assert standing_to(both, found.round).sees_all


def test_the_look_behind_a_ranking_waits_for_the_lead_too(found: World) -> None:
    address = reverse("ranking-council", args=[found.round.reference])
    client = browser(found, LEAD)

    assert client.get(address).status_code == 403
    handed_in(found, LEAD)
    assert client.get(address).status_code == 200


def test_who_has_seen_the_others_does_not_take_its_own_card_back(found: World) -> None:
    handed_in(found, LEAD)

    with pytest.raises(RoundNotReady, match="không rút lại được"):
        withdraw(card_id=found.card(LEAD).pk, by=found.members[LEAD])
    handed_in(found, OWN)
    withdraw(card_id=found.card(OWN).pk, by=found.members[OWN])


def test_the_lead_takes_its_card_back_while_nobody_else_has_begun(db: None) -> None:
    found = world()
    handed_in(found, LEAD)

    withdraw(card_id=found.card(LEAD).pk, by=found.members[LEAD])

    assert found.card(LEAD).self_submitted_at is None


def test_the_lead_does_not_end_self_scoring_before_its_own_card_is_in(found: World) -> None:
    client, address = browser(found, LEAD), reverse("round-step", args=[found.round.reference])

    assert client.post(address, {"to": "recheck"}).status_code == 409
    handed_in(found, LEAD)
    assert client.post(address, {"to": "recheck"}).status_code == 302


# ── Units that left ──────────────────────────────────────────────────────────


def half_year(found: World, code: str) -> Round:
    """A round of the cluster over half a year."""
    opening = Opening(found.units["city"], found.scheme, Period.objects.get(code=code), code, cluster=found.cluster)
    return open_round(opening=opening, by=found.officer)


def test_a_unit_that_left_does_not_see_what_began_after(found: World) -> None:
    seat = Seat.objects.get(unit=found.units["district_d"])
    seat.during = DateRange(date(2024, 1, 1), date(2024, 4, 15))
    seat.save()
    first, second = half_year(found, "2024-H1"), half_year(found, "2024-H2")
    left = found.members["district_d"]

    assert set(seen_rounds(left)) == {found.round, first}
    client = browser(found, "district_d")
    assert client.get(reverse("round", args=[first.reference])).status_code == 200
    assert client.get(reverse("round", args=[second.reference])).status_code == 404
    listed = client.get(reverse("cluster-rounds", args=[found.cluster.reference])).content.decode()
    assert (first.reference in listed, second.reference in listed) == (True, False)
    assert second in seen_rounds(found.members[OWN])


@pytest.mark.parametrize(("last", "sees"), [(date(2024, 6, 30), False), (date(2024, 7, 1), True)])
def test_the_last_day_of_a_seat_decides(last: date, sees: bool, found: World) -> None:
    seat = Seat.objects.get(unit=found.units["district_d"])
    seat.during = DateRange(date(2024, 1, 1), last, "[]")
    seat.save()
    second = half_year(found, "2024-H2")

    assert (second in seen_rounds(found.members["district_d"])) == sees


def test_who_sits_in_the_cluster_today_sees_what_was_before(found: World) -> None:
    late = found.members["district_outside"]
    first = half_year(found, "2024-H1")
    assert first not in seen_rounds(late)
    Seat.objects.create(
        cluster=found.cluster, unit=found.units["district_outside"], during=DateRange(date(2024, 9, 1), None)
    )

    assert first in seen_rounds(late)
