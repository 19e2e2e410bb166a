"""Where an account is signed in: noted at sign-in, touched once an hour, ended by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.shortcuts import get_object_or_404

from thidua.audit.services import record
from thidua.core import clock
from thidua.people.models import SignedIn, User

# The key of the session under which the hour of the last look stands.
SEEN = "seen"
COARSE = timedelta(hours=1)
MOST_AGENT = 300


def note_sign_in(*, session: SessionBase, user: User, agent: str) -> None:
    """Remember that an account is signed in with this session."""
    if not session.session_key:
        session.save()
    now = clock.now()
    SignedIn.objects.update_or_create(
        session_key=session.session_key,
        defaults={"user": user, "agent": agent[:MOST_AGENT], "began_at": now, "seen_at": now},
    )
    session[SEEN] = now.timestamp()


def touch(*, session: SessionBase) -> None:
    """Move `seen_at` when an hour has passed since it moved last; costs nothing otherwise."""
    seen, now = session.get(SEEN), clock.now()
    if seen is None or now.timestamp() - seen < COARSE.total_seconds():
        return
    SignedIn.objects.filter(session_key=session.session_key).update(seen_at=now)
    session[SEEN] = now.timestamp()


@transaction.atomic
def end_session(*, user: User, signed_in_id: int, by: User) -> None:
    """Sign an account out of one browser. Raises Http404 for one that is not the account's."""
    row = get_object_or_404(SignedIn.objects.select_for_update(), pk=signed_in_id, user=user)
    _drop([row.session_key])
    record("session.ended", by=by, about=user, sessions=1)


@transaction.atomic
def end_other_sessions(*, user: User, keep: str | None, by: User) -> int:
    """Sign an account out everywhere but in the session with the key `keep`; the answer is of how many."""
    ended = _drop(SignedIn.objects.filter(user=user).exclude(session_key=keep).values_list("session_key", flat=True))
    record("session.ended", by=by, about=user, sessions=ended)
    return ended


def drop_sessions(*, user_id: int) -> None:
    """Forget where an account was signed in, after its password has changed or it has gone out of use."""
    _drop(SignedIn.objects.filter(user=user_id).values_list("session_key", flat=True))


def forget_ended_sessions() -> None:
    """Delete sessions that have run out, and the notes of sessions that are gone."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    SignedIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def _drop(keys: Iterable[str]) -> int:
    found = list(keys)
    Session.objects.filter(session_key__in=found).delete()
    return SignedIn.objects.filter(session_key__in=found).delete()[0]
