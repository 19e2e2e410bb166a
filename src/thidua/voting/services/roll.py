"""The roll while votes are taken: who is present, and whose vote came on paper."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.people.models import User
from thidua.voting.errors import AlreadyVoted, NotWritten
from thidua.voting.models import Voter
from thidua.voting.rules import How, State
from thidua.voting.services.locking import lock_ballot, member_of


@transaction.atomic
def mark_present(*, ballot_id: int, voter_ids: Collection[int], present: bool, by: User) -> int:
    """Mark voters as present in the room, or take it back for who has not voted there; the answer is how many changed.

    Raises WrongState or NotCommittee.
    """
    ballot = lock_ballot(ballot_id, State.READY, State.OPEN)
    member_of(ballot, by)
    voters = ballot.voters.filter(pk__in=voter_ids, present=not present).exclude(how=How.WRITING)
    changed = (voters if present else voters.exclude(how=How.ROOM)).update(present=present)
    if changed:
        event = "ballot.attendance_marked" if present else "ballot.attendance_unmarked"
        record(event, by=by, about=ballot, unit=ballot.owner, voters=changed)
    return changed


@transaction.atomic
def mark_written(*, ballot_id: int, voter_id: int, by: User) -> Voter:
    """Mark on the roll that an absent voter's paper came in; she votes no other way then.

    The paper itself lies unopened with the committee until the ballot is closed. Raises WrongState, NotCommittee,
    AlreadyVoted, or Voter.DoesNotExist.
    """
    ballot = lock_ballot(ballot_id, State.OPEN)
    member_of(ballot, by)
    voter = ballot.voters.select_for_update(of=("self",)).get(pk=voter_id)
    if voter.voted_at is not None:
        raise AlreadyVoted(_("%(who)s đã bỏ phiếu, nên phiếu gửi bằng văn bản không được tính.") % {"who": voter.name})
    voter.voted_at, voter.how, voter.marked_by, voter.present = clock.now(), How.WRITING, by, False
    voter.save(update_fields=["voted_at", "how", "marked_by", "present"])
    record("ballot.written_received", by=by, about=ballot, unit=ballot.owner, voter=voter.name)
    return voter


@transaction.atomic
def unmark_written(*, ballot_id: int, voter_id: int, by: User) -> Voter:
    """Take back `mark_written`, so that the voter may vote. Raises WrongState, NotCommittee, NotWritten."""
    ballot = lock_ballot(ballot_id, State.OPEN)
    member_of(ballot, by)
    voter = ballot.voters.select_for_update(of=("self",)).get(pk=voter_id)
    if voter.how != How.WRITING:
        raise NotWritten(_("%(who)s không có phiếu gửi bằng văn bản.") % {"who": voter.name})
    voter.written.all().delete()
    voter.voted_at, voter.how, voter.marked_by = None, "", None
    voter.save(update_fields=["voted_at", "how", "marked_by"])
    record("ballot.written_unmarked", by=by, about=ballot, unit=ballot.owner, voter=voter.name)
    return voter
