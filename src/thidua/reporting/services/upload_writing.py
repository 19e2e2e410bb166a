"""Writing what was chosen of files that were sent, and taking it back: every cell by the rules of typing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.audit.services import Subject, record_each
from thidua.core import clock, sql
from thidua.core.errors import DomainError
from thidua.figures.cells import Cell, Edit, Written
from thidua.indicators.queries import catalogue
from thidua.people.models import User
from thidua.reporting.errors import ChannelMissing, NothingToWrite
from thidua.reporting.models import BehalfEntry, Report
from thidua.reporting.queries.behalf import entries_of
from thidua.reporting.queries.entry import in_words
from thidua.reporting.queries.upload_places import Rights
from thidua.reporting.rules import WRITABLE, CellVerdict, Channel, UploadStage
from thidua.reporting.upload_models import Upload, UploadCell, UploadPart

from .behalf import begin_behalf
from .entry import save_cells
from .locking import PACKAGE
from .uploads import locked_upload

AT_ONCE: Final = 60
"""So many reports are written while the sender waits; more by a worker."""

STEP: Final = 40
WRITE: Final = "reporting.write_upload"


@transaction.atomic
def ask_for_commit(*, upload_id: int, channel: Channel | None = None, by: User) -> Upload:
    """Write every chosen cell that is not written yet: at once, or by a worker where there are many reports.

    A cell that somebody changed since the preview becomes a conflict, and cells of a report that cannot be written any
    more are refused; the rest is written all the same. Reports that are not the sender's own are marked as entered on
    behalf of their units, received by `channel`. Raises UploadNotOpen, NothingToWrite or ChannelMissing.
    """
    upload = locked_upload(upload_id, UploadStage.PREVIEWED, UploadStage.COMMITTED)
    parts = waiting_parts(upload)
    upload.total, upload.done, upload.failure = parts.count(), 0, ""
    if not upload.total:
        raise NothingToWrite(_("Không có ô nào được chọn để ghi. Hãy chọn ít nhất một ô mới hoặc có thay đổi."))
    if channel is None and parts.filter(on_behalf=True).exists():
        raise ChannelMissing(_("Hãy chọn đơn vị đã gửi số liệu qua đâu, vì có báo cáo được nhập thay đơn vị."))
    upload.stage = UploadStage.COMMITTING
    upload.save()
    if upload.total > AT_ONCE:
        named = channel.value if channel else ""
        app.configure_task(WRITE).defer(
            upload_id=upload.pk, user_id=by.pk, channel=named, language=translation.get_language() or ""
        )
        return upload
    while write_some(upload_id=upload.pk, channel=channel, by=by):
        continue
    upload.refresh_from_db()
    return upload


@transaction.atomic
def write_some(*, upload_id: int, channel: Channel | None, by: User) -> bool:
    """Write the next few reports of an upload that is being committed; the answer is whether any were left."""
    upload = locked_upload(upload_id, UploadStage.COMMITTING)
    parts = list(_in_lock_order(waiting_parts(upload))[:STEP])
    if not parts:
        upload.stage = UploadStage.COMMITTED
        upload.committed_at = clock.now()
        upload.save()
        return False
    rights = Rights.of([_report(part) for part in parts], by)
    _begin_behalf([part for part in parts if _report(part).unit_id in rights.behalf], channel, by)
    cells = _of_parts(UploadCell.objects.filter(chosen=True, saved=False, verdict__in=WRITABLE), parts)
    subjects = []
    for part in parts:
        allowed = _refuse_shut(part, cells[part.pk], rights)
        written = _write(part, allowed, by) if allowed else 0
        if written:
            subjects.append(Subject(part.report, _report(part).unit_id, {"cells": written, "file": part.file_name}))
    _keep_outcomes([cell for some in cells.values() for cell in some])
    record_each("upload.committed", by=by, subjects=subjects)
    upload.done += len(parts)
    upload.save(update_fields=["done"])
    return True


@transaction.atomic
def note_failure(*, upload_id: int, sentence: str) -> None:
    """Say why a worker stopped writing; what it has written stays and can be gone on with or taken back."""
    upload = locked_upload(upload_id, UploadStage.COMMITTING)
    upload.stage, upload.failure = UploadStage.COMMITTED, sentence
    upload.committed_at = clock.now()
    upload.save()


@transaction.atomic
def undo_upload(*, upload_id: int, by: User) -> tuple[int, int]:
    """Put back what stood in every written cell that still holds what the upload wrote.

    The answer is how many cells were put back, and how many were not because somebody changed them since or their
    report is with somebody else; the sentences of these say so. Raises UploadNotOpen.
    """
    upload = locked_upload(upload_id, UploadStage.COMMITTED)
    saved = UploadCell.objects.filter(part__upload=upload, saved=True)
    parts = list(_in_lock_order(UploadPart.objects.filter(pk__in=saved.values("part")).order_by()))
    cells = _of_parts(saved, parts)
    rights = Rights.of([_report(part) for part in parts], by)
    subjects = []
    for part in parts:
        taken = _take_back(part, _keep_shut(part, cells[part.pk], rights), by)
        if taken:
            subjects.append(Subject(part.report, _report(part).unit_id, {"cells": taken, "file": part.file_name}))
    every = [cell for some in cells.values() for cell in some]
    _keep_outcomes(every)
    upload.stage, upload.undone_at = UploadStage.UNDONE, clock.now()
    upload.save()
    record_each("upload.undone", by=by, subjects=subjects)
    left = sum(cell.saved for cell in every)
    return len(every) - left, left


def waiting_parts(upload: Upload) -> QuerySet[UploadPart]:
    """The parts of an upload with chosen cells that are not written yet."""
    waiting = UploadCell.objects.filter(part__upload=upload, chosen=True, saved=False, verdict__in=WRITABLE)
    return UploadPart.objects.filter(pk__in=waiting.values("part")).order_by()


def _in_lock_order(parts: QuerySet[UploadPart]) -> QuerySet[UploadPart]:
    # Locks of many reports are always taken in one order: that of accepting them.
    return parts.select_related("report__unit", "file").order_by("report__period", "report__unit", "report", "number")


def _of_parts(cells: QuerySet[UploadCell], parts: Sequence[UploadPart]) -> dict[int, list[UploadCell]]:
    found: dict[int, list[UploadCell]] = defaultdict(list)
    for cell in cells.filter(part__in=parts).order_by("part", "number"):
        found[cell.part_id].append(cell)
    return found


def _begin_behalf(parts: Sequence[UploadPart], channel: Channel | None, by: User) -> None:
    """Mark the reports that are not the sender's own, as typing into them would have asked for before."""
    mine = [part for part in parts if part.on_behalf]
    begun: Mapping[int, BehalfEntry] = entries_of([_report(part) for part in mine]) if mine else {}
    for part in mine:
        report = _report(part)
        if report.pk in begun or channel is None:
            continue
        try:
            with transaction.atomic():
                begin_behalf(report_id=report.pk, channel=channel, remark=part.file_name, paper=part.file, by=by)
        except DomainError:
            # Writing its cells is refused for the same reason, and says so at each of them.
            continue


