"""The minutes of a count, drafted as a document of the ballot's owner."""

from __future__ import annotations

from django.db import transaction

from thidua.audit.services import record
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import Origin, Words, draft_document
from thidua.people.models import User
from thidua.voting.minutes import minutes_of
from thidua.voting.rules import State
from thidua.voting.services.locking import lock_ballot


@transaction.atomic
def draft_minutes(*, ballot_id: int, by: User) -> Document:
    """Draft the minutes of a counted ballot; drafting again makes another draft, the former one stays.

    Raises WrongState for a ballot that was not counted.
    """
    ballot = lock_ballot(ballot_id, State.COUNTED)
    frame, content = minutes_of(ballot)
    origin = Origin(ballot.owner, Kind.MINUTES)
    document = draft_document(origin=origin, words=Words(frame.subject, frame, content), by=by)
    ballot.minutes = document
    ballot.save(update_fields=["minutes"])
    record("ballot.minutes_drafted", by=by, about=ballot, unit=ballot.owner)
    return document
