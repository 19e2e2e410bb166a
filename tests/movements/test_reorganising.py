"""Registrations of units that end follow to who succeeds them, and come back."""

from __future__ import annotations

from datetime import date

import pytest

from tests import people
from tests.factories import reorganising
from tests.movements.conftest import registers
from thidua.emulation.movements.models import Registration
from thidua.emulation.movements.reorganising import obstacles, preview

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 1)


@pytest.fixture
def chairs(units):
    return {name: people.chair(units[name]) for name in ("school", "clinic", "market")}


def standing():
    return {one.unit.code: one.aim for one in Registration.objects.filter(registered=True).select_related("unit")}


def test_the_heir_takes_part_as_registered_since_the_same_day(units, movement, chairs):
    registers(movement, units["school"], chairs["school"], aim="Cờ của trường")
    planned = reorganising.plan(ON, ended={"school": reorganising.into("clinic")})
    found = [(one.about, one.count) for one in preview(planned)]

    ledgers = reorganising.carried_out(planned)

    assert found == [("registrations", 1)]
    assert standing() == {"school": "Cờ của trường", "clinic": "Cờ của trường"}
    heir, before = (Registration.objects.get(unit=units[name]) for name in ("clinic", "school"))
    assert heir.since == before.since
    assert [(one.kind, one.said) for one in heir.entries.all()] == [("carried", "12/QĐ-LĐLĐ")]
    reorganising.undone(planned, ledgers)
    assert standing() == {"school": "Cờ của trường"}


def test_an_heir_keeps_what_it_registered_itself(units, movement, chairs):
    for name in ("school", "clinic"):
        registers(movement, units[name], chairs[name], aim=name)
    planned = reorganising.plan(ON, ended={"school": reorganising.into("clinic")})

    ledger = reorganising.carried_out(planned)["movements"]

    assert ledger == {"carried": []}
    assert standing() == {"school": "school", "clinic": "clinic"}


def test_of_two_that_end_into_one_the_first_is_carried(units, movement, chairs):
    for name in ("school", "clinic"):
        registers(movement, units[name], chairs[name], aim=name)
    ended = {name: reorganising.into("market") for name in ("school", "clinic")}

    reorganising.carried_out(reorganising.plan(ON, ended=ended))

    assert standing()["market"] == "clinic"


def test_what_ends_before_the_new_order_is_history(units, movement, chairs):
    registers(movement, units["school"], chairs["school"])

    assert preview(reorganising.plan(date(2025, 7, 1), ended={"school": reorganising.into("clinic")})) == []


def test_a_change_by_the_heir_stands_in_the_way_of_undoing(units, movement, chairs):
    registers(movement, units["school"], chairs["school"])
    planned = reorganising.plan(ON, ended={"school": reorganising.into("clinic")})
    ledger = reorganising.carried_out(planned)["movements"]
    registers(movement, units["clinic"], chairs["clinic"], aim="Khác")

    assert obstacles(planned, ledger) == ["1 bản đăng ký thi đua đã đổi sau khi sắp xếp"]
