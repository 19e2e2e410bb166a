"""A unit's registration: typing it, withdrawing it, taking the last change back, asking for it after the last day."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.core import clock
from thidua.emulation.movements.forms import LateForm, RegistrationForm
from thidua.emulation.movements.models import LateRequest, Registration
from thidua.emulation.movements.queries.addressed import is_addressed
from thidua.emulation.movements.queries.stands import stand_of
from thidua.emulation.movements.rules import ANSWER_TONES, LATE_TONES, Row
from thidua.emulation.movements.services import late as late_services
from thidua.emulation.movements.services import registering
from thidua.files.answers import download
from thidua.org.queries import last_names_of
from thidua.ui.forms import INVALID, submitted
from thidua.ui.notices import say

from .access import UnitAccess, unit_of_movement
from .words import days_in_words

SPARE = 3


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What a unit registers; POST writes it, `more` only adds lines to type."""
    access = unit_of_movement(request, reference, code, joins=request.method == "POST")
    if request.method != "POST":
        return _show(request, access)
    form = RegistrationForm(request.POST)
    if "more" in request.POST:
        return _show(request, access, form=form, spare=SPARE)
    made, status = submitted(
        form,
        lambda: registering.register(
            movement_id=access.movement.pk,
            unit=access.unit,
            aim=form.cleaned_data["aim"],
            rows=form.rows,
            seen=form.cleaned_data["seen"],
            behalf=access.behalf,
            by=access.user,
        ),
    )
    if made is None:
        return _show(request, access, form=form, status=status)
    _say_with_undo(request, made, _("Đã ghi bản đăng ký của đơn vị."))
    return redirect("movement-registration", reference, code)


@require_POST
def registration_withdraw(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Take a registration back."""
    access = unit_of_movement(request, reference, code, joins=True)
    seen = request.POST.get("seen", "")
    if not seen.isascii() or not seen.isdecimal():
        return _show(request, access, status=INVALID)
    made = registering.withdraw(movement_id=access.movement.pk, unit=access.unit, seen=int(seen[:18]), by=access.user)
    _say_with_undo(request, made, _("Đã rút đăng ký."))
    return redirect("movement-registration", reference, code)


@require_POST
def registration_undo(request: HttpRequest, reference: str, code: str, entry_id: int) -> HttpResponse:
    """Take the last change of a registration back."""
    access = unit_of_movement(request, reference, code, joins=True)
    registering.undo_entry(movement_id=access.movement.pk, unit=access.unit, entry_id=entry_id, by=access.user)
    say(request, _("Đã hoàn tác."))
    return redirect("movement-registration", reference, code)


@require_POST
def registration_late(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Ask to register after the last day."""
    access = unit_of_movement(request, reference, code, joins=True)
    form = LateForm(request.POST, request.FILES)
    asked, status = submitted(
        form,
        lambda: late_services.ask_late(
            movement_id=access.movement.pk,
            unit=access.unit,
            reason=form.cleaned_data["reason"],
            evidence=form.cleaned_data["evidence"] or None,
            by=access.user,
        ),
    )
    if asked is None:
        return _show(request, access, late_form=form, status=status)
    say(request, _("Đã gửi đề nghị. Đơn vị phát động xem xét và trả lời ngay tại trang này."))
    return redirect("movement-registration", reference, code)


@require_safe
def registration_evidence(request: HttpRequest, reference: str, code: str, late_id: int) -> FileResponse:
    """The file behind a late request, for its unit and for the owner of the movement."""
    access = unit_of_movement(request, reference, code)
    late = LateRequest.objects.filter(pk=late_id, movement=access.movement, unit=access.unit)
    found = late.select_related("evidence").first()
    if found is None or found.evidence is None or not (access.joins or access.manages):
        raise Http404(_("Không có tệp này."))
    return download(found.evidence)


def _say_with_undo(request: HttpRequest, made: Registration, sentence: str) -> None:
    """Say what was done with the way back; what changed nothing has none."""
    last = made.entries.order_by("-pk").first()
    movement = made.movement.reference
    undo = reverse("movement-registration-undo", args=[movement, made.unit.code, last.pk]) if last else ""
    say(request, sentence, undo=undo)


def _show(
    request: HttpRequest,
    access: UnitAccess,
    *,
    form: RegistrationForm | None = None,
    late_form: LateForm | None = None,
    spare: int = 0,
    status: int = 200,
) -> HttpResponse:
    movement, unit = access.movement, access.unit
    if not is_addressed(movement, unit.pk) or not movement.registers:
        raise Http404(_("Phong trào này không dành cho đơn vị."))
    stand = stand_of(movement, unit.pk)
    context: dict[str, Any] = {
        "title": _("Đăng ký thi đua"),
        "movement": movement,
        "unit": last_names_of([unit.pk], clock.today())[unit.pk],
        "days": days_in_words(movement),
        "registration": stand.registration,
        "stands": stand.registered,
        "answer": stand.answer,
        "tone": ANSWER_TONES[stand.answer],
        "until": stand.until,
        "left": (stand.until - clock.today()).days if stand.until else None,
        "may_write": access.joins and stand.in_time,
        "may_ask": access.joins and stand.may_ask_late,
        "behalf": access.behalf,
        "form": form or RegistrationForm(initial={"aim": stand.aim, "seen": stand.seen}),
        "rows": _rows(form, stand.registration, spare),
        "late_form": late_form or LateForm(),
        "lates": [(late, LATE_TONES[late.state]) for late in stand.lates],
        "entries": stand.entries,
        "seen": stand.seen,
    }
    return render(request, "movements/registration.html", context, status=status)


def _rows(form: RegistrationForm | None, found: Registration | None, spare: int) -> list[Row]:
    """The lines to type into: what was typed, else what stands, and empty ones after them."""
    if form is not None:
        return [*(form.rows or [Row("")]), *[Row("")] * spare]
    kept = [Row(**row) for row in found.rows] if found else []
    return [*kept, *[Row("")] * (1 if kept else SPARE)]
