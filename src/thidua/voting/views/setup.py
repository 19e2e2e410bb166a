"""A ballot before it is opened: its settings, its questions, its committee, and fixing them all."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.ui.notices import say
from thidua.voting.finding import find_people, suggested
from thidua.voting.forms import CommitteeForm, SettingsForm, settings_of
from thidua.voting.models import Ballot
from thidua.voting.queries import Put, committee_of, missing, puts_of
from thidua.voting.rules import Base, Kind, Part, Place, QuorumOn, Secrecy, State
from thidua.voting.secrecy import secret_page
from thidua.voting.services.locking import require_state
from thidua.voting.services.setup import (
    BallotFacts,
    discard_ballot,
    edit_ballot,
    found_ballot,
    prepare_ballot,
    reopen_setup,
    restore_ballot,
    set_committee,
)
from thidua.voting.standing import BallotStanding, ballot_or_404, require_manager

from .frame import INVALID, framed, quorum_words, safe_or_post, seen_or_404, signed_in

SHOWN_VOTERS = 500


def managed(request: HttpRequest, reference: str, *, draft: bool = True) -> BallotStanding:
    """A ballot that the person sets up. Raises Http404, PermissionDenied, or NotDraft where it has to be a draft."""
    standing = seen_or_404(request, reference)
    require_manager(standing)
    if draft:
        require_state(standing.ballot, [State.DRAFT])
    return standing


@safe_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Begin a ballot."""
    user = signed_in(request)
    owners = _owners(user)
    if not owners:
        raise PermissionDenied(_("Tổ chức bỏ phiếu dành cho cán bộ hoặc thường trực của đơn vị."))
    main = main_unit(user)
    initial = {"owner": main.code if main else ""}
    form = SettingsForm(request.POST if request.method == "POST" else None, owners=owners, initial=initial)
    if request.method == "POST" and form.is_valid():
        owner = Unit.objects.get(code=form.cleaned_data["owner"])
        try:
            ballot = found_ballot(owner=owner, facts=_facts(form), by=user)
        except DomainError as error:
            blame(form, error)
        else:
            return redirect("ballot", ballot.reference)
    context = {"title": _("Cuộc bỏ phiếu mới"), "form": form, "back_url": reverse("ballot-list")}
    context["crumbs"] = [(_("Bỏ phiếu"), reverse("ballot-list"))]
    return render(request, "voting/settings.html", context, status=INVALID if form.errors else 200)


@safe_or_post
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the settings of a draft."""
    standing = managed(request, reference)
    ballot = standing.ballot
    owner = last_names_of([ballot.owner_id], clock.today())[ballot.owner_id]
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        owners=[(owner.code, owner.short_name)],
        initial=settings_of(ballot),
    )
    form.fields["owner"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            edit_ballot(ballot_id=ballot.pk, facts=_facts(form), by=signed_in(request))
        except DomainError as error:
            blame(form, error)
        else:
            say(request, _("Đã lưu cuộc bỏ phiếu."))
            return redirect("ballot", reference)
    context = framed(standing, "ballot-edit", _("Sửa thông tin")) | {"form": form}
    context["back_url"] = reverse("ballot", args=[reference])
    return render(request, "voting/settings.html", context, status=INVALID if form.errors else 200)


@safe_or_post
def committee(request: HttpRequest, reference: str) -> HttpResponse:
    """Name the three who open, close and count."""
    standing = managed(request, reference)
    ballot = standing.ballot
    names = [member.user.username for member in committee_of(ballot)]
    form = CommitteeForm(
        request.POST if request.method == "POST" else None,
        initial=dict(zip(("first", "second", "third"), names, strict=False)),
    )
    if request.method == "POST" and form.is_valid() and _members_saved(form, ballot, signed_in(request)):
        say(request, _("Đã lưu tổ kiểm phiếu."))
        return redirect("ballot", reference)
    context = framed(standing, "ballot-committee", _("Tổ kiểm phiếu"))
    context |= {"form": form, "accounts": suggested(ballot.owner)}
    return render(request, "voting/committee.html", context, status=INVALID if form.errors else 200)


def _members_saved(form: CommitteeForm, ballot: Ballot, by: User) -> bool:
    members: list[tuple[User, str]] = []
    for name in form.fields:
        found = find_people([form.cleaned_data[name]])
        if found.unknown:
            form.add_error(name, found.unknown[0])
        else:
            members.append((found.voters[0].user, found.voters[0].name))
    if form.errors:
        return False
    try:
        set_committee(ballot_id=ballot.pk, members=members, by=by)
    except DomainError as error:
        form.add_error(None, error.sentence)
    return not form.errors


@secret_page
@safe_or_post
def prepare(request: HttpRequest, reference: str) -> HttpResponse:
    """What will happen, and fixing it; the answer to fixing a secret ballot hands out the shares, this once."""
    standing = managed(request, reference)
    ballot = standing.ballot
    if request.method == "POST":
        handed = prepare_ballot(ballot_id=ballot.pk, by=signed_in(request))
        if not handed:
            say(request, _("Đã chốt. Tổ kiểm phiếu mở bỏ phiếu khi hai thành viên cùng xác nhận."))
            return redirect("ballot", reference)
        standing = seen_or_404(request, reference)
        context = framed(standing, "ballot-prepare", _("Giao mảnh khóa"))
        return render(request, "voting/shares.html", context | {"shares": handed})
    voters = list(ballot.voters.order_by("body", "name", "pk")[: SHOWN_VOTERS + 1])
    total = ballot.voters.count()
    context = framed(standing, "ballot-prepare", _("Xem lại và chốt")) | {
        "missing": missing(ballot),
        "puts": described(ballot),
        "quorum": quorum_words(ballot),
        "voters": voters[:SHOWN_VOTERS],
        "hidden": max(0, total - SHOWN_VOTERS),
        "total": total,
        "quorum_needed": ballot.quorum.least(total) if ballot.quorum_on != QuorumOn.CAST_OF_PRESENT else None,
        "committee": committee_of(ballot),
    }
    return render(request, "voting/prepare.html", context)


@require_POST
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Back to the draft; shares that were handed out are worth nothing then."""
    standing = managed(request, reference, draft=False)
    reopen_setup(ballot_id=standing.ballot.pk, by=signed_in(request))
    say(request, _("Đã về bước soạn. Các mảnh khóa đã giao không còn giá trị; khi chốt lại sẽ giao mảnh khóa mới."))
    return redirect("ballot", reference)


