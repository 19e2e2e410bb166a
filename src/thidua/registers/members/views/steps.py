"""What is recorded of members: admission, transfer, leaving, correction, and taking the last of them back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.org.queries import last_names_of
from thidua.registers.members import services
from thidua.registers.members.errors import LooksLikeAnother
from thidua.registers.members.forms import AdmissionForm, CorrectionForm, LeavingForm, TransferForm
from thidua.registers.members.models import Membership
from thidua.registers.members.rules import Ended, masked
from thidua.ui.notices import say

from .access import managed_or_403, reader
from .person import frame_of

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@safe_or_post
def member_admit(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody becomes a member of a unit."""
    user = reader(request)
    unit = gate.unit_or_404(user, code, Permission.MEMBER_MANAGE)
    form = AdmissionForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            span = services.admit_member(
                unit=unit,
                details=form.details(),
                on=given["on"],
                decision=given["decision"],
                another=given["another"],
                by=user,
            )
        except LooksLikeAnother as error:
            form.ask_whether_another(error.sentence)
        except DomainError as error:
            _add(form, error)
        else:
            words = {"name": span.member.person.full_name}
            say(request, _("Đã kết nạp %(name)s.") % words, undo=_undo_address(span))
            return redirect("member", span.member_id)
    name = last_names_of([unit.pk], clock.today())[unit.pk]
    list_url = reverse("member-list", args=[unit.code])
    context = {
        "title": _("Kết nạp đoàn viên"),
        "form": form,
        "button": _("Kết nạp"),
        "where": name.name,
        "back": list_url,
        "crumbs": [(_("Đoàn viên"), reverse("member-home")), (name.short_name, list_url)],
    }
    return render(request, "members/form.html", context, status=_status(form))


@safe_or_post
def member_transfer(request: HttpRequest, member_id: int) -> HttpResponse:
    """A member goes on in another unit."""
    opened = managed_or_403(request, member_id)
    form = TransferForm(_sent(request), by=opened.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            span = services.transfer_member(
                member_id=member_id, to=given["to"], on=given["on"], decision=given["decision"], by=opened.user
            )
        except DomainError as error:
            _add(form, error)
        else:
            say(request, _("Đã chuyển sinh hoạt."), undo=_undo_address(span))
            return redirect("member", member_id)
    context = frame_of(opened) | {
        "title": _("Chuyển sinh hoạt"),
        "form": form,
        "button": _("Chuyển"),
        "back": reverse("member", args=[member_id]),
    }
    return render(request, "members/form.html", context, status=_status(form))


@safe_or_post
def member_leave(request: HttpRequest, member_id: int) -> HttpResponse:
    """A member leaves."""
    opened = managed_or_403(request, member_id)
    form = LeavingForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reason = Ended(given["reason"])
        try:
            span = services.end_membership(
                member_id=member_id, on=given["on"], reason=reason, decision=given["decision"], by=opened.user
            )
        except DomainError as error:
            _add(form, error)
        else:
            say(request, _("Đã ghi ra khỏi sổ: %(reason)s.") % {"reason": reason.label}, undo=_undo_address(span))
            return redirect("member", member_id)
    context = frame_of(opened) | {
        "title": _("Ra khỏi sổ đoàn viên"),
        "form": form,
        "button": _("Ghi ra khỏi sổ"),
        "back": reverse("member", args=[member_id]),
    }
    return render(request, "members/form.html", context, status=_status(form))


@safe_or_post
def member_correct(request: HttpRequest, member_id: int) -> HttpResponse:
    """What is known of a member is said better."""
    opened = managed_or_403(request, member_id)
    member, span = opened.member, opened.last
    initial = {
        "full_name": member.person.full_name,
        "birth_date": member.birth_date,
        "sex": member.sex,
        "card_number": member.card_number,
        "occupation": member.occupation,
        "joined": span.during.lower,
        "seen": member.version,
    }
    form = CorrectionForm(_sent(request), initial=initial)
    form.fields["identity"].help_text = _kept(masked(member.identity_tail))
    form.fields["phone"].help_text = _kept(_("đã lưu, đang ẩn") if member.phone_sealed else "")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.correct_member(
                member_id=member_id,
                details=form.details(),
                joined=given["joined"],
                seen=given["seen"],
                forget=given["forget"],
                by=opened.user,
            )
        except DomainError as error:
            _add(form, error)
        else:
            say(request, _("Đã đính chính hồ sơ."))
            return redirect("member", member_id)
    context = frame_of(opened) | {
        "title": _("Đính chính hồ sơ"),
        "form": form,
        "button": _("Lưu"),
        "back": reverse("member", args=[member_id]),
    }
    return render(request, "members/form.html", context, status=_status(form))


@require_POST
def member_undo(request: HttpRequest, member_id: int, membership_id: int) -> HttpResponse:
    """Take back what was just recorded."""
    opened = managed_or_403(request, member_id)
    if membership_id not in {span.pk for span in opened.spans}:
        raise Http404(_("Không tìm thấy đoàn viên này."))
    left = services.take_back(membership_id=membership_id, by=opened.user)
    say(request, _("Đã hoàn tác."))
    return redirect("member", member_id) if left else redirect("member-list", opened.last.unit.code)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is nothing; None where the form is only opened."""
    return request.POST if request.method == "POST" else None


def _undo_address(span: Membership) -> str:
    return reverse("member-undo", args=[span.member_id, span.pk])


def _kept(shown: str) -> str:
    """What stands beside an empty box for a number that is kept."""
    if not shown:
        return _("Chưa có. Ghi vào nếu biết; sẽ lưu dạng mã hóa.")
    return _("Để trống là giữ nguyên (%(shown)s).") % {"shown": shown}


def _add(form: forms.Form, error: DomainError) -> None:
    """An error of a service beside the field that it is about."""
    form.add_error(error.where if error.where in form.fields else None, error.sentence)


def _status(form: Any) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
