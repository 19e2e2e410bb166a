"""Workbooks of reports that come back: read, judged, and what of them is chosen; `upload_writing` writes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.text import is_direction_mark
from thidua.files.models import StoredFile
from thidua.files.services import store
from thidua.people.models import User
from thidua.reporting.errors import NothingRecognised, TooManyFiles, UploadNotOpen
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.progress import stored_cells
from thidua.reporting.queries.since import earlier_of
from thidua.reporting.queries.upload_places import Placed, Wanted, place
from thidua.reporting.rules import WRITABLE, CellVerdict, UploadStage
from thidua.reporting.upload_models import Upload, UploadCell, UploadPart
from thidua.reporting.workbooks.judging import Judged, Standing, judge_part, refuse_all, refuse_doubles
from thidua.reporting.workbooks.reading import Book, read_books
from thidua.reporting.workbooks.recognising import Recognised, recognise

MOST_FILES: Final = 600
LONGEST_TEXT: Final = 120
LONGEST_NAME: Final = 190
ANYTHING: Final = Wanted()
V = CellVerdict


# ── Reading and judging ──────────────────────────────────────────────────────


@transaction.atomic
def preview_upload(*, files: Sequence[tuple[str, bytes]], by: User, wanted: Wanted = ANYTHING) -> Upload:
    """Read files, given as name and content, and keep what writing them would do; no report is changed.

    Raises NothingRecognised, with a sentence for each file, when no file holds a figure of a report.
    """
    if len(files) > MOST_FILES:
        raise TooManyFiles(_("Mỗi lần chỉ gửi được %(most)d tệp. Hãy chia thành nhiều lần.") % {"most": MOST_FILES})
    files = _named_apart(files)
    books = read_books(files)
    recognised = [recognise(book) for book in books]
    parts = [part for found in recognised for part in found.parts]
    troubles = list(_troubles(books, recognised))
    if not parts:
        raise NothingRecognised(troubles, max(book.status if book.trouble else 422 for book in books))
    placed = place(parts, wanted=wanted, viewer=by)
    kept = _kept(placed, dict(files), by)
    upload = Upload.objects.create(
        by=by, at=clock.now(), file_names=[book.name for book in books], troubles=[list(t) for t in troubles]
    )
    stored = UploadPart.objects.bulk_create(
        _part(upload, number, one, kept.get(one.part.file)) for number, one in enumerate(placed)
    )
    _keep_cells(zip(stored, _judge(placed), strict=True))
    return upload


def _named_apart(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The files under names that can be shown, no two alike."""
    taken: dict[str, int] = defaultdict(int)
    named = []
    for name, content in files:
        shown = _plain(name)[:LONGEST_NAME] or _("tệp không tên")
        taken[shown] += 1
        named.append((shown if taken[shown] == 1 else f"{shown} ({taken[shown]})", content))
    return named


def _troubles(books: Sequence[Book], recognised: Sequence[Recognised]) -> Iterable[tuple[str, str]]:
    for book, found in zip(books, recognised, strict=True):
        for sentence in (*([found.trouble] if found.trouble else []), *found.remarks):
            yield book.name, _plain(sentence)


def _judge(placed: Sequence[Placed]) -> list[list[Judged]]:
    """The verdicts on the cells of each part, in the order of the parts."""
    standing = _standing(placed)
    judged = [
        judge_part(one.part, standing[at]) if at in standing else refuse_all(one.part, one.trouble)
        for at, one in enumerate(placed)
    ]
    of_report: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(placed):
        if one.report and at in standing:
            of_report[one.report.pk].append(at)
    for places in of_report.values():
        for at, cells in zip(places, refuse_doubles([judged[at] for at in places]), strict=True):
            judged[at] = cells
    return judged


def _standing(placed: Sequence[Placed]) -> dict[int, Standing]:
    """What the reports hold, by the number of the part that may be about them."""
    about = {at: one.report for at, one in enumerate(placed) if one.report and not one.trouble}
    contents = {report.pk: contents_of(report.sheet.form_version_id) for report in about.values()}
    indicators = {pk: i for one in contents.values() for pk, i in one.indicators.items()}.values()
    now = stored_cells({report.pk: (report.sheet, report.version) for report in about.values()}.values(), indicators)
    return {
        at: Standing(
            contents=contents[report.pk],
            now=now.get(report.sheet_id, {}),
            earlier=earlier_of(report) if contents[report.pk].since_start else {},
            closed=placed[at].closed,
            areas=placed[at].areas,
        )
        for at, report in about.items()
    }


