"""Who may vote, while the ballot is drafted."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.access.rules import Role
from thidua.core.errors import DomainError
from thidua.people.models import User
from thidua.ui.notices import say
from thidua.voting.finding import find_in_units, find_people
from thidua.voting.forms import EVERYONE, RosterForm
from thidua.voting.models import Ballot, Voter
from thidua.voting.services.setup import NewVoter, set_roster

from .frame import INVALID, framed, safe_or_post, signed_in
from .setup import managed

PAGE = 100
SALT = "ballot-voter"


def seen_voters(request: HttpRequest, reference: str) -> QuerySet[Voter]:
    """The roll of a draft. Raises what `managed` raises."""
    return managed(request, reference).ballot.voters.order_by("body", "name", "pk")


@safe_or_post
def roster(request: HttpRequest, reference: str) -> HttpResponse:
    """The roll of a draft, and adding to it; `don-vi` names units to begin with, separated by commas."""
    standing = managed(request, reference)
    ballot, user = standing.ballot, signed_in(request)
    begun = "\n".join(code.strip() for code in request.GET.get("don-vi", "").split(",") if code.strip())
    form = RosterForm(request.POST if request.method == "POST" else None, initial={"units": begun})
    unknown: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        found, unknown = _named(form, user)
        if not unknown and _added(request, form, ballot, found):
            return redirect("ballot-roster", reference)
    page = Paginator(ballot.voters.order_by("body", "name", "pk"), PAGE).get_page(request.GET.get("trang"))
    context: dict[str, Any] = framed(standing, "ballot-roster", _("Danh sách bỏ phiếu")) | {
        "form": form,
        "unknown": unknown[:20],
        "page": page,
        "voters": page.object_list,
        "total": page.paginator.count,
        "previous_url": f"?trang={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?trang={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "voting/roster.html", context, status=INVALID if form.errors or unknown else 200)


@require_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a person off the roll; the field `voter` is the id of the line."""
    standing = managed(request, reference)
    ballot = standing.ballot
    gone = request.POST.get("voter", "")
    listed = _listed(ballot)
    left = [one for pk, one in listed if str(pk) != gone]
    if len(left) < len(listed):
        set_roster(ballot_id=ballot.pk, voters=left, by=signed_in(request))
        one = next(one for pk, one in listed if str(pk) == gone)
        kept = signing.dumps([one.user.pk, one.name, one.body], salt=SALT)
        undo = f"{reverse('ballot-roster-restore', args=[reference])}?{urlencode({'nguoi': kept})}"
        say(request, _("Đã bỏ %(name)s khỏi danh sách.") % {"name": one.name}, undo=undo)
    return redirect(f"{reverse('ballot-roster', args=[reference])}#danh-sach")


@require_POST
def restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a person back on the roll; `nguoi` is her line, sealed."""
    ballot = managed(request, reference).ballot
    try:
        user_id, name, body = signing.loads(request.GET.get("nguoi", ""), salt=SALT)
    except signing.BadSignature as error:
        raise Http404(_("Không đọc được dòng cần trả lại. Hãy thêm lại người đó.")) from error
    listed = [one for _pk, one in _listed(ballot) if one.user.pk != user_id]
    back = NewVoter(User.objects.get(pk=user_id), name, body)
    set_roster(ballot_id=ballot.pk, voters=[*listed, back], by=signed_in(request))
    say(request, _("Đã trả lại %(name)s vào danh sách.") % {"name": name})
    return redirect(f"{reverse('ballot-roster', args=[reference])}#danh-sach")


def _named(form: RosterForm, user: User) -> tuple[list[NewVoter], tuple[str, ...]]:
    """Everybody whom the form names, once each, and what is wrong with lines that name nobody."""
    role = form.cleaned_data["role"]
    in_units = find_in_units(form.lines("units"), None if role == EVERYONE else Role(role), by=user)
    people = find_people(form.lines("people"))
    found = {one.user.pk: one for one in (*people.voters, *in_units.voters)}
    return list(found.values()), in_units.unknown + people.unknown


def _added(request: HttpRequest, form: RosterForm, ballot: Ballot, found: list[NewVoter]) -> bool:
    listed = [one for _pk, one in _listed(ballot)]
    known = {one.user.pk for one in listed}
    fresh = [one for one in found if one.user.pk not in known]
    try:
        set_roster(ballot_id=ballot.pk, voters=[*listed, *fresh], by=signed_in(request))
    except DomainError as error:
        form.add_error(None, error.sentence)
        return False
    said = ngettext("Đã thêm %(count)d người.", "Đã thêm %(count)d người.", len(fresh)) % {"count": len(fresh)}
    if already := len(found) - len(fresh):
        said += " " + _("%(count)d người đã có trong danh sách.") % {"count": already}
    say(request, said)
    return True


def _listed(ballot: Ballot) -> list[tuple[int, NewVoter]]:
    """The roll as it stands, with the ids of its lines."""
    voters = ballot.voters.select_related("user__person").order_by("pk")
    return [(voter.pk, NewVoter(voter.user, voter.name, voter.body)) for voter in voters]
