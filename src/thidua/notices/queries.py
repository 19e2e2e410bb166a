"""What somebody was told, and how much of it is unread."""

from __future__ import annotations

from django.db.models import QuerySet

from thidua.people.models import User

from .models import Notice


def unread(user: User) -> int:
    """How many notices wait for a person; one look into a small index."""
    return Notice.objects.filter(user=user, read_at=None).count()


def notices_of(user: User, *, only_unread: bool = False) -> QuerySet[Notice]:
    """A person's notices, the latest first."""
    mine = Notice.objects.filter(user=user)
    return mine.filter(read_at=None) if only_unread else mine
