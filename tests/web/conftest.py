"""Two districts with reports of two years, and somebody signed in."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.web.world import write
from thidua.core.periods import Calendar
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.targets.services import Grounds, assign_target


@pytest.fixture(autouse=True)
def may(settings) -> None:
    settings.THIDUA_TODAY = date(2024, 5, 18)


@pytest.fixture
def units() -> dict[str, Unit]:
    """Two districts; in the first quarter they admitted 60 + 40 members, a year before 80."""
    reports.forms()
    units = tree("city > district_a > school", "city > district_a > market", "city > district_b > clinic")
    for code in ("2023-M01", "2024-M01", "2024-M02"):
        reports.opened(code)
    write(units, "2023-M01", {"school": {"ORG21": 80}})
    write(units, "2024-M01", {"school": {"ORG21": 50}, "clinic": {"ORG21": 40}})
    write(units, "2024-M02", {"market": {"ORG21": 10}})
    assign_target(
        unit=units["city"],
        indicator=catalogue().by_code["ORG21"],
        period=ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"],
        amount=400,
        grounds=Grounds(on=date(2024, 1, 2)),
        by=people.person("confederation"),
    )
    return units


@pytest.fixture
def client_of():
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
