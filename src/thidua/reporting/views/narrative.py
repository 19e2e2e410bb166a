"""What a report says in words: results that stand out, difficulties, causes, proposals, next tasks."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.org.queries import last_names_of
from thidua.reporting.forms_narrative import NarrativeForm
from thidua.reporting.queries.narrative import narrative_of
from thidua.reporting.services.narrative import write_narrative
from thidua.ui.notices import say

from .access import Access, report_or_404
from .report import INVALID, report_url


@require_http_methods(["GET", "HEAD", "POST"])
def narrative(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """The parts of a report's narrative, to be written or read; POST saves them all."""
    access = report_or_404(request, unit, period, form)
    if request.method != "POST":
        told = narrative_of(access.report, access.report.version)
        return _show(request, access, NarrativeForm(initial={part.value: text for part, text in told.items()}))
    access.require_own_or_behalf(Permission.REPORT_ENTER)
    if access.areas is not None:
        raise PermissionDenied(_("Phần thuyết minh nói về cả báo cáo, không riêng lĩnh vực nào."))
    typed = NarrativeForm(request.POST)
    if not typed.is_valid():
        return _show(request, access, typed, status=INVALID)
    try:
        changed = write_narrative(report_id=access.report.pk, texts=typed.texts, by=access.user)
    except DomainError as error:
        return _show(request, access, typed, trouble=error.sentence, status=error.status)
    say(request, _("Đã lưu phần thuyết minh.") if changed else _("Phần thuyết minh không có gì thay đổi."))
    return redirect(report_url(access.report, "report-narrative"))


def _show(
    request: HttpRequest, access: Access, form: NarrativeForm, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "report": access.report,
        "name": last_names_of([access.report.unit_id], access.report.period.ends)[access.report.unit_id],
        "form": form,
        "told": [(form.fields[name].label, text) for name, text in form.initial.items()],
        "writing": access.may_enter and access.areas is None,
        "trouble": trouble,
        "report_url": report_url(access.report),
    }
    return render(request, "reporting/narrative.html", context, status=status)
