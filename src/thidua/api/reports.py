"""Reports: reading, typing, handing in, taking back, returning, accepting, amending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from thidua.access.gate import NOWHERE, Standing, require, standing_at, units_for
from thidua.access.rules import Permission
from thidua.core.errors import BadEntries, BadEntry
from thidua.core.text import clean_line, clean_text
from thidua.figures.cells import Cell, Edit, read_cells
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue, indicator_by
from thidua.org.models import Lineage
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.find import find_report
from thidua.reporting.services.entry import save_cells
from thidua.reporting.services.exceptions import Without
from thidua.reporting.services.whole import Whole, cells_changed, send_report
from thidua.reporting.services.workflow import (
    Reason,
    accept_reports,
    amend_report,
    return_report,
    submit_report,
    withdraw_report,
)
from thidua.reporting.views.access import report_or_404

from .auth import user_of
from .errors import PROBLEMS
from .fields import cell_of, cell_text, name_of
from .repeats import Key, once
from .report_shapes import (
    Acceptance,
    Accepted,
    CellChanges,
    CellRow,
    ReportDetail,
    ReportFilters,
    ReportName,
    ReportPage,
    ReportRow,
    Return,
    Submission,
    WholeReport,
    row_of,
)

router = Router()
P = Permission


@router.get("", response={200: ReportPage, **PROBLEMS}, operation_id="list_reports", summary="Danh sách báo cáo")
def list_reports(request: HttpRequest, filters: Query[ReportFilters]) -> ReportPage:
    """Reports that the user may see, oldest first; pages stay in place while reports change."""
    asked = {
        "unit__code": filters.unit,
        "period__code": filters.period,
        "sheet__form_version__form__code": filters.form,
        "state": filters.state,
        "pk__gt": filters.after,
    }
    found = _with_names(Report.objects.filter(unit__in=units_for(user_of(request), P.REPORT_VIEW)))
    found = found.filter(**{name: value for name, value in asked.items() if value is not None})
    if filters.below is not None:
        found = found.filter(unit__in=_children(filters.below))
    limit = filters.limit
    rows = list(found.order_by("pk")[: limit + 1])
    more = len(rows) > limit
    return ReportPage(items=[row_of(row) for row in rows[:limit]], next=rows[limit - 1].pk if more else None)


@router.post(
    "/accept", response={200: Accepted, **PROBLEMS}, operation_id="accept_reports", summary="Tiếp nhận nhiều báo cáo"
)
def accept(request: HttpRequest, key: Key, body: Acceptance) -> Any:
    """Accept submitted reports of units directly below, all or none; never one's own."""
    ids = _acceptable(request, body.reports)
    return once(request, key, lambda: {"accepted": accept_reports(report_ids=ids, by=user_of(request))})


@router.get(
    "/{unit}/{period}/{form}",
    response={200: ReportDetail, **PROBLEMS},
    operation_id="get_report",
    summary="Một báo cáo",
)
def get_report(request: HttpRequest, of: Path[ReportName]) -> ReportDetail:
    """A report with the cells of its current version."""
    report = report_or_404(request, of.unit, of.period, of.form).report
    contents = contents_of(report.sheet.form_version_id)
    cells = read_cells(report.sheet, report.version, contents.indicators)
    rows = [
        CellRow(
            indicator=name_of(row.indicator),
            code=row.indicator.code,
            value=cell_text(cells[row.indicator_id], row.indicator),
            required=row.required,
        )
        for row in contents.rows
    ]
    return ReportDetail(**row_of(report).model_dump(), cells=rows)


@router.put(
    "/{unit}/{period}/{form}",
    response={200: ReportRow, **PROBLEMS},
    operation_id="send_report",
    summary="Gửi cả báo cáo",
)
def send(request: HttpRequest, key: Key, of: Path[ReportName], body: WholeReport) -> Any:
    """Put a whole report in the place of the draft, in one transaction, and submit it when asked to."""
    entrance = _enter(request, of, P.REPORT_ENTER, *([P.REPORT_SUBMIT] if body.submit else []))
    if entrance.standing.areas(P.REPORT_ENTER) is not None:
        raise PermissionDenied(_("Bạn chỉ nhập một số lĩnh vực của báo cáo. Hãy gửi từng ô bằng PATCH."))
    whole = Whole(
        _cells(body.cells, "cells"), _cells(body.before, "before"), _reasons(body.reasons), _without(body.exceptions)
    )
    reason = clean_text(body.reason, most=400)
    return once(
        request,
        key,
        lambda: _answer(
            send_report(
                report_id=entrance.report_id,
                whole=whole,
                submit=body.submit,
                reason=reason,
                by=entrance.user,
                key=key,
            )
        ),
    )


