"""Reminding those who have not voted."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from thidua.audit.services import record
from thidua.core import clock
from thidua.notices.services import notify
from thidua.people.models import User
from thidua.voting.rules import State

from .locking import lock_ballot


@transaction.atomic
def remind_voters(*, ballot_id: int, by: User) -> int:
    """Remind everybody whose vote is not in, once a day; the answer is how many are told. Raises WrongState."""
    ballot = lock_ballot(ballot_id, State.OPEN)
    users = ballot.voters.filter(voted_at=None).values_list("user", flat=True)
    key = f"ballot.reminded:{ballot.pk}:{clock.today():%Y-%m-%d}"
    link = reverse("ballot", args=[ballot.reference])
    told = notify(users=users, kind="ballot.reminded", link=link, key=key, ballot=ballot.title)
    if told:
        record("ballot.reminded", by=by, about=ballot, unit=ballot.owner, voters=told)
    return told
