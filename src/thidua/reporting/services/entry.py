"""Typing figures into a report."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.numbers import print_number, unscale
from thidua.figures.cells import Cell, Edit, Written, write_cells
from thidua.indicators.models import Indicator
from thidua.people.models import User
from thidua.reporting.errors import MalformedEdits, NotCollected, NotEditable, NotPlausible
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import EDITABLE

from .locking import lock_report
from .notes import replace_estimates


@transaction.atomic
def save_cells(*, report_id: int, edits: Sequence[Edit], by: User, key: UUID) -> list[Written]:
    """Save a burst of edits; each edit is saved, or answered with what somebody else typed meanwhile.

    `key` makes the burst safe to send again. Raises NotEditable, PeriodNotOpen, NotCollected, NotPlausible,
    MalformedEdits or KeyTaken.
    """
    report = lock_report(report_id)
    if report.state not in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang ở trạng thái «%(state)s» nên không sửa được. Nếu cần, hãy mở bản điều chỉnh.")
            % {"state": report.get_state_display()}
        )
    _refuse_foreign(report, edits)
    written = write_cells(sheet=report.sheet, version=report.version, edits=edits, by=by, key=key)
    if any(cell.saved for cell in written):
        note_start(report, by=by)
        replace_estimates(report, {cell.indicator_id: cell.cell for cell in written if cell.saved}, by=by)
    return written


def note_start(report: Report, *, by: User) -> None:
    """Remember when the first cell of a report came in."""
    if report.started_at is None:
        report.started_at = clock.now()
        report.save(update_fields=["started_at"])
        record("report.started", by=by, about=report, unit=report.unit_id)


def refuse_implausible(indicator: Indicator, cell: Cell) -> None:
    """Raise NotPlausible for a number that the indicator cannot have."""
    if cell.number is not None and not indicator.smallest <= cell.number <= indicator.largest:
        least, most = (print_number(unscale(n, indicator.decimals)) for n in (indicator.smallest, indicator.largest))
        raise NotPlausible(
            _("«%(name)s» phải từ %(least)s đến %(most)s. Hãy kiểm tra lại số vừa nhập.")
            % {"name": indicator.name, "least": least, "most": most},
            where=f"cells.{indicator.code}",
        )


def _refuse_foreign(report: Report, edits: Sequence[Edit]) -> None:
    """Only cells of the form can be written, each once, and only with numbers that the indicator can have."""
    collected = contents_of(report.sheet.form_version_id).indicators
    if len({edit.indicator_id for edit in edits}) < len(edits):
        raise MalformedEdits(_("Một ô được gửi lên hai lần trong một lần lưu. Hãy tải lại trang rồi nhập lại."))
    for edit in edits:
        indicator = collected.get(edit.indicator_id)
        if indicator is None:
            raise NotCollected(_("Biểu mẫu của báo cáo này không có chỉ tiêu được gửi lên. Hãy tải lại trang."))
        refuse_implausible(indicator, edit.after)
