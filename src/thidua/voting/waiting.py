"""Which ballots wait for a person's vote: what the menu counts and the list shows."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from thidua.core import clock
from thidua.people.models import User

from .models import Voter
from .rules import Place, State


def waiting_for(user: User) -> QuerySet[Voter]:
    """The lines of rolls by which the person may vote now, as `BallotStanding.votes_now` says for one."""
    now = clock.now()
    open_now = Q(ballot__state=State.OPEN, ballot__discarded_at=None)
    begun = Q(ballot__opens_at=None) | Q(ballot__opens_at__lte=now)
    not_over = Q(ballot__closes_at=None) | Q(ballot__closes_at__gt=now)
    there = ~Q(ballot__place=Place.ROOM) | Q(present=True)
    return Voter.objects.filter(open_now, begun, not_over, there, user=user, voted_at=None)
