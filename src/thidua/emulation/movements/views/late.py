"""The requests to register after the last day that wait for the owner, and answering them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.emulation.movements.forms import AnswerForm
from thidua.emulation.movements.models import LateRequest
from thidua.emulation.movements.rules import LATE_TONES, LateState
from thidua.emulation.movements.services.late import Decision, answer_late, undo_answer
from thidua.org.queries import UnitName, last_names_of
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import INVALID, own_movement, signed_in

PAGE = 30
ANSWERED = "da-tra-loi"


@dataclass(frozen=True, slots=True)
class Row:
    """A request with its unit, and the form that answers it."""

    late: LateRequest
    unit: UnitName
    tone: str
    form: AnswerForm


@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """The requests that wait, the oldest first; `loc=da-tra-loi` those that were answered."""
    return _show(request)


@require_POST
def exception_answer(request: HttpRequest, reference: str, late_id: int) -> HttpResponse:
    """Grant or refuse."""
    access = own_movement(request, reference)
    late = access.movement.late_requests.filter(pk=late_id).first()
    form = AnswerForm(request.POST, prefix=f"late-{late_id}")
    if late is None:
        raise Http404(_("Không có đề nghị này."))
    if not form.is_valid():
        return _show(request, refused={late_id: form}, status=INVALID)
    data = form.cleaned_data
    decision = Decision(data["answer"], data["until"] if data["grant"] == "1" else None)
    try:
        answer_late(late_id=late.pk, decision=decision, by=access.user)
    except DomainError as error:
        form.add_error(error.where if error.where in form.fields else None, error.sentence)
        return _show(request, refused={late_id: form}, status=error.status)
    undo = reverse("movement-exception-undo", args=[reference, late_id])
    said = _("Đã cho đăng ký bổ sung.") if decision.until else _("Đã trả lời không chấp nhận.")
    say(request, said, undo=undo)
    return redirect("movement-exceptions")


@require_POST
def exception_undo(request: HttpRequest, reference: str, late_id: int) -> HttpResponse:
    """Take an answer back."""
    access = own_movement(request, reference)
    late = access.movement.late_requests.filter(pk=late_id).first()
    if late is None:
        raise Http404(_("Không có đề nghị này."))
    undo_answer(late_id=late.pk, by=access.user)
    say(request, _("Đã hoàn tác; đề nghị lại chờ xem xét."))
    return redirect("movement-exceptions")


def seen_requests(request: HttpRequest) -> tuple[QuerySet[LateRequest], bool]:
    """The requests to units that this person organises for, and whether those answered are asked for.

    Raises PermissionDenied for who organises for none.
    """
    user = signed_in(request)
    if not gate.any_unit(user, Permission.EMULATION_MANAGE):
        raise PermissionDenied(_("Tài khoản không xem xét đề nghị đăng ký bổ sung."))
    answered = request.GET.get("loc") == ANSWERED
    owners = gate.units_for(user, Permission.EMULATION_MANAGE)
    found = LateRequest.objects.filter(movement__owner__in=owners.values("pk"), movement__deleted_at=None)
    found = found.select_related("movement", "unit", "evidence", "asked_by__person", "answered_by__person")
    if answered:
        return found.exclude(state=LateState.ASKED).order_by("-answered_at", "-pk"), True
    return found.filter(state=LateState.ASKED).order_by("asked_at", "pk"), False


def _show(request: HttpRequest, *, refused: dict[int, AnswerForm] | None = None, status: int = 200) -> HttpResponse:
    found, answered = seen_requests(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    lates = list(page.object_list)
    names = last_names_of({late.unit_id for late in lates}, clock.today())
    forms = refused or {}
    url = reverse("movement-exceptions")
    extra = f"loc={ANSWERED}&" if answered else ""
    context = {
        "title": _("Đề nghị đăng ký bổ sung"),
        "rows": [
            Row(late, names[late.unit_id], LATE_TONES[late.state], forms.get(late.pk) or _fresh(late)) for late in lates
        ],
        "answered": answered,
        "tabs": [
            Link(_("Chờ xem xét"), url, current=not answered),
            Link(_("Đã trả lời"), f"{url}?loc={ANSWERED}", current=answered),
        ],
        "page": page,
        "previous_url": f"?{extra}trang={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?{extra}trang={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "movements/exceptions.html", context, status=status)


def _fresh(late: LateRequest) -> AnswerForm:
    return AnswerForm(prefix=f"late-{late.pk}")
