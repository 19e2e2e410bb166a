"""Writing a reorganisation down: the decision, its list, and what carrying it out would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import BadEntries
from thidua.core.text import BadText, clean_line
from thidua.exchange.tables import read_table
from thidua.files.services import store
from thidua.org.models import Unit
from thidua.org.plans import OpenReports, OpenTargets, People
from thidua.people.models import User
from thidua.reorganisation.change_tables import changes_of
from thidua.reorganisation.errors import BadChange, BadReorganisation, TooManyChanges
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.queries import first_open_day
from thidua.reorganisation.rules import EARLIEST, MOST_CHANGES, Change, Stage, read_change

from .common import locked
from .judging import keep_preview

FURTHEST = timedelta(days=5 * 366)
# A list as short as this is previewed with every change of it.
SHORT = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision states beside its list; without `counts_from` it counts as early as it can."""

    title: str
    number: str
    decided_on: date
    on: date
    counts_from: date | None = None
    open_reports: OpenReports = OpenReports.CUT_OFF
    open_targets: OpenTargets = OpenTargets.FOLLOW
    people: People = People.END


@transaction.atomic
def draft_reorganisation(
    *, issuer: Unit, decision: Decision, document: UploadedFile[bytes] | None = None, by: User
) -> Reorganisation:
    """Begin a reorganisation that nothing follows from yet. Raises BadReorganisation, or what `files` says."""
    reorganisation = Reorganisation(issuer=issuer, made_by=by, made_at=clock.now())
    _state(reorganisation, decision)
    if document is not None:
        reorganisation.document = store(upload=document, by=by)
    reorganisation.save()
    record("reorganisation.drafted", by=by, about=reorganisation, unit=issuer)
    return reorganisation


@transaction.atomic
def edit_reorganisation(
    *, reorganisation_id: int, decision: Decision, document: UploadedFile[bytes] | None = None, by: User
) -> Reorganisation:
    """Say something else in a draft; without a new document the old one stays."""
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    _state(reorganisation, decision)
    if document is not None:
        reorganisation.document = store(upload=document, by=by)
    _changed(reorganisation, by)
    record("reorganisation.edited", by=by, about=reorganisation, unit=reorganisation.issuer_id)
    return reorganisation


@transaction.atomic
def read_list(*, reorganisation_id: int, file_name: str, content: bytes, by: User) -> Reorganisation:
    """Take the list of a file in the place of the draft's own, and preview it.

    Raises FileTooLarge, UnsupportedFile, UnreadableFile, TooManyChanges, or BadEntries with every place that is not
    understood; nothing is changed then.
    """
    changes, bad = changes_of(read_table(content))
    if bad:
        raise BadEntries(
            _("Danh sách có %(count)d chỗ không hiểu được, chưa ghi gì. Hãy sửa trong tệp rồi tải lên lại.")
            % {"count": len(bad)},
            bad,
        )
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    _take(reorganisation, changes, _shown(file_name), by)
    return reorganisation


@transaction.atomic
def replace_changes(*, reorganisation_id: int, changes: Sequence[Change], by: User) -> Reorganisation:
    """Take a list in the place of the draft's own, and preview it. Raises TooManyChanges."""
    if len(changes) > MOST_CHANGES:
        raise TooManyChanges(_("Danh sách quá dài. Hãy chia thành nhiều quyết định."))
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    _take(reorganisation, changes, "", by)
    return reorganisation


@transaction.atomic
def add_change(*, reorganisation_id: int, change: Change, by: User) -> Change:
    """Add a row to the draft's list; it gets the number after the last. Raises BadChange or TooManyChanges."""
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    if len(reorganisation.changes) >= MOST_CHANGES:
        raise TooManyChanges(_("Danh sách quá dài. Hãy lập một quyết định khác cho các thay đổi còn lại."))
    if not change.code:
        raise BadChange(_("Thiếu mã đơn vị. Hãy ghi mã của đơn vị thay đổi."), where="code")
    last = max((row["row"] for row in reorganisation.changes), default=0)
    added = replace(change, row=last + 1)
    reorganisation.changes = [*reorganisation.changes, added.stored()]
    _changed(reorganisation, by)
    record(
        "reorganisation.change_added",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        code=change.code,
    )
    return added


