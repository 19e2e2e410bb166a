"""Who asks: a program with a token, or a page of ours with its session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from thidua.core import clock, sql
from thidua.people.models import User

from .models import ApiToken
from .rules import PREFIX, digest_of


class Token(HttpBearer):
    """`Authorization: Bearer thidua_…`. One statement a request, one more on the first of a day."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The active user behind a token that is neither revoked nor expired."""
        if not token.startswith(PREFIX):
            return None
        now = clock.now()
        found = sql.fetch_one("thidua.api", "owner_of_token", {"digest": digest_of(token), "now": now}, _Owner)
        if found is None:
            return None
        if found.last_used_on != now.date():
            ApiToken.objects.filter(pk=found.token_id).update(last_used_on=now.date())
        user = sql.known(User, id=found.user_id, username=found.username, person_id=found.person_id, is_active=True)
        request.user = user
        return user


@dataclass(frozen=True, slots=True)
class _Owner:
    """A token that is valid, and whose it is."""

    token_id: int
    last_used_on: date | None
    user_id: int
    username: str
    person_id: int


class Session(APIKeyCookie):
    """A page of ours may read with its session; it changes things through its own forms, not here."""

    param_name = "sessionid"

    def __init__(self) -> None:
        # Only reading is allowed, and other sites cannot read an answer: a CSRF token would add nothing.
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002  Django reads the cookie
        """The signed-in user of a GET request that a page of this site sends."""
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if request.method != "GET" or site not in {"same-origin", "none"}:
            return None
        return request.user if request.user.is_authenticated else None


def user_of(request: HttpRequest) -> User:
    """The user that a request acts for; there is one wherever an operation runs."""
    user = request.user
    assert isinstance(user, User)
    return user
