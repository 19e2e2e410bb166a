"""The report as a form of steps for a phone: a section each, then what is left to do, and one button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.figures.cells import Cell
from thidua.indicators.rules import Finding
from thidua.reporting.forms import SubmitForm, sentences_of
from thidua.reporting.models import Report, ReturnReason
from thidua.reporting.queries.browser_checks import checks_data
from thidua.reporting.queries.entry import EntryPage, Row, Section, entry_page, in_words
from thidua.reporting.queries.proposals import proposals
from thidua.reporting.rules import ReportState
from thidua.reporting.services.notes import give_reason
from thidua.reporting.services.workflow import submit_report
from thidua.ui.notices import say

from .access import Access, report_or_404, small_number
from .report import CONFLICT, INVALID, Trouble, page_context, report_url, save_grid

STEP = "phan"


@dataclass(frozen=True, slots=True)
class Question:
    """A cell as a step asks for it: `text` is what stands in the field, proposed where nothing is saved yet."""

    row: Row
    text: str
    proposed: bool

    @property
    def state(self) -> str:
        if self.proposed:
            return "proposed"
        return "empty" if self.row.cell.empty else "saved"


@dataclass(frozen=True, slots=True)
class Step:
    """A section with the checks that speak of its cells."""

    number: int
    name: str
    questions: tuple[Question, ...]
    findings: tuple[tuple[Finding, tuple[Row, ...]], ...]
    surprising: tuple[Row, ...]


@require_http_methods(["GET", "POST"])
def report_steps(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """One section after the other; POST saves the section that the address names, or hands the report in."""
    access = report_or_404(request, unit, period, form)
    access.require(Permission.REPORT_ENTER)
    if not access.may_enter:
        return redirect(report_url(access.report))
    asked = small_number(request.GET.get(STEP, ""))
    if request.method == "GET":
        return show_steps(request, access, asked)
    if "hand-in" in request.POST:
        return _hand_in(request, access)
    troubles = save_grid(request, access)
    if troubles:
        return show_steps(request, access, asked, troubles=troubles)
    return redirect(f"{report_url(access.report, 'report-steps')}?{STEP}={asked + 1}")


def show_steps(
    request: HttpRequest,
    access: Access,
    asked: int,
    *,
    troubles: Mapping[str, Trouble] | None = None,
    sentence: str = "",
    typed: SubmitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the steps at the one that is asked for, else at the first that has something to do."""
    page = entry_page(access.report)
    steps = steps_of(page)
    last = len(steps) + 1
    if troubles:
        status = CONFLICT if any(trouble.conflict for trouble in troubles.values()) else INVALID
    context = page_context(access, page) | {
        "steps": steps,
        "last": last,
        "current": asked if 1 <= asked <= last else _first_open(steps),
        "troubles": dict(troubles or {}),
        "sentence": sentence,
        "submit_form": typed or SubmitForm(),
        "checks": checks_data(page),
        "reasons": _reasons(access.report),
        "step_url": report_url(access.report, "report-steps"),
    }
    return render(request, "reporting/steps.html", context, status=status)


def steps_of(page: EntryPage) -> tuple[Step, ...]:
    """The sections of a report's form as steps."""
    proposed = proposals(page.rows)
    return tuple(_step(number, section, page, proposed) for number, section in enumerate(page.sections, start=1))


def _step(number: int, section: Section, page: EntryPage, proposed: Mapping[str, Cell]) -> Step:
    codes = {row.code for row in section.rows}
    return Step(
        number=number,
        name=section.name,
        questions=tuple(_question(row, proposed.get(row.code)) for row in section.rows),
        findings=tuple((finding, rows) for finding, rows in page.found if codes & set(finding.codes)),
        surprising=tuple(row for row in section.rows if row.surprising),
    )


def _question(row: Row, proposed: Cell | None) -> Question:
    if proposed is None:
        return Question(row, row.typed_text, proposed=False)
    typed = row.earlier.since_start(proposed) if row.earlier else proposed
    return Question(row, in_words(typed, row.indicator), proposed=True)


def _reasons(report: Report) -> dict[str, str]:
    """Why the report was sent back: by indicator code, "" for the whole."""
    if report.state != ReportState.RETURNED:
        return {}
    given = ReturnReason.objects.filter(submission__report=report, submission__version=report.version - 1)
    return {
        reason.indicator.code if reason.indicator else "": reason.sentence
        for reason in given.select_related("indicator")
    }


def _first_open(steps: tuple[Step, ...]) -> int:
    waiting = (step.number for step in steps if any(question.row.missing for question in step.questions))
    return next(waiting, len(steps) + 1)


def _hand_in(request: HttpRequest, access: Access) -> HttpResponse:
    """The button of the last step; what stands in its way is said there."""
    access.require(Permission.REPORT_SUBMIT)
    typed = SubmitForm(request.POST)
    page = entry_page(access.report)
    last = len(page.sections) + 1
    if not typed.is_valid():
        return show_steps(request, access, last, sentence=sentences_of(typed), typed=typed, status=INVALID)
    try:
        for row in page.rows:
            if why := request.POST.get(f"why-{row.code}", "").strip():
                give_reason(report_id=access.report.pk, indicator_id=row.indicator.pk, reason=why, by=access.user)
        submit_report(
            report_id=access.report.pk,
            by=access.user,
            reason=typed.cleaned_data["reason"],
            ask_reasons=True,
            without=typed.without(),
        )
    except DomainError as error:
        return show_steps(request, access, last, sentence=error.sentence, typed=typed, status=error.status)
    say(request, _("Đã nộp báo cáo lên cấp trên."), undo=report_url(access.report, "report-withdraw"))
    return redirect(report_url(access.report))
