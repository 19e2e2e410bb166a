"""What waits on the first page is what the person can do, and the menu counts what the list shows."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from tests import people
from tests.covenants import world as covenants
from tests.factories.emulation import cluster_of, scheme_of, settled_round
from tests.factories.tree import tree
from tests.scorecards.test_giving import OWN, found, go  # noqa: F401 - a fixture
from tests.scorecards.world import DISTRICTS, SCHEME
from tests.scorecards.world import World as Scoring
from tests.scorecards.world import world as scoring_world
from tests.voting.ballots import held
from thidua.access import gate
from thidua.access.rules import Permission, Role
from thidua.access.services import give_grant
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.emulation.clusters.models import Seat
from thidua.emulation.covenants.queries.waiting import What
from thidua.emulation.covenants.queries.waiting import waiting as covenant_waits
from thidua.emulation.covenants.services.signing import sign
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.rules import MovementKind
from thidua.emulation.movements.services.late import ask_late
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.queries.waiting import waiting as round_waits
from thidua.emulation.scorecards.rules import RoundState
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.voting.models import Ballot, Voter
from thidua.voting.rules import How, Place, State
from thidua.voting.waiting import waiting_for
from thidua.web.emulation_waiting import emulation_waits
from thidua.web.navigation import waiting

pytestmark = pytest.mark.django_db
TODAY = date(2024, 5, 18)


class TestCovenants:
    @pytest.fixture
    def world(self, settings) -> covenants.World:
        settings.THIDUA_TODAY = covenants.TODAY
        return covenants.made()

    def test_what_somebody_objects_to_is_revised_not_settled(self, world):
        covenant = covenants.commenting(world)
        for name in covenants.MEMBERS:
            covenants.say(world, covenant, name, agrees=name != covenants.MEMBERS[-1])

        assert [one.what for one in covenant_waits(world.people["district_a officer"])] == [What.REVISE]

    def test_who_came_after_signing_began_does_not_sign(self, world):
        covenants.signing(world)
        Seat.objects.create(
            cluster=world.cluster, unit=world.units["district_x"], during=DateRange(date(2024, 5, 1), None)
        )

        assert covenant_waits(world.people["other cluster's leader"]) == []

    def test_who_signed_for_a_member_does_not_witness(self, world):
        covenant = covenants.signing(world)
        leader, unit = world.people["owner's leader"], world.units["district_a"]
        give_grant(user=leader, role=Role.LEADER, unit=unit, since=people.ALWAYS, by=None)
        covenants.signed_by(world, covenant, *covenants.MEMBERS[1:])
        assert [one.what for one in covenant_waits(leader)] == [What.SIGN]
        sign(covenant_id=covenant.pk, unit=unit, hand=covenants.hand(covenant), by=leader)

        assert covenant_waits(leader) == []


class TestRounds:
    def test_nobody_checks_what_she_scored_herself(self, found: Scoring):  # noqa: F811
        go(found, RoundState.CROSS)
        checker = found.members[OWN]
        checked = found.round.cross_checks.get(checker=found.units[OWN]).checked
        assert [one.unit for one in round_waits(checker)] == [checked.code]
        Card.objects.filter(round=found.round, unit=checked).update(
            self_submitted_at=clock.now(), self_submitted_by=checker
        )

        assert round_waits(checker) == []

    def test_a_department_without_criteria_in_the_round_has_nothing_to_verify(self, found: Scoring):  # noqa: F811
        go(found, RoundState.RECHECK)
        areas = {
            criterion["area"]
            for group in found.round.scheme.content["groups"]
            for criterion in group["criteria"]
            if criterion.get("scorer") == "department"
        }
        owner = found.round.owner
        for name, own in {"concerned": sorted(areas), "other": ["WOM"]}.items():
            user = people.person(name)
            give_grant(user=user, role=Role.SPECIALIST, unit=owner, areas=own, since=people.ALWAYS, by=None)

            assert bool(round_waits(user)) == (name == "concerned" and bool(areas))

    def test_criteria_without_a_work_area_wait_for_who_verifies_all(self, db):
        content = deepcopy(dict(SCHEME))
        del content["groups"][0]["criteria"][2]["area"]
        made = scoring_world(content)
        go(made, RoundState.RECHECK)
        city = made.units["city"]

        assert [one.state for one in round_waits(people.specialist(city, username="all"))] == [RoundState.RECHECK]
        assert round_waits(people.specialist(city, "LAW", username="law")) == []

    def test_the_next_step_waits_for_the_lead_and_the_owner_when_all_is_in(self, found: Scoring):  # noqa: F811
        lead, member, owner = found.members[DISTRICTS[0]], found.members[OWN], found.officer
        cards = Card.objects.filter(round=found.round)
        handed_in = {"self_submitted_at": clock.now(), "self_submitted_by": member}
        for unit in DISTRICTS[1:]:
            cards.filter(unit=found.units[unit]).update(**handed_in)
        assert _going_on(lead, owner, member) == []
        Round.objects.update(self_until=clock.today() - timedelta(days=1))
        assert _going_on(lead, owner, member) == [owner]
        cards.update(**handed_in)
        assert _going_on(lead, owner, member) == [lead, owner]

        (wait,) = round_waits(lead)
        client = _signed_in(lead)
        assert client.get(wait.url).status_code == 200
        step = reverse("round-step", args=[found.round.reference])
        assert client.post(step, {"to": RoundState.CROSS}).status_code == 302
        assert _going_on(lead, owner, member) == []
        cards.exclude(unit=found.units[OWN]).update(cross_submitted_at=clock.now(), cross_submitted_by=owner)
        assert _going_on(lead, owner, member) == []
        cards.update(cross_submitted_at=clock.now(), cross_submitted_by=owner)
        assert _going_on(lead, owner, member) == [lead, owner]
        assert client.post(step, {"to": RoundState.RECHECK}).status_code == 302
        assert _going_on(lead, owner, member) == []


def _going_on(*users: User) -> list[User]:
    """Those of some people for whom a next step of a round waits."""
    return [user for user in users if any(one.goes_on for one in round_waits(user))]


class TestRankings:
    def test_a_draft_waits_for_the_owners_leader_until_it_is_decided(self, settings):
        settings.THIDUA_TODAY = TODAY
        units = tree(*(f"city > district > school_{n}" for n in range(3)))
        district = units["district"]
        cluster = cluster_of(district, *(units[f"school_{n}"] for n in range(3)))
        scored = settled_round(cluster, scheme_of(district), {})
        leader, others = people.leader(district), [people.officer(district), people.leader(units["city"])]
        assert _rankings(leader) == []
        draw_up(round_id=scored.pk, by=others[0])
        assert [_rankings(user) for user in others] == [[], []]
        (address,) = _rankings(leader)
        client = _signed_in(leader)
        assert reverse("ranking-decide", args=[scored.reference]) in client.get(address).content.decode()
        assert address in client.get("/").content.decode()

        client.post(reverse("ranking-decide", args=[scored.reference]))
        assert _rankings(leader) == []


def _rankings(user: User) -> list[str]:
    return [one.url for one in emulation_waits(user, gate.anywhere(user)) if one.icon == "trophy"]


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestMovements:
    def test_all_that_waits_is_on_the_first_page_what_is_more_than_eight_folded(self, settings):
        settings.THIDUA_TODAY = TODAY
        units = tree("city > district > school")
        for number in range(10):
            setting = _setting(units["city"], f"Phong trào số {number}")
            movement = draft_movement(owner=units["city"], setting=setting, by=people.officer(units["city"]))
            launch_movement(movement_id=movement.pk, launched_on=TODAY, by=people.officer(units["city"]))

        shown, folded = (
            _signed_in(people.chair(units["school"])).get("/").content.decode().split("Xem thêm 2 việc", maxsplit=1)
        )

        assert (shown.count("Phong trào số"), folded.count("Phong trào số")) == (8, 2)

    def test_requests_to_a_deleted_movement_do_not_wait(self, settings):
        settings.THIDUA_TODAY = TODAY
        units = tree("city > district > school")
        officer, chair = people.officer(units["city"]), people.chair(units["school"])
        setting = _setting(units["city"], "Lao động giỏi")
        movement = draft_movement(owner=units["city"], setting=setting, by=officer)
        launch_movement(movement_id=movement.pk, launched_on=TODAY, by=officer)
        settings.THIDUA_TODAY = TODAY + timedelta(days=1)
        ask_late(movement_id=movement.pk, unit=units["school"], reason="Thay chủ tịch", by=chair)
        assert [one.icon for one in emulation_waits(officer, gate.anywhere(officer))] == ["help-circle"]
        Movement.objects.filter(pk=movement.pk).update(deleted_at=clock.now())

        assert emulation_waits(officer, gate.anywhere(officer)) == []


def _setting(among: Unit, title: str) -> Setting:
    return Setting(
        kind=MovementKind.MOVEMENT,
        title=title,
        calendar=Calendar.CALENDAR,
        year=TODAY.year,
        starts=TODAY,
        ends=date(2024, 12, 31),
        among=among,
        kinds=(UnitKind.GRASSROOTS,),
        register_until=TODAY,
    )


def test_the_menu_counts_the_ballots_that_wait():
    made = held(tree("city")["city"], place=Place.ROOM)
    voter = made.voters[0]
    hour = timedelta(hours=1)
    ballots, lines = Ballot.objects.filter(pk=made.pk), Voter.objects.filter(ballot=made.pk, user=voter)
    seen = []
    for ballot, line in (
        ({}, {}),
        ({}, {"present": True}),
        ({"opens_at": clock.now() + hour}, {}),
        ({"opens_at": clock.now() - hour, "closes_at": clock.now() + hour}, {}),
        ({"closes_at": clock.now() - hour}, {}),
        ({"closes_at": None, "place": Place.REMOTE}, {"present": False}),
        ({}, {"voted_at": clock.now(), "how": How.REMOTE}),
        ({"state": State.CLOSED}, {"voted_at": None, "how": ""}),
    ):
        if ballot:
            ballots.update(**ballot)
        if line:
            lines.update(**line)
        seen.append(waiting(voter).ballots)
        assert seen[-1] == waiting_for(voter).count()

    assert seen == [0, 1, 0, 1, 0, 1, 0, 0]


def test_what_reaches_further_than_the_unit_of_a_grant_is_not_named_one_by_one():
    with pytest.raises(ValueError, match="reaches further"):
        gate.own_units(people.person(), Permission.UNIT_VIEW)