def _kept(placed: Sequence[Placed], contents: Mapping[str, bytes], by: User) -> dict[str, StoredFile]:
    """The files that are kept, by name: those of one unit that entry on its behalf will rest on, as paper does."""
    units: dict[str, set[int | None]] = defaultdict(set)
    for one in placed:
        units[one.part.file].add(one.report.unit_id if one.report and one.on_behalf else None)
    kept = {}
    for name, of_units in units.items():
        if len(of_units) == 1 and None not in of_units:
            try:
                kept[name] = store(upload=SimpleUploadedFile(name, contents[name]), by=by)
            except DomainError:
                # Tables as text and old Excel are read, but not kept as anybody's paper.
                continue
    return kept


def _part(upload: Upload, number: int, placed: Placed, file: StoredFile | None) -> UploadPart:
    part, report = placed.part, placed.report
    return UploadPart(
        upload=upload,
        number=number,
        file_name=part.file,
        sheet=_plain(part.sheet)[:100],
        layout=part.layout,
        unit=report.unit.code if report else _plain(part.unit)[:200],
        period=report.period.code if report else _plain(part.period)[:100],
        form=report.sheet.form_version.form.code if report else _plain(part.form)[:200],
        report=report,
        trouble=_plain(placed.trouble)[:400],
        on_behalf=placed.on_behalf,
        file=file,
    )


_CELL_COLUMNS: Final = (
    "part_id, number, place, code, indicator_id, text, before_number, before_na, after_number, after_na,"
    " verdict, sentence, chosen, saved"
)


def _keep_cells(parts: Iterable[tuple[UploadPart, Sequence[Judged]]]) -> None:
    """Send the cells by COPY: a workbook of many units has tens of thousands."""
    with connection.cursor() as cursor, cursor.copy(f"COPY reporting_uploadcell ({_CELL_COLUMNS}) FROM STDIN") as copy:
        for part, cells in parts:
            for number, cell in enumerate(cells):
                copy.write_row(_row(part.pk, number, cell))


def _row(part: int, number: int, cell: Judged) -> tuple[object, ...]:
    return (
        part,
        number,
        cell.place,
        _plain(cell.code)[:40],
        cell.indicator.pk if cell.indicator else None,
        _plain(cell.text)[:LONGEST_TEXT],
        cell.before.number,
        cell.before.na,
        cell.after.number,
        cell.after.na,
        cell.verdict.value,
        _plain(cell.sentence)[:400],
        cell.verdict in {V.NEW, V.CHANGED},
        False,
    )


def _plain(text: str) -> str:
    """A text of a file that the database and a page can bear: on one line, nothing hidden in it."""
    visible = (c if c.isprintable() and not is_direction_mark(c) else " " for c in text)
    return " ".join("".join(visible).split())


# ── Choosing ─────────────────────────────────────────────────────────────────


@transaction.atomic
def choose_cells(*, upload_id: int, shown: Collection[int], chosen: Collection[int]) -> None:
    """Remember which of the cells that a page showed (by id) are to be written. Raises UploadNotOpen."""
    upload = locked_upload(upload_id, UploadStage.PREVIEWED, UploadStage.COMMITTED)
    cells = UploadCell.objects.filter(part__upload=upload, pk__in=shown, verdict__in=WRITABLE, saved=False)
    cells.filter(pk__in=chosen).update(chosen=True)
    cells.exclude(pk__in=chosen).update(chosen=False)


@transaction.atomic
def choose_all(*, upload_id: int, verdict: str, chosen: bool) -> None:
    """Choose every cell that can be written, or none of them; only those with a verdict where one is named.

    Raises UploadNotOpen.
    """
    upload = locked_upload(upload_id, UploadStage.PREVIEWED, UploadStage.COMMITTED)
    verdicts = {V(verdict)} & WRITABLE if verdict in V.values else WRITABLE
    UploadCell.objects.filter(part__upload=upload, verdict__in=verdicts, saved=False).update(chosen=chosen)


def locked_upload(upload_id: int, *stages: UploadStage) -> Upload:
    """An upload, locked for a change. Raises UploadNotOpen unless it stands in one of these stages."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.stage not in stages:
        raise UploadNotOpen(
            _("Tệp này đang ở trạng thái «%(stage)s» nên không làm được việc đó.")
            % {"stage": UploadStage(upload.stage).label}
        )
    return upload
