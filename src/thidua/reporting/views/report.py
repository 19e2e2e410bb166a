"""The page of a report and the saving of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.figures.cells import Written
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.people.models import User
from thidua.reporting.errors import NotCollected
from thidua.reporting.forms import MOST_BYTES, Burst, ReturnForm, SubmitForm, read_burst, read_grid
from thidua.reporting.models import Report
from thidua.reporting.queries.behalf import entries_by_version
from thidua.reporting.queries.browser_checks import checks_data
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.ending import ending_of
from thidua.reporting.queries.entry import EntryPage, Row, entry_page, in_words, rows_of, seen
from thidua.reporting.queries.exceptions import exceptions_of
from thidua.reporting.queries.find import find_report
from thidua.reporting.queries.journal import journal, last_changes, submissions
from thidua.reporting.queries.since import Earlier, earlier_of
from thidua.reporting.rules import Outcome
from thidua.reporting.services.entry import save_cells
from thidua.ui.notices import say

from .access import Access, covers, report_or_404, signed_in, small_number, typing_areas
from .cell_panels import QUICK_REASONS, cell_panels, whole_files
from .words import entry_words

INVALID, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that was not saved: what was typed, and why not."""

    text: str
    sentence: str
    conflict: bool = False


def report_url(report: Report, name: str = "report") -> str:
    """The address of a report's page, or of one of its actions."""
    form = report.sheet.form_version.form.code
    return reverse(name, args=[report.unit.code, report.period.code, form])


@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """The grid, as somebody may fill it in, decide about it, or read it; POST saves the whole grid."""
    access = report_or_404(request, unit, period, form)
    if request.method == "POST":
        troubles = save_grid(request, access)
        if troubles:
            return show(request, access, troubles=troubles)
        return redirect(report_url(access.report))
    return show(request, access, version=_version(request, access.report))


def save_grid(request: HttpRequest, access: Access) -> dict[str, Trouble]:
    """Save what a whole form holds; the answer is what could not be saved, by code."""
    access.require_own_or_behalf(Permission.REPORT_ENTER)
    enterable = _enterable(access.report.sheet.form_version_id, access.areas)
    burst = read_grid(request.POST, enterable, earlier_of(access.report))
    written = _write(access.report.pk, burst, by=access.user)
    if written:
        count = sum(cell.saved for cell in written)
        say(request, ngettext("Đã lưu %(count)d ô.", "Đã lưu %(count)d ô.", count) % {"count": count})
    refused = {code: Trouble(request.POST[f"cell-{code}"], text) for code, text in burst.refused.items()}
    return refused | {
        code: Trouble(request.POST[f"cell-{code}"], sentence, conflict=True)
        for code, sentence in _conflicts(access.report.pk, written).items()
    }


@require_POST
def save(request: HttpRequest, unit: str, period: str, form: str) -> JsonResponse | HttpResponse:
    """Save a burst of edits of the entry grid; each cell gets its own outcome.

    What depends on the cells is asked for by `beside`, once a pause in typing lets it be worth its work.
    """
    user = signed_in(request)
    place = find_report(unit=unit, period=period, form=form)
    standing = gate.standing_at(user, place.unit_id) if place else gate.NOWHERE
    gate.require(standing, Permission.REPORT_VIEW)
    if place is None or place.report_id is None or place.form_version_id is None:
        raise Http404(_("Không có báo cáo này."))
    areas = typing_areas(standing, place.report_id)
    enterable = _enterable(place.form_version_id, areas)
    # Longer bodies are refused by their first bytes, unread.
    earlier = _earlier(place.report_id, place.form_version_id)
    try:
        burst = read_burst(request.read(MOST_BYTES + 1), enterable, earlier)
    except NotCollected:
        if areas is None:
            raise
        raise PermissionDenied(_("Có chỉ tiêu ngoài lĩnh vực được giao nhập. Hãy bỏ ra rồi gửi lại.")) from None
    written = _write(place.report_id, burst, by=user)
    return JsonResponse(
        {"cells": _outcomes(place.report_id, burst, written, earlier), "savedAt": f"{clock.now():%H:%M:%S}"},
        json_dumps_params={"ensure_ascii": False},
    )


@require_GET
def beside(request: HttpRequest, unit: str, period: str, form: str) -> JsonResponse:
    """The figures beside every cell and the panels that depend on them, as the cells stand now."""
    access = report_or_404(request, unit, period, form)
    page = entry_page(access.report)
    context = page_context(access, page)
    return JsonResponse(
        {
            "rows": {row.code: _beside(row, page) for row in page.rows},
            "panels": {
                name: render_to_string(f"reporting/report.html#{name}", context, request)
                for name in ("checks", "counts", "submit")
            },
        },
        json_dumps_params={"ensure_ascii": False},
    )


@require_GET
def cell_journal(request: HttpRequest, unit: str, period: str, form: str, code: str) -> HttpResponse:
    """Who typed what into a cell; a fragment for HTMX, else a page."""
    access = report_or_404(request, unit, period, form)
    indicator = indicator_of(access.report, code)
    context = {
        "title": indicator.name,
        "report": access.report,
        "report_url": report_url(access.report),
        "changes": journal(access.report, indicator),
    }
    fragment = "#changes" if request.headers.get("HX-Request") else ""
    return render(request, f"reporting/journal.html{fragment}", context)


def indicator_of(report: Report, code: str) -> Indicator:
    """An indicator that the form of a report asks for, by its code. Raises Http404."""
    indicator = {row.indicator.code: row.indicator for row in rows_of(report)}.get(code)
    if indicator is None:
        raise Http404(_("Biểu mẫu không có chỉ tiêu này."))
    return indicator