@router.patch(
    "/{unit}/{period}/{form}", response={200: ReportRow, **PROBLEMS}, operation_id="edit_report", summary="Sửa từng ô"
)
def edit(request: HttpRequest, key: Key, of: Path[ReportName], body: CellChanges) -> Any:
    """Change single cells, all or none: 409 names those that somebody else changed meanwhile."""
    entrance = _enter(request, of, P.REPORT_ENTER)
    before = _cells({name: change.before for name, change in body.cells.items()}, "cells")
    after = _cells({name: change.after for name, change in body.cells.items()}, "cells")
    areas = entrance.standing.areas(P.REPORT_ENTER)
    if areas is not None and any(catalogue().by_id[pk].area.code not in areas for pk in after):
        raise PermissionDenied(_("Có chỉ tiêu ngoài lĩnh vực được giao nhập. Hãy bỏ ra rồi gửi lại."))
    edits = [Edit(indicator, before[indicator], cell) for indicator, cell in after.items()]

    def change() -> dict[str, Any]:
        written = save_cells(report_id=entrance.report_id, edits=edits, by=entrance.user, key=key)
        report = _with_names(Report.objects.all()).get(pk=entrance.report_id)
        clashes = [each for each in written if not each.saved]
        if clashes:
            raise cells_changed(clashes, contents_of(report.sheet.form_version_id))
        return _answer(report)

    return once(request, key, change)


@router.post(
    "/{unit}/{period}/{form}/submit", response={200: ReportRow, **PROBLEMS}, operation_id="submit_report", summary="Nộp"
)
def submit(request: HttpRequest, key: Key, of: Path[ReportName], body: Submission) -> Any:
    """Hand the draft in; 422 names cells that are missing and checks that failed."""
    entrance = _enter(request, of, P.REPORT_SUBMIT)
    reason, without = clean_text(body.reason, most=400), _without(body.exceptions)
    return once(
        request,
        key,
        lambda: _answer(submit_report(report_id=entrance.report_id, reason=reason, without=without, by=entrance.user)),
    )


@router.post(
    "/{unit}/{period}/{form}/withdraw",
    response={200: ReportRow, **PROBLEMS},
    operation_id="withdraw_report",
    summary="Rút lại",
)
def withdraw(request: HttpRequest, key: Key, of: Path[ReportName]) -> Any:
    """Take a submitted report back before anybody has decided."""
    entrance = _enter(request, of, P.REPORT_SUBMIT)
    return once(request, key, lambda: _answer(withdraw_report(report_id=entrance.report_id, by=entrance.user)))


@router.post(
    "/{unit}/{period}/{form}/return",
    response={200: ReportRow, **PROBLEMS},
    operation_id="return_report",
    summary="Trả lại",
)
def send_back(request: HttpRequest, key: Key, of: Path[ReportName], body: Return) -> Any:
    """Send a submitted report back with reasons."""
    entrance = _enter(request, of, P.REPORT_ACCEPT)
    reasons = [
        Reason(clean_text(each.sentence, most=400), indicator_by(each.indicator).pk if each.indicator else None)
        for each in body.reasons
    ]
    return once(
        request, key, lambda: _answer(return_report(report_id=entrance.report_id, reasons=reasons, by=entrance.user))
    )


@router.post(
    "/{unit}/{period}/{form}/amend",
    response={200: ReportRow, **PROBLEMS},
    operation_id="amend_report",
    summary="Mở bản điều chỉnh",
)
def amend(request: HttpRequest, key: Key, of: Path[ReportName]) -> Any:
    """Begin an amendment of an accepted report; the accepted version goes on counting meanwhile."""
    entrance = _enter(request, of, P.REPORT_AMEND)
    return once(request, key, lambda: _answer(amend_report(report_id=entrance.report_id, by=entrance.user)))


@dataclass(frozen=True, slots=True)
class _Entrance:
    """A report that a user may change, and how the user stands to its unit."""

    report_id: int
    user: User
    standing: Standing


