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
from thidua.emulation.movements.forms import AnswerForm
from thidua.emulation.movements.models import LateRequest, Movement
from thidua.emulation.movements.rules import LATE_TONES, LateState
from thidua.emulation.movements.services.late import answer_late, undo_answer
from thidua.org.queries import UnitName, last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import submitted
from thidua.ui.links import Link
from thidua.ui.notices import say
from thidua.ui.paging import ASKED, paged

from .access import own_movement

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
    late = _late_or_404(access.movement, late_id)
    form = AnswerForm(request.POST, prefix=f"late-{late_id}")
    answered, status = submitted(form, lambda: answer_late(late_id=late.pk, decision=form.decision, by=access.user))
    if answered is None:
        return _show(request, refused={late_id: form}, status=status)
    undo = reverse("movement-exception-undo", args=[reference, late_id])
    said = _("Đã cho đăng ký bổ sung.") if form.decision.until else _("Đã trả lời không chấp nhận.")
    say(request, said, undo=undo)
    return redirect("movement-exceptions")


@require_POST
def exception_undo(request: HttpRequest, reference: str, late_id: int) -> HttpResponse:
    """Take an answer back."""
    access = own_movement(request, reference)
    undo_answer(late_id=_late_or_404(access.movement, late_id).pk, by=access.user)
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
    page = Paginator(found, PAGE).get_page(request.GET.get(ASKED))
    lates = list(page.object_list)
    names = last_names_of({late.unit_id for late in lates}, clock.today())
    forms = refused or {}
    url = reverse("movement-exceptions")
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
        **paged(page, {"loc": ANSWERED if answered else ""}),
    }
    return render(request, "movements/exceptions.html", context, status=status)


def _late_or_404(movement: Movement, late_id: int) -> LateRequest:
    found = movement.late_requests.filter(pk=late_id).first()
    if found is None:
        raise Http404(_("Không có đề nghị này."))
    return found


def _fresh(late: LateRequest) -> AnswerForm:
    return AnswerForm(prefix=f"late-{late.pk}")
