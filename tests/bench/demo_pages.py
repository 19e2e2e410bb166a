"""Every page that one of the demonstration's people may open: the addresses of the matrix, with its data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tests.access.matrix import MATRIX
from thidua.indicators.models import Period
from thidua.notices.models import Notice
from thidua.people.models import User
from thidua.reporting.models import AdHocRequest

MONTH, PAST, QUARTER = "2024-M05", "2024-M04", "2024-Q1"
UNITS = ("HN", "HN-UH", "HN-UH-07")
REPORTS = (
    ("HN-UH-07", MONTH, "grassroots-month"),
    ("HN-UH-07", QUARTER, "grassroots-quarter"),
    ("HN-UH", MONTH, "upper-union-month"),
    ("HN-UH", QUARTER, "upper-union-quarter"),
)
TALL = (PAST, "grassroots-month"), (MONTH, "grassroots-month"), (MONTH, "upper-union-month")

# Addresses of the matrix that are no page of somebody who is signed in, or whose subject the demonstration lacks.
NO_PAGES = {
    *("account_login", "account_logout", "activate", "service-worker", "nothing-kept", "report-compare"),
    *("first-run", "account_reset_password", "account_reset_password_done", "help-image", "behalf-confirm"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "demo-sign-in", "kit"),
}


@dataclass(frozen=True)
class Page:
    """A page under the name of its address, and what distinguishes it from others of that name."""

    name: str
    about: str
    path: str


def pages() -> Iterator[Page]:
    """Every page; those about a unit at three levels, those about a report of four reports."""
    for name, row in sorted(MATRIX.items()):
        if "200" not in row.get or name.startswith("api-v1:") or name in NO_PAGES:
            continue
        for takes in _fillings(name, row.takes):
            about = " ".join(str(value) for value in takes.values())
            yield Page(name, about, reverse(name, kwargs=takes))
    yield Page("compare", "two units, two years", f"{reverse('compare')}?don-vi=HN-UH&don-vi=HN&ky=2024-Q1&ky=2023-Q1")
    yield Page("area", "a year", f"{reverse('area', args=['ORG'])}?ky=2023")
    yield Page("unit-search", "huyen", f"{reverse('unit-search')}?q=huyen")


def _fillings(name: str, takes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the address takes, from the demonstration instead of from the world of the matrix."""
    given = {key: value for key, value in takes.items() if not callable(value) and value != "school"}
    match sorted(takes):
        case ["form", "period"]:
            yield from ({"period": period, "form": form} for period, form in TALL)
        case [*keys] if {"unit", "period", "form"} <= set(keys):
            yield from (given | {"unit": unit, "period": period, "form": form} for unit, period, form in REPORTS)
        case [*keys] if "user_id" in keys:
            yield given | {"user_id": User.objects.get(username="chutich.coso").pk}
        case ["notice_id"]:
            yield {"notice_id": Notice.objects.earliest("pk").pk}
        case ["code"] if name == "request":
            yield {"code": Period.objects.get(pk=AdHocRequest.objects.earliest("pk").period_id).code}
        case _ if (key := next((key for key, value in takes.items() if value == "school"), None)) is not None:
            period = {"period": PAST} if "period" in takes else {}
            yield from (given | period | {key: unit} for unit in UNITS)
        case _:
            yield given
