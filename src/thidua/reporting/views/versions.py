"""Versions of a report beside each other, and a new one that merges late reports of the level below."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thidua.access.rules import Permission
from thidua.reporting.models import Report
from thidua.reporting.queries.comparing import Comparison, compare
from thidua.reporting.queries.journal import submissions
from thidua.reporting.services.merging import merge_late
from thidua.ui.notices import say

from .access import report_or_404, small_number
from .report import report_url


def seen_comparison(request: HttpRequest, unit: str, period: str, form: str) -> tuple[Report, Comparison]:
    """What changed from version `ban` to version `voi`; without them from the last but one to the last.

    Raises Http404 or PermissionDenied.
    """
    report = report_or_404(request, unit, period, form).report
    later = small_number(request.GET.get("voi", "")) or report.version
    earlier = small_number(request.GET.get("ban", "")) or later - 1
    earlier, later = sorted((earlier, later))
    if not 1 <= earlier < later <= report.version:
        raise Http404(_("Báo cáo không có hai bản này để so sánh."))
    return report, compare(report, earlier=earlier, later=later, handed_in=submissions(report))


@require_GET
def compare_versions(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Two versions beside each other."""
    report, comparison = seen_comparison(request, unit, period, form)
    context = {
        "title": _("So sánh hai bản"),
        "report": report,
        "report_url": report_url(report),
        "comparison": comparison,
        "versions": range(1, report.version + 1),
    }
    return render(request, "reporting/compare.html", context)


@require_POST
def merge(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Hand in a version that takes in reports which were accepted late."""
    access = report_or_404(request, unit, period, form)
    access.require(Permission.REPORT_SUBMIT)
    report = merge_late(report_id=access.report.pk, by=access.user)
    say(request, _("Đã ghép đơn vị nộp bù và nộp bản %(version)d lên cấp trên.") % {"version": report.version})
    return redirect(report_url(access.report))
