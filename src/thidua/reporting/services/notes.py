"""What people say about a cell besides its number."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line, clean_text
from thidua.figures.cells import EMPTY, Cell, read_cells
from thidua.indicators.models import Indicator
from thidua.people.models import User
from thidua.reporting.errors import NotCollected, NotEditable, NothingSaid, NothingToMark
from thidua.reporting.models import CellComment, CellNote, Report
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.entry import in_words
from thidua.reporting.queries.notes import estimates_of
from thidua.reporting.rules import EDITABLE, ReportState

from .locking import lock_report

LONGEST_COMMENT, LONGEST_REASON = 1000, 400


@transaction.atomic
def add_comment(*, report_id: int, indicator_id: int, text: str, by: User) -> CellComment:
    """Say something about a cell, in whatever state its report is. Raises NothingSaid, BadText or PeriodNotOpen."""
    said = clean_text(text, most=LONGEST_COMMENT)
    if not said:
        raise NothingSaid(_("Hãy viết ý kiến rồi bấm Gửi."))
    report = lock_report(report_id)
    indicator = indicator_of(report, indicator_id)
    comment = CellComment.objects.create(report=report, indicator=indicator, text=said, at=clock.now(), by=by)
    record("cell.commented", by=by, about=report, unit=report.unit_id, indicator=indicator.name)
    return comment


@transaction.atomic
def flag_cell(*, report_id: int, indicator_id: int, flagged: bool, by: User) -> None:
    """Mark a cell to be looked at again, or take the mark off. Raises PeriodNotOpen."""
    report = lock_report(report_id)
    indicator = indicator_of(report, indicator_id)
    note = _note(report, indicator)
    if note.flagged != flagged:
        note.flagged = flagged
        _save(note, by)
        event = "cell.flagged" if flagged else "cell.unflagged"
        record(event, by=by, about=report, unit=report.unit_id, indicator=indicator.name)


@transaction.atomic
def mark_estimate(*, report_id: int, indicator_id: int, estimated: bool, by: User) -> None:
    """Say that a cell's number is an estimate, or that it is the actual one after all.

    Raises NotEditable, PeriodNotOpen, or NothingToMark for a cell without a number.
    """
    report = lock_report(report_id)
    _refuse_uneditable(report)
    indicator = indicator_of(report, indicator_id)
    note = _note(report, indicator)
    if note.estimated == estimated:
        return
    cell = _cell(report, indicator)
    if estimated and cell.number is None:
        raise NothingToMark(_("Ô chưa có số. Hãy nhập số ước tính rồi đánh dấu."))
    note.estimated = estimated
    _save(note, by)
    event = "cell.estimated" if estimated else "cell.confirmed"
    record(
        event,
        by=by,
        about=report,
        unit=report.unit_id,
        indicator=indicator.name,
        number=in_words(cell, indicator),
    )


@transaction.atomic
def give_reason(*, report_id: int, indicator_id: int, reason: str, by: User) -> None:
    """Say why a cell's number is out of range; a new number asks anew.

    Raises NothingSaid, BadText, NotEditable, PeriodNotOpen, or NothingToMark for a cell without a number.
    """
    said = clean_line(reason, most=LONGEST_REASON)
    if not said:
        raise NothingSaid(_("Hãy chọn hoặc viết lý do rồi bấm Lưu lý do."))
    report = lock_report(report_id)
    _refuse_uneditable(report)
    indicator = indicator_of(report, indicator_id)
    cell = _cell(report, indicator)
    if cell.number is None:
        raise NothingToMark(_("Ô chưa có số nên chưa cần lý do."))
    keep_reasons(report, {indicator_id: said}, {indicator_id: cell}, by=by)


def keep_reasons(report: Report, reasons: Mapping[int, str], cells: Mapping[int, Cell], *, by: User) -> None:
    """Keep why cells of a locked report hold what they hold; cells without a number need no reason."""
    for pk, reason in reasons.items():
        cell = cells.get(pk, EMPTY)
        if cell.number is None or not reason:
            continue
        indicator = indicator_of(report, pk)
        note = _note(report, indicator)
        note.reason, note.reason_number = reason, cell.number
        _save(note, by)
        record(
            "cell.explained",
            by=by,
            about=report,
            unit=report.unit_id,
            indicator=indicator.name,
            number=in_words(cell, indicator),
            reason=reason,
        )


def replace_estimates(report: Report, cells: Mapping[int, Cell], *, by: User) -> None:
    """Take the mark off estimates that an amendment replaces by the actual numbers; audited with both numbers.

    `cells` are those being written to the locked report. Before anything was accepted the mark stays: a better
    estimate is an estimate still, until somebody takes the mark off.
    """
    official = report.sheet.official_version
    if official is None:
        return
    replaced = {pk: note for pk, note in estimates_of(report).items() if pk in cells}
    before = read_cells(report.sheet, official, replaced) if replaced else {}
    for pk, note in replaced.items():
        if cells[pk] == before[pk]:
            continue
        indicator = indicator_of(report, pk)
        note.estimated = False
        _save(note, by)
        record(
            "cell.estimate_replaced",
            by=by,
            about=report,
            unit=report.unit_id,
            indicator=indicator.name,
            before=in_words(before[pk], indicator),
            after=in_words(cells[pk], indicator),
        )


def indicator_of(report: Report, indicator_id: int) -> Indicator:
    """The indicator of a cell of a report. Raises NotCollected."""
    indicator = contents_of(report.sheet.form_version_id).indicators.get(indicator_id)
    if indicator is None:
        raise NotCollected(_("Biểu mẫu của báo cáo này không có chỉ tiêu được gửi lên. Hãy tải lại trang."))
    return indicator


def _cell(report: Report, indicator: Indicator) -> Cell:
    return read_cells(report.sheet, report.version, [indicator.pk])[indicator.pk]


def _note(report: Report, indicator: Indicator) -> CellNote:
    return CellNote.objects.filter(report=report, indicator=indicator).first() or CellNote(
        report=report, indicator=indicator
    )


def _save(note: CellNote, by: User) -> None:
    note.at, note.by = clock.now(), by
    note.save()


def _refuse_uneditable(report: Report) -> None:
    if report.state not in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang ở trạng thái «%(state)s» nên không sửa được. Nếu cần, hãy mở bản điều chỉnh.")
            % {"state": ReportState(report.state).label}
        )
