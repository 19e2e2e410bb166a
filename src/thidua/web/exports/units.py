"""Tables of units: the tree as a flat list, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.org.models import Unit
from thidua.org.queries import TreeRow, last_names_of, tops_of, tree_of
from thidua.org.rules import UnitKind
from thidua.web.tree import asked_tree, found_units

COUNTLESS = 1_000_000
"""A search is not cut where a page would cut it."""


def tree(request: HttpRequest) -> Sheet:
    """Every unit that the reader sees on a day, each below its parent."""
    as_of = _day_of(request)
    seen = gate.units_for(request.user, Permission.UNIT_VIEW)
    tops = [node.unit_id for node in tops_of(seen, as_of)]
    units = Unit.objects.in_bulk(tops)
    rows = [row for top in tops for row in tree_of(units[top], as_of)]
    if not gate.everywhere(request.user, Permission.UNIT_VIEW):
        visible = set(seen.values_list("pk", flat=True))
        rows = [row for row in rows if row.unit_id in visible]
    return _tree_sheet(_("Cây đơn vị"), rows, as_of)


def subtree(request: HttpRequest, code: str) -> Sheet:
    """A unit and all units below it that the reader sees."""
    unit = gate.unit_or_404(request.user, code)
    as_of = _day_of(request)
    visible = set(gate.units_for(request.user, Permission.UNIT_VIEW).values_list("pk", flat=True))
    rows = [row for row in tree_of(unit, as_of) if row.unit_id in visible]
    return _tree_sheet(last_names_of([unit.pk], as_of)[unit.pk].name, rows, as_of)


def _tree_sheet(title: str, rows: Sequence[TreeRow], as_of: date) -> Sheet:
    return Sheet(
        title=title,
        columns=(
            Column(_("Mã")),
            Column(_("Tên đơn vị"), Kind.NAME, width=60),
            Column(_("Tên ngắn"), width=32),
            Column(_("Loại đơn vị"), width=32),
            Column(_("Cấp"), Kind.WHOLE),
            Column(_("Mã đơn vị cấp trên")),
            Column(_("Đơn vị cấp trên"), width=32),
            Column(_("Thành lập"), Kind.DATE),
            Column(_("Kết thúc"), Kind.DATE),
        ),
        rows=_tree_rows(rows),
        count=len(rows),
        facts=((_("Như ngày"), f"{as_of:%d/%m/%Y}"),),
    )


def _tree_rows(rows: Sequence[TreeRow]) -> Iterator[Cells]:
    spans = {
        pk: (founded, ended)
        for pk, founded, ended in Unit.objects.filter(pk__in=[row.unit_id for row in rows]).values_list(
            "pk", "founded_on", "dissolved_on"
        )
    }
    above = {row.unit_id: row for row in rows}
    for row in rows:
        parent = above.get(row.parent_id or 0)
        founded, ended = spans[row.unit_id]
        yield (
            row.code,
            row.name,
            row.short_name,
            str(UnitKind(row.kind).label),
            row.depth + 1,
            parent.code if parent else "",
            parent.short_name if parent else "",
            founded,
            ended,
        )


def search(request: HttpRequest) -> Sheet:
    """Units whose present or former name or code was searched for."""
    text, hits = found_units(request, most=COUNTLESS)
    return Sheet(
        title=_("Tìm đơn vị"),
        columns=(
            Column(_("Đơn vị"), Kind.NAME, width=60),
            Column(_("Mã")),
            Column(_("Loại đơn vị"), width=32),
            Column(_("Thuộc"), width=60),
            Column(_("Tên cũ"), width=40),
        ),
        rows=[(hit.found.name, hit.found.code, hit.found.kind_label, hit.path, hit.found.former_name) for hit in hits],
        count=len(hits),
        facts=((_("Tìm"), text),),
    )


def _day_of(request: HttpRequest) -> date:
    form, as_of = asked_tree(request)
    if not form.is_valid():
        raise BadRequest(_("Ngày không đúng. Hãy mở lại cây đơn vị."))
    return as_of
