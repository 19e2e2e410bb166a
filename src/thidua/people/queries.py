"""Reads of accounts."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import SignedIn, User


def sessions_of(user: User) -> list[SignedIn]:
    """Where an account is signed in, last seen first."""
    keys = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(SignedIn.objects.filter(user=user, session_key__in=keys).order_by("-seen_at", "-pk"))
