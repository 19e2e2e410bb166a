"""Cells besides their numbers: remarks, marks, reasons, evidence. Fragments for HTMX, else plain pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.files.answers import download, preview_answer
from thidua.files.models import StoredFile
from thidua.indicators.models import Indicator
from thidua.reporting.forms_notes import CommentForm, EvidenceForm, ExplanationForm, MarkForm
from thidua.reporting.models import Evidence
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.services import evidence as files
from thidua.reporting.services import notes
from thidua.ui.answers import wants_fragment
from thidua.ui.notices import say

from .access import Access, report_or_404
from .cell_panels import cell_panels, file_url, whole_files
from .report import INVALID, page_context, report_url

LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Said:
    """What an action has to say: a toast with its undo, or what stood in the way and what was typed."""

    toast: str = ""
    undo: str = ""
    trouble: str = ""
    text: str = ""
    status: int = 200


@require_safe
def cell_page(request: HttpRequest, unit: str, period: str, form: str, code: str) -> HttpResponse:
    """Everything about one cell on a page of its own: for phones and without JavaScript."""
    access = report_or_404(request, unit, period, form)
    indicator = _indicator_or_404(access, code)
    return _show(request, access, indicator, Said())


@require_POST
def comment(request: HttpRequest, unit: str, period: str, form: str, code: str) -> HttpResponse:
    """Say something about a cell."""
    access = report_or_404(request, unit, period, form)
    indicator = _indicator_or_404(access, code)
    _require(access.may_comment(indicator))
    typed = CommentForm(request.POST)
    if not typed.is_valid():
        return _refuse(request, access, indicator, typed)
    text = typed.cleaned_data["text"]
    try:
        notes.add_comment(report_id=access.report.pk, indicator_id=indicator.pk, text=text, by=access.user)
    except DomainError as error:
        return _show(request, access, indicator, Said(trouble=error.sentence, text=text, status=error.status))
    return _done(request, access, indicator, Said())


@require_POST
def mark(request: HttpRequest, unit: str, period: str, form: str, code: str) -> HttpResponse:
    """Put a mark on a cell or take it off: an estimate, or to be looked at again."""
    access = report_or_404(request, unit, period, form)
    indicator = _indicator_or_404(access, code)
    typed = MarkForm(request.POST)
    if not typed.is_valid():
        _require(access.may_comment(indicator))
        return _refuse(request, access, indicator, typed)
    on, flag = typed.cleaned_data["on"], typed.cleaned_data["mark"] == "flagged"
    try:
        if flag:
            _require(access.may_flag(indicator))
            notes.flag_cell(report_id=access.report.pk, indicator_id=indicator.pk, flagged=on, by=access.user)
        else:
            _require_note(access, indicator)
            notes.mark_estimate(report_id=access.report.pk, indicator_id=indicator.pk, estimated=on, by=access.user)
    except DomainError as error:
        return _show(request, access, indicator, Said(trouble=error.sentence, status=error.status))
    return _done(request, access, indicator, Said())


@require_POST
def explain(request: HttpRequest, unit: str, period: str, form: str, code: str) -> HttpResponse:
    """Say why a number is out of range."""
    access = report_or_404(request, unit, period, form)
    indicator = _indicator_or_404(access, code)
    _require_note(access, indicator)
    typed = ExplanationForm(request.POST)
    if not typed.is_valid():
        return _refuse(request, access, indicator, typed)
    try:
        notes.give_reason(report_id=access.report.pk, indicator_id=indicator.pk, reason=typed.reason, by=access.user)
    except DomainError as error:
        return _show(request, access, indicator, Said(trouble=error.sentence, status=error.status))
    return _done(request, access, indicator, Said())


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """All files of a report; POST attaches one to a cell or to the whole."""
    access = report_or_404(request, unit, period, form)
    if request.method != "POST":
        return _show(request, access, None, Said())
    typed = EvidenceForm(request.POST, request.FILES)
    code = request.POST.get("code", "")
    indicator = _indicator_or_404(access, code) if code else None
    _require_note(access, indicator)
    if not typed.is_valid():
        return _refuse(request, access, indicator, typed)
    data = typed.cleaned_data
    try:
        attached = files.attach_evidence(
            report_id=access.report.pk,
            indicator_id=indicator.pk if indicator else None,
            upload=data["photo"] or data["file"],
            caption=data["caption"],
            by=access.user,
        )
    except DomainError as error:
        return _show(request, access, indicator, Said(trouble=error.sentence, status=error.status))
    said = Said(
        _("Đã đính kèm «%(file)s».") % {"file": attached.file},
        file_url(access.report, attached, "report-evidence-remove"),
    )
    return _done(request, access, indicator, said)


@require_safe
def evidence_file(request: HttpRequest, unit: str, period: str, form: str, evidence: int) -> FileResponse:
    """The file itself, for who may see the report; a removed one only for its unit and for who checks."""
    return download(_readable(request, unit, period, form, evidence))


@require_safe
def evidence_preview(request: HttpRequest, unit: str, period: str, form: str, evidence: int) -> FileResponse:
    """A small picture of the page `?trang=` of the file, by default the first; a large one with `?lon=1`."""
    file = _readable(request, unit, period, form, evidence)
    page = request.GET.get("trang", "1")
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:6]) <= LAST_PAGE):
        raise Http404(_("Không có trang này."))
    return preview_answer(file, page=int(page) - 1, large=request.GET.get("lon") == "1")


@require_POST
def remove_evidence(request: HttpRequest, unit: str, period: str, form: str, evidence: int) -> HttpResponse:
    """Take a file away; the toast puts it back."""
    access = report_or_404(request, unit, period, form)
    one = _evidence_or_404(access, evidence)
    _require_note(access, one.indicator)
    files.remove_evidence(report_id=access.report.pk, evidence_id=one.pk, by=access.user)
    said = Said(_("Đã gỡ «%(file)s».") % {"file": one.file}, file_url(access.report, one, "report-evidence-restore"))
    return _done(request, access, one.indicator, said)


@require_POST
def restore_evidence(request: HttpRequest, unit: str, period: str, form: str, evidence: int) -> HttpResponse:
    """Put a removed file back."""
    access = report_or_404(request, unit, period, form)
    one = _evidence_or_404(access, evidence)
    _require_note(access, one.indicator)
    files.restore_evidence(report_id=access.report.pk, evidence_id=one.pk, by=access.user)
    return _done(request, access, one.indicator, Said(_("Đã đưa lại «%(file)s».") % {"file": one.file}))


def _indicator_or_404(access: Access, code: str) -> Indicator:
    indicators = contents_of(access.report.sheet.form_version_id).indicators.values()
    found = next((indicator for indicator in indicators if indicator.code == code), None)
    if found is None:
        raise Http404(_("Biểu mẫu không có chỉ tiêu này."))
    return found


def _evidence_or_404(access: Access, pk: int) -> Evidence:
    found = access.report.evidence.select_related("file", "indicator__area").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Báo cáo không có tệp này."))
    return found


def _require(permitted: bool) -> None:  # noqa: FBT001 - it reads as a sentence
    if not permitted:
        raise PermissionDenied(_("Tài khoản không có quyền này ở ô này của báo cáo."))


def _require_note(access: Access, indicator: Indicator | None) -> None:
    """Raise PermissionDenied for who could not enter here even in a draft; the service says what else is wrong."""
    access.require_own_or_behalf(Permission.REPORT_ENTER)
    _require(access.areas is None or (indicator is not None and access.covers(indicator)))


def _refuse(request: HttpRequest, access: Access, indicator: Indicator | None, typed: forms.Form) -> HttpResponse:
    sentence = " ".join(str(error) for errors in typed.errors.values() for error in errors)
    text = str(typed.data.get("text", ""))
    return _show(request, access, indicator, Said(trouble=sentence, text=text, status=INVALID))


def _done(request: HttpRequest, access: Access, indicator: Indicator | None, said: Said) -> HttpResponse:
    """The cell as it is now: drawn anew in its place, or the page that the person came from."""
    if wants_fragment(request):
        return _show(request, access, indicator, said)
    if said.toast:
        say(request, said.toast, undo=said.undo)
    return redirect(_back(request, access, indicator))


def _back(request: HttpRequest, access: Access, indicator: Indicator | None) -> str:
    """Where a form without JavaScript came from: one of the report's own pages, else the report."""
    page = report_url(access.report)
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.path.startswith(page) and came_from.path != page:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return f"{page}#panel-{indicator.code}" if indicator else f"{page}#evidence"


def _show(request: HttpRequest, access: Access, indicator: Indicator | None, said: Said) -> HttpResponse:
    page = entry_page(access.report)
    context: dict[str, Any] = page_context(access, page) | {"said": said}
    if indicator is None:
        context |= {"files": whole_files(access, page), "cells": cell_panels(access, page).values()}
    else:
        context["panel"] = cell_panels(access, page)[indicator.code]
    if wants_fragment(request):
        # Merely opened, a cell changes nothing elsewhere.
        fragment = "cell_notes.html" if indicator and request.method == "GET" else "noted.html"
        context |= {"live": True, "on_report": _asked_on(request) in {"", report_url(access.report)}}
        return render(request, f"reporting/{fragment}", context, status=said.status)
    template = "reporting/cell.html" if indicator else "reporting/evidence.html"
    return render(request, template, context, status=said.status)


def _asked_on(request: HttpRequest) -> str:
    """The address of the page on which HTMX asks; "" where it does not say."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def _readable(request: HttpRequest, unit: str, period: str, form: str, evidence: int) -> StoredFile:
    access = report_or_404(request, unit, period, form)
    one = _evidence_or_404(access, evidence)
    if one.removed_at is not None:
        _require(access.may_see_removed)
    return one.file
