"""The ledger of targets: what may be written, what it says, and that nothing in it ever changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories.catalogue import installed
from tests.factories.tree import tree
from tests.people import person
from thidua.core.periods import Calendar
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.targets import services
from thidua.targets.models import Target, TargetEntry
from thidua.targets.services import Grounds

pytestmark = pytest.mark.django_db
JANUARY = Grounds(on=date(2024, 1, 15), decision="05/QĐ-LĐLĐ")


@pytest.fixture
def units() -> dict[str, Unit]:
    installed()
    return tree("city > district_a > school", "city > district_b", "city > sector_c")


@pytest.fixture
def year(units: dict[str, Unit]) -> Period:
    return ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"]


def indicator(code: str = "ORG21") -> Indicator:
    return catalogue().by_code[code]


def assign(unit: Unit, year: Period, amount: int, code: str = "ORG21") -> Target:
    return services.assign_target(
        unit=unit, indicator=indicator(code), period=year, amount=amount, grounds=JANUARY, by=person("officer")
    )


def ledger(target: Target) -> list[tuple[str, int | None, int | None]]:
    return list(target.entries.values_list("kind", "before", "amount"))


def test_assigning_again_keeps_both_lines(units, year):
    assign(units["city"], year, 40_000)
    target = assign(units["city"], year, 42_000)

    assert target.assigned == 42_000
    assert ledger(target) == [("assigned", None, 40_000), ("assigned", 40_000, 42_000)]


def test_a_registered_amount_stands_beside_the_assigned_one(units, year):
    assign(units["city"], year, 100)
    target = services.register_target(
        unit=units["city"], indicator=indicator(), period=year, amount=120, grounds=JANUARY, by=person("chair")
    )

    assert (target.assigned, target.registered) == (100, 120)


def test_an_adjustment_needs_a_reason_and_a_cancellation_is_a_line_too(units, year):
    target = assign(units["city"], year, 100)
    why = Grounds(on=date(2024, 6, 1), decision="31/QĐ-LĐLĐ", reason="Doanh nghiệp giải thể")

    with pytest.raises(services.ReasonNeeded):
        services.adjust_target(target_id=target.pk, amount=90, seen=100, grounds=JANUARY, by=person())
    services.adjust_target(target_id=target.pk, amount=90, seen=100, grounds=why, by=person())
    services.adjust_target(target_id=target.pk, amount=None, seen=90, grounds=why, by=person())

    assert ledger(target) == [("assigned", None, 100), ("adjusted", 100, 90), ("cancelled", 90, None)]
    with pytest.raises(services.NothingAssigned):
        services.adjust_target(target_id=target.pk, amount=5, seen=None, grounds=why, by=person())


def test_two_editors_do_not_overwrite_each_other(units, year):
    target = assign(units["city"], year, 100)
    why = Grounds(on=date(2024, 6, 1), reason="Bổ sung")
    services.adjust_target(target_id=target.pk, amount=110, seen=100, grounds=why, by=person("first"))

    with pytest.raises(services.TargetChanged, match="110"):
        services.adjust_target(target_id=target.pk, amount=120, seen=100, grounds=why, by=person("second"))

    target.refresh_from_db()
    assert target.assigned == 110


def test_a_split_must_add_up_or_say_why(units, year):
    parent = assign(units["city"], year, 100)
    parts = {units["district_a"].pk: 60, units["district_b"].pk: 30}

    with pytest.raises(services.SplitDoesNotAddUp, match="10"):
        services.split_target(parent_id=parent.pk, parts=parts, grounds=JANUARY, by=person())
    assert TargetEntry.objects.count() == 1

    why = Grounds(on=date(2024, 1, 15), reason="Dự phòng cho đơn vị thành lập mới")
    services.split_target(parent_id=parent.pk, parts=parts, grounds=why, by=person())
    assert dict(Target.objects.exclude(pk=parent.pk).values_list("unit__code", "assigned")) == {
        "district_a": 60,
        "district_b": 30,
    }


def test_a_split_counts_what_units_that_it_does_not_name_keep(units, year):
    parent = assign(units["city"], year, 100)
    parts = {units["district_a"].pk: 60, units["district_b"].pk: 40}
    services.split_target(parent_id=parent.pk, parts=parts, grounds=JANUARY, by=person())

    with pytest.raises(services.SplitDoesNotAddUp, match="40"):
        services.split_target(parent_id=parent.pk, parts={units["district_a"].pk: 100}, grounds=JANUARY, by=person())


def test_a_split_writes_only_what_changes(units, year):
    parent = assign(units["city"], year, 100)
    parts = {units["district_a"].pk: 60, units["district_b"].pk: 40}
    services.split_target(parent_id=parent.pk, parts=parts, grounds=JANUARY, by=person())
    moved = {units["district_a"].pk: 60, units["district_b"].pk: 35, units["sector_c"].pk: 5}

    written = services.split_target(parent_id=parent.pk, parts=moved, grounds=JANUARY, by=person())

    assert {target.unit.code for target in written} == {"district_b", "sector_c"}


def test_a_split_goes_to_units_directly_below_only(units, year):
    parent = assign(units["city"], year, 100)

    with pytest.raises(services.NotDirectlyBelow, match="school"):
        services.split_target(parent_id=parent.pk, parts={units["school"].pk: 100}, grounds=JANUARY, by=person())


def test_rates_are_given_to_each_child_and_do_not_add_up(units, year):
    parent = assign(units["city"], year, 80, code="LAW19")
    parts = {units["district_a"].pk: 80, units["district_b"].pk: 85}

    assert len(services.split_target(parent_id=parent.pk, parts=parts, grounds=JANUARY, by=person())) == 2


@pytest.mark.parametrize(("code", "amount"), [("ORG21", -1), ("ORG21", 10**13 + 1), ("LAW19", 1001)])
def test_impossible_amounts_are_refused(units, year, code, amount):
    with pytest.raises(services.NotATarget):
        assign(units["city"], year, amount * 10 ** indicator(code).decimals, code=code)
    assert not TargetEntry.objects.exists()


def test_targets_are_for_years(units, year):
    quarter = Period.objects.get(code="2024-Q1")

    with pytest.raises(services.NotAYear):
        assign(units["city"], quarter, 5)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_ledger(units, year, change):
    entries = TargetEntry.objects.filter(target=assign(units["city"], year, 100))

    with pytest.raises(IntegrityError, match="neither changed nor deleted"), transaction.atomic():
        entries.update(amount=1) if change == "update" else entries.delete()
