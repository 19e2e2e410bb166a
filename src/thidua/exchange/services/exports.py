"""Tables that a worker writes: asked for, written, cancelled, deleted, and gone after a day."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.audit.services import record
from thidua.core import clock
from thidua.exchange.errors import Cancelled, TooManyExports
from thidua.exchange.exports import Sheet
from thidua.exchange.models import Export
from thidua.exchange.writing import file_name, write_workbook
from thidua.people.models import User

WRITE = "exchange.write_export"
"""The task that writes; it belongs to `web`, which knows all tables."""
KEPT = timedelta(days=1)
MOST_UNFINISHED = 5
LONGEST_FAILURE, LONGEST_TITLE = 400, 300
BYTES_OF_REFERENCE = 16
PART = ".part"


@transaction.atomic
def ask_for_export(*, table: str, path: str, query: str, sheet: Sheet, by: User) -> Export:
    """Have a table written by a worker; asking again for one that is being written answers that one.

    `path` and `query` are the address of the page on which the table was seen. Raises TooManyExports.
    """
    User.objects.select_for_update().get(pk=by.pk)
    unfinished = Export.objects.filter(asked_by=by, ready_at=None, failure="", cancelling=False)
    if same := unfinished.filter(table=table, path=path, query=query).first():
        return same
    if unfinished.count() >= MOST_UNFINISHED:
        raise TooManyExports(
            _("Bạn đang có %(n)d tệp chưa lập xong. Hãy đợi hoặc hủy bớt rồi xuất tiếp.") % {"n": MOST_UNFINISHED}
        )
    now = clock.now()
    export = Export.objects.create(
        reference=secrets.token_urlsafe(BYTES_OF_REFERENCE),
        table=table,
        path=path,
        query=query,
        title=" · ".join((sheet.title, *(which for _what, which in sheet.facts)))[:LONGEST_TITLE],
        file_name=file_name(sheet.title),
        total=sheet.count,
        asked_by=by,
        asked_at=now,
        expires_at=now + KEPT,
    )
    record("export.asked", by=by, about=export, title=export.title, rows=sheet.count)
    # The job is written with the row or not at all.
    app.configure_task(WRITE).defer(export_id=export.pk)
    return export


def write_export(*, export: Export, sheet: Sheet, source: str) -> None:
    """Write the file beside its place and move it there once it is whole. Raises Cancelled.

    Any number of attempts may be made, even at a time: each writes a part of its own.
    """
    target = file_of(export)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(f".{secrets.token_hex(4)}{PART}")
    Export.objects.filter(pk=export.pk).update(done=0, total=sheet.count)
    try:
        part.touch(mode=0o600)
        write_workbook(sheet, part, source=source, tell=lambda done: _tell(export, done))
        _tell(export, sheet.count)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    now = clock.now()
    Export.objects.filter(pk=export.pk).update(
        ready_at=now, expires_at=now + KEPT, size=target.stat().st_size, done=sheet.count
    )


def note_failure(*, export: Export, sentence: str) -> None:
    """Say why there is no file."""
    Export.objects.filter(pk=export.pk).update(failure=sentence[:LONGEST_FAILURE])


@transaction.atomic
def cancel_export(*, export: Export, by: User) -> None:
    """Have the worker stop; what is written already stays as it is."""
    if Export.objects.filter(pk=export.pk, ready_at=None, failure="", cancelling=False).update(cancelling=True):
        record("export.cancelled", by=by, about=export, title=export.title)


@transaction.atomic
def delete_export(*, export: Export, by: User) -> None:
    """Delete a file, and what is being written of it."""
    record("export.deleted", by=by, about=export, title=export.title)
    path = file_of(export)
    Export.objects.filter(pk=export.pk).delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def forget_expired() -> int:
    """Delete what has had its day, and files that nobody knows any more; the answer is how many exports."""
    count, _by_model = Export.objects.filter(expires_at__lt=clock.now()).delete()
    if not settings.EXPORTS_DIR.is_dir():
        return count
    paths = list(settings.EXPORTS_DIR.iterdir())
    # Asked after the files: whoever has a file by then has a row.
    known = set(Export.objects.values_list("reference", flat=True))
    long_ago = time.time() - KEPT.total_seconds()
    for path in paths:
        with suppress(FileNotFoundError):  # a part may have become whole meanwhile
            left_by_nobody = path.suffix == ".xlsx" and path.stem not in known
            left_by_the_dead = path.suffix == PART and path.stat().st_mtime < long_ago
            if left_by_nobody or left_by_the_dead:
                path.unlink()
    return count


def file_of(export: Export) -> Path:
    """Where the file of an export lies, or will."""
    folder: Path = settings.EXPORTS_DIR
    return folder / f"{export.reference}.xlsx"


def _tell(export: Export, done: int) -> None:
    """Note how far it is. Raises Cancelled when the person wants it no more."""
    going_on = Export.objects.filter(pk=export.pk, cancelling=False).update(done=done)
    if not going_on:
        raise Cancelled(_("Đã hủy xuất bảng này."))
