"""Tables of periods, the timetable, past figures, and ad-hoc requests with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.exchange.exports import Cells, Column, Figure, Kind, Sheet, Strong, Value
from thidua.indicators.models import Indicator
from thidua.reporting.models import AdHocRequest, Report
from thidua.reporting.queries import requests as queries
from thidua.reporting.queries.inbox import named
from thidua.reporting.queries.periods import closing_of
from thidua.reporting.rules import ReportState
from thidua.reporting.views.past import seen_imports
from thidua.reporting.views.periods import manager, period_or_404, seen_periods
from thidua.reporting.views.requests import request_or_404, requests_sent, requests_to_answer, seen_answers
from thidua.reporting.views.timetable import seen_levels

from .asking import chunks
from .values import typed


def requests_of_mine(request: HttpRequest) -> Sheet:
    """What the reader's units are asked to answer."""
    found = requests_to_answer(request)
    return Sheet(
        title=_("Yêu cầu cần trả lời"),
        columns=(
            Column(_("Yêu cầu"), Kind.NAME),
            Column(_("Kỳ"), width=26),
            Column(_("Đơn vị trả lời"), width=30),
            Column(_("Trạng thái")),
            Column(_("Ghi chú")),
            Column(_("Hạn"), Kind.INSTANT),
        ),
        rows=_rows_of_mine(found.iterator(chunk_size=1_000)),
        count=found.count(),
    )


def _rows_of_mine(reports: Iterator[Report]) -> Iterator[Cells]:
    for found in chunks(reports):
        for line in named(found):
            report = line.report
            yield (
                report.period.request.title,
                report.period.span.title,
                line.unit.short_name,
                report.get_state_display(),
                _("muộn") if line.late else "",
                report.due_at,
            )


def requests_that_were_sent(request: HttpRequest) -> Sheet:
    """What was sent from units that the reader sees."""
    found = requests_sent(request)
    return Sheet(
        title=_("Yêu cầu đã gửi"),
        columns=(
            Column(_("Yêu cầu"), Kind.NAME),
            Column(_("Kỳ"), width=26),
            Column(_("Đơn vị gửi"), width=30),
            Column(_("Đã trả lời"), Kind.WHOLE),
            Column(_("Được hỏi"), Kind.WHOLE),
            Column(_("Muộn"), Kind.WHOLE),
            Column(_("Trạng thái")),
            Column(_("Hạn"), Kind.INSTANT),
        ),
        rows=_rows_sent(found.iterator(chunk_size=1_000)),
        count=found.count(),
    )


def _rows_sent(requests: Iterator[AdHocRequest]) -> Iterator[Cells]:
    for found in chunks(requests):
        for row in queries.with_counts(found):
            yield (
                row.request.title,
                row.request.period.span.title,
                row.asker.short_name,
                row.counts.answered,
                row.counts.asked,
                row.counts.late,
                _state_of(row),
                row.request.period.due_at,
            )


def _state_of(row: queries.Sent) -> str:
    if row.request.ended_at:
        return _("Đã kết thúc")
    return _("Đủ") if row.counts.answered == row.counts.asked else _("Đang chờ")


def answers(request: HttpRequest, code: str) -> Sheet:
    """The answers to one request, with what they add up to."""
    asked, _permissions = request_or_404(request, code)
    indicators = queries.indicators_of(asked)
    reports, missing = seen_answers(request, asked)
    count = reports.count()
    return Sheet(
        title=asked.title,
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Mã đơn vị")),
            Column(_("Trạng thái")),
            *(Column(f"{one.name} ({one.measure})", Kind.NUMBER, width=18) for one in indicators),
        ),
        rows=_answer_rows(asked, reports.iterator(chunk_size=1_000), indicators, summed=not missing and count > 0),
        count=count + (not missing and count > 0),
        facts=(
            (_("Kỳ"), asked.period.span.title),
            *(((_("Lọc"), _("Chưa trả lời")),) if missing else ()),
        ),
    )


