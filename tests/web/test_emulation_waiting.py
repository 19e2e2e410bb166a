"""What waits on the first page is what the person can do, and the menu counts what the list shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests import people
from tests.covenants import world as covenants
from tests.factories.tree import tree
from tests.scorecards.test_giving import OWN, found, go  # noqa: F401 - a fixture
from tests.scorecards.world import World as Scoring
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
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.queries.waiting import waiting as round_waits
from thidua.emulation.scorecards.rules import RoundState
from thidua.org.rules import UnitKind
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


class TestMovements:
    def test_requests_to_a_deleted_movement_do_not_wait(self, settings):
        settings.THIDUA_TODAY = TODAY
        units = tree("city > district > school")
        officer, chair = people.officer(units["city"]), people.chair(units["school"])
        setting = Setting(
            kind=MovementKind.MOVEMENT,
            title="Lao động giỏi",
            calendar=Calendar.CALENDAR,
            year=TODAY.year,
            starts=TODAY,
            ends=date(2024, 12, 31),
            among=units["city"],
            kinds=(UnitKind.GRASSROOTS,),
            register_until=TODAY,
        )
        movement = draft_movement(owner=units["city"], setting=setting, by=officer)
        launch_movement(movement_id=movement.pk, launched_on=TODAY, by=officer)
        settings.THIDUA_TODAY = TODAY + timedelta(days=1)
        ask_late(movement_id=movement.pk, unit=units["school"], reason="Thay chủ tịch", by=chair)
        assert [one.icon for one in emulation_waits(officer, gate.anywhere(officer))] == ["help-circle"]
        Movement.objects.filter(pk=movement.pk).update(deleted_at=clock.now())

        assert emulation_waits(officer, gate.anywhere(officer)) == []


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
