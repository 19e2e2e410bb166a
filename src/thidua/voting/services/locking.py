"""Who may change a ballot at one time, and who does."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _

from thidua.people.models import User
from thidua.voting.errors import NotCommittee, NotDraft, WrongState
from thidua.voting.models import Ballot, CommitteeMember
from thidua.voting.rules import State

# The class of our advisory locks; any constant of our own would do.
_LOCKS = 0x766F7465


def lock_ballot(ballot_id: int, *states: State) -> Ballot:
    """A ballot for a change, in one of the states. Votes under way are waited for, later ones wait.

    Raises NotDraft or WrongState.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, ballot_id])
    ballot = Ballot.objects.select_for_update(of=("self",)).select_related("owner").get(pk=ballot_id)
    require_state(ballot, states)
    return ballot


def lock_for_voting(ballot_id: int) -> None:
    """Keep the ballot from being closed until this vote is in; any number of voters hold this lock together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_LOCKS, ballot_id])


def require_state(ballot: Ballot, states: Collection[State]) -> None:
    """Raise NotDraft or WrongState when the ballot is in none of the states, or was discarded."""
    if ballot.discarded_at is None and ballot.state in states:
        return
    if set(states) == {State.DRAFT}:
        raise NotDraft(_("Cuộc bỏ phiếu không còn ở bước soạn nên không sửa được nữa. Hãy mở lại trang để xem."))
    raise WrongState(
        _("Cuộc bỏ phiếu đang ở bước «%(state)s» nên chưa hoặc không còn làm được việc này. Hãy mở lại trang để xem.")
        % {"state": ballot.get_state_display()}
    )


def member_of(ballot: Ballot, user: User) -> CommitteeMember:
    """The user as a member of the ballot's committee. Raises NotCommittee."""
    member = CommitteeMember.objects.filter(ballot=ballot, user=user).first()
    if member is None:
        raise NotCommittee(_("Chỉ thành viên tổ kiểm phiếu của cuộc bỏ phiếu này làm được việc này."))
    return member
