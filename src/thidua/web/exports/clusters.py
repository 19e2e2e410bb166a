"""Tables about clusters: the list, who sat in one, its calendar, the figures of its members, its reviews."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.core.numbers import Exact
from thidua.emulation.clusters.queries.figures import Cell, Grid
from thidua.emulation.clusters.queries.listing import names_for, seat_history
from thidua.emulation.clusters.queries.reviews import reviews_of
from thidua.emulation.clusters.views.calendar import seen_calendar
from thidua.emulation.clusters.views.common import opened
from thidua.emulation.clusters.views.figures import seen_figures
from thidua.emulation.clusters.views.listing import seen_clusters
from thidua.exchange.exports import Cells, Column, Figure, Kind, Sheet
from thidua.indicators.models import Indicator


def clusters(request: HttpRequest) -> Sheet:
    """The clusters of a year."""
    seen = seen_clusters(request)
    return Sheet(
        title=_("Cụm thi đua năm %(year)s") % {"year": seen.year},
        columns=(
            Column(_("Cụm, khối"), Kind.NAME, width=40),
            Column(_("Đơn vị thành lập"), width=32),
            Column(_("Cụm trưởng"), width=32),
            Column(_("Thành viên"), Kind.WHOLE),
            Column(_("Giải thể từ"), Kind.DATE),
        ),
        rows=[
            (
                one.cluster.name,
                one.owner.name,
                one.lead.name if one.lead else None,
                one.members,
                one.cluster.dissolved_on,
            )
            for one in seen.clusters
        ],
        count=len(seen.clusters),
    )


def members(request: HttpRequest, reference: str) -> Sheet:
    """Everybody who sits or sat in a cluster."""
    cluster = opened(request, reference).cluster
    seats = seat_history(cluster)
    names = names_for(seats)
    return Sheet(
        title=_("Thành viên của %(cluster)s") % {"cluster": cluster},
        columns=(
            Column(_("Đơn vị"), Kind.NAME, width=36),
            Column(_("Vai trò")),
            Column(_("Từ ngày"), Kind.DATE),
            Column(_("Đến trước ngày"), Kind.DATE),
            Column(_("Căn cứ bắt đầu"), width=40),
            Column(_("Căn cứ kết thúc"), width=40),
        ),
        rows=[
            (
                names[seat.unit_id].name,
                seat.get_role_display(),
                seat.during.lower,
                seat.during.upper,
                seat.began_by,
                seat.ended_by,
            )
            for seat in seats
        ],
        count=len(seats),
    )


def calendar(request: HttpRequest, reference: str) -> Sheet:
    """The duties of a cluster, a row for each member that has one."""
    standing, entries = seen_calendar(request, reference)
    names = names_for(standing.seats)
    rows = [
        (
            entry.duty.title,
            entry.duty.due_on,
            names[one.unit_id].name,
            one.due.done_on,
            _("Trễ hạn") if one.late else _("Đã xong") if one.done else _("Chưa đến hạn"),
            entry.duty.source,
        )
        for entry in entries
        for one in entry.units
    ]
    return Sheet(
        title=_("Lịch của %(cluster)s năm %(year)s") % {"cluster": standing.cluster, "year": standing.cluster.year},
        columns=(
            Column(_("Việc"), Kind.NAME, width=46),
            Column(_("Hạn"), Kind.DATE),
            Column(_("Đơn vị"), width=32),
            Column(_("Xong ngày"), Kind.DATE),
            Column(_("Tình trạng")),
            Column(_("Căn cứ"), width=46),
        ),
        rows=rows,
        count=len(rows),
    )


def figures(request: HttpRequest, reference: str) -> Sheet:
    """The figures of all members side by side; of one indicator where the page shows one."""
    seen = seen_figures(request, reference)
    if seen.grid is None:
        raise Http404(_("Cụm chưa có chỉ tiêu để đối chiếu."))
    grid = seen.grid
    columns = [Column(_("Chỉ tiêu"), Kind.NAME, width=44), Column(_("Đơn vị tính"))]
    for member in grid.members:
        columns += [
            Column(heading, Kind.NUMBER, group=member.name.short_name)
            for heading in (_("Thực hiện"), _("Chỉ tiêu năm"), _("So với kế hoạch"), _("Cùng kỳ"))
        ]
    return Sheet(
        title=_("Số liệu của %(cluster)s") % {"cluster": seen.standing.cluster},
        columns=tuple(columns),
        rows=_rows(grid),
        count=len(grid.rows),
        facts=((_("Kỳ"), grid.period.span.title), (_("Số liệu"), _("từ báo cáo đã tiếp nhận, lũy kế từ đầu năm"))),
    )


def reviews(request: HttpRequest, reference: str) -> Sheet:
    """The reviews of a cluster, a row for each member."""
    standing = opened(request, reference)
    names = names_for(standing.seats)
    rows = [
        (one.review.title, one.review.due_on, names[part.seat.unit_id].name, part.sent_at, one.review.compiled_at)
        for one in reviews_of(standing.cluster, standing.seats)
        for part in one.parts
    ]
    return Sheet(
        title=_("Sơ kết, tổng kết của %(cluster)s") % {"cluster": standing.cluster},
        columns=(
            Column(_("Đợt"), Kind.NAME, width=46),
            Column(_("Hạn gửi"), Kind.DATE),
            Column(_("Đơn vị"), width=32),
            Column(_("Gửi lúc"), Kind.INSTANT),
            Column(_("Tổng hợp lúc"), Kind.INSTANT),
        ),
        rows=rows,
        count=len(rows),
    )


def _rows(grid: Grid) -> Iterator[Cells]:
    for row in grid.rows:
        numbers = [figure for cell in row.cells for figure in _figures(row.indicator, cell, grid.digits)]
        yield (row.indicator.name, row.indicator.measure, *numbers)


def _figures(indicator: Indicator, cell: Cell, digits: int) -> tuple[Figure | None, ...]:
    """Result, target, per cent of plan and last year, in the indicator's own measure."""
    result = cell.result
    if result is None:
        return (None, None, None, None)

    def figure(value: Exact | None) -> Figure | None:
        if value is None:
            return None
        return Figure(value, digits, percent=True) if indicator.measure_vi == "%" else Figure(value, indicator.decimals)

    share = result.completion.percent_of_plan
    return (
        figure(result.cumulative),
        figure(result.target),
        None if share is None else Figure(share, digits, percent=True),
        figure(result.previous_year),
    )
