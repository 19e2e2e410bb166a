"""A city with two districts, their unions and people; a movement that the city or a district calls them to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from tests import people
from tests.factories.tree import tree
from thidua.core.periods import Calendar
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.rules import MovementKind, Row
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.registering import register
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User

TODAY, LAST_DAY = date(2024, 1, 10), date(2024, 1, 25)
ROWS = (Row("Sáng kiến", "Ít nhất hai", "sáng kiến", "2"),)


@pytest.fixture
def units(settings) -> dict[str, Unit]:
    """The tree, on the tenth of January."""
    settings.THIDUA_TODAY = TODAY
    return tree("city > district_a > school", "city > district_a > clinic", "city > district_b > market")


@pytest.fixture
def officer(units) -> User:
    """Who organises for the city."""
    return people.officer(units["city"])


@pytest.fixture
def chair(units) -> User:
    """The school's chair."""
    return people.chair(units["school"])


@pytest.fixture
def movement(units, officer) -> Movement:
    """Launched by the city for all unions."""
    return launched(units, officer)


def setting(units: dict[str, Unit], **changes: object) -> Setting:
    """The year's movement for every union of the city."""
    usual = Setting(
        kind=MovementKind.MOVEMENT,
        title="Lao động giỏi",
        calendar=Calendar.CALENDAR,
        year=2024,
        starts=date(2024, 1, 1),
        ends=date(2024, 12, 31),
        among=units["city"],
        kinds=(UnitKind.GRASSROOTS,),
        register_until=LAST_DAY,
        decides=True,
    )
    return replace(usual, **changes)


def launched(units: dict[str, Unit], by: User, owner: str = "city", **changes: object) -> Movement:
    """A movement that was launched today."""
    drafted = draft_movement(owner=units[owner], setting=setting(units, **changes), by=by)
    return launch_movement(movement_id=drafted.pk, launched_on=TODAY, by=by)


def last_entry(movement: Movement, unit: Unit) -> int:
    """The number of the last entry of a registration, 0 for none."""
    found = movement.registrations.filter(unit=unit).first()
    last = found.entries.order_by("-pk").first() if found else None
    return last.pk if last else 0


def registers(movement: Movement, unit: Unit, by: User, aim: str = "Cờ thi đua") -> None:
    """Register a unit, or change what it registered."""
    register(movement_id=movement.pk, unit=unit, aim=aim, rows=ROWS, seen=last_entry(movement, unit), by=by)


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
