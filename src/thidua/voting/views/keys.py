"""The committee's pages: trying shares and opening, closing and counting, declaring void; two keys for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import DomainError
from thidua.ui.notices import say
from thidua.voting.errors import WrittenDisagree
from thidua.voting.forms import ReasonForm
from thidua.voting.forms_counting import ShareForm
from thidua.voting.models import Ballot, CommitteeMember, KeyTurn
from thidua.voting.queries import committee_of, unrehearsed
from thidua.voting.rules import ACTS, KEYS_NEEDED, Act, State
from thidua.voting.secrecy import secret_page
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.keys import rehearse_share, take_back_key, turn_key
from thidua.voting.services.locking import require_state
from thidua.voting.services.written import readings_of
from thidua.voting.standing import BallotStanding, require_committee

from .frame import INVALID, LIVE, framed, panel_of, require_roll, safe_or_post, seen_or_404, signed_in

PAGES = {Act.OPEN: "ballot-open", Act.CLOSE: "ballot-count", Act.VOID: "ballot-void"}


@dataclass(frozen=True, slots=True)
class Key:
    """A member with what she has done: tried her share, turned her key for the act in hand."""

    member: CommitteeMember
    turn: KeyTurn | None
    mine: bool


def keys_of(standing: BallotStanding, act: Act) -> list[Key]:
    """The committee, with who has turned her key for an act that is not done yet."""
    ballot = standing.ballot
    turns = {turn.member_id: turn for turn in ballot.turns.filter(act=act, done=False)}
    mine = standing.member.pk if standing.member else None
    return [Key(member, turns.get(member.pk), member.pk == mine) for member in committee_of(ballot)]


def _inside(request: HttpRequest, reference: str) -> BallotStanding:
    """A prepared ballot for who counts or organises it."""
    standing = seen_or_404(request, reference)
    require_roll(standing)
    if standing.ballot.state == State.DRAFT:
        raise Http404(_("Cuộc bỏ phiếu chưa được chốt."))
    return standing


@secret_page
@safe_or_post
def opening(request: HttpRequest, reference: str) -> HttpResponse:
    """The opening: each member tries her share, two turn their keys. A POST tries the share that it brings."""
    standing = _inside(request, reference)
    ballot = standing.ballot
    if ballot.state != State.READY and request.method != "POST":
        return redirect("ballot", reference)
    form, status = ShareForm(), 200
    if request.method == "POST":
        require_committee(standing)
        form = ShareForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                rehearse_share(ballot_id=ballot.pk, words=form.cleaned_data["share"], by=signed_in(request))
            except DomainError as error:
                form.add_error("words", error.sentence)
                status = error.status
            else:
                say(request, _("Đúng mảnh khóa của bạn. Hãy cất kỹ đến khi kiểm phiếu."))
                return redirect("ballot-open", reference)
        else:
            status = INVALID
        form = form.emptied()
    return render(request, "voting/opening.html", _opening_context(standing, form), status=status)


def _opening_context(standing: BallotStanding, form: ShareForm) -> dict[str, Any]:
    ballot, member = standing.ballot, standing.member
    waiting = unrehearsed(ballot)
    tries = member is not None and any(one.pk == member.pk for one in waiting)
    keys = keys_of(standing, Act.OPEN)
    return framed(standing, "ballot-open", _("Mở phiếu")) | {
        "panel": panel_of(ballot),
        # Nothing is renewed under the hands of who is typing her share.
        "live": ballot.state in LIVE and not tries,
        "form": form,
        "tries": tries,
        "waiting": waiting,
        "keys": keys,
        "act": Act.OPEN,
        "turned": any(key.mine and key.turn for key in keys),
        "turns": member is not None and not waiting,
    }


@require_POST
def turn(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Turn one's key for opening or closing."""
    standing = _inside(request, reference)
    require_committee(standing)
    wanted = _act_or_404(act)
    done = turn_key(ballot_id=standing.ballot.pk, act=wanted, by=signed_in(request)).done
    if not done:
        undo = reverse("ballot-key-back", args=[reference, act])
        say(request, _("Bạn đã xác nhận. Chờ thêm một thành viên tổ kiểm phiếu xác nhận."), undo=undo)
        return redirect(PAGES[wanted], reference)
    said = {
        Act.OPEN: _("Cuộc bỏ phiếu đã mở. Người trong danh sách đã được báo."),
        Act.CLOSE: _("Đã khóa phiếu. Từ lúc này không nhận phiếu nữa."),
    }
    say(request, said[wanted])
    return redirect("ballot" if wanted == Act.OPEN else "ballot-count", reference)