def _answer_rows(
    asked: AdHocRequest, reports: Iterator[Report], indicators: Sequence[Indicator], *, summed: bool
) -> Iterator[Cells]:
    for found in chunks(reports):
        for answer in queries.answers_of(found, indicators):
            begun = answer.report.state != ReportState.DRAFT or answer.report.started_at
            cells = (typed(cell, one) for cell, one in zip(answer.cells, indicators, strict=True))
            state = answer.report.get_state_display() if begun else _("Chưa bắt đầu")
            yield (answer.unit.short_name, answer.unit.code, state, *cells)
    if summed:
        counts = queries.counts_of([asked.period_id])[asked.period_id]
        totals: list[Value] = [
            None if total.value is None else Figure(total.value, one.decimals)
            for total, one in zip(queries.totals_of(asked, indicators), indicators, strict=True)
        ]
        words = _("%(n)s/%(m)s đơn vị") % {"n": counts.answered, "m": counts.asked}
        yield Strong((_("Cộng"), None, words, *totals))


def periods(request: HttpRequest) -> Sheet:
    """The periods of a year with how far their reports are."""
    seen = seen_periods(request)
    return Sheet(
        title=_("Các kỳ báo cáo"),
        columns=(
            Column(_("Kỳ"), Kind.NAME),
            Column(_("Mã")),
            Column(_("Hạn nộp"), Kind.INSTANT),
            Column(_("Trạng thái")),
            Column(_("Đã tiếp nhận"), Kind.WHOLE),
            Column(_("Phải nộp"), Kind.WHOLE),
            Column(_("Chờ"), Kind.WHOLE),
        ),
        rows=[
            (
                row.period.span.title,
                row.period.code,
                row.period.due_at,
                row.state_label,
                row.accepted,
                row.expected,
                row.waiting,
            )
            for row in seen.rows
        ],
        count=len(seen.rows),
        facts=((_("Năm"), str(seen.year)),),
    )


def timetable(request: HttpRequest) -> Sheet:
    """The days before the last instant by kind of unit."""
    manager(request)
    columns, levels = seen_levels()
    rows: list[Cells] = []
    for level in levels:
        later = [
            _("%(kind)s −%(days)s từ %(day)s")
            % {"kind": one.get_frequency_display(), "days": one.days_before, "day": f"{one.during.lower:%d/%m/%Y}"}
            for one in level.later
        ]
        days = (-level.days[one] if level.days.get(one) else _("hạn chung") for one in columns)
        rows.append((str(level.kind.label), *days, ", ".join(later)))
    return Sheet(
        title=_("Số ngày trước hạn chung theo loại đơn vị"),
        columns=(
            Column(_("Loại đơn vị"), Kind.NAME),
            *(Column(str(one.label), Kind.WHOLE) for one in columns),
            Column(_("Sẽ đổi"), width=40),
        ),
        rows=rows,
        count=len(rows),
    )


def closing(request: HttpRequest, code: str) -> Sheet:
    """Whom a period waits for before it can be closed."""
    manager(request)
    period = period_or_404(code)
    holders = closing_of(period, most=None).holders
    return Sheet(
        title=_("Khóa %(period)s") % {"period": period.span.title},
        columns=(
            Column(_("Đơn vị cấp trên"), Kind.NAME),
            Column(_("Mã đơn vị")),
            Column(_("Chờ tiếp nhận"), Kind.WHOLE, total=True),
            Column(_("Trực thuộc chưa nộp"), Kind.WHOLE, total=True),
        ),
        rows=[(one.unit.name, one.unit.code, one.waiting, one.missing) for one in holders],
        count=len(holders),
    )


def past(request: HttpRequest) -> Sheet:
    """What was written of the past, and by whom."""
    found = seen_imports(request)
    return Sheet(
        title=_("Các lần đã nhập"),
        columns=(
            Column(_("Nguồn"), Kind.NAME, width=60),
            Column(_("Tệp"), width=30),
            Column(_("Đơn vị")),
            Column(_("Số ô"), Kind.WHOLE, total=True),
            Column(_("Ai")),
            Column(_("Lúc nào"), Kind.INSTANT),
            Column(_("Hoàn tác lúc"), Kind.INSTANT),
        ),
        rows=(
            (one.source, one.file.name, one.unit.code, one.cells, str(one.by), one.at, one.undone_at)
            for one in found.iterator(chunk_size=1_000)
        ),
        count=found.count(),
    )
