"""Opening and closing base periods."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import sql
from thidua.figures.fold import rebuild
from thidua.figures.locks import hold_period
from thidua.figures.periods import open_books
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.indicators.services.periods import BASES
from thidua.people.models import User
from thidua.reporting.errors import PastStands, PeriodNotOpen, PeriodNotReported, ReportsWaiting
from thidua.reporting.models import Report
from thidua.reporting.queries.past import in_the_way, past_sheets
from thidua.reporting.rules import ReportState


@transaction.atomic
def open_period(*, period: Period, by: User | None, fold: bool = True) -> int:
    """Open a period: freeze its tree, lay out the reports that are owed; the answer is how many.

    Repeated for an open period it adds what units and forms have come since. Without `fold` its totals, all of
    them still empty, are left to the caller, who is about to record reports and fold them. Raises PeriodNotOpen
    for a closed one, PeriodNotReported for one that is only derived, PastStands where past totals hold its days.
    """
    _refuse_derived(period)
    hold_period(period)
    period.refresh_from_db()
    if period.state == PeriodState.CLOSED:
        raise PeriodNotOpen(_("Kỳ %(period)s đã khóa. Hãy mở lại kỳ trước khi bổ sung báo cáo.") % {"period": period})
    open_books(period)
    _refuse_counted_twice(period)
    laid_out = sql.run("thidua.reporting", "lay_out_reports", {"period": period.pk})
    period.state = PeriodState.OPEN
    period.save(update_fields=["state"])
    if fold:
        rebuild(period)
    record("period.opened", by=by, about=period, reports=laid_out)
    return laid_out


@transaction.atomic
def close_period(*, period: Period, by: User) -> None:
    """Close a period: its accepted reports are closed, nothing in it changes until it is reopened."""
    hold_period(period)
    period.refresh_from_db()
    if period.state != PeriodState.OPEN:
        raise PeriodNotOpen(_("Kỳ %(period)s không ở trạng thái đang mở nên không thể khóa.") % {"period": period})
    reports = Report.objects.filter(period=period)
    waiting = reports.filter(state=ReportState.SUBMITTED).count()
    if waiting:
        raise ReportsWaiting(
            _("Còn %(count)d báo cáo chờ tiếp nhận trong kỳ %(period)s. Hãy tiếp nhận hoặc trả lại rồi khóa kỳ.")
            % {"count": waiting, "period": period}
        )
    closed = reports.filter(state=ReportState.ACCEPTED).update(state=ReportState.CLOSED)
    period.state = PeriodState.CLOSED
    period.save(update_fields=["state"])
    record("period.closed", by=by, about=period, reports=closed)


@transaction.atomic
def reopen_period(*, period: Period, reason: str, by: User) -> None:
    """Open a closed period again, with a reason that stays in the log.

    Raises PeriodNotOpen, or PeriodNotReported for one that only holds past totals: they are changed by their tables.
    """
    hold_period(period)
    period.refresh_from_db()
    if period.state != PeriodState.CLOSED:
        raise PeriodNotOpen(_("Kỳ %(period)s chưa khóa nên không cần mở lại.") % {"period": period})
    regular = Report.objects.filter(period=period).exclude(sheet__in=past_sheets())
    if not regular.exists() and past_sheets().filter(period=period).exists():
        raise PeriodNotReported(
            _("Kỳ %(period)s chỉ có số liệu các năm trước. Hãy sửa hoặc hoàn tác ở trang Số liệu các năm trước.")
            % {"period": period}
        )
    # What was cut off before anybody accepted it stays closed.
    accepted = Q(cut_off=None) | Q(sheet__official_version=F("version"))
    regular.filter(accepted, state=ReportState.CLOSED).update(state=ReportState.ACCEPTED)
    period.state = PeriodState.OPEN
    period.save(update_fields=["state"])
    record("period.reopened", by=by, about=period, reason=reason)


def _refuse_counted_twice(period: Period) -> None:
    """A number that was entered for a whole subtree would count beside the reports of its parts."""
    past = in_the_way(period)
    if past is not None:
        raise PastStands(
            _("%(past)s của %(unit)s đã có số liệu nhập từ bảng. Hãy hoàn tác lần nhập đó rồi mở %(period)s.")
            % {"past": past.period, "unit": past.unit.code, "period": period}
        )


def _refuse_derived(period: Period) -> None:
    """Nobody reports for nine months: such a period is only ever put together out of others."""
    if period.span.frequency not in BASES[period.span.calendar]:
        raise PeriodNotReported(
            _("Kỳ %(period)s chỉ được cộng lại từ các kỳ ngắn hơn, không có báo cáo riêng để mở.") % {"period": period}
        )