def show(
    request: HttpRequest,
    access: Access,
    *,
    version: int | None = None,
    troubles: Mapping[str, Trouble] | None = None,
    sentence: str = "",
    where: str = "",
    submit_form: SubmitForm | None = None,
    return_form: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page: as it is, or with what stood in the way of the last action."""
    page = entry_page(access.report, version=version)
    if troubles:
        status = CONFLICT if any(trouble.conflict for trouble in troubles.values()) else INVALID
    context = page_context(access, page) | {
        "troubles": dict(troubles or {}),
        "sentence": sentence,
        "jump": where.removeprefix("cells.") if where.startswith("cells.") else "",
        "old_version": version is not None,
    }
    if context["entering"] and version is None:
        context["checks"] = checks_data(page)
    context["submit_form"] = submit_form or SubmitForm()
    context["return_form"] = return_form or ReturnForm(indicators=[row.indicator for row in page.rows])
    if version is not None:
        context |= {"entering": False, "deciding": False}
    context["exceptions"], context["may_merge"] = exceptions_of(access.report), access.may_merge
    context["ending"] = ending_of(access.report)
    context["submissions"] = handed_in = submissions(access.report)
    context["on_behalf"] = entries_by_version(access.report) if handed_in else {}
    context["returned"] = next((s for s in handed_in if s.outcome == Outcome.RETURNED), None)
    return render(request, "reporting/report.html", context, status=status)


def page_context(access: Access, page: EntryPage) -> dict[str, Any]:
    """What the page and its fragments are drawn from."""
    report = access.report
    names = ("save", "beside", "submit", "withdraw", "return", "accept", "amend", "evidence", "compare", "merge")
    return {
        "access": access,
        "report": report,
        "page": page,
        "now": clock.now(),
        "entering": access.may_enter,
        "deciding": access.may_decide,
        "amending": report.sheet.official_version is not None,
        "locked": {row.code for row in page.rows if not access.covers(row.indicator)},
        "panels": cell_panels(access, page),
        "files": whole_files(access, page),
        "quick_reasons": QUICK_REASONS,
        "urls": {name: report_url(report, f"report-{name}") for name in names} | {"page": report_url(report)},
        "words": entry_words(),
        "span": report.period.span,
    }


def _version(request: HttpRequest, report: Report) -> int | None:
    """The older version that the address asks for with `?ban=1`."""
    asked = request.GET.get("ban", "")
    if not asked or asked == str(report.version):
        return None
    version = small_number(asked)
    if not 1 <= version < report.version:
        raise Http404(_("Báo cáo không có bản này."))
    return version


def _enterable(form_version_id: int, areas: frozenset[str] | None) -> dict[str, Indicator]:
    """The indicators of a form that somebody with these work areas may type, by code."""
    indicators = contents_of(form_version_id).indicators.values()
    return {indicator.code: indicator for indicator in indicators if covers(areas, indicator)}


def _earlier(report_id: int, form_version_id: int) -> Mapping[str, Earlier]:
    """What is taken off figures typed since the start of the year; other forms pay no statement for it."""
    if not contents_of(form_version_id).since_start:
        return {}
    return earlier_of(Report.objects.select_related("sheet__form_version", "period").get(pk=report_id))


def _write(report_id: int, burst: Burst, *, by: User) -> list[Written]:
    if not burst.edits:
        return []
    return save_cells(report_id=report_id, edits=burst.edits, by=by, key=burst.key)


def _conflicts(report_id: int, written: list[Written]) -> dict[str, str]:
    """By code, a sentence about what somebody else typed meanwhile."""
    lost = [catalogue().by_id[cell.indicator_id] for cell in written if not cell.saved]
    if not lost:
        return {}
    changes = last_changes(Report.objects.select_related("sheet").get(pk=report_id), lost)
    sentences = {}
    for cell in written:
        if not cell.saved:
            indicator = catalogue().by_id[cell.indicator_id]
            change = changes.get(indicator.pk)
            sentences[indicator.code] = _("%(who)s vừa ghi «%(text)s» vào ô này.") % {
                "who": change.by if change else _("Người khác"),
                "text": in_words(cell.cell, indicator) or _("để trống"),
            }
    return sentences


def _outcomes(
    report_id: int, burst: Burst, written: list[Written], earlier: Mapping[str, Earlier]
) -> list[dict[str, Any]]:
    conflicts = _conflicts(report_id, written)
    refused = [{"code": code, "outcome": "invalid", "sentence": sentence} for code, sentence in burst.refused.items()]
    return refused + [_outcome(cell, conflicts, earlier) for cell in written]


def _outcome(written: Written, conflicts: Mapping[str, str], earlier: Mapping[str, Earlier]) -> dict[str, Any]:
    """What became of one cell; `text` is as its enterer types it, `seen` and conflicts speak of what is stored."""
    indicator = catalogue().by_id[written.indicator_id]
    before = earlier.get(indicator.code)
    return {
        "code": indicator.code,
        "outcome": "saved" if written.saved else "conflict",
        "seen": seen(written.cell, indicator),
        "text": in_words(before.since_start(written.cell) if before else written.cell, indicator),
        "sentence": conflicts.get(indicator.code, ""),
        "understood": before.sentence(written.cell) if before else "",
    }


def _beside(row: Row, page: EntryPage) -> dict[str, str]:
    """What changes beside a cell when any cell is saved."""
    return {
        "cumulative": row.cumulative_text,
        "percent": row.percent_text(page.percent_digits),
        "finding": row.finding.severity if row.finding else "",
    }
