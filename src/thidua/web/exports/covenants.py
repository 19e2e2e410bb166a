"""Tables about covenants: how every member stands to every clause."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.emulation.covenants.queries.living import Living
from thidua.emulation.covenants.views.living import seen_living
from thidua.exchange.exports import Cells, Column, Kind, Sheet


def living(request: HttpRequest) -> Sheet:
    """Every clause in force for every member, one line each."""
    match = request.resolver_match
    assert match is not None, "a page was asked for"
    standing, found = seen_living(request, match.kwargs["reference"])
    covenant = standing.covenant
    period = found.period.span.title if found.period else _("chưa có kỳ báo cáo")
    return Sheet(
        title=_("Thực hiện %(title)s") % {"title": covenant.title},
        columns=(
            Column(_("Điều"), Kind.WHOLE),
            Column(_("Phụ lục"), Kind.WHOLE),
            Column(_("Cam kết"), width=50),
            Column(_("Đơn vị tính")),
            Column(_("Đơn vị"), Kind.NAME, width=36),
            Column(_("Mã đơn vị")),
            Column(_("Mức cam kết")),
            Column(_("Kết quả")),
            Column(_("Tình trạng"), width=20),
            Column(_("Căn cứ"), width=40),
        ),
        rows=_rows(found),
        count=len(found.rows) * len(found.members),
        facts=((_("Cụm"), covenant.cluster.name), (_("Số liệu"), period)),
    )


def _rows(found: Living) -> Iterator[Cells]:
    for row in found.rows:
        for cell in row.cells:
            yield (
                row.number,
                row.annex or None,
                row.clause.text,
                row.measure,
                cell.member.name,
                cell.member.code,
                cell.promise,
                cell.reached,
                str(cell.state.label),
                cell.confirmation.remark if cell.confirmation else "",
            )
