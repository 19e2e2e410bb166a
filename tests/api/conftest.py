"""A city with two districts, a month's reports of a school, and clients that speak JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.factories.catalogue import installed
from tests.factories.tree import tree
from tests.people import chair, officer
from thidua.api.services import issue_token
from thidua.core.periods import Calendar
from thidua.indicators.models import Period
from thidua.indicators.queries import clear_catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_in, contents_of
from thidua.reporting.services.periods import open_period

MONTH = "2024-M03"
FORM = "grassroots-month"


@dataclass
class Api:
    """A program that speaks for a user; answers are (status, values)."""

    user: User
    client: Client = field(default_factory=Client)
    secret: str = ""

    def __post_init__(self) -> None:
        self.secret = self.secret or issue_token(user=self.user, name="test", by=self.user).secret

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        response = self.client.get(f"/api/v1{path}", query, headers=self._headers())
        return response.status_code, response.json()

    def send(
        self, method: str, path: str, body: Mapping[str, Any] | bytes | None = None, *, key: UUID | str | None = None
    ) -> tuple[int, Any]:
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        response = self.client.generic(
            method,
            f"/api/v1{path}",
            content,
            content_type="application/json",
            headers=self._headers() | {"Idempotency-Key": str(key or uuid4())},
        )
        return response.status_code, response.json()

    def put(self, path: str, body: Mapping[str, Any] | bytes, **more: Any) -> tuple[int, Any]:
        return self.send("PUT", path, body, **more)

    def patch(self, path: str, body: Mapping[str, Any] | bytes, **more: Any) -> tuple[int, Any]:
        return self.send("PATCH", path, body, **more)

    def post(self, path: str, body: Mapping[str, Any] | bytes | None = None, **more: Any) -> tuple[int, Any]:
        return self.send("POST", path, body, **more)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


@dataclass(frozen=True)
class Federation:
    """Units by name, and programs of the people at them."""

    units: Mapping[str, Unit]
    chair: Api
    officer: Api
    city: Api
    stranger: Api

    @property
    def report(self) -> Report:
        """The school's report of the month."""
        return Report.objects.select_related("sheet__form_version__form", "unit", "period").get(
            unit=self.units["school"], period__code=MONTH
        )

    @property
    def path(self) -> str:
        """The address of that report."""
        return f"/reports/school/{MONTH}/{FORM}"


def zeros(report: Report) -> dict[str, str]:
    """A value for every cell of a report, by code: all zero, so that every balance check holds."""
    return {row.indicator.code: "0" for row in contents_of(report.sheet.form_version_id).rows}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Federation]:
    """The federation, founded once for a module: every test takes back what it does, the module takes back the rest."""
    with django_db_blocker.unblock(), transaction.atomic():
        installed()
        units = tree("city > district_a > school", "city > district_a > factory", "city > district_b > hospital")
        for year in (2023, 2024):
            ensure_periods(calendar=Calendar.CALENDAR, year=year)
        open_period(period=Period.objects.get(code=MONTH), by=None)
        yield Federation(
            units,
            chair=Api(chair(units["school"])),
            officer=Api(officer(units["district_a"])),
            city=Api(officer(units["city"])),
            stranger=Api(chair(units["hospital"])),
        )
        transaction.set_rollback(True)
    clear_catalogue()
    contents_in.cache_clear()


@pytest.fixture
def federation(founded: Federation, db: None) -> Federation:
    """The federation, with a month that is open."""
    return founded
