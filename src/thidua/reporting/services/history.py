"""Reports that arrive whole: from a file of a federation, or from another system. Set-based, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import BadEntries, BadEntry
from thidua.figures.cells import Cell, in_blocks, pack
from thidua.figures.fold import rebuild
from thidua.figures.locks import share_period
from thidua.figures.models import CellEdit, Sheet
from thidua.indicators.models import FormRow, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.people.models import User
from thidua.reporting.models import Report, Submission
from thidua.reporting.rules import Outcome, ReportState

from .entry import refuse_closed


@dataclass(frozen=True, slots=True)
class Arriving:
    """A unit's figures for a base period, whatever forms they belong to, by indicator.

    `state` is DRAFT, SUBMITTED or ACCEPTED; a submitted one says who submitted it and when, an accepted one also
    who accepted it. `path` names it in errors.
    """

    unit_id: int
    period_id: int
    cells: Mapping[int, Cell]
    state: ReportState
    typed_by: User
    submitted_at: datetime | None = None
    accepted_by: User | None = None
    accepted_at: datetime | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """What of an arriving report belongs to one report of the system."""

    arriving: Arriving
    report: Report
    cells: dict[int, Cell]


@transaction.atomic
def record_reports(*, arriving: Sequence[Arriving], by: User | None) -> int:
    """Write whole reports into drafts that nobody has begun; the answer is how many reports were written.

    Raises BadEntries naming every entry that no form collects, whose report is begun or missing, or that was
    accepted by who submitted it. Totals of the periods are folded anew before this returns.
    """
    periods = Period.objects.in_bulk({entry.period_id for entry in arriving})
    for period in sorted(periods.values(), key=lambda period: period.pk):
        share_period(period.pk)
        refuse_closed(period)
    parts = _parts_of(arriving)
    _write_cells(parts)
    _write_states(parts)
    rebuild(*periods.values())
    record("report.recorded", by=by, reports=len(parts), periods=len(periods))
    return len(parts)


def _parts_of(arriving: Sequence[Arriving]) -> list[_Part]:
    forms = _collected_by_form()
    open_drafts: dict[tuple[int, int], list[Report]] = defaultdict(list)
    reports = Report.objects.filter(
        period__in={entry.period_id for entry in arriving}, unit__in={entry.unit_id for entry in arriving}
    ).select_related("sheet", "period")
    for report in reports.select_for_update(of=("self",), no_key=True).order_by("period", "unit", "pk"):
        open_drafts[report.period_id, report.unit_id].append(report)
    parts: list[_Part] = []
    wrong: list[BadEntry] = []
    for entry in arriving:
        if entry.accepted_by and entry.accepted_by == entry.typed_by:
            wrong.append(BadEntry(entry.path, _("Người nộp báo cáo không được tự tiếp nhận báo cáo đó.")))
        left = dict(entry.cells)
        for report in open_drafts[entry.period_id, entry.unit_id]:
            collected = forms[report.sheet.form_version_id]
            mine = {pk: left.pop(pk) for pk in list(left) if pk in collected}
            if mine and (report.state != ReportState.DRAFT or report.started_at):
                wrong.append(BadEntry(entry.path, _("Báo cáo này đã được nhập từ trước.")))
            elif mine:
                parts.append(_Part(entry, report, mine))
        wrong += [
            BadEntry(
                f"{entry.path}.cells.{_name(catalogue().by_id[pk])}",
                _("Đơn vị không báo cáo chỉ tiêu này trong kỳ này."),
            )
            for pk in left
        ]
    if wrong:
        raise BadEntries(_("Có %(count)d mục không nhận được; chưa có gì được ghi.") % {"count": len(wrong)}, wrong)
    return parts


def _collected_by_form() -> dict[int, set[int]]:
    forms: dict[int, set[int]] = defaultdict(set)
    for version, indicator in FormRow.objects.values_list("section__version", "indicator"):
        forms[version].add(indicator)
    return forms


def _name(indicator: Indicator) -> str:
    return indicator.key or indicator.code


def _write_cells(parts: Iterable[_Part]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY figures_sheetcells (closes, sheet_id, version, block, scope, cells, na) FROM STDIN") as copy,
    ):
        for part in parts:
            for block, cells in in_blocks(part.cells).items():
                numbers, na = pack(cells)
                copy.write_row(
                    (part.report.sheet.closes, part.report.sheet_id, part.report.version, block, 0, numbers, na)
                )


def _write_states(parts: Sequence[_Part]) -> None:
    now = clock.now()
    for part in parts:
        _settle(part, now)
    reports = [part.report for part in parts]
    Report.objects.bulk_update(
        reports,
        ["state", "started_at", "submitted_at", "submitted_by", "accepted_at", "accepted_by"],
        batch_size=1000,
    )
    Sheet.objects.bulk_update(
        [report.sheet for report in reports], ["official_version", "submitted_version"], batch_size=1000
    )
    handed_in = [part for part in parts if part.report.submitted_at]
    Submission.objects.bulk_create([_submission(part) for part in handed_in], batch_size=1000)
    CellEdit.objects.bulk_create([_journal(part) for part in parts], batch_size=1000)


def _settle(part: _Part, now: datetime) -> None:
    """Bring the report and its sheet into the state in which the entry arrives."""
    report, entry = part.report, part.arriving
    report.state, report.started_at = entry.state, entry.submitted_at or now
    if entry.state == ReportState.DRAFT:
        return
    report.submitted_by, report.submitted_at = entry.typed_by, entry.submitted_at or now
    if entry.state == ReportState.SUBMITTED:
        report.sheet.submitted_version = report.version
        return
    report.accepted_by, report.accepted_at = entry.accepted_by, entry.accepted_at or now
    report.sheet.official_version = report.version


def _submission(part: _Part) -> Submission:
    report = part.report
    handed_in = part.arriving.submitted_at or clock.now()
    accepted = report.state == ReportState.ACCEPTED
    return Submission(
        report=report,
        version=report.version,
        submitted_at=handed_in,
        submitted_by=report.submitted_by,
        late=handed_in > report.due_at,
        outcome=Outcome.ACCEPTED if accepted else Outcome.WAITING,
        decided_at=report.accepted_at,
        decided_by=report.accepted_by,
    )


def _journal(part: _Part) -> CellEdit:
    indicators = list(part.cells)
    cells = list(part.cells.values())
    return CellEdit(
        sheet_id=part.report.sheet_id,
        version=part.report.version,
        key=uuid5(NAMESPACE_OID, f"recorded:{part.report.pk}:{part.report.version}"),
        by=part.arriving.typed_by,
        at=part.report.started_at or clock.now(),
        indicators=indicators,
        before=[None] * len(cells),
        after=[cell.number for cell in cells],
        before_na=[False] * len(cells),
        after_na=[cell.na for cell in cells],
    )