def _refuse_shut(part: UploadPart, cells: Sequence[UploadCell], rights: Rights) -> list[UploadCell]:
    """Refuse the cells that the sender may not write any more, her grants being others by now; the rest is left."""
    left = []
    for cell in cells:
        if why := rights.refusal(_report(part), catalogue().by_id[_indicator(cell)], beginning=part.on_behalf):
            _refuse(cell, why)
        else:
            left.append(cell)
    return left


def _keep_shut(part: UploadPart, cells: Sequence[UploadCell], rights: Rights) -> list[UploadCell]:
    """Say of the cells that the sender may not write any more that they stay; the rest is left."""
    left = []
    for cell in cells:
        if why := rights.refusal(_report(part), catalogue().by_id[_indicator(cell)], beginning=False):
            _stays(cell, why)
        else:
            left.append(cell)
    return left


def _refuse(cell: UploadCell, why: str) -> None:
    cell.verdict, cell.sentence, cell.chosen = CellVerdict.REFUSED, why[:400], False


def _stays(cell: UploadCell, why: str) -> None:
    cell.sentence = (_("Không hoàn tác được: %(why)s") % {"why": why})[:400]


def _write(part: UploadPart, cells: Sequence[UploadCell], by: User) -> int:
    """Write the cells of a part; each of them then says what became of it. The answer is how many were saved."""
    edits = [Edit(_indicator(cell), cell.before, cell.after) for cell in cells]
    try:
        with transaction.atomic():
            written = save_cells(report_id=_report(part).pk, edits=edits, by=by, key=uuid4())
    except DomainError as error:
        for cell in cells:
            _refuse(cell, error.sentence)
        return 0
    for cell, outcome in zip(cells, _in_order(written, edits), strict=True):
        cell.saved = outcome.saved
        if not outcome.saved:
            _lose(cell, outcome.cell)
    return sum(cell.saved for cell in cells)


def _lose(cell: UploadCell, now: Cell) -> None:
    """Somebody changed the cell since the preview: a conflict that may be chosen anew."""
    cell.verdict, cell.chosen = CellVerdict.CONFLICT, False
    cell.before_number, cell.before_na = now.number, now.na
    cell.sentence = _("Có người vừa sửa ô này thành %(now)s sau khi bạn xem trước.") % {"now": _shown(now, cell)}


def _take_back(part: UploadPart, cells: Sequence[UploadCell], by: User) -> int:
    edits = [Edit(_indicator(cell), cell.after, cell.before) for cell in cells]
    if not edits:
        return 0
    try:
        with transaction.atomic():
            written = save_cells(report_id=_report(part).pk, edits=edits, by=by, key=uuid4())
    except DomainError as error:
        for cell in cells:
            _stays(cell, error.sentence)
        return 0
    for cell, outcome in zip(cells, _in_order(written, edits), strict=True):
        cell.saved = not outcome.saved
        if not outcome.saved:
            cell.sentence = _("Giữ nguyên: sau khi ghi đã có người sửa thành %(now)s.") % {
                "now": _shown(outcome.cell, cell)
            }
    return sum(not cell.saved for cell in cells)


def _keep_outcomes(cells: Sequence[UploadCell]) -> None:
    """Write what became of cells in one statement: the mapper takes seconds for tens of thousands."""
    params = {
        "cells": [cell.pk for cell in cells],
        "saved": [cell.saved for cell in cells],
        "chosen": [cell.chosen for cell in cells],
        "verdicts": [str(cell.verdict) for cell in cells],
        "sentences": [cell.sentence for cell in cells],
        "numbers": [cell.before_number for cell in cells],
        "na": [cell.before_na for cell in cells],
    }
    sql.run(PACKAGE, "keep_outcomes", params)


def _in_order(written: Iterable[Written], edits: Sequence[Edit]) -> list[Written]:
    by_indicator = {one.indicator_id: one for one in written}
    return [by_indicator[edit.indicator_id] for edit in edits]


def _report(part: UploadPart) -> Report:
    assert part.report is not None  # only parts of reports have cells to write
    return part.report


def _indicator(cell: UploadCell) -> int:
    assert cell.indicator_id is not None
    return cell.indicator_id


def _shown(now: Cell, cell: UploadCell) -> str:
    return in_words(now, catalogue().by_id[_indicator(cell)]) or _("để trống")
