"""Two districts with reports of two years, and somebody signed in."""

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


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    """Two districts; in the first quarter they admitted 60 + 40 members, a year before 80."""
    with override_settings(THIDUA_TODAY=date(2024, 5, 18)):
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
        yield units


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


@pytest.fixture
def client_of():
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
