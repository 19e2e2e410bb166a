"""Who asks, for views that nobody opens without having signed in."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user
