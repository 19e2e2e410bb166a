"""The way of a report: submit, take back, send back, accept, amend. Each action returns to the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.reporting.errors import NotSubmitted
from thidua.reporting.forms import ReturnForm, SubmitForm, sentences_of
from thidua.reporting.queries.entry import rows_of
from thidua.reporting.services.workflow import (
    Reason,
    accept_report,
    amend_report,
    return_report,
    submit_report,
    withdraw_report,
)
from thidua.ui.notices import say

from .access import report_or_404
from .behalf import hand_out_link
from .report import INVALID, report_url, save_grid, show


@require_POST
def submit(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Save what the grid holds, then hand the report in; the toast takes it back."""
    access = report_or_404(request, unit, period, form)
    access.require_own_or_behalf(Permission.REPORT_SUBMIT)
    typed = SubmitForm(request.POST)
    if access.may_enter and any(name.startswith("cell-") for name in request.POST):
        troubles = save_grid(request, access)
        if troubles:
            return show(request, access, troubles=troubles, submit_form=typed)
    if not typed.is_valid():
        return show(request, access, sentence=sentences_of(typed), submit_form=typed, status=INVALID)
    try:
        submit_report(
            report_id=access.report.pk,
            by=access.user,
            reason=typed.cleaned_data["reason"],
            ask_reasons=True,
            without=typed.without(),
        )
    except DomainError as error:
        return show(request, access, sentence=error.sentence, where=error.where, submit_form=typed, status=error.status)
    say(request, _("Đã nộp báo cáo lên cấp trên."), undo=report_url(access.report, "report-withdraw"))
    if access.acts_for_unit:
        hand_out_link(request, access)
        return redirect(report_url(access.report, "report-behalf"))
    return redirect(report_url(access.report))


@require_POST
def withdraw(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Take a submitted report back before anybody has decided."""
    access = report_or_404(request, unit, period, form)
    access.require_own_or_behalf(Permission.REPORT_SUBMIT)
    withdraw_report(report_id=access.report.pk, by=access.user)
    say(request, _("Đã rút báo cáo về để sửa tiếp."))
    return redirect(report_url(access.report))


@require_POST
def send_back(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Return a report with reasons for the whole and for single cells."""
    access = report_or_404(request, unit, period, form)
    access.require(Permission.REPORT_ACCEPT)
    typed = ReturnForm(request.POST, indicators=[row.indicator for row in rows_of(access.report)])
    if not typed.is_valid():
        return show(request, access, sentence=sentences_of(typed), return_form=typed, status=INVALID)
    reasons = [Reason(typed.cleaned_data["reason"])]
    reasons += [Reason(typed.cleaned_data[name], indicator.pk) for name, indicator in typed.by_field.items()]
    try:
        return_report(report_id=access.report.pk, reasons=reasons, by=access.user)
    except DomainError as error:
        return show(request, access, sentence=error.sentence, return_form=typed, status=error.status)
    say(request, _("Đã trả lại báo cáo kèm lý do."))
    return redirect("inbox")


@require_POST
def accept(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Accept one report, in the version (`version`) that the acceptor has seen."""
    access = report_or_404(request, unit, period, form)
    access.require(Permission.REPORT_ACCEPT)
    if request.POST.get("version", "") not in {"", str(access.report.version)}:
        raise NotSubmitted(_("Báo cáo vừa được nộp lại. Hãy xem bản mới rồi tiếp nhận."))
    accept_report(report_id=access.report.pk, by=access.user)
    say(request, _("Đã tiếp nhận báo cáo; số liệu được tính vào tổng hợp chính thức."))
    return redirect("inbox")


@require_POST
def amend(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Begin an amendment of an accepted report."""
    access = report_or_404(request, unit, period, form)
    access.require_own_or_behalf(Permission.REPORT_AMEND)
    amend_report(report_id=access.report.pk, by=access.user)
    say(request, _("Đã mở bản điều chỉnh. Bản đã tiếp nhận vẫn được tính cho đến khi bản mới được tiếp nhận."))
    return redirect(report_url(access.report))
