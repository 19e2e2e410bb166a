"""The ceremony: who has signed, signing on one's own device or at the table, witnessing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.emulation.clusters.models import Seat
from thidua.emulation.covenants.forms_signing import SignForm, TableForm
from thidua.emulation.covenants.models import Covenant
from thidua.emulation.covenants.queries.words import mark_of, words_of
from thidua.emulation.covenants.rules import CovenantState, SignerRole
from thidua.emulation.covenants.services import signing
from thidua.emulation.covenants.shown import TONES, Bound, articles_of, members_shown, signatures_of
from thidua.emulation.covenants.standing import CovenantStanding
from thidua.org.models import Post
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, posted, submitted
from thidua.ui.notices import say

from .access import crumbs, drafts, found, signs, speaks, witnesses

S = CovenantState
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters("passphrase", "drawing")
@never_cache
@get_or_post
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of the ceremony; a POST signs in the name of a member."""
    if request.method != "POST":
        return _page(request, _frozen(found(request, reference)))
    standing = found(request, reference, signs)
    seat = standing.seat_of(request.POST.get("unit", ""), standing.signs_for)
    form = SignForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, _frozen(standing), form, INVALID)
    hand = form.hand(request.headers.get("User-Agent", ""))
    try:
        signing.sign(covenant_id=standing.covenant.pk, unit=seat.unit, hand=hand, by=signed_in(request))
    except DomainError as error:
        return _refused(request, standing, form, error)
    say(request, _("Đã ký giao ước."), undo=reverse("covenant-sign-back", args=[reference]) + f"?unit={seat.unit.code}")
    return redirect("covenant-sign", reference)


@never_cache
@require_safe
def sign_state(request: HttpRequest, reference: str) -> HttpResponse:
    """Who has signed, as a fragment; 204 while nothing changed since the mark `da`."""
    standing = _frozen(found(request, reference))
    context = _signers(standing)
    if request.GET.get("da") == context["token"]:
        return HttpResponse(status=204)
    return render(request, "covenants/signers.html", context)


@require_POST
def sign_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one's own signature back."""
    standing = found(request, reference, signs)
    code = request.POST.get("unit", "") or request.GET.get("unit", "")
    seat = standing.seat_of(code, standing.signs_for)
    signing.take_back(covenant_id=standing.covenant.pk, unit=seat.unit, by=signed_in(request))
    say(request, _("Đã rút chữ ký của bạn. Bạn có thể ký lại."))
    return redirect("covenant-sign", reference)


@sensitive_post_parameters("passphrase", "drawing")
@never_cache
@require_POST
def witness(request: HttpRequest, reference: str) -> HttpResponse:
    """Witness for the owner: the covenant is in force from then on."""
    standing = found(request, reference, witnesses)
    form = SignForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, _frozen(standing), form, INVALID)
    try:
        signing.witness(
            covenant_id=standing.covenant.pk,
            hand=form.hand(request.headers.get("User-Agent", "")),
            verify=lambda code: request.build_absolute_uri(reverse("verify", args=[code])),
            by=signed_in(request),
        )
    except DomainError as error:
        return _refused(request, standing, form, error)
    say(request, _("Giao ước đã có hiệu lực và được ban hành với mã xác thực."))
    return redirect("covenant", reference)


