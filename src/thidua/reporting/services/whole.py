"""A report that another system sends whole: every cell at once, and handed in if it asks for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import BadEntry
from thidua.figures.cells import EMPTY, Cell, Written, replace_cells
from thidua.indicators.queries import catalogue
from thidua.people.models import User
from thidua.reporting.errors import CellsChanged, NotCollected, NotEditable
from thidua.reporting.models import Report
from thidua.reporting.queries.checks import examine_cells
from thidua.reporting.queries.contents import Contents, contents_of
from thidua.reporting.rules import EDITABLE

from .entry import note_start, refuse_implausible
from .exceptions import NOTHING_SAID, Without, list_exceptions
from .locking import lock_report
from .notes import keep_reasons, replace_estimates
from .workflow import hand_in, refuse_unready


@dataclass(frozen=True, slots=True)
class Whole:
    """All cells of a report by indicator; one that is not named is empty.

    `seen` are cells as the sender last read them: nothing is written when one of them holds something else.
    `reasons` say why numbers lie outside their history; without them they are questions to the acceptor.
    `without` says why a submission goes on without reports of the level below.
    """

    cells: Mapping[int, Cell]
    seen: Mapping[int, Cell] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    without: Without = NOTHING_SAID


@transaction.atomic(savepoint=False)
def send_report(*, report_id: int, whole: Whole, submit: bool, reason: str = "", by: User, key: UUID) -> Report:
    """Put a whole report in the place of its draft, and submit it when asked to.

    `key` makes the cells safe to send again. Raises NotEditable, PeriodNotOpen, NotCollected, NotPlausible or
    CellsChanged; for a submission also what `submit_report` raises. A broken rule spoils the caller's
    transaction: there is nothing left to do in it.
    """
    report = lock_report(report_id)
    if report.state not in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang ở trạng thái «%(state)s» nên không nhận số liệu mới. Nếu cần, hãy mở bản điều chỉnh.")
            % {"state": report.get_state_display()}
        )
    contents = contents_of(report.sheet.form_version_id)
    _refuse_foreign(contents, whole)
    cells = {indicator: whole.cells.get(indicator, EMPTY) for indicator in contents.indicators}
    clashes = replace_cells(sheet=report.sheet, version=report.version, cells=cells, seen=whole.seen, by=by, key=key)
    if clashes:
        raise cells_changed(clashes, contents)
    replace_estimates(report, cells, by=by)
    keep_reasons(report, whole.reasons, cells, by=by)
    if submit:
        refuse_unready(report, examine_cells(report, cells), reason)
        list_exceptions(report, whole.without, demanded=False, by=by)
        return hand_in(report, by=by, reason=reason)
    note_start(report, by=by)
    return report


def cells_changed(clashes: list[Written], contents: Contents) -> CellsChanged:
    """The error that names the cells which somebody else changed."""
    codes = [contents.indicators[clash.indicator_id].code for clash in clashes]
    return CellsChanged(
        _("Có %(count)d ô vừa được người khác sửa; chưa ghi gì. Hãy đọc lại báo cáo rồi gửi lại.")
        % {"count": len(clashes)},
        [BadEntry(f"cells.{code}", _("Đã được người khác sửa.")) for code in codes],
    )


def _refuse_foreign(contents: Contents, whole: Whole) -> None:
    """Only cells of the form can be written, and only with numbers that the indicator can have."""
    for pk in (*whole.cells, *whole.seen, *whole.reasons):
        if pk not in contents.indicators:
            raise NotCollected(
                _("Biểu mẫu của báo cáo này không có chỉ tiêu %(code)s. Hãy đọc lại báo cáo rồi gửi lại.")
                % {"code": catalogue().by_id[pk].code},
                where=f"cells.{catalogue().by_id[pk].code}",
            )
    for pk, cell in whole.cells.items():
        refuse_implausible(contents.indicators[pk], cell)
