"""Seats of units that end or come to stand elsewhere end on the day; heirs take them; undoing puts all back."""

from __future__ import annotations

from datetime import date

import pytest

from tests import people
from tests.clusters.conftest import World
from tests.factories.reorganising import carried_out, founded, into, known, plan, undone
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.reorganising import obstacles, preview
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.clusters.services.membership import give_role, leave_cluster
from thidua.org.plans import Weight
from thidua.org.rules import UnitKind

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 1)


def on_the_day(world: World) -> dict[str, str]:
    """Who sits in the cluster on the legal day, and as what."""
    rows = Seat.objects.filter(cluster=world.cluster, during__contains=ON)
    return dict(rows.order_by("unit__code").values_list("unit__code", "role"))


def turns(world: World) -> list[str]:
    return [turn.unit.code for turn in world.cluster.turns.select_related("unit")]


def said(planned) -> list[tuple[str, int, Weight]]:
    return [(one.sentence, one.count, one.weight) for one in preview(planned)]


def test_the_heir_takes_seat_and_turn_and_gives_them_back(world):
    before, order = world.seats(), turns(world)
    merger = plan(ON, ended={"district_c": into("district_g"), "union_c": into("union_g")})
    assert [count for _sentence, count, _weight in said(merger)] == [1]

    ledgers = carried_out(merger)

    assert on_the_day(world)["district_g"] == "member"
    assert "district_c" not in on_the_day(world)
    assert ("district_c", "member", "2024-01-02", "2024-07-01") in world.seats()
    assert turns(world)[2] == "district_g"
    undone(merger, ledgers)
    assert (world.seats(), turns(world)) == (before, order)


def test_the_first_deputy_leads_where_the_lead_ends_and_it_is_said(world):
    before = world.seats()
    merger = plan(ON, ended={"district_a": into("district_g"), "union_a": into("union_g")})
    words = " ".join(" ".join(one.examples) for one in preview(merger))
    assert "Cụm thi đua số 2: district_b" in words

    ledgers = carried_out(merger)

    seats = on_the_day(world)
    assert (seats["district_b"], seats["district_g"]) == ("lead", "member")
    assert ("district_b", "deputy", "2024-01-02", "2024-07-01") in world.seats()
    undone(merger, ledgers)
    assert world.seats() == before


def test_without_a_deputy_the_heir_leads(world):
    at = {"cluster_id": world.cluster.pk, "on": date(2024, 2, 1), "reason": "x", "by": world.organiser}
    give_role(**at, unit=world.units["district_b"], role=SeatRole.MEMBER)
    carried_out(plan(ON, ended={"district_a": into("district_g"), "union_a": into("union_g")}))
    assert on_the_day(world)["district_g"] == "lead"


def test_an_heir_that_is_a_member_already_takes_no_second_seat(world):
    before = world.seats()
    merger = plan(ON, ended={"district_c": into("district_d"), "union_c": into("union_d")})
    [(sentence, count, weight)] = said(merger)
    assert (count, weight) == (1, Weight.NOTE)
    assert "đơn vị kế tục đã có chỗ" in sentence
    ledgers = carried_out(merger)
    assert on_the_day(world)["district_d"] == "member"
    assert len(on_the_day(world)) == 5
    undone(merger, ledgers)
    assert world.seats() == before


def test_two_that_merge_into_a_new_unit_leave_one_seat(world):
    new = founded("district_new", "city", ON, UnitKind.DISTRICT)
    merger = plan(
        ON,
        founded=(new,),
        ended={"district_c": into("district_new"), "district_d": into("district_new")},
        moved={"union_c": "district_new", "union_d": "district_new"},
    )
    before = world.seats()
    ledgers = carried_out(merger)
    assert on_the_day(world)["district_new"] == "member"
    assert len(on_the_day(world)) == 5
    undone(merger, ledgers)
    assert world.seats() == before


def test_a_unit_that_comes_to_stand_elsewhere_leaves_without_an_heir(world):
    move = plan(ON, moved={"district_c": "other_city"})
    assert [(count, weight) for _sentence, count, weight in said(move)] == [(1, Weight.WARNING)]
    before = world.seats()
    ledgers = carried_out(move)
    assert "district_c" not in on_the_day(world)
    undone(move, ledgers)
    assert world.seats() == before


def test_an_heir_that_stands_elsewhere_takes_nothing(world):
    carried_out(plan(ON, ended={"district_c": into("other_district"), "union_c": into("other_district")}))
    assert "other_district" not in on_the_day(world)


def test_a_cluster_that_loses_all_members_is_named(world):
    everybody = {code: into() for code in world.today()}
    planned = plan(ON, ended=everybody, moved={f"union_{code[-1]}": "district_g" for code in everybody})
    sentences = [one.sentence for one in preview(planned) if one.weight is Weight.WARNING]
    assert any("không còn thành viên nào" in sentence for sentence in sentences)
    ledgers = carried_out(planned)
    assert on_the_day(world) == {}
    undone(planned, ledgers)
    assert len(on_the_day(world)) == 6


def test_clusters_of_years_past_stay_as_they_were(world):
    Cluster.objects.update(year=2023)
    before = world.seats()
    merger = plan(ON, ended={"district_c": into("district_g"), "union_c": into("union_g")})
    assert preview(merger) == []
    carried_out(merger)
    assert world.seats() == before


def test_what_changed_since_stands_in_the_way(world):
    merger = plan(ON, ended={"district_c": into("district_g"), "union_c": into("union_g")})
    ledgers = carried_out(merger)
    assert obstacles(known(merger), ledgers["clusters"]) == []
    leave_cluster(
        cluster_id=world.cluster.pk,
        unit=world.units["district_g"],
        on=date(2024, 8, 1),
        reason="x",
        by=people.officer(world.units["city"]),
    )
    assert len(obstacles(known(merger), ledgers["clusters"])) == 1


def test_reading_costs_as_much_for_many_seats_as_for_one(world, django_assert_max_num_queries):
    one = plan(ON, ended={"district_c": into("district_g"), "union_c": into("union_g")})
    with django_assert_max_num_queries(12) as counted:
        preview(one)
    many = plan(ON, ended={code: into("district_g") for code in world.today()})
    with django_assert_max_num_queries(len(counted.captured_queries)):
        preview(many)