@transaction.atomic
def remove_change(*, reorganisation_id: int, row: int, by: User) -> Change:
    """Take a row out of the draft's list; the answer is what it said. Raises BadChange when there is none."""
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    gone = [change for change in reorganisation.changes if change["row"] == row]
    if not gone:
        raise BadChange(_("Danh sách không còn dòng %(row)d. Hãy xem lại danh sách.") % {"row": row})
    reorganisation.changes = [change for change in reorganisation.changes if change["row"] != row]
    _changed(reorganisation, by)
    removed = read_change(gone[0])
    record(
        "reorganisation.change_removed",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        code=removed.code,
    )
    return removed


@transaction.atomic
def restore_change(*, reorganisation_id: int, change: Change, by: User) -> None:
    """Put a row back that was taken out, where it stood; nothing happens when its number is there again."""
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    if any(row["row"] == change.row for row in reorganisation.changes):
        return
    reorganisation.changes = sorted([*reorganisation.changes, change.stored()], key=lambda row: row["row"])
    _changed(reorganisation, by)
    record(
        "reorganisation.change_added",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        code=change.code,
    )


@transaction.atomic
def preview_reorganisation(*, reorganisation_id: int, by: User) -> Reorganisation:
    """Ask every part what the draft would do, and keep the answer."""
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    keep_preview(reorganisation, by)
    return reorganisation


@transaction.atomic
def discard_reorganisation(*, reorganisation_id: int, by: User) -> None:
    """Throw a draft away."""
    reorganisation = locked(reorganisation_id, Stage.DRAFT)
    record(
        "reorganisation.discarded",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        changes=len(reorganisation.changes),
    )
    reorganisation.delete()


def _take(reorganisation: Reorganisation, changes: Sequence[Change], file_name: str, by: User) -> None:
    reorganisation.file_name = file_name
    reorganisation.changes = [change.stored() for change in changes]
    keep_preview(reorganisation, by)
    record(
        "reorganisation.list_read",
        by=by,
        about=reorganisation,
        unit=reorganisation.issuer_id,
        file=file_name,
        changes=len(changes),
    )


def _changed(reorganisation: Reorganisation, by: User) -> None:
    """Save a draft whose preview no longer holds; a short list gets a new one at once."""
    if 0 < len(reorganisation.changes) <= SHORT:
        keep_preview(reorganisation, by)
        return
    reorganisation.preview, reorganisation.previewed_at = None, None
    reorganisation.save()


def _state(reorganisation: Reorganisation, decision: Decision) -> None:
    reorganisation.title = _line(decision.title, "title", 200, _("Thiếu tên gọi. Hãy ghi tên quyết định."))
    reorganisation.number = _line(
        decision.number, "number", 80, _("Thiếu số quyết định. Hãy ghi số, ví dụ 12/QĐ-LĐLĐ.")
    )
    for field, day in (("decided_on", decision.decided_on), ("on", decision.on)):
        if not EARLIEST <= day <= clock.today() + FURTHEST:
            raise BadReorganisation(_("Ngày quá xa. Hãy kiểm tra lại năm."), where=field)
    first = first_open_day()
    counts_from = decision.counts_from or max(decision.on, first)
    if counts_from < decision.on:
        raise BadReorganisation(
            _("Ngày tính vào số liệu không được trước ngày có hiệu lực. Hãy chọn từ %(day)s trở đi.")
            % {"day": f"{decision.on:%d/%m/%Y}"},
            where="counts_from",
        )
    if counts_from < first:
        raise BadReorganisation(
            _("Các kỳ trước ngày %(day)s đã khóa và giữ nguyên cây cũ. Hãy chọn từ ngày đó trở đi.")
            % {"day": f"{first:%d/%m/%Y}"},
            where="counts_from",
        )
    if counts_from > clock.today() + FURTHEST:
        raise BadReorganisation(_("Ngày quá xa. Hãy kiểm tra lại năm."), where="counts_from")
    reorganisation.decided_on, reorganisation.on, reorganisation.counts_from = (
        decision.decided_on,
        decision.on,
        counts_from,
    )
    reorganisation.open_reports = decision.open_reports
    reorganisation.open_targets = decision.open_targets
    reorganisation.people = decision.people


def _line(text: str, field: str, most: int, missing: str) -> str:
    try:
        line = clean_line(text, most=most)
    except BadText as error:
        raise BadReorganisation(error.sentence, where=field) from error
    if not line:
        raise BadReorganisation(missing, where=field)
    return line


def _shown(file_name: str) -> str:
    return "".join(c for c in file_name if c.isprintable())[:200] or _("danh sách")
