"""The committee's keys: each holder rehearses her share, and two members together open, close or declare void."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.notices.services import notify
from thidua.people.models import User
from thidua.voting.errors import AlreadyTurned, CannotCloseYet, NotReady, ReasonNeeded, ShareWrong
from thidua.voting.models import Ballot, CommitteeMember, KeyTurn, SealedBallot, WrittenEntry
from thidua.voting.queries import turnout, unrehearsed
from thidua.voting.rules import ACTS, KEYS_NEEDED, LONGEST_REASON, Act, State
from thidua.voting.services.locking import lock_ballot, member_of
from thidua.voting.shares import share_digest


@dataclass(frozen=True, slots=True)
class Turned:
    """What a key brought about: the act is `done`, or it waits for another member's."""

    ballot: Ballot
    done: bool


@sensitive_variables()
@transaction.atomic
def rehearse_share(*, ballot_id: int, words: str, by: User) -> CommitteeMember:
    """Note that a holder has her share: it is compared with its digest and let go.

    Any two shares were tried on a test envelope when they were made, so three who have theirs can count by any two.
    Raises WrongState, NotCommittee or ShareWrong.
    """
    ballot = lock_ballot(ballot_id, State.READY)
    member = member_of(ballot, by)
    if ballot.public_key is None or member.share_digest is None:
        raise ShareWrong(_("Bạn không giữ mảnh khóa nào của cuộc bỏ phiếu này."))
    if share_digest(bytes(ballot.public_key), words) != bytes(member.share_digest):
        raise ShareWrong(_("Mảnh khóa này không phải của bạn hoặc của cuộc bỏ phiếu khác. Hãy dùng đúng tệp đã nhận."))
    if member.rehearsed_at is None:
        member.rehearsed_at = clock.now()
        member.save(update_fields=["rehearsed_at"])
        record("ballot.share_rehearsed", by=by, about=ballot, unit=ballot.owner, share=member.share)
    return member


@transaction.atomic
def turn_key(*, ballot_id: int, act: Act, reason: str = "", by: User) -> Turned:
    """Turn one's key for an act that needs two members: the first key waits, the second one does it.

    An act of voiding needs a reason from who turns first; it is the second one's, too.
    Raises WrongState, NotCommittee, AlreadyTurned, NotReady, CannotCloseYet or ReasonNeeded.
    """
    needed, leads_to = ACTS[act]
    ballot = lock_ballot(ballot_id, *needed)
    member = member_of(ballot, by)
    turns = list(ballot.turns.filter(act=act, done=False).select_related("member"))
    if any(turn.member_id == member.pk for turn in turns):
        raise AlreadyTurned(_("Bạn đã xác nhận việc này; cần thêm một thành viên khác của tổ kiểm phiếu xác nhận."))
    _refuse_early(ballot, act)
    why = next((turn.reason for turn in turns if turn.reason), clean_line(reason, most=LONGEST_REASON))
    if act == Act.VOID and not why:
        raise ReasonNeeded(_("Hãy ghi lý do hủy; lý do được công bố cùng cuộc bỏ phiếu."), where="reason")
    reason = why if act == Act.VOID else ""
    mine = KeyTurn.objects.create(ballot=ballot, act=act, member=member, at=clock.now(), reason=reason)
    record("ballot.key_turned", by=by, about=ballot, unit=ballot.owner, act=act.value)
    if len(turns) + 1 < KEYS_NEEDED:
        tell_committee(ballot, "ballot.key_waits", key=str(mine.pk), but=by)
        return Turned(ballot, done=False)
    ballot.turns.filter(act=act).update(done=True)
    ballot.state = leads_to
    _do(ballot, act, why, by)
    return Turned(ballot, done=True)


@transaction.atomic
def take_back_key(*, ballot_id: int, act: Act, by: User) -> Ballot:
    """Take back one's key while it waits for another member's: the undo of the first `turn_key`.

    Raises WrongState or NotCommittee.
    """
    ballot = lock_ballot(ballot_id, *ACTS[act][0])
    taken, _each = ballot.turns.filter(act=act, member=member_of(ballot, by), done=False).delete()
    if taken:
        record("ballot.key_taken_back", by=by, about=ballot, unit=ballot.owner, act=act.value)
    return ballot


def _refuse_early(ballot: Ballot, act: Act) -> None:
    if act == Act.OPEN and (waiting := unrehearsed(ballot)):
        raise NotReady(
            _("Chưa mở được: %(who)s chưa thử lại mảnh khóa của mình.")
            % {"who": ", ".join(member.name for member in waiting)}
        )
    if act == Act.OPEN and ballot.closes_at and ballot.closes_at <= clock.now():
        raise NotReady(_("Giờ nhận phiếu đã qua. Hãy đưa về bước soạn và đặt lại giờ."))
    if act != Act.CLOSE or ballot.closes_at is None or ballot.closes_at <= clock.now():
        return
    counts = turnout(ballot)
    if counts.cast < counts.total:
        raise CannotCloseYet(
            _("Chưa khóa được: phiếu nhận đến %(until)s và mới có %(cast)d/%(total)d người bỏ phiếu.")
            % {
                "until": ballot.closes_at.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y"),
                "cast": counts.cast,
                "total": counts.total,
            }
        )


def _do(ballot: Ballot, act: Act, why: str, by: User) -> None:
    """Bring the ballot into its next state, locked as it is."""
    now = clock.now()
    match act:
        case Act.OPEN:
            ballot.opened_at = now
            record("ballot.opened", by=by, about=ballot, unit=ballot.owner, voters=ballot.voters.count())
            _tell_voters(ballot)
        case Act.CLOSE:
            ballot.closed_at = now
            record("ballot.closed", by=by, about=ballot, unit=ballot.owner, cast=turnout(ballot).cast)
        case Act.VOID:
            ballot.voided_at, ballot.void_because = now, why
            # Nobody will count them: what is not kept cannot be opened later.
            SealedBallot.objects.filter(ballot=ballot).delete()
            WrittenEntry.objects.filter(ballot=ballot).delete()
            record("ballot.voided", by=by, about=ballot, unit=ballot.owner, reason=why)
    ballot.save(update_fields=["state", "opened_at", "closed_at", "voided_at", "void_because"])


def tell_committee(ballot: Ballot, kind: str, *, key: str, but: User) -> None:
    """Tell the members, except who brings it about; `key` tells one occasion from another."""
    users = ballot.committee.exclude(user=but).values_list("user", flat=True)
    link = reverse("ballot", args=[ballot.reference])
    notify(users=users, kind=kind, link=link, key=f"{kind}:{ballot.pk}:{key}", ballot=ballot.title)


def _tell_voters(ballot: Ballot) -> None:
    users = ballot.voters.values_list("user", flat=True)
    link = reverse("ballot", args=[ballot.reference])
    notify(users=users, kind="ballot.opened", link=link, key=f"ballot.opened:{ballot.pk}", ballot=ballot.title)
