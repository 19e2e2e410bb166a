"""The way of a report: submit, take back, return, accept, amend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record, record_each
from thidua.core import clock, sql
from thidua.figures.cells import begin_version, count_officially, count_preliminarily, weigh_averages
from thidua.figures.locks import PERIOD
from thidua.people.models import User
from thidua.reporting.errors import (
    CellsMissing,
    CellsUnexplained,
    ChecksFailed,
    NotAccepted,
    NotEditable,
    NotSubmitted,
    ReasonMissing,
)
from thidua.reporting.models import Report, ReturnReason, Submission
from thidua.reporting.queries.checks import Examination, examine
from thidua.reporting.queries.notes import unexplained
from thidua.reporting.rules import EDITABLE, Outcome, ReportState

from .behalf import note_submission, refuse_own, refuse_without_paper
from .exceptions import NOTHING_SAID, Without, list_exceptions
from .locking import lock_report, refuse_closed

PACKAGE = "thidua.reporting"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a report goes back: about one indicator, or about the whole when there is none."""

    sentence: str
    indicator_id: int | None = None


@transaction.atomic
def submit_report(
    *, report_id: int, by: User, reason: str = "", ask_reasons: bool = False, without: Without = NOTHING_SAID
) -> Report:
    """Hand a report in: its version is frozen and counts in preliminary totals.

    An amendment needs a reason. Raises CellsMissing or ChecksFailed when the form's checks do not let it pass.
    People are asked why numbers lie far outside their history (`ask_reasons`): CellsUnexplained until they have
    said so. From programs such numbers pass and stay questions to whoever accepts the report. `without` says why
    the report goes on without others below; people have to say it: ExceptionsUnlisted.
    """
    report = lock_report(report_id)
    if report.state not in EDITABLE:
        raise NotEditable(_("Báo cáo đang ở trạng thái «%(state)s», không nộp được nữa.") % _state(report))
    refuse_unready(report, examine(report), reason)
    if ask_reasons:
        _refuse_unexplained(report)
    list_exceptions(report, without, demanded=ask_reasons, by=by)
    weigh_averages(sheet=report.sheet, version=report.version)
    return hand_in(report, by=by, reason=reason)


def hand_in(report: Report, *, by: User, reason: str) -> Report:
    """Submit a locked report that is ready; its averages are weighed already. Raises PaperMissing."""
    behalf = refuse_without_paper(report)
    at = clock.now()
    sql.run(PACKAGE, "hand_in", {"report": report.pk, "by": by.pk, "at": at, "reason": reason.strip()})
    report.state, report.submitted_at, report.submitted_by = ReportState.SUBMITTED, at, by
    count_preliminarily(sheet_ids=[report.sheet_id], version=report.version)
    record("report.submitted", by=by, about=report, unit=report.unit_id, version=report.version)
    if behalf:
        note_submission(report, behalf, by=by)
    return report


def refuse_unready(report: Report, examination: Examination, reason: str) -> None:
    """Raise ReasonMissing, CellsMissing or ChecksFailed when a report cannot be submitted as it stands."""
    if report.sheet.official_version and not reason.strip():
        raise ReasonMissing(_("Báo cáo đã từng được tiếp nhận. Hãy ghi lý do điều chỉnh rồi nộp lại."))
    if examination.missing:
        raise CellsMissing(
            _("Còn %(count)d ô chưa nhập. Nếu không phát sinh hãy nhập 0; nếu không áp dụng hãy chọn «không có».")
            % {"count": len(examination.missing)},
            examination.missing,
        )
    if examination.errors:
        raise ChecksFailed(
            _("Có %(count)d lỗi cân đối cần sửa trước khi nộp.") % {"count": len(examination.errors)},
            examination.errors,
        )


def _refuse_unexplained(report: Report) -> None:
    open_questions = unexplained(report)
    if open_questions:
        raise CellsUnexplained(
            _(
                "Còn %(count)d số khác hẳn các kỳ trước chưa có lý do."
                " Hãy ghi lý do hoặc sửa số, bắt đầu từ «%(first)s»."
            )
            % {"count": len(open_questions), "first": open_questions[0].name},
            [indicator.code for indicator in open_questions],
        )