@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw a draft away; the toast brings it back."""
    standing = managed(request, reference)
    discard_ballot(ballot_id=standing.ballot.pk, by=signed_in(request))
    say(request, _("Đã bỏ bản soạn."), undo=reverse("ballot-restore", args=[reference]))
    return redirect("ballot-list")


@require_POST
def restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a draft back that was thrown away."""
    standing = ballot_or_404(signed_in(request), reference)
    require_manager(standing)
    restore_ballot(ballot_id=standing.ballot.pk, by=signed_in(request))
    say(request, _("Đã lấy lại bản soạn."))
    return redirect("ballot", reference)


@dataclass(frozen=True, slots=True)
class Described:
    """A question with what may be answered and what an option needs, in sentences."""

    put: Put
    rule: str
    needed: str


def described(ballot: Ballot) -> list[Described]:
    """The questions of a ballot as people read them."""
    total = ballot.voters.count()
    return [Described(put, rule_of(put), needed_of(put, total)) for put in puts_of(ballot)]


def rule_of(put: Put) -> str:
    """How the question is answered."""
    count, most = len(put.options), put.question.most
    match Kind(put.question.kind):
        case Kind.APPROVAL:
            return _("Đồng ý, không đồng ý hoặc không có ý kiến với từng phương án.")
        case Kind.CHOOSE:
            if most == 1:
                return _("Chọn một trong %(count)d phương án.") % {"count": count}
            return _("Chọn không quá %(most)d trong %(count)d phương án.") % {"most": most or count, "count": count}
        case Kind.RANK:
            return _("Xếp thứ tự không quá %(most)d trong %(count)d phương án.") % {
                "most": most or count,
                "count": count,
            }


def needed_of(put: Put, total: int) -> str:
    """What an option has to reach, with the number where the whole is known."""
    asked = put.asked
    words = _("Đạt khi được %(part)s %(base)s") % {"part": asked.threshold, "base": asked.base.label}
    if asked.base == Base.TOTAL and total:
        words += _(", tức là %(needed)s/%(total)s phiếu") % {
            "needed": print_number(asked.threshold.least(total)),
            "total": print_number(total),
        }
    if asked.seats is None:
        return f"{words}."
    return f"{words}; " + ngettext("lấy %(seats)d phương án.", "lấy %(seats)d phương án.", asked.seats) % {
        "seats": asked.seats
    }


def _owners(user: User) -> list[tuple[str, str]]:
    ids = list(gate.units_for(user, Permission.BALLOT_MANAGE).values_list("pk", flat=True))
    names = last_names_of(ids, clock.today()).values()
    return sorted(((name.code, name.short_name) for name in names), key=lambda pair: pair[1])


def _facts(form: SettingsForm) -> BallotFacts:
    data = form.cleaned_data
    return BallotFacts(
        title=data["title"],
        purpose=data["purpose"],
        secrecy=Secrecy(data["secrecy"]),
        place=Place(data["place"]),
        quorum=part(data["quorum"], strict=data["quorum_strict"]),
        quorum_on=QuorumOn(data["quorum_on"]),
        opens_at=data["opens_at"],
        closes_at=data["closes_at"],
    )


def part(ratio: tuple[int, int], *, strict: bool) -> Part:
    """A part of a whole as a form gives it."""
    return Part(*ratio, strict)


def blame(form: forms.Form, error: DomainError) -> None:
    """Put what is wrong beside the field that it names, or above the form."""
    form.add_error(error.where if error.where in form.fields else None, error.sentence)