@require_POST
def take_back(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Take one's key back while it waits for another."""
    standing = _inside(request, reference)
    require_committee(standing)
    wanted = Act(act) if act in Act else _act_or_404(act)
    take_back_key(ballot_id=standing.ballot.pk, act=wanted, by=signed_in(request))
    say(request, _("Đã rút lại xác nhận."))
    return redirect(PAGES[wanted], reference)


def _act_or_404(act: str) -> Act:
    """Opening or closing; voiding has a page of its own, for its reason."""
    if act not in {Act.OPEN, Act.CLOSE}:
        raise Http404(_("Không có việc này."))
    return Act(act)


@secret_page
@safe_or_post
def counting(request: HttpRequest, reference: str) -> HttpResponse:
    """Closing by two keys, then counting; a POST counts, with two shares if the ballot is secret."""
    standing = _inside(request, reference)
    ballot = standing.ballot
    forms, sentence, status = _share_forms(ballot, None), "", 200
    if request.method == "POST":
        require_committee(standing)
        require_state(ballot, [State.CLOSED])
        forms = _share_forms(ballot, request)
        valid = [form.is_valid() for form in forms]
        if all(valid):
            try:
                shares = [form.cleaned_data["share"] for form in forms]
                count_ballot(ballot_id=ballot.pk, shares=shares, by=signed_in(request))
            except DomainError as error:
                if Ballot.objects.filter(pk=ballot.pk, state=State.COUNTED).exists():
                    return redirect("ballot-result", reference)  # pressed twice, or by two members
                sentence, status = error.sentence, error.status
                if isinstance(error, WrittenDisagree):
                    sentence = f"{sentence} " + _("Mở trang nhập phiếu văn bản để nhập lại.")
            else:
                say(request, _("Đã kiểm phiếu."))
                return redirect("ballot-result", reference)
        else:
            status = INVALID
        forms = [form.emptied() for form in forms]
    context = _counting_context(standing, forms) | {"problem": sentence}
    return render(request, "voting/counting.html", context, status=status)


def _share_forms(ballot: Ballot, request: HttpRequest | None) -> list[ShareForm]:
    if not ballot.secret:
        return []
    if request is None:
        return [ShareForm(prefix=name) for name in ("one", "two")]
    return [ShareForm(request.POST, request.FILES, prefix=name) for name in ("one", "two")]


def _counting_context(standing: BallotStanding, forms: list[ShareForm]) -> dict[str, Any]:
    ballot = standing.ballot
    keys = keys_of(standing, Act.CLOSE)
    papers = readings_of(ballot) if ballot.state == State.CLOSED else ()
    return framed(standing, "ballot-count", _("Khóa và kiểm phiếu")) | {
        "panel": panel_of(ballot),
        "live": ballot.state == State.OPEN,
        "forms": forms,
        "keys": keys,
        "act": Act.CLOSE,
        "turned": any(key.mine and key.turn for key in keys),
        "turns": standing.member is not None and ballot.state == State.OPEN,
        "counts": standing.member is not None and ballot.state == State.CLOSED,
        "written": len(papers),
        "unread": sum(len(paper.readers) < KEYS_NEEDED for paper in papers),
        "waiting": [],
    }


@safe_or_post
def void(request: HttpRequest, reference: str) -> HttpResponse:
    """Declare by two keys that the ballot does not count, with the reason that everybody reads."""
    standing = _inside(request, reference)
    require_committee(standing)
    ballot = standing.ballot
    require_state(ballot, ACTS[Act.VOID][0])
    keys = keys_of(standing, Act.VOID)
    reason = next((key.turn.reason for key in keys if key.turn and key.turn.reason), "")
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"reason": reason})
    if reason:
        form.fields["reason"].disabled = True
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                turned = turn_key(
                    ballot_id=ballot.pk, act=Act.VOID, reason=form.cleaned_data["reason"], by=signed_in(request)
                )
            except DomainError as error:
                form.add_error(None, error.sentence)
                status = error.status
            else:
                return _voided(request, reference, done=turned.done)
    context = framed(standing, "ballot-void", _("Hủy cuộc bỏ phiếu")) | {
        "form": form,
        "reason": reason,
        "keys": keys,
        "act": Act.VOID,
        "turned": any(key.mine and key.turn for key in keys),
    }
    return render(request, "voting/void.html", context, status=status)


def _voided(request: HttpRequest, reference: str, *, done: bool) -> HttpResponse:
    if done:
        say(request, _("Đã hủy cuộc bỏ phiếu. Lý do hiện trên trang của cuộc bỏ phiếu."))
        return redirect("ballot", reference)
    undo = reverse("ballot-key-back", args=[reference, Act.VOID])
    say(request, _("Bạn đã xác nhận hủy. Chờ thêm một thành viên tổ kiểm phiếu xác nhận."), undo=undo)
    return redirect("ballot-void", reference)
