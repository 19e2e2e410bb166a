"""Members of units that end go on with the heir, or leave; undoing puts every span back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.factories.reorganising import carried_out, founded, into, known, plan, shares, undone
from tests.factories.tree import tree
from tests.registers.conftest import TODAY, admitted, course
from thidua.org.plans import Weight
from thidua.registers.members.models import Carried, Membership
from thidua.registers.members.queries import counts
from thidua.registers.members.reorganising import apply, heir_of, obstacles, preview
from thidua.registers.members.rules import Ended
from thidua.registers.members.services import end_membership, transfer_member
from thidua.reorganisation import order

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 1)


def state() -> list[tuple[object, ...]]:
    """Everything that undoing has to put back."""
    columns = ("pk", "member", "unit", "during", "began", "began_by", "ended", "ended_by", "recorded_at")
    return list(Membership.objects.order_by("pk").values_list(*columns))


class TestFollowing:
    def test_members_go_on_with_the_single_heir_and_back(self, city):
        span = admitted(city["school"])
        before = state()
        merger = plan(ON, ended={"school": into("clinic")})

        ledgers = carried_out(merger)

        assert course(span) == [
            ("school", "2020-09-01", "admitted", "2024-03-01", "transferred"),
            ("clinic", "2024-03-01", "transferred", "", ""),
        ]
        follower = Membership.objects.get(unit=city["clinic"])
        assert follower.began_by == "12/QĐ-LĐLĐ"
        undone(merger, ledgers)
        assert state() == before
        assert not Carried.objects.exists()

    def test_who_left_before_stays_where_she_was(self, city):
        span = admitted(city["school"])
        end_membership(member_id=span.member_id, on=date(2024, 2, 1), reason=Ended.RETIRED, by=people.person())
        before = state()
        carried_out(plan(ON, ended={"school": into("clinic")}))

        assert state() == before

    def test_who_left_after_the_day_leaves_the_heir_for_the_same_reason(self, city):
        span = admitted(city["school"])
        end_membership(member_id=span.member_id, on=date(2024, 4, 1), reason=Ended.RETIRED, by=people.person())
        before = state()
        merger = plan(ON, ended={"school": into("clinic")})
        ledgers = carried_out(merger)

        assert course(span) == [
            ("school", "2020-09-01", "admitted", "2024-03-01", "transferred"),
            ("clinic", "2024-03-01", "transferred", "2024-04-01", "retired"),
        ]
        undone(merger, ledgers)
        assert state() == before

    def test_who_was_admitted_after_the_day_belongs_to_the_heir_from_the_beginning(self, city):
        span = admitted(city["school"], on=date(2024, 4, 1))
        before = state()
        merger = plan(ON, ended={"school": into("clinic")})
        ledgers = carried_out(merger)

        assert course(span) == [("clinic", "2024-04-01", "admitted", "", "")]
        undone(merger, ledgers)
        assert state() == before

    def test_without_an_heir_members_leave_with_the_unit(self, city):
        early, late = admitted(city["school"]), admitted(city["school"], "Trần Văn Ba", on=date(2024, 4, 1))
        before = state()
        ending = plan(ON, ended={"school": into()})
        ledgers = carried_out(ending)

        assert course(early) == [("school", "2020-09-01", "admitted", "2024-03-01", "dissolved")]
        assert course(late) == [("school", "2024-04-01", "admitted", "2024-04-02", "dissolved")]
        undone(ending, ledgers)
        assert state() == before

    def test_members_go_on_with_a_unit_that_is_founded(self, city):
        span = admitted(city["school"])
        before = state()
        merger = plan(ON, founded=(founded("new", "district", ON),), ended={"school": into("new")})
        ledgers = carried_out(merger)

        assert course(span)[-1] == ("new", "2024-03-01", "transferred", "", "")
        undone(merger, ledgers)
        assert state() == before

    def test_of_several_heirs_the_largest_takes_everybody(self, city):
        uneven = plan(ON, ended={"school": into("clinic", "mill")})
        ended = uneven.ended["school"]

        assert heir_of(uneven, "school") == "clinic"
        other = plan(ON, ended={"school": type(ended)("Chia", (("clinic", 300_000), ("mill", 700_000)))})
        assert heir_of(other, "school") == "mill"

    def test_a_divided_unit_keeps_its_members(self, city):
        admitted(city["school"])
        before = state()
        carried_out(plan(ON, divided={"school": shares("school", "clinic")}))

        assert state() == before

    def test_two_mergers_in_a_row_are_undone_in_turn(self, city):
        admitted(city["school"])
        before = state()
        first = plan(ON, ended={"school": into("clinic")})
        first_ledgers = carried_out(first)
        between = state()
        second = plan(date(2024, 5, 1), ended={"clinic": into("mill")})
        second_ledgers = carried_out(second)

        assert obstacles(first, first_ledgers["members"])
        undone(second, second_ledgers)
        assert state() == between

        undone(first, first_ledgers)
        assert state() == before


class TestPreviewAndObstacles:
    def test_a_preview_counts_and_writes_nothing(self, city):
        for number in range(3):
            admitted(city["school"], f"Nguyễn Văn {'ABC'[number]}n")
        admitted(city["mill"])
        before = state()
        merger = plan(
            ON,
            ended={"school": into("clinic"), "mill": into()},
        )
        said = preview(merger)

        assert [(one.about, one.count, one.weight, one.examples) for one in said] == [
            ("members", 3, Weight.NOTE, ("school → clinic: 3",)),
            ("members", 1, Weight.WARNING, ("mill: 1",)),
        ]
        assert state() == before

    def test_units_without_members_say_nothing(self, city):
        assert preview(plan(ON, ended={"school": into("clinic")})) == []

    def test_what_was_done_with_a_member_since_stands_in_the_way(self, city):
        span = admitted(city["school"])
        merger = plan(ON, founded=(founded("new", "district", ON),), ended={"school": into("new")})
        ledgers = carried_out(merger)
        assert obstacles(known(merger), ledgers["members"]) == []

        admitted(Membership.objects.get(unit__code="new").unit, "Trần Văn Ba", on=date(2024, 4, 1))
        transfer_member(member_id=span.member_id, to=city["mill"], on=TODAY, by=people.person())

        assert obstacles(known(merger), ledgers["members"]) == [
            "1 đoàn viên đã có thay đổi sau khi sắp xếp",
            "1 đoàn viên đã ghi vào đơn vị mới thành lập",
        ]

    def test_the_statements_do_not_grow_with_the_units(self, settings):
        settings.THIDUA_TODAY = TODAY
        asked = []
        for name, count in (("few", 2), ("many", 12)):
            unions = [f"union_{name}_{number}" for number in range(count)]
            units = tree(*(f"city_{name} > {union}" for union in [*unions, f"heir_{name}"]))
            for union in unions:
                admitted(
                    units[union],
                    f"Nguyễn Thị {union.replace('_', ' ').translate(str.maketrans('0123456789', 'abcdefghij'))}",
                )
            merger = plan(ON, ended={union: into(f"heir_{name}") for union in unions})
            with CaptureQueriesContext(
                connection,
            ) as queries:
                apply(merger, None)
            asked.append(len(queries))
            assert counts([units[f"heir_{name}"].pk], ON, TODAY)[units[f"heir_{name}"].pk].members == count

        assert asked[0] == asked[1]


def test_the_part_stands_in_the_order():
    assert [step.name for step in order.PARTS].index("members") > 0