@transaction.atomic
def withdraw_report(*, report_id: int, by: User) -> Report:
    """Take a submitted report back before anybody has decided: the undo of submitting."""
    report = lock_report(report_id)
    _refuse_unsubmitted(report)
    _decide(report, Outcome.WITHDRAWN, by)
    _go_on_with_a_copy(report, ReportState.AMENDING if report.sheet.official_version else ReportState.DRAFT)
    record("report.withdrawn", by=by, about=report, unit=report.unit_id, version=report.version - 1)
    return report


@transaction.atomic
def return_report(*, report_id: int, reasons: Sequence[Reason], by: User) -> Report:
    """Send a submitted report back with reasons; what was submitted stays readable, a copy is edited on."""
    if not any(reason.sentence.strip() for reason in reasons):
        raise ReasonMissing(_("Hãy ghi ít nhất một lý do trả lại, để đơn vị biết cần sửa gì."))
    report = lock_report(report_id)
    _refuse_unsubmitted(report)
    submission = _decide(report, Outcome.RETURNED, by)
    ReturnReason.objects.bulk_create(
        ReturnReason(submission=submission, indicator_id=reason.indicator_id, sentence=reason.sentence.strip())
        for reason in reasons
        if reason.sentence.strip()
    )
    _go_on_with_a_copy(report, ReportState.RETURNED)
    record("report.returned", by=by, about=report, unit=report.unit_id, version=submission.version)
    return report


def accept_report(*, report_id: int, by: User) -> None:
    """Accept a submitted report, so that its cells count in official totals."""
    accept_reports(report_ids=[report_id], by=by)


@transaction.atomic
def accept_reports(*, report_ids: Sequence[int], by: User) -> int:
    """Accept submitted reports, all or none; the answer is how many.

    Raises NotSubmitted, OwnReport or ObjectedTo, naming the first report that stands in the way.
    """
    sql.run(PACKAGE, "share_periods", {"lock": PERIOD, "reports": list(report_ids)})
    reports = list(
        Report.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=report_ids)
        .select_related("period", "unit")
        .order_by("period", "unit", "pk")
    )
    for report in reports:
        refuse_closed(report.period)
        _refuse_unsubmitted(report)
    refuse_own(reports, by=by)
    sql.run(PACKAGE, "accept", {"reports": [report.pk for report in reports], "at": clock.now(), "by": by.pk})
    count_officially(sheet_ids=[report.sheet_id for report in reports])
    record_each(
        "report.accepted",
        by=by,
        subjects=[Subject(report, report.unit_id, {"version": report.version}) for report in reports],
    )
    return len(reports)


@transaction.atomic
def amend_report(*, report_id: int, by: User) -> Report:
    """Begin an amendment of an accepted report: version n+1 as a copy; version n goes on counting meanwhile."""
    report = lock_report(report_id)
    if report.state != ReportState.ACCEPTED:
        raise NotAccepted(
            _("Chỉ điều chỉnh được báo cáo đã tiếp nhận; báo cáo này đang ở trạng thái «%(state)s».") % _state(report)
        )
    _go_on_with_a_copy(report, ReportState.AMENDING)
    record("report.amendment_begun", by=by, about=report, unit=report.unit_id, version=report.version)
    return report


def _state(report: Report) -> dict[str, str]:
    return {"state": str(ReportState(report.state).label)}


def _refuse_unsubmitted(report: Report) -> None:
    if report.state != ReportState.SUBMITTED:
        raise NotSubmitted(
            _("Báo cáo %(report)s đang ở trạng thái «%(state)s», không còn chờ tiếp nhận. Hãy tải lại danh sách.")
            % {"report": report, **_state(report)}
        )


def _decide(report: Report, outcome: Outcome, by: User) -> Submission:
    submission = Submission.objects.get(report=report, version=report.version)
    submission.outcome, submission.decided_at, submission.decided_by = outcome, clock.now(), by
    submission.save(update_fields=["outcome", "decided_at", "decided_by"])
    return submission


def _go_on_with_a_copy(report: Report, state: ReportState) -> None:
    begin_version(sheet=report.sheet, copy_of=report.version, version=report.version + 1)
    count_preliminarily(sheet_ids=[report.sheet_id], version=None)
    report.version, report.state = report.version + 1, state
    report.save(update_fields=["version", "state"])
