"""Sets a stage in a data folder: schools of one district with an open month, everyone signed in.

Run as a program with `THIDUA_DATA` set; prints what the actors need as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from thidua.cli.session import database

if TYPE_CHECKING:
    from thidua.people.models import User


@dataclass(frozen=True)
class Actor:
    """Somebody signed in: the cookie of the session, and the address of a report that they fill in."""

    session: str
    report: str
    sheet: int


@dataclass(frozen=True)
class Cast:
    """Everybody on the stage: the chairs, and the sessions of the officers above them."""

    actors: list[Actor]
    district: str
    city: str


def main(schools: int, handed_in: int) -> Cast:
    """Found the units, open the month, hand some reports in, sign everybody in."""
    from tests.factories.reports import forms, opened, report_of, submitted
    from tests.factories.tree import tree
    from tests.people import chair, officer
    from thidua.reporting.views.report import report_url

    forms()
    names = [f"school_{n}" for n in range(schools)]
    units = tree(*(f"city > district > {name}" for name in names))
    opened()
    actors = []
    for number, name in enumerate(names):
        user, report = chair(units[name]), report_of(units[name])
        if number < handed_in:
            submitted(report, user)
        actors.append(Actor(signed_in(user), report_url(report), report.sheet_id))
    return Cast(actors, signed_in(officer(units["district"])), signed_in(officer(units["city"])))


def signed_in(user: User) -> str:
    """A session of the user, as if they had signed in; the answer is its key."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    with database():
        sys.stdout.write(json.dumps(asdict(main(int(sys.argv[1]), int(sys.argv[2])))))
