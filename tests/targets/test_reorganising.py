"""Targets of units that end: carried over by shares, cancelled, taken back; every step a line of the ledger."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import people
from tests.targets.conftest import give, year
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.plans import End, OpenTargets, Plan, Weight
from thidua.org.rules import WHOLE, NewUnit, UnitKind
from thidua.targets.batches import NothingToAssign, take_back
from thidua.targets.models import Target, TargetEntry
from thidua.targets.reorganising import apply, obstacles, preview, undo
from thidua.targets.services import Grounds, adjust_target, assign_target, register_target
from thidua.targets.transfers import Place, transfers

ON = date(2024, 7, 1)


def plan(city: dict[str, Unit], **changes: object) -> Plan:
    facts = {
        "ended": {"district_a": End("Sáp nhập", (("district_b", WHOLE),))},
        "moved": {"school": "district_b"},
        "ids": {name: unit.pk for name, unit in city.items()},
    }
    return Plan(**({"on": ON, "counts_from": ON, "decision": "12/QĐ-LĐLĐ"} | facts | changes))


def amounts(column: str = "assigned") -> dict[tuple[str, str], int]:
    rows = Target.objects.filter(period__code="2024").values_list("unit__code", "indicator__code", column)
    return {(unit, code): amount for unit, code, amount in rows if amount is not None}


def register(unit: Unit, code: str, amount: int) -> None:
    indicator, grounds = catalogue().by_code[code], Grounds(on=date(2024, 1, 5))
    register_target(
        unit=unit, indicator=indicator, period=year(), amount=amount, grounds=grounds, by=people.person("clerk")
    )


def rate() -> str:
    """The code of an indicator whose targets do not add up."""
    return next(i.code for i in catalogue().indicators if i.kind == "ratio")


@pytest.mark.django_db
class TestLedger:
    def test_a_merged_target_is_added_to_that_of_the_heir(self, city):
        give(city["district_a"], "ORG21", 30)
        give(city["district_b"], "ORG21", 10)
        register(city["district_a"], "ORG21", 33)

        ledger = apply(plan(city), people.person())

        assert amounts()["district_b", "ORG21"] == 40
        assert ("district_a", "ORG21") not in amounts()
        assert amounts("registered") == {("district_b", "ORG21"): 33}
        lines = TargetEntry.objects.filter(batch=ledger["batch"]).order_by("target__unit__code", "pk")
        assert [(line.target.unit.code, line.kind, line.before, line.amount) for line in lines] == [
            ("district_a", "transferred", 30, None),
            ("district_a", "registered", 33, None),
            ("district_b", "transferred", 10, 40),
            ("district_b", "registered", None, 33),
        ]
        assert {(line.on, line.decision) for line in lines} == {(ON, "12/QĐ-LĐLĐ")}
        assert lines[0].reason == "district_a chuyển sang district_b (30)."
        assert lines[2].reason == "district_b nhận từ district_a (30)."

    def test_a_target_stays_where_the_results_of_its_year_stay(self, city):
        give(city["district_a"], "ORG21", 30)
        give(city["district_b"], "ORG21", 10)
        before = amounts()

        apply(plan(city, on=date(2024, 12, 15), counts_from=date(2025, 1, 1)), people.person())

        assert amounts() == before

    def test_a_split_target_is_divided_by_shares_to_the_last_one(self, city):
        give(city["district_a"], "ORG21", 10)
        thirds = (("district_b", 333_333), ("office_0", 333_333), ("office_1", 333_334))

        apply(plan(city, ended={"district_a": End("Chia", thirds)}), people.person())

        parts = [amounts()[name, "ORG21"] for name in ("district_b", "office_0", "office_1")]
        assert parts == [3, 3, 4]

    def test_a_divided_unit_keeps_its_share_and_its_rates(self, city):
        give(city["district_a"], "ORG21", 10)
        give(city["district_a"], rate(), 5)
        halves = {"district_a": (("district_a", 600_000), ("district_b", 400_000))}

        apply(plan(city, ended={}, moved={}, divided=halves), people.person())

        assert (amounts()["district_a", "ORG21"], amounts()["district_b", "ORG21"]) == (6, 4)
        assert (amounts()["district_a", rate()], amounts()["district_b", rate()]) == (5, 5)

    def test_a_rate_goes_only_where_the_heir_has_none(self, city):
        give(city["district_a"], rate(), 5)
        give(city["district_b"], rate(), 7)

        ledger = apply(plan(city), people.person())

        assert amounts()["district_b", rate()] == 7
        [line] = TargetEntry.objects.filter(batch=ledger["batch"])
        assert (line.kind, line.reason) == ("cancelled", "district_a kết thúc.")

    @pytest.mark.parametrize(
        "changes", [{"open_targets": OpenTargets.CANCELLED}, {"ended": {"district_a": End("Giải thể")}}]
    )
    def test_targets_are_cancelled_when_that_is_chosen_or_nobody_succeeds(self, city, changes):
        give(city["district_a"], "ORG21", 30)
        give(city["district_b"], "ORG21", 10)

        apply(plan(city, **changes), people.person())

        assert (("district_a", "ORG21") in amounts(), amounts()["district_b", "ORG21"]) == (False, 10)
        assert TargetEntry.objects.filter(kind="cancelled").count() == 1

    def test_years_that_are_over_are_left_alone(self, city):
        give(city["district_a"], "ORG21", 30, when=2023)

        apply(plan(city), people.person())

        assert Target.objects.get(unit=city["district_a"], period__code="2023").assigned == 30

    def test_undoing_writes_every_amount_back_and_deletes_no_line(self, city):
        give(city["district_a"], "ORG21", 30)
        give(city["district_b"], "ORG24", 3)
        give(city["district_a"], "ORG24", 4)
        register(city["district_b"], "ORG21", 9)
        before, registered = amounts(), amounts("registered")

        ledger = apply(plan(city), people.person())
        lines = set(TargetEntry.objects.values_list("pk", flat=True))
        assert obstacles(plan(city), ledger) == []
        undo(plan(city), ledger, people.person())

        assert (amounts(), amounts("registered")) == (before, registered)
        assert lines < set(TargetEntry.objects.values_list("pk", flat=True))
        for target in Target.objects.all():
            assigning = list(target.entries.exclude(kind="registered").order_by("pk"))
            assert not assigning or assigning[-1].amount == target.assigned
            assert all(later.before == earlier.amount for earlier, later in pairwise(assigning))

    def test_what_a_founded_unit_got_goes_with_it(self, city):
        give(city["district_a"], "ORG21", 30)
        new = NewUnit("office_0", "office_0", "office_0", UnitKind.AGENCY, "city", ON)
        founding = plan(city, founded=(new,), ended={"district_a": End("Sáp nhập", (("office_0", WHOLE),))})

        ledger = apply(founding, people.person())
        assert amounts()["office_0", "ORG21"] == 30
        assert obstacles(founding, ledger) == []
        undo(founding, ledger, people.person())

        assert not Target.objects.filter(unit=city["office_0"]).exists()
        assert amounts()["district_a", "ORG21"] == 30

    def test_a_target_given_to_a_founded_unit_stands_in_the_way(self, city):
        new = NewUnit("office_0", "office_0", "office_0", UnitKind.AGENCY, "city", ON)
        founding = plan(city, founded=(new,))
        ledger = apply(founding, people.person())
        give(city["office_0"], "ORG21", 3)

        assert obstacles(founding, ledger) == ["1 chỉ tiêu đã giao cho đơn vị mới thành lập"]

    def test_a_target_that_was_adjusted_since_stands_in_the_way(self, city):
        give(city["district_a"], "ORG21", 30)
        ledger = apply(plan(city), people.person())
        target = Target.objects.get(unit=city["district_b"], indicator__code="ORG21")
        why = Grounds(on=date(2024, 7, 2), reason="Điều chỉnh")
        adjust_target(target_id=target.pk, amount=31, seen=30, grounds=why, by=people.person())

        [said] = obstacles(plan(city), ledger)

        assert said.startswith("1 chỉ tiêu đã đổi sau khi sắp xếp (")
        assert "district_b" in said

    def test_the_board_does_not_take_back_a_part_of_a_reorganisation(self, city):
        give(city["district_a"], "ORG21", 30)
        ledger = apply(plan(city), people.person())

        with pytest.raises(NothingToAssign):
            take_back(unit=city["city"], batch=UUID(ledger["batch"]), by=people.officer(city["city"]))


@pytest.mark.django_db
def test_the_preview_counts_sums_up_and_warns_of_divisions_that_break(city):
    give(city["district_a"], "ORG21", 30)
    give(city["district_b"], "ORG21", 10)
    give(city["district_a"], "ORG24", 4)
    before = amounts()
    leaving = plan(city, ended={"district_a": End("Giải thể")})

    [moved] = preview(plan(city))
    assert (moved.count, moved.weight) == (2, Weight.NOTE)
    assert f"{catalogue().by_code['ORG21'].name} 2024: 30" in moved.examples
    gone, broken = preview(leaving)
    assert gone.count == 2
    assert (broken.weight, broken.count) == (Weight.WARNING, 1)
    assert broken.examples == (f"city: {catalogue().by_code['ORG21'].name}",)
    assert amounts() == before


@pytest.mark.django_db
def test_a_unit_that_moves_takes_its_targets_from_one_division_to_another(city):
    give(city["district_a"], "ORG21", 30)
    give(city["district_b"], "ORG21", 10)
    give(city["school"], "ORG21", 30)

    [broken] = preview(plan(city, ended={}))

    assert broken.examples == (f"district_a: {catalogue().by_code['ORG21'].name}",)


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_units(city, django_assert_max_num_queries):
    for indicator in catalogue().indicators[:20]:
        assign_target(
            unit=city["district_a"],
            indicator=indicator,
            period=year(),
            amount=12,
            grounds=Grounds(on=ON),
            by=people.person(),
        )
    with django_assert_max_num_queries(16):
        preview(plan(city))
    with django_assert_max_num_queries(16):
        ledger = apply(plan(city), people.person())
    with django_assert_max_num_queries(16):
        undo(plan(city), ledger, people.person())


shares = st.lists(st.integers(1, 10**5), min_size=2, max_size=4).map(
    lambda parts: [*parts[:-1], WHOLE - sum(parts[:-1])]
)


@given(
    whole=st.integers(0, 10**9),
    standing=st.dictionaries(st.sampled_from(["b", "c", "d", "e"]), st.integers(0, 10**6)),
    parts=shares,
    goes_on=st.booleans(),
)
def test_nothing_is_lost_or_won_on_the_way(whole, standing, parts, goes_on):
    codes = ["a" if goes_on else "b", "c", "d", "e"][: len(parts)]
    heirs = tuple(zip(codes, parts, strict=True))
    changes = {"divided": {"a": heirs}} if goes_on else {"ended": {"a": End("Chia", heirs)}}
    before = {Place(unit, 1, 1, registered=False): amount for unit, amount in ({"a": whole} | standing).items()}

    moving = transfers(Plan(on=ON, counts_from=ON, decision="1", **changes), before, {1})

    after = before | moving.after
    assert sum(amount or 0 for amount in after.values()) == sum(before.values())
    assert (after[Place("a", 1, 1, registered=False)] is None) == (not goes_on)