def _enter(request: HttpRequest, of: ReportName, *permissions: Permission) -> _Entrance:
    """The report, for a user who may see it and has these permissions. Raises Http404 or PermissionDenied."""
    user = user_of(request)
    place = find_report(unit=of.unit, period=of.period, form=of.form)
    standing = standing_at(user, place.unit_id) if place else NOWHERE
    for permission in (P.REPORT_VIEW, *permissions):
        require(standing, permission)
    if place is None or place.report_id is None:
        raise Http404(_("Không có báo cáo này."))
    return _Entrance(place.report_id, user, standing)


def _without(exceptions: Mapping[str, str]) -> Without:
    """Why a report goes on without others below, by the code of their unit."""
    return Without(by_unit={unit: clean_text(reason, most=400) for unit, reason in exceptions.items()})


def _acceptable(request: HttpRequest, names: list[ReportName]) -> list[int]:
    """The ids of reports that the user may accept. Raises Http404, PermissionDenied or BadEntries."""
    user = user_of(request)
    wanted = {(name.unit, name.period, name.form): place for place, name in enumerate(names)}
    reports = {
        (report.unit.code, report.period.code, report.sheet.form_version.form.code): report
        for report in _with_names(
            Report.objects.filter(
                unit__in=units_for(user, P.REPORT_VIEW),
                unit__code__in={name.unit for name in names},
                period__code__in={name.period for name in names},
            )
        )
    }
    missing = [place for name, place in wanted.items() if name not in reports]
    if missing:
        raise NoSuchReports(
            _("Có %(count)d báo cáo không tìm thấy; chưa tiếp nhận báo cáo nào.") % {"count": len(missing)},
            [BadEntry(f"reports[{place}]", _("Không có báo cáo này.")) for place in missing],
        )
    found = [reports[name] for name in wanted]
    allowed = set(
        units_for(user, P.REPORT_ACCEPT).filter(pk__in={r.unit_id for r in found}).values_list("pk", flat=True)
    )
    if any(report.unit_id not in allowed for report in found):
        raise PermissionDenied(_("Có báo cáo mà bạn không được tiếp nhận: chỉ cấp trên trực tiếp mới tiếp nhận."))
    return [report.pk for report in found]


class NoSuchReports(BadEntries):
    """Some of the reports named do not exist, or cannot be seen."""

    status = 404


def _cells(texts: Mapping[str, str | None], where: str) -> dict[int, Cell]:
    """Cells by indicator. Raises BadEntries naming unknown and repeated ones, BadNumber for the rest."""
    named = _by_indicator(texts, where)
    return {indicator.pk: cell_of(texts[name], indicator, f"{where}.{name}") for name, indicator in named.items()}


def _reasons(sentences: Mapping[str, str]) -> dict[int, str]:
    """Reasons by indicator. Raises BadEntries naming unknown and repeated ones, BadText for the rest."""
    named = _by_indicator(sentences, "reasons")
    return {indicator.pk: clean_line(sentences[name], most=400) for name, indicator in named.items()}


def _by_indicator(names: Iterable[str], where: str) -> dict[str, Indicator]:
    """The indicators that are named. Raises BadEntries naming unknown and repeated ones."""
    found: dict[str, Indicator] = {}
    seen: set[int] = set()
    wrong: list[BadEntry] = []
    for name in names:
        indicator: Indicator | None = catalogue().find(name)
        if indicator is None:
            wrong.append(BadEntry(f"{where}.{name}", _("Danh mục không có chỉ tiêu này.")))
        elif indicator.pk in seen:
            wrong.append(BadEntry(f"{where}.{name}", _("Chỉ tiêu này được viết hai lần, bằng khóa và bằng mã.")))
        else:
            found[name] = indicator
            seen.add(indicator.pk)
    if wrong:
        raise BadCells(_("Có %(count)d ô không nhận được; chưa có gì được ghi.") % {"count": len(wrong)}, wrong)
    return found


class BadCells(BadEntries):
    """Some cells name no indicator, or one twice."""


def _children(code: str) -> QuerySet[Lineage, int]:
    """Units that stand, or stood, directly below one."""
    return Lineage.objects.filter(ancestor__code=code, depth=1).values_list("unit", flat=True)


def _with_names(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("unit", "period", "sheet__form_version__form")


def _answer(report: Report) -> dict[str, Any]:
    return row_of(report).model_dump(mode="json")
