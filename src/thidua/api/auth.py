"""Who asks: a program with a token, or a page of ours with its session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from thidua.core import clock
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
        found = (
            ApiToken.objects.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=now, user__is_active=True)
            .select_related("user__person")
            .first()
        )
        if found is None:
            return None
        if found.last_used_on != now.date():
            ApiToken.objects.filter(pk=found.pk).update(last_used_on=now.date())
        request.user = found.user
        return found.user


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