@never_cache
@require_POST
def table_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A code for the signer to take to the device on the table."""
    standing = found(request, reference, signs)
    seat = standing.seat_of(request.POST.get("unit", ""), standing.signs_for)
    code = signing.make_table_code(covenant_id=standing.covenant.pk, unit=seat.unit, by=signed_in(request))
    context = {
        "title": _("Mã ký tại bàn"),
        "crumbs": crumbs(standing.covenant),
        "covenant": standing.covenant,
        "code": code,
        "minutes": int(signing.CODE_LASTS.total_seconds() // 60),
    }
    return render(request, "covenants/code.html", context)


@sensitive_post_parameters("passphrase", "drawing", "code")
@never_cache
@get_or_post
def table(request: HttpRequest, reference: str) -> HttpResponse:
    """The device on the table: one signs after the other, each known by a code."""
    standing = _frozen(found(request, reference, drafts, speaks, witnesses))
    if standing.covenant.state != S.SIGNING:
        raise Http404(_("Giao ước này không trong lễ ký."))
    covenant = standing.covenant
    form = TableForm(posted(request), request.FILES or None, initial={"seen": covenant.digest})
    signature, status = submitted(
        form,
        lambda: signing.sign_at_table(
            covenant_id=covenant.pk,
            code=form.cleaned_data["code"],
            hand=form.hand(request.headers.get("User-Agent", "")),
            presented_by=signed_in(request),
        ),
    )
    if signature is not None:
        say(request, _("%(who)s đã ký. Mời người tiếp theo.") % {"who": signature.name})
        return redirect("covenant-table", reference)
    context = _context(standing) | {"title": _("Ký tại bàn"), "form": form}
    return render(request, "covenants/table.html", context, status=status)


def _frozen(standing: CovenantStanding) -> CovenantStanding:
    """Only what is being signed or in force has a ceremony."""
    if not standing.covenant.frozen:
        raise Http404(_("Giao ước này chưa đến bước ký."))
    return standing


def _refused(request: HttpRequest, standing: CovenantStanding, form: SignForm, error: DomainError) -> HttpResponse:
    form.add_error(error.where if error.where in form.fields and error.where != "drawing" else None, error.sentence)
    covenant = Covenant.objects.select_related("cluster__owner", "scheme", "amends").get(pk=standing.covenant.pk)
    if not covenant.frozen:
        raise error
    return _page(request, CovenantStanding(covenant, standing.cluster), form, error.status)


def _page(
    request: HttpRequest, standing: CovenantStanding, form: SignForm | None = None, status: int = 200
) -> HttpResponse:
    covenant, user = standing.covenant, signed_in(request)
    context = _context(standing)
    signed = {one.unit_id for one in context["signatures"] if one.role == SignerRole.MEMBER}
    mine = [seat for seat in standing.cluster.seats if seat.unit_id in standing.signs_for]
    turn = next((seat for seat in mine if seat.unit_id not in signed), None) if covenant.state == S.SIGNING else None
    everybody = len(signed) >= len(context["members"])
    witness_now = covenant.state == S.SIGNING and standing.witnesses and everybody
    context |= {
        "title": _("Lễ ký giao ước"),
        "turn": turn,
        "turn_name": _name(turn.unit_id) if turn else "",
        "witness_now": witness_now,
        "waits_for_others": covenant.state == S.SIGNING and standing.witnesses and not everybody,
        "my_signatures": [
            (one, _name(one.unit_id))
            for one in context["signatures"]
            if one.by_id == user.pk and one.role == SignerRole.MEMBER
        ],
        "form": form or SignForm(initial={"seen": covenant.digest, "post": _post_of(user.person_id, turn, standing)}),
        "signer": user.person.full_name,
        "drafts": standing.drafts,
        "opens_table": covenant.state == S.SIGNING and (standing.drafts or standing.witnesses),
    }
    return render(request, "covenants/sign.html", context, status=status)


def _context(standing: CovenantStanding) -> dict[str, Any]:
    covenant = standing.covenant
    words = words_of(covenant)
    return _signers(standing) | {
        "crumbs": crumbs(covenant),
        "cluster": covenant.cluster,
        "tone": TONES[CovenantState(covenant.state)],
        "articles": articles_of(words, Bound()),
    }


def _signers(standing: CovenantStanding) -> dict[str, Any]:
    """Who has signed and who has not, and a mark that changes with it."""
    covenant = standing.covenant
    signatures = signatures_of(covenant)
    return {
        "covenant": covenant,
        "members": members_shown(words_of(covenant)),
        "signatures": signatures,
        "witness": next((one for one in signatures if one.role == SignerRole.WITNESS), None),
        "owner": _name(covenant.cluster.owner_id),
        "signed": sum(one.role == SignerRole.MEMBER for one in signatures),
        "token": mark_of(covenant.state, *(one.pk for one in signatures)),
    }


def _name(unit_id: int) -> str:
    found = last_names_of([unit_id], clock.today()).get(unit_id)
    return found.name if found else ""


def _post_of(person_id: int, turn: Seat | None, standing: CovenantStanding) -> str:
    """The title of a post that the signer holds at the unit, as far as the system knows."""
    unit = turn.unit_id if turn else standing.covenant.cluster.owner_id
    posts: QuerySet[Post] = Post.objects.filter(person=person_id, unit=unit, during__contains=clock.today())
    return posts.values_list("title", flat=True).first() or ""
