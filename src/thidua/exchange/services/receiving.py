"""A file comes in: read, its columns recognised, its rows kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.exchange.errors import NoSuchChoice, UnreadableFile
from thidua.exchange.kinds import ListKind, Options
from thidua.exchange.mapping import Recognised, heading_row, headings_of, recognise, rows_below
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage
from thidua.exchange.storing import keep_rows
from thidua.exchange.tables import read_table
from thidua.people.models import User

from .common import allow_time
from .judging import begin_judging

LONGEST_NAME = 200


@transaction.atomic
def receive_list(*, kind: ListKind, file_name: str, content: bytes, options: Options, by: User) -> Intake:
    """Read a file and keep its rows; judged at once or by a worker where all columns that are needed are recognised.

    Columns are mapped as the person last mapped the same headings. Raises NoSuchChoice, FileTooLarge, UnsupportedFile
    or UnreadableFile, or what the kind raises for its options. Bad rows raise nothing: they are refused one by one.
    """
    kept = _checked_options(kind, options, by)
    table = read_table(content, point=kind.point)
    at = heading_row(table, kind.fields) if table else 0
    rows = rows_below(table, at)
    if not rows:
        raise UnreadableFile(_("Dưới dòng tiêu đề không có dòng nào. Hãy điền danh sách rồi tải lên lại."))
    headings = headings_of(table, at)
    recognised = _remembered(kind, headings, by) or recognise(headings, kind.fields)
    allow_time()
    intake = Intake.objects.create(
        kind=kind.name,
        file_name=_shown(file_name),
        options=kept,
        heading_row=at + 1,
        headings=headings,
        mapping=dict(recognised.columns),
        stage=Stage.MAPPING,
        total=len(rows),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    keep_rows(intake, rows, private=kind.private)
    record("list.received", by=by, about=intake, kind=kind.name, rows=len(rows))
    if recognised.complete(kind.fields):
        begin_judging(intake, kind, by)
    return intake


def _checked_options(kind: ListKind, options: Options, by: User) -> dict[str, str]:
    """What was chosen for the whole list, of what there is to choose."""
    kept = {one.name: options.get(one.name, "").strip() for one in kind.options}
    for one in kind.options:
        value = kept[one.name]
        if one.required and not value:
            raise NoSuchChoice(_("Hãy điền mục «%(name)s».") % {"name": one.heading}, where=one.name)
        if one.choices and value and value not in {choice for choice, _label in one.choices(by)}:
            raise NoSuchChoice(_("Hãy chọn lại mục «%(name)s».") % {"name": one.heading}, where=one.name)
    kind.check(kept, by)
    return kept


def _remembered(kind: ListKind, headings: list[str], by: User) -> Recognised | None:
    """How the person mapped the same headings the last time."""
    same = Intake.objects.filter(kind=kind.name, uploaded_by=by, headings=headings, mapped=True)
    mapping: Mapping[str, int] | None = same.order_by("-pk").values_list("mapping", flat=True).first()
    known = {one.name for one in kind.fields}
    return Recognised(mapping) if mapping and mapping.keys() <= known else None


def _shown(file_name: str) -> str:
    return "".join(c for c in file_name if c.isprintable())[:LONGEST_NAME] or _("danh sách")
