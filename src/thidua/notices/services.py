"""Telling people something, and their reading of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from thidua.core import clock, sql
from thidua.people.models import User

from .models import Notice
from .sentences import declared

# A notice is a pointer to what stands elsewhere: read ones go after a season, forgotten ones after a year.
KEEP_READ, KEEP_UNREAD = timedelta(days=90), timedelta(days=400)

Fact = str | int


def notify(*, users: Iterable[int], kind: str, link: str, key: str, **facts: Fact) -> int:
    """Tell people something once; the answer is how many had not been told it yet.

    `users` are ids of accounts, of which closed ones are passed over. `kind` is declared in the `notices.py` of
    the sending app, and `facts` fill in its sentence. `link` is an address of this site. Of two notices with one
    `key` a person gets the first. Raises ValueError for a kind that nobody declares.
    """
    if kind not in declared():
        raise ValueError(f"no app declares the notice {kind!r}")
    wanted = sorted(set(users))
    if not wanted:
        return 0
    params = {"users": wanted, "kind": kind, "facts": json.dumps(facts), "link": link, "key": key, "at": clock.now()}
    return sql.run("thidua.notices", "notify", params)


def mark_read(*, notice: Notice) -> None:
    """Note that a notice was read; the first reading counts."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())


def mark_unread(*, user: User, at: datetime) -> int:
    """Take back the reading of all that a person marked at one instant: the undo of `mark_all_read`."""
    return Notice.objects.filter(user=user, read_at=at).update(read_at=None)


def mark_all_read(*, user: User) -> tuple[int, datetime]:
    """Note that a person has read everything; the answer is how many and the instant that `mark_unread` takes."""
    now = clock.now()
    return Notice.objects.filter(user=user, read_at=None).update(read_at=now), now


def forget_old() -> int:
    """Delete notices that nobody will look for again; the answer is how many."""
    now = clock.now()
    old = Q(read_at__lt=now - KEEP_READ) | Q(at__lt=now - KEEP_UNREAD)
    return Notice.objects.filter(old).delete()[0]
