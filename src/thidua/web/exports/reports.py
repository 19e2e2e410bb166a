"""Tables of reports: the list, the inbox, what is missing, coverage, many units, versions, journals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.exchange.exports import Cells, Column, Kind, Made, Sheet, Strong, Value
from thidua.reporting.models import Report
from thidua.reporting.queries import inbox as queries
from thidua.reporting.queries.coverage import Coverage
from thidua.reporting.queries.inbox import Line
from thidua.reporting.queries.journal import journal, submissions
from thidua.reporting.queries.many import Many, parsed
from thidua.reporting.queries.reminders import Reminded, reminded_of
from thidua.reporting.queries.waiting import Waiting, inbox_of
from thidua.reporting.rules import ReportState
from thidua.reporting.views.access import report_or_404, signed_in
from thidua.reporting.views.coverage import seen_coverage
from thidua.reporting.views.inbox import chosen_filter, units_below
from thidua.reporting.views.lists import seen_reports
from thidua.reporting.views.many import place_of, seen_many
from thidua.reporting.views.missing import seen_period
from thidua.reporting.views.report import indicator_of
from thidua.reporting.views.versions import seen_comparison
from thidua.reporting.workbooks.making import UnitForms, UnitMatrix, unit_forms, unit_matrix
from thidua.ui.templatetags.formats import vitime

from .asking import chunks
from .values import typed


def report_list(request: HttpRequest) -> Sheet:
    """The list of reports."""
    seen = seen_reports(request)
    unit, period = Column(_("Đơn vị"), Kind.NAME), Column(_("Kỳ"))
    facts = [(_("Phạm vi"), _("Đơn vị tôi nhập") if seen.mine else _("Tất cả trong phạm vi"))]
    if seen.state:
        facts.append((_("Trạng thái"), str(ReportState(seen.state).label)))
    if seen.words:
        facts.append((_("Lọc theo tên đơn vị"), seen.words))
    return Sheet(
        title=_("Báo cáo"),
        columns=(
            *((period, unit) if seen.mine else (unit, period)),
            Column(_("Mã đơn vị")),
            Column(_("Biểu mẫu"), width=36),
            Column(_("Trạng thái")),
            Column(_("Ghi chú")),
            Column(_("Hạn nộp"), Kind.INSTANT),
        ),
        rows=_report_rows(seen.reports.values_list("pk", flat=True).iterator(), mine=seen.mine),
        count=seen.reports.count(),
        facts=tuple(facts),
    )


def _report_rows(report_ids: Iterator[int], *, mine: bool) -> Iterator[Cells]:
    for ids in chunks(report_ids):
        for line in queries.named_by_id(ids):
            unit, period = line.unit.short_name, line.report.period.span.title
            yield (
                *((period, unit) if mine else (unit, period)),
                line.unit.code,
                line.report.sheet.form_version.form.name,
                line.report.get_state_display(),
                _notes_of(line),
                line.report.due_at,
            )


def _notes_of(line: Line) -> str:
    return ", ".join([_("muộn")] * line.late + [_("nhập thay")] * (line.behalf is not None))


def inbox(request: HttpRequest) -> Sheet:
    """What waits for an acceptor, with the questions that it raises."""
    chosen = chosen_filter(request)
    found = inbox_of(units_below(request), chosen, user=signed_in(request), most=None)
    period = next((one.span.title for one in found.periods if one.code == chosen.period), "")
    form = next((one.name for one in found.forms if one.code == chosen.form), "")
    asked = ((_("Kỳ"), period), (_("Biểu mẫu"), form), (_("Đơn vị"), chosen.words))
    return Sheet(
        title=_("Báo cáo chờ tiếp nhận"),
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Mã đơn vị")),
            Column(_("Kỳ")),
            Column(_("Biểu mẫu"), width=36),
            Column(_("Người nộp")),
            Column(_("Nộp lúc"), Kind.INSTANT),
            Column(_("Ghi chú")),
            Column(_("Câu hỏi"), width=70),
        ),
        rows=(_waiting_row(row) for row in chain(found.wrong, found.questioned, found.fine)),
        count=len(found.rows),
        facts=tuple((what, which) for what, which in asked if which),
    )


def _waiting_row(row: Waiting) -> Cells:
    questions = [*row.asked.general]
    for cell in row.asked.cells:
        questions += [f"{cell.indicator.name}: {sentence}" for sentence in cell.sentences]
    return (
        row.unit.name,
        row.unit.code,
        row.report.period.span.title,
        row.report.sheet.form_version.form.name,
        str(row.report.submitted_by),
        row.report.submitted_at,
        _("muộn") if row.late else "",
        "\n".join(questions),
    )


def missing(request: HttpRequest) -> Sheet:
    """Who has not handed in."""
    seen = seen_period(request)
    if seen.chosen is None:
        raise Http404(_("Chưa có kỳ nào đang mở."))
    reports = queries.missing(seen.units, seen.chosen)
    return Sheet(
        title=_("Đơn vị chưa nộp"),
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Mã đơn vị")),
            Column(_("Biểu mẫu"), width=36),
            Column(_("Trạng thái")),
            Column(_("Hạn nộp"), Kind.INSTANT),
            Column(_("Ghi chú")),
            Column(_("Đã nhắc"), width=36),
        ),
        rows=_missing_rows(queries.in_order_of_units(reports).iterator(chunk_size=1_000)),
        count=reports.count(),
        facts=((_("Kỳ"), seen.chosen.span.title),),
    )


def _missing_rows(reports: Iterator[Report]) -> Iterator[Cells]:
    for found in chunks(reports):
        reminded = reminded_of(found)
        for line in queries.named(found):
            report = line.report
            yield (
                line.unit.name,
                line.unit.code,
                report.sheet.form_version.form.name,
                report.get_state_display() if report.started_at else _("Chưa bắt đầu"),
                report.due_at,
                _("quá hạn") if line.late else "",
                _reminded_words(reminded.get(report.pk)),
            )


def _reminded_words(done: Reminded | None) -> str:
    if done is None:
        return ""
    return _("đã nhắc %(n)s lần, lần cuối %(last)s") % {"n": done.count, "last": vitime(done.last)}


def coverage(request: HttpRequest) -> Sheet:
    """Who has reported when."""
    seen = seen_coverage(request)
    if seen.found is None or seen.chosen is None:
        raise Http404(_("Chưa có kỳ nào được mở."))
    facts = [(_("Loại kỳ"), str(seen.chosen.label))]
    if seen.history.query:
        facts.append((_("Cây đơn vị"), seen.history.label))
    return Sheet(
        title=_("Nộp báo cáo theo đơn vị và kỳ"),
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            *(Column(period.span.short_title, width=14) for period in seen.found.periods),
            Column(_("Đúng hạn"), Kind.WHOLE),
            Column(_("Phải nộp"), Kind.WHOLE),
        ),
        rows=_cover_rows(seen.found),
        count=len(seen.found.rows) + 2,
        facts=tuple(facts),
    )


def _cover_rows(found: Coverage) -> Iterator[Cells]:
    for row in found.rows:
        name = f"{row.unit.short_name} ({row.ended})" if row.ended else row.unit.short_name
        covers = (cover.timeliness.label if cover else _("không phải nộp") for cover in row.covers)
        yield (name, *covers, row.on_time, row.expected)
    handed_in: list[Value] = [f"{one.handed_in}/{one.expected}" if one.expected else "–" for one in found.sums]
    on_time: list[Value] = [one.on_time if one.expected else "–" for one in found.sums]
    yield Strong((_("Đã nộp"), *handed_in, None, None))
    yield Strong((_("Đúng hạn"), *on_time, None, None))


def many_units(request: HttpRequest, period: str, form: str) -> Sheet:
    """Many units' cells beside each other: all units, also where the page stops."""
    seen = seen_many(request, period, form, most=None)
    facts = [(_("Kỳ"), seen.period.span.title)]
    if seen.words:
        facts.append((_("Lọc theo tên đơn vị"), seen.words))
    if seen.only_missing:
        facts.append((_("Lọc"), _("Chỉ đơn vị còn thiếu")))
    return Sheet(
        title=seen.form.name,
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Mã đơn vị")),
            Column(_("Trạng thái")),
            *(
                Column(f"{one.indicator.name} ({one.indicator.measure})", Kind.NUMBER, total=one.total is not None)
                for one in seen.table.columns
            ),
        ),
        rows=_many_rows(seen.table),
        count=len(seen.table.lines),
        facts=tuple(facts),
    )


