"""Tables of point tables: the list, a table, what differs between two, a trial."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.emulation.schemes.differences import ADDED, REMOVED, Difference
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.schemes.paper import sheet_of
from thidua.emulation.schemes.views.access import Access, scheme_or_404
from thidua.emulation.schemes.views.pages import seen_difference, seen_schemes, shown_version
from thidua.emulation.schemes.views.trial import seen_trial
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.scoring.format import scheme_from


def schemes(request: HttpRequest) -> Sheet:
    """The schemes that the list shows."""
    wanted, lines = seen_schemes(request)
    facts = ((_("Năm"), str(wanted.year or "")), (_("Đơn vị lập"), wanted.owner))
    return Sheet(
        title=_("Bảng điểm"),
        columns=(
            Column(_("Bảng điểm"), Kind.NAME, width=60),
            Column(_("Năm"), Kind.TEXT),
            Column(_("Đơn vị lập"), width=40),
            Column(_("Tổng điểm")),
            Column(_("Bản đang dùng"), Kind.WHOLE),
            Column(_("Bản đang soạn"), Kind.WHOLE),
        ),
        rows=[(one.scheme.name, str(one.scheme.year), one.owner, one.total, one.published, one.draft) for one in lines],
        count=len(lines),
        facts=tuple((what, which) for what, which in facts if which),
    )


def scheme(request: HttpRequest, reference: str) -> Sheet:
    """The edition that the page of a scheme shows."""
    access = scheme_or_404(request, reference)
    return _table(access, shown_version(access))


def version(request: HttpRequest, reference: str, number: int) -> Sheet:
    """One edition."""
    access = scheme_or_404(request, reference)
    return _table(access, access.version_or_404(number))


def difference(request: HttpRequest, reference: str, number: int) -> Sheet:
    """What differs between two editions."""
    seen = seen_difference(request, reference, number)
    rows: list[Cells] = []
    if seen.found:
        rows += [(_("Cả bảng"), "", fact.name, fact.before, fact.after) for fact in seen.found.whole]
        rows += [row for one in seen.found.rows for row in _differing(one)]
    return Sheet(
        title=_("So sánh bảng điểm"),
        columns=(
            Column(_("Dòng"), Kind.NAME, width=60),
            Column(_("Thay đổi")),
            Column(_("Khác ở"), width=20),
            Column(seen.before, width=50),
            Column(seen.after, width=50),
        ),
        rows=rows,
        count=len(rows),
    )


def trial(request: HttpRequest, reference: str) -> Sheet:
    """Every unit of a trial, under both tables."""
    seen = seen_trial(request, reference)
    rows = seen.trial.rows if seen.trial else ()
    facts = (
        (_("Kỳ"), seen.period.span.title if seen.period else ""),
        (_("Đơn vị"), seen.population.label if seen.population else ""),
        *((weight.name, weight.typed) for weight in seen.weights),
    )
    return Sheet(
        title=_("Chấm thử %(scheme)s") % {"scheme": seen.scheme.name},
        columns=(
            Column(_("Mã đơn vị")),
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Hạng trước"), Kind.WHOLE),
            Column(_("Hạng sau"), Kind.WHOLE),
            Column(_("Điểm trước"), Kind.NUMBER, digits=2),
            Column(_("Điểm sau"), Kind.NUMBER, digits=2),
            Column(_("Xếp loại trước"), width=30),
            Column(_("Xếp loại sau"), width=30),
            Column(_("Vì sao"), width=70),
        ),
        rows=[
            (
                row.code,
                row.name,
                row.before.place,
                row.after.place,
                row.before.total,
                row.after.total,
                row.before.label,
                row.after.label,
                row.why,
            )
            for row in rows
        ],
        count=len(rows),
        facts=facts,
    )


def _table(access: Access, shown: SchemeVersion) -> Sheet:
    state = _("Ban hành") if shown.is_published else _("Bản soạn")
    facts = ((_("Năm"), str(access.scheme.year)), (_("Bản"), f"{shown.number} ({state})"))
    return sheet_of(scheme_from(shown.content), title=access.scheme.name, facts=facts)


def _differing(one: Difference) -> list[Cells]:
    name = f"{one.row.label} {one.row.item.name}"
    word = {ADDED: _("Thêm"), REMOVED: _("Bỏ")}.get(one.kind, _("Đổi"))
    if one.kind == REMOVED:
        return [(name, word, fact.name, fact.after, "") for fact in one.facts]
    return [(name, word, fact.name, fact.before, fact.after) for fact in one.facts]
