"""The stage that hostile input is played on: a small federation in May 2024, everybody signed in.

    city
    ├── district_a   officer, and `both`, who also chairs the clinic
    │   ├── school   a draft, begun
    │   ├── factory  a draft, empty
    │   └── clinic   submitted by `both`
    └── district_b   market: accepted

April 2024 is closed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.api.models import ApiToken
from thidua.api.services import issue_token, revoke_token
from thidua.core import clock
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.services import deactivate_user
from thidua.reporting.models import Report
from thidua.reporting.services.periods import close_period
from thidua.targets.models import Target
from thidua.targets.services import Grounds, assign_target

MONTH, CLOSED, FORM = "2024-M05", "2024-M04", "grassroots-month"
PASSWORD = "một-mật-khẩu-dài"
ASSIGNED = 100
DECIDED = date(2024, 1, 15)


@dataclass(frozen=True)
class Stage:
    """Who and what there is. Clients are signed in; `tokens` open the API."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]
    clients: Mapping[str, Client]
    tokens: Mapping[str, str]
    target: Target

    def report(self, unit: str) -> Report:
        """The report of May."""
        return reports.report_of(self.units[unit])


def set_stage() -> Stage:
    """Found the federation and bring its reports as far as they are."""
    reports.forms()
    units = tree(
        "city > district_a > school",
        "city > district_a > clinic",
        "city > district_a > factory",
        "city > district_b > market",
    )
    cast = _cast(units)
    _past_and_present(units, cast)
    members = catalogue().by_code["ORG16"]
    target = assign_target(
        unit=units["district_a"],
        indicator=members,
        period=Period.objects.get(code="2024"),
        amount=ASSIGNED,
        grounds=Grounds(on=DECIDED),
        by=cast["city"],
    )
    clients = {name: signed_in(user) for name, user in cast.items() if user.is_active} | {
        "nobody": Client(),
        "expired": expired(cast["chair"]),
        "forged": signed_in(cast["chair"], checks=True),
    }
    return Stage(units, cast, clients, _tokens(cast), target)


def _cast(units: Mapping[str, Unit]) -> dict[str, User]:
    cast = {
        "chair": people.chair(units["school"]),
        "factory": people.chair(units["factory"]),
        "stranger": people.chair(units["market"]),
        "officer": people.officer(units["district_a"]),
        "other_officer": people.officer(units["district_b"]),
        "city": people.officer(units["city"]),
        "inspector": people.inspector(units["city"]),
        "administrator": people.administrator(units["city"]),
        "clerk": people.person("clerk", PASSWORD),
        "gone": people.person("gone", PASSWORD),
    }
    people.chair(units["clinic"], "both")
    cast["both"] = people.officer(units["district_a"], "both")
    deactivate_user(user=cast["gone"], by=None)
    cast["gone"].refresh_from_db()
    return cast


def _past_and_present(units: Mapping[str, Unit], cast: Mapping[str, User]) -> None:
    close_period(period=reports.opened(CLOSED), by=cast["administrator"])
    reports.opened(MONTH)
    reports.typed(reports.report_of(units["school"]), cast["chair"], {"ORG16": "62", "ORG21": "1"})
    reports.submitted(reports.report_of(units["clinic"]), cast["both"])
    reports.accepted(reports.report_of(units["market"]), cast["stranger"], cast["other_officer"])


def _tokens(cast: Mapping[str, User]) -> dict[str, str]:
    tokens = {
        name: issue_token(user=cast[name], name="thử", by=cast[name]).secret
        for name in ("chair", "stranger", "officer", "both", "city", "inspector")
    }
    dead = issue_token(user=cast["chair"], name="thu hồi", by=None)
    revoke_token(token_id=dead.token.pk, by=None)
    old = issue_token(user=cast["chair"], name="hết hạn", by=None)
    past = clock.now() - timedelta(days=400)
    ApiToken.objects.filter(pk=old.token.pk).update(created_at=past, expires_at=past + timedelta(days=365))
    # A token that is used for the first time on a day notes the day: let that be behind us.
    ApiToken.objects.update(last_used_on=clock.now().date())
    return tokens | {"revoked": dead.secret, "expired": old.secret, "made up": "thidua_" + "a" * 43}


def signed_in(user: User, *, checks: bool = False) -> Client:
    """A browser of this person; with `checks` it must show the token of the form, as a real one must."""
    client = Client(enforce_csrf_checks=checks)
    client.force_login(user)
    return client


def expired(user: User) -> Client:
    """A browser whose session has run out."""
    client = signed_in(user)
    session = client.session
    session.set_expiry(-1)
    session.save()
    return client


def burst(*edits: tuple[str, str, str], key: str = "") -> bytes:
    """What the entry grid sends: (code, what the cell held, what was typed)."""
    values = [{"code": code, "before": before, "text": text} for code, before, text in edits]
    return json.dumps({"key": key or str(uuid4()), "edits": values}).encode()


def as_json(value: Any) -> bytes:
    """JSON as a program writes it."""
    return json.dumps(value, ensure_ascii=False).encode()