def unit_sheets(request: HttpRequest, period: str, form: str) -> Sheet:
    """The reports of many units in the shape of their form, a sheet each."""
    return _made(request, period, form, unit_forms)


def unit_matrix_book(request: HttpRequest, period: str, form: str) -> Sheet:
    """The same as one table of units by indicators, to be typed into."""
    return _made(request, period, form, unit_matrix)


def _made(request: HttpRequest, period: str, form: str, find: Callable[..., UnitForms | UnitMatrix]) -> Sheet:
    user = signed_in(request)
    parent, chosen_period, chosen_form = place_of(request.GET.get("don-vi", ""), user, period, form)
    book = find(parent=parent, period=chosen_period, form=chosen_form, viewer=user)
    return Made(title=book.title, columns=(), rows=(), count=book.count, make=book.make, weight=book.cells)


def _many_rows(table: Many) -> Iterator[Cells]:
    indicators = [column.indicator for column in table.columns]
    for line in table.lines:
        cells = (typed(parsed(cell, one), one) for cell, one in zip(line.cells, indicators, strict=True))
        yield (line.full_name, line.report.unit.code, line.state, *cells)


def comparison(request: HttpRequest, unit: str, period: str, form: str) -> Sheet:
    """Two versions of a report, cell by cell."""
    report, found = seen_comparison(request, unit, period, form)
    versions = {"a": found.earlier, "b": found.later}
    return Sheet(
        title=_("So sánh hai bản"),
        columns=(
            Column(pgettext("indicator", "Chỉ tiêu"), Kind.NAME),
            Column(_("Đơn vị tính")),
            Column(_("Bản %(n)s") % {"n": found.earlier}, Kind.NUMBER),
            Column(_("Bản %(n)s") % {"n": found.later}, Kind.NUMBER),
            Column(_("Ai sửa")),
            Column(_("Sửa lúc"), Kind.INSTANT),
            Column(_("Được yêu cầu"), width=50),
        ),
        rows=[
            (
                each.indicator.name,
                each.indicator.measure,
                typed(each.before, each.indicator),
                typed(each.after, each.indicator),
                each.by,
                each.at,
                "\n".join(each.reasons),
            )
            for each in found.differences
        ],
        count=len(found.differences),
        facts=((_("Báo cáo"), str(report)), (_("Các bản"), _("bản %(a)s và bản %(b)s") % versions)),
    )


