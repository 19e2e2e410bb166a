"""The list of documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.periods import parse
from thidua.documents.models import Document
from thidua.documents.queries import unit_names
from thidua.documents.views.listing import seen_documents
from thidua.exchange.exports import Cells, Column, Kind, Sheet

from .asking import chunks


def documents(request: HttpRequest) -> Sheet:
    """The documents that were searched for, drafts among them where the reader works on them."""
    seen = seen_documents(request)
    if not seen.valid:
        raise BadRequest(_("Bộ lọc không đúng. Hãy mở lại danh sách văn bản."))
    offered = {name: dict(seen.form.fields[name].choices) for name in seen.narrowing if name != "q"}  # type: ignore[attr-defined]
    return Sheet(
        title=_("Văn bản"),
        columns=(
            Column(_("Trích yếu"), Kind.NAME, width=60),
            Column(_("Loại"), width=26),
            Column(_("Số, ký hiệu")),
            Column(_("Đơn vị"), width=32),
            Column(_("Kỳ")),
            Column(_("Trạng thái")),
            Column(_("Ngày ban hành"), Kind.DATE, width=14),
            Column(_("Soạn lúc"), Kind.INSTANT),
            Column(_("Người soạn")),
        ),
        rows=_rows(seen.documents.iterator(chunk_size=1_000)),
        count=seen.documents.count(),
        facts=tuple(
            (str(seen.form.fields[name].label), str(offered.get(name, {}).get(value, value)))
            for name, value in seen.narrowing.items()
        ),
    )


def _rows(found: Iterator[Document]) -> Iterator[Cells]:
    for some in chunks(found):
        names = unit_names(some, clock.today())
        for one in some:
            yield (
                one.title,
                one.get_kind_display(),
                one.number_text,
                names.get(one.unit_id, one.unit.code),
                parse(one.period).short_title if one.period else "",
                str(one.get_state_display()).capitalize(),
                one.issued_on,
                one.made_at,
                str(one.made_by),
            )
