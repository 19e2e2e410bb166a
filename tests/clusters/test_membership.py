"""Forming clusters and changing who sits in them: spans are closed and begun, and the last change is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.clusters.conftest import BEGAN, DISTRICTS, TODAY, World
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.core.text import BadText
from thidua.emulation.clusters import errors
from thidua.emulation.clusters.models import Change, Cluster, Seat
from thidua.emulation.clusters.queries.listing import next_year
from thidua.emulation.clusters.rules import ChangeKind, NextLead, SeatRole, next_in_turn, same_day_in, size_warning
from thidua.emulation.clusters.services.duties import lay_out
from thidua.emulation.clusters.services.forming import Founding, Place, dissolve_cluster, form_cluster
from thidua.emulation.clusters.services.membership import (
    give_role,
    join_cluster,
    leave_cluster,
    set_turns,
    undo_change,
)
from thidua.emulation.clusters.services.talk import write_post
from thidua.emulation.clusters.standing import standing_in
from thidua.org.models import Unit

pytestmark = pytest.mark.django_db
MARCH = date(2024, 3, 1)


def formed(world: World, *places: Place, name: str = "Cụm mới", year: int = 2024, on: date = BEGAN) -> Change:
    return form_cluster(founding=Founding(world.units["city"], year, name, places, on), by=world.organiser)


class TestForming:
    def test_members_sit_from_the_day_with_their_roles(self, world):
        assert world.today() == dict.fromkeys(DISTRICTS, "member") | {"district_a": "lead", "district_b": "deputy"}
        assert {seat[2:] for seat in world.seats()} == {("2024-01-02", "")}
        assert [turn.unit.code for turn in world.cluster.turns.all()] == list(DISTRICTS)

    @pytest.mark.parametrize(
        ("names", "wrong"),
        [
            ((), errors.BadMembers),
            (("district_g", "district_g"), errors.BadMembers),
            (("other_district",), errors.NotBelowOwner),
            (("city",), errors.NotBelowOwner),
            (("district_c",), errors.SeatedElsewhere),
        ],
    )
    def test_who_cannot_sit_there_is_refused_and_nothing_is_left(self, world, names, wrong):
        with pytest.raises(wrong):
            formed(world, *(Place(world.units[name]) for name in names))
        assert Cluster.objects.count() == 1

    def test_two_leads_are_refused(self, world):
        with pytest.raises(errors.BadMembers):
            formed(world, Place(world.units["district_g"], SeatRole.LEAD), Place(world.units["union_a"], SeatRole.LEAD))

    def test_a_name_is_taken_once_a_year(self, world):
        with pytest.raises(errors.NameTaken):
            formed(world, Place(world.units["district_g"]), name=" Cụm thi đua  số 2 ")
        assert formed(world, Place(world.units["district_g"]), name="Cụm thi đua số 2", year=2025).pk

    def test_a_day_in_another_decade_is_not_meant(self, world):
        with pytest.raises(errors.DayDoesNotFit):
            formed(world, Place(world.units["district_g"]), on=date(2042, 1, 1))

    def test_hidden_characters_are_refused(self, world):
        with pytest.raises(BadText):
            formed(world, Place(world.units["district_g"]), name="Cụm\u202e1")

    def test_what_was_just_formed_is_taken_back_whole(self, world):
        change = formed(world, Place(world.units["district_g"], SeatRole.LEAD))
        lay_out(cluster_id=change.cluster_id, by=world.organiser)
        undo_change(change_id=change.pk, by=world.organiser)
        assert list(Cluster.objects.all()) == [world.cluster]
        assert not Seat.objects.filter(unit=world.units["district_g"]).exists()

    def test_but_not_once_people_work_there(self, world):
        write_post(
            cluster_id=world.cluster.pk, in_name_of=world.units["district_a"], text="Chào các đơn vị", by=world.lead
        )
        with pytest.raises(errors.CannotUndo):
            undo_change(change_id=Change.objects.get(cluster=world.cluster).pk, by=world.organiser)

    def test_the_database_knows_one_lead_and_one_seat_at_a_time(self, world):
        for unit, role in (("district_g", "lead"), ("district_c", "member")):
            with pytest.raises(IntegrityError), transaction.atomic():
                Seat.objects.create(
                    cluster=world.cluster, unit=world.units[unit], role=role, during=(MARCH, None), began_by="x"
                )


class TestChanging:
    def test_a_unit_joins_and_is_last_in_turn(self, world):
        join_cluster(
            cluster_id=world.cluster.pk, unit=world.units["district_g"], on=MARCH, reason="13/QĐ", by=world.organiser
        )
        assert ("district_g", "member", "2024-03-01", "") in world.seats()
        assert world.cluster.turns.last().unit.code == "district_g"

    def test_whoever_joins_as_lead_makes_the_former_one_a_member(self, world):
        join_cluster(
            cluster_id=world.cluster.pk,
            unit=world.units["district_g"],
            on=MARCH,
            reason="13/QĐ",
            role=SeatRole.LEAD,
            by=world.organiser,
        )
        assert [seat for seat in world.seats() if seat[0] in {"district_a", "district_g"}] == [
            ("district_a", "lead", "2024-01-02", "2024-03-01"),
            ("district_a", "member", "2024-03-01", ""),
            ("district_g", "lead", "2024-03-01", ""),
        ]

    def test_a_new_lead_leaves_closed_spans_behind(self, world):
        give_role(
            cluster_id=world.cluster.pk,
            unit=world.units["district_c"],
            role=SeatRole.LEAD,
            on=MARCH,
            reason="Luân phiên",
            by=world.organiser,
        )
        assert [seat for seat in world.seats() if seat[0] in {"district_a", "district_c"}] == [
            ("district_a", "lead", "2024-01-02", "2024-03-01"),
            ("district_a", "member", "2024-03-01", ""),
            ("district_c", "member", "2024-01-02", "2024-03-01"),
            ("district_c", "lead", "2024-03-01", ""),
        ]
        assert Seat.objects.get(unit=world.units["district_a"], role="lead").ended_by == "Luân phiên"

    def test_a_member_leaves(self, world):
        leave_cluster(
            cluster_id=world.cluster.pk,
            unit=world.units["district_f"],
            on=MARCH,
            reason="Chuyển cụm",
            by=world.organiser,
        )
        assert "district_f" not in world.today()
        assert ("district_f", "member", "2024-01-02", "2024-03-01") in world.seats()

    def test_the_lead_leaves_only_after_another_leads(self, world):
        act = {"cluster_id": world.cluster.pk, "unit": world.units["district_a"], "on": MARCH, "reason": "x"}
        with pytest.raises(errors.LeadMustPass):
            leave_cluster(**act, by=world.organiser)
        with pytest.raises(errors.LeadMustPass):
            give_role(**act, role=SeatRole.MEMBER, by=world.organiser)

    def test_a_day_before_the_span_is_refused(self, world):
        for on in (BEGAN, BEGAN - timedelta(days=1)):
            with pytest.raises(errors.DayDoesNotFit):
                leave_cluster(
                    cluster_id=world.cluster.pk, unit=world.units["district_f"], on=on, reason="x", by=world.organiser
                )

    def test_what_is_so_already_is_refused(self, world):
        act = {"cluster_id": world.cluster.pk, "on": MARCH, "reason": "x", "by": world.organiser}
        with pytest.raises(errors.AlreadySeated):
            join_cluster(**act, unit=world.units["district_c"])
        with pytest.raises(errors.AlreadySeated):
            give_role(**act, unit=world.units["district_b"], role=SeatRole.DEPUTY)
        with pytest.raises(errors.NotSeated):
            leave_cluster(**act, unit=world.units["district_g"])


class TestUndoing:
    def test_every_change_is_taken_back_exactly(self, world):
        cluster, by = world.cluster.pk, world.organiser
        at = {"cluster_id": cluster, "on": MARCH, "reason": "x", "by": by}
        before = world.seats()
        acts = (
            lambda: join_cluster(**at, unit=world.units["district_g"], role=SeatRole.LEAD),
            lambda: give_role(**at, unit=world.units["district_c"], role=SeatRole.LEAD),
            lambda: leave_cluster(**at, unit=world.units["district_d"]),
            lambda: dissolve_cluster(**at),
        )
        for act in acts:
            change = act()
            assert world.seats() != before
            undo_change(change_id=change.pk, by=by)
            assert world.seats() == before
            world.cluster.refresh_from_db()
            assert world.cluster.dissolved_on is None

    def test_only_the_last_change_and_within_a_day(self, world):
        at = {"cluster_id": world.cluster.pk, "on": MARCH, "reason": "x", "by": world.organiser}
        first = leave_cluster(**at, unit=world.units["district_f"])
        last = leave_cluster(**at, unit=world.units["district_e"])
        with pytest.raises(errors.CannotUndo):
            undo_change(change_id=first.pk, by=world.organiser)
        with clock.on_day(TODAY + timedelta(days=3)), pytest.raises(errors.CannotUndo):
            undo_change(change_id=last.pk, by=world.organiser)
        undo_change(change_id=last.pk, by=world.organiser)
        with pytest.raises(errors.CannotUndo):
            undo_change(change_id=last.pk, by=world.organiser)
        undo_change(change_id=first.pk, by=world.organiser)
        assert len(world.today()) == 6

    def test_a_dissolved_cluster_is_only_read(self, world):
        dissolve_cluster(cluster_id=world.cluster.pk, on=MARCH, reason="Hết năm", by=world.organiser)
        assert world.today() == {}
        at = {"cluster_id": world.cluster.pk, "on": TODAY, "reason": "x", "by": world.organiser}
        for act in (
            lambda: join_cluster(**at, unit=world.units["district_g"]),
            lambda: dissolve_cluster(**at),
            lambda: lay_out(cluster_id=world.cluster.pk, by=world.organiser),
        ):
            with pytest.raises(errors.Dissolved):
                act()

    def test_every_change_is_recorded(self, world):
        change = leave_cluster(
            cluster_id=world.cluster.pk, unit=world.units["district_f"], on=MARCH, reason="x", by=world.organiser
        )
        undo_change(change_id=change.pk, by=world.organiser)
        events = AuditInbox.objects.filter(event__startswith="cluster.", unit_id=world.units["city"].pk)
        assert list(events.order_by("pk").values_list("event", flat=True)) == [
            "cluster.formed",
            "cluster.left",
            "cluster.change_undone",
        ]


class TestNextYear:
    def proposed(self, world: World) -> dict[str, str]:
        found = next_year(world.cluster, standing_in(world.organiser, world.cluster).seats)
        units = Unit.objects.in_bulk(found.roles)
        return {units[unit].code: str(role) for unit, role in found.roles.items()}

    def test_the_next_in_turn_leads(self, world):
        assert self.proposed(world) == dict.fromkeys(DISTRICTS, "member") | {"district_b": "lead"}

    def test_by_the_list_that_was_set(self, world):
        order = [world.units[name].pk for name in ("district_c", "district_a", "district_f", *"")]
        order += [world.units[name].pk for name in ("district_b", "district_d", "district_e")]
        set_turns(cluster_id=world.cluster.pk, next_lead=NextLead.ROTATION, order=order, by=world.organiser)
        assert self.proposed(world)["district_f"] == "lead"
        with pytest.raises(errors.BadTurns):
            set_turns(cluster_id=world.cluster.pk, next_lead=NextLead.ROTATION, order=order[1:], by=world.organiser)

    def test_an_election_suggests_nobody(self, world):
        order = [world.units[name].pk for name in DISTRICTS]
        set_turns(cluster_id=world.cluster.pk, next_lead=NextLead.ELECTION, order=order, by=world.organiser)
        world.cluster.refresh_from_db()
        assert "lead" not in self.proposed(world).values()

    def test_the_chain_goes_on_once_with_its_turns(self, world):
        places = [Place(world.units[name]) for name in ("district_g", *DISTRICTS[1:])]
        founding = Founding(
            world.units["city"], 2025, "Cụm thi đua số 2", places, date(2025, 1, 1), continues=world.cluster
        )
        after = form_cluster(founding=founding, by=world.organiser).cluster
        assert [turn.unit.code for turn in after.turns.all()] == [*DISTRICTS[1:], "district_g"]
        with pytest.raises(errors.AlreadyContinued):
            form_cluster(founding=founding, by=world.organiser)

    def test_turns_begin_again_after_the_last(self):
        assert next_in_turn([1, 2, 3], 3, {1, 2, 3}) == 1
        assert next_in_turn([1, 2, 3], 1, {1, 3}) == 3
        assert next_in_turn([1, 2, 3], None, {2}) == 2
        assert next_in_turn([], 1, {1}) is None


def test_small_and_large_clusters_are_said_not_refused():
    assert size_warning(4)
    assert size_warning(26)
    assert size_warning(5) == size_warning(25) == ""


def test_the_leap_day_has_a_neighbour():
    assert same_day_in(2025, date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_person_of_no_member_is_nobody_there(world):
    stranger = people.officer(world.units["other_district"])
    standing = standing_in(stranger, world.cluster)
    assert (standing.manages, standing.directs, standing.speaks_for) == (False, False, None)
    assert standing_in(world.lead, world.cluster).directs
    assert standing_in(world.member, world.cluster).speaks_for == world.units["district_c"]
    assert not standing_in(world.member, world.cluster).directs
    assert standing_in(world.organiser, world.cluster).speaks_for == world.units["city"]
    assert ChangeKind(Change.objects.get(cluster=world.cluster).kind) is ChangeKind.FORMED