def cell_journal(request: HttpRequest, unit: str, period: str, form: str, code: str) -> Sheet:
    """Who typed what into a cell."""
    report = report_or_404(request, unit, period, form).report
    indicator = indicator_of(report, code)
    changes = journal(report, indicator)
    return Sheet(
        title=_("Nhật ký của ô"),
        columns=(
            Column(_("Lúc"), Kind.INSTANT),
            Column(_("Người nhập"), Kind.NAME),
            Column(_("Trước"), Kind.NUMBER),
            Column(_("Sau"), Kind.NUMBER),
            Column(_("Bản"), Kind.WHOLE),
        ),
        rows=[
            (one.at, one.by, typed(one.before, indicator), typed(one.after, indicator), one.version) for one in changes
        ],
        count=len(changes),
        facts=((_("Báo cáo"), str(report)), (pgettext("indicator", "Chỉ tiêu"), indicator.name)),
    )


def handed_in(request: HttpRequest, unit: str, period: str, form: str) -> Sheet:
    """The versions of a report that were handed in, with what was decided about each."""
    report = report_or_404(request, unit, period, form).report
    found = submissions(report)
    return Sheet(
        title=_("Các lần nộp"),
        columns=(
            Column(_("Bản"), Kind.WHOLE),
            Column(_("Người nộp")),
            Column(_("Nộp lúc"), Kind.INSTANT),
            Column(_("Ghi chú")),
            Column(_("Kết quả")),
            Column(_("Người quyết định")),
            Column(_("Quyết định lúc"), Kind.INSTANT),
            Column(_("Lý do"), width=60),
        ),
        rows=[
            (
                one.version,
                str(one.submitted_by),
                one.submitted_at,
                _("Nộp muộn") if one.late else "",
                one.get_outcome_display(),
                str(one.decided_by or ""),
                one.decided_at,
                "\n".join(
                    _reasons(
                        [(r.indicator.name if r.indicator else "", r.sentence) for r in one.return_reasons.all()],
                        one.reason,
                    )
                ),
            )
            for one in found
        ],
        count=len(found),
        facts=((_("Báo cáo"), str(report)),),
    )


def _reasons(returned: Sequence[tuple[str, str]], amended: str) -> Iterator[str]:
    if amended:
        yield _("Lý do điều chỉnh: %(reason)s") % {"reason": amended}
    for name, sentence in returned:
        yield f"{name}: {sentence}" if name else sentence
