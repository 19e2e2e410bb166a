"""A city with targets of two years over two districts, and the people who answer to them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core.periods import Calendar
from thidua.figures.cells import Cell
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.targets.services import Grounds, assign_target

DECIDED = Grounds(on=date(2024, 1, 2), decision="01/QĐ-TLĐ")


@pytest.fixture(scope="module")
def city_built(module_db: None) -> Iterator[dict[str, Unit]]:
    """A city with six offices and two districts, whose schools have 60 and 20 members and admitted 6 and 2."""
    with override_settings(THIDUA_TODAY=date(2024, 5, 18)):
        reports.forms()
        offices = [f"city > office_{number}" for number in range(6)]
        units = tree("city > district_a > school", "city > district_b > clinic", *offices)
        month = reports.opened("2024-M01")
        members, admitted = catalogue().by_code["ORG18"], catalogue().by_code["ORG21"]
        record_reports(
            arriving=[
                Arriving(
                    unit_id=units[name].pk,
                    period_id=month.pk,
                    cells={members.pk: Cell(number), admitted.pk: Cell(number // 10)},
                    state=ReportState.ACCEPTED,
                    typed_by=people.person("typist"),
                    accepted_by=people.person("acceptor"),
                )
                for name, number in {"school": 60, "clinic": 20}.items()
            ],
            by=None,
        )
        give(units["city"], "ORG21", 40)
        give(units["city"], "ORG24", 10)
        yield units


@pytest.fixture
def city(city_built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(city_built)


def year(number: int = 2024) -> Period:
    """A year that targets are given for."""
    return ensure_periods(calendar=Calendar.CALENDAR, year=number)[str(number)]


def give(unit: Unit, code: str, amount: int, when: int = 2024) -> None:
    """Assign a target in the name of the confederation."""
    assign_target(
        unit=unit,
        indicator=catalogue().by_code[code],
        period=year(when),
        amount=amount,
        grounds=DECIDED,
        by=people.person("confederation"),
    )


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
