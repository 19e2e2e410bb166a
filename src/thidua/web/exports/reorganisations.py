"""Tables of reorganisations: the list, the changes of one, and what a preview says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Change
from thidua.reorganisation.shown import Place, shown, title_of
from thidua.reorganisation.views.access import readable_or_404
from thidua.reorganisation.views.page import asked_changes, seen_changes, seen_preview, seen_reorganisations

from .asking import chunks


def decisions(request: HttpRequest) -> Sheet:
    """The decisions that the reader may read."""
    found, unit = seen_reorganisations(request)
    return Sheet(
        title=_("Quyết định sắp xếp"),
        columns=(
            Column(_("Quyết định"), Kind.NAME, width=60),
            Column(_("Số")),
            Column(_("Đơn vị ban hành"), width=36),
            Column(_("Ngày ban hành"), Kind.DATE, width=14),
            Column(_("Có hiệu lực"), Kind.DATE),
            Column(_("Tình trạng")),
            Column(_("Người soạn")),
        ),
        rows=_decision_rows(found.iterator(chunk_size=1_000)),
        count=found.count(),
        facts=((_("Đơn vị"), _name(unit)),) if unit else (),
    )


def _decision_rows(found: Iterator[Reorganisation]) -> Iterator[Cells]:
    for rows in chunks(found):
        names = last_names_of({row.issuer_id for row in rows}, clock.today())
        for row in rows:
            yield (
                row.title,
                row.number,
                names[row.issuer_id].short_name,
                row.decided_on,
                row.on,
                row.get_stage_display(),
                str(row.made_by),
            )


def _name(unit: Unit) -> str:
    return last_names_of([unit.pk], clock.today())[unit.pk].name


def changes(request: HttpRequest, reorganisation_id: int) -> Sheet:
    """The changes of a decision that were searched for."""
    found, manages = readable_or_404(request, reorganisation_id)
    seen = seen_changes(request, found, manages=manages)
    matched, asked = asked_changes(request, seen)
    return Sheet(
        title=_("Danh sách thay đổi"),
        columns=(
            Column(_("Dòng"), Kind.WHOLE, width=8),
            Column(_("Thay đổi")),
            Column(_("Mã đơn vị")),
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Nội dung"), width=44),
            Column(_("Đơn vị kế tục"), width=44),
            Column(_("Trực thuộc"), width=36),
            Column(_("Lý do"), width=44),
        ),
        rows=_change_rows(matched, seen),
        count=len(matched),
        facts=((_("Quyết định"), found.title), *(((_("Lọc"), asked["q"]),) if asked["q"] else ())),
    )


def _change_rows(matched: Sequence[Change], seen: Sequence[Change]) -> Iterator[Cells]:
    for some in chunks(iter(matched)):
        for row in shown(some, seen):
            yield (
                row.change.row,
                str(row.change.kind.label),
                row.unit.code,
                row.unit.name,
                "\n".join(row.words),
                "\n".join(f"{_called(heir)} {share}".strip() for heir, share in row.heirs),
                _called(row.under) if row.under else "",
                row.reason,
            )


def _called(place: Place) -> str:
    return f"{place.name} ({place.code})" if place.name else place.code


def preview(request: HttpRequest, reorganisation_id: int) -> Sheet:
    """Everything that would happen, errors first; all of it, also where the page stops."""
    found, manages = readable_or_404(request, reorganisation_id)
    said = seen_preview(found, manages=manages)
    return Sheet(
        title=_("Sẽ xảy ra những gì"),
        columns=(
            Column(_("Mức")),
            Column(_("Về"), width=26),
            Column(_("Dòng"), Kind.WHOLE, width=8),
            Column(_("Nội dung"), Kind.NAME, width=90),
            Column(_("Số lượng"), Kind.WHOLE),
            Column(_("Ví dụ"), width=60),
        ),
        rows=[
            (
                str(one.weight.label),
                title_of(one.about),
                one.row or None,
                one.sentence,
                one.count or None,
                "; ".join(one.examples),
            )
            for one in said
        ],
        count=len(said),
        facts=((_("Quyết định"), found.title),),
    )
