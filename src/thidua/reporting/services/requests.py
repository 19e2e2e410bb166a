"""Ad-hoc requests: asking some units once, and ending, extending or reopening that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.access.models import Grant
from thidua.access.rules import Permission, roles_with
from thidua.audit.services import record
from thidua.core import clock, sql
from thidua.core.periods import Calendar, Frequency
from thidua.core.text import clean_line, clean_text
from thidua.figures.fold import rebuild
from thidua.figures.locks import hold_period
from thidua.figures.periods import open_window
from thidua.indicators.models import Form, FormRow, FormSection, FormVersion, Indicator, Period
from thidua.indicators.rules import PeriodState
from thidua.indicators.services import publish_form_version
from thidua.indicators.services.periods import make_window
from thidua.notices.services import notify
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.reporting.errors import DueTooEarly, NobodyAsked, RequestOver, RequestRunning, TooManyAsked
from thidua.reporting.models import AdHocRequest, Report
from thidua.reporting.queries.inbox import NEVER_HANDED_IN
from thidua.reporting.queries.requests import below_by_code, counts_of
from thidua.reporting.rules import ReportState

from .periods import close_period, reopen_period
from .reminders import remind

PACKAGE = "thidua.reporting"
FEWEST_ROWS, MOST_ROWS = 1, 30
LONGEST_TITLE, LONGEST_MESSAGE = 200, 4000
DUE_AT: Final = time(17, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: either an edition of a form that exists, or indicators with whether each must be filled in."""

    form_version: FormVersion | None = None
    indicators: Mapping[Indicator, bool] | None = None


@transaction.atomic
def send_request(
    *,
    asker: Unit,
    title: str,
    message: str,
    window: tuple[date, date],
    due: date,
    asked: Asked,
    unit_ids: Sequence[int],
    by: User,
) -> AdHocRequest:
    """Ask units below `asker` for figures about a window of days (both inside it), due at 17:00 on a day to come.

    Raises NobodyAsked, TooManyAsked, DueTooEarly, TooManyWindows, BadText or ValueError for a window without a code.
    """
    if not unit_ids:
        raise NobodyAsked(_("Chưa có đơn vị nào được chọn. Hãy chọn đơn vị rồi gửi."))
    _refuse_outsiders(asker, unit_ids)
    title, message = clean_line(title, most=LONGEST_TITLE), clean_text(message, most=LONGEST_MESSAGE)
    starts, ends = window
    period = make_window(starts=starts, ends=ends, due_at=_due_at(due))
    version = asked.form_version or _new_form(period, title, asked.indicators or {})
    sheets = open_window(period, form_version_id=version.pk, unit_ids=unit_ids)
    if not sheets:
        raise NobodyAsked(_("Các đơn vị đã chọn không hoạt động trong những ngày này. Hãy chọn lại đơn vị hoặc ngày."))
    sql.run(PACKAGE, "lay_out_reports", {"period": period.pk})
    period.state = PeriodState.OPEN
    period.save(update_fields=["state"])
    request = AdHocRequest.objects.create(
        period=period, form_version=version, asker=asker, title=title, message=message, at=clock.now(), by=by
    )
    rebuild(period)
    record("request.sent", by=by, about=request, unit=asker, units=sheets, due=f"{due:%d/%m/%Y}")
    _tell(request)
    return request


@transaction.atomic
def extend_request(*, request_id: int, due: date, by: User) -> AdHocRequest:
    """Let reports that are not handed in be due on a later day. Raises RequestOver or DueTooEarly."""
    request = _lock(request_id)
    _refuse_ended(request)
    due_at = _due_at(due)
    if due_at <= request.period.due_at:
        raise DueTooEarly(_("Hạn mới phải sau hạn hiện nay. Hãy chọn một ngày sau đó."), where="due")
    hold_period(request.period)
    Period.objects.filter(pk=request.period_id).update(due_at=due_at)
    unfinished = (ReportState.DRAFT, ReportState.RETURNED)
    Report.objects.filter(period=request.period_id, state__in=unfinished).update(due_at=due_at)
    record("request.extended", by=by, about=request, unit=request.asker_id, due=f"{due:%d/%m/%Y}")
    return request


@transaction.atomic
def end_request(*, request_id: int, by: User) -> AdHocRequest:
    """Take no more answers: the window closes. Raises RequestOver, or ReportsWaiting while some wait for acceptance."""
    request = _lock(request_id)
    _refuse_ended(request)
    counts = counts_of([request.period_id])[request.period_id]
    close_period(period=request.period, by=by)
    request.ended_at, request.ended_by = clock.now(), by
    request.save(update_fields=["ended_at", "ended_by"])
    record(
        "request.ended",
        by=by,
        about=request,
        unit=request.asker_id,
        answered=counts.answered,
        asked=counts.asked,
    )
    return request


@transaction.atomic
def reopen_request(*, request_id: int, by: User) -> AdHocRequest:
    """Take answers again: the undo of ending. Raises RequestRunning."""
    request = _lock(request_id)
    if request.ended_at is None:
        raise RequestRunning(_("Yêu cầu chưa kết thúc nên không cần mở lại."))
    reopen_period(period=request.period, reason=_("Mở lại yêu cầu đột xuất"), by=by)
    request.ended_at = request.ended_by = None
    request.save(update_fields=["ended_at", "ended_by"])
    record("request.reopened", by=by, about=request, unit=request.asker_id)
    return request


@transaction.atomic
def remind_of_request(*, request_id: int, by: User) -> int:
    """Remind the units that have not answered; the answer is how many. Raises RequestOver or NobodyToRemind."""
    request = _lock(request_id)
    _refuse_ended(request)
    missing = Report.objects.filter(period=request.period_id, state__in=NEVER_HANDED_IN)
    return remind(report_ids=list(missing.values_list("pk", flat=True)), by=by)


def _lock(request_id: int) -> AdHocRequest:
    requests = AdHocRequest.objects.select_for_update(of=("self",))
    return requests.select_related("period").get(pk=request_id)


def _refuse_ended(request: AdHocRequest) -> None:
    if request.ended_at is not None:
        raise RequestOver(_("Yêu cầu đã kết thúc. Hãy mở lại yêu cầu trước khi làm tiếp."))


def _refuse_outsiders(asker: Unit, unit_ids: Sequence[int]) -> None:
    codes = Unit.objects.filter(pk__in=unit_ids).values_list("code", flat=True)
    outside = sorted(set(codes) - below_by_code(asker.pk, codes).keys())
    if outside:
        raise NobodyAsked(
            _("Không thuộc phạm vi của đơn vị gửi: %(codes)s. Hãy bỏ các đơn vị này.")
            % {"codes": ", ".join(outside[:10])}
        )


def _due_at(due: date) -> datetime:
    at = datetime.combine(due, DUE_AT, tzinfo=clock.VIETNAM)
    if at <= clock.now():
        raise DueTooEarly(_("Hạn trả lời đã qua. Hãy chọn một ngày sau hôm nay."), where="due")
    return at


def _new_form(period: Period, title: str, indicators: Mapping[Indicator, bool]) -> FormVersion:
    if not FEWEST_ROWS <= len(indicators) <= MOST_ROWS:
        raise TooManyAsked(
            _("Hãy chọn từ %(fewest)d đến %(most)d chỉ tiêu.") % {"fewest": FEWEST_ROWS, "most": MOST_ROWS}
        )
    form = Form.objects.create(
        code=f"dot-xuat-{period.code.lower()}",
        name_vi=title,
        name_en=title,
        unit_kinds=[],
        calendar=Calendar.WINDOW,
        frequency=Frequency.ONCE,
    )
    version = FormVersion.objects.create(form=form, number=1, during=DateRange(period.starts, None))
    section = FormSection.objects.create(version=version, order=1, name_vi="Nội dung yêu cầu", name_en="What is asked")
    FormRow.objects.bulk_create(
        FormRow(section=section, order=order, label=str(order), indicator=indicator, required=required)
        for order, (indicator, required) in enumerate(indicators.items(), start=1)
    )
    return publish_form_version(version_id=version.pk)


def _tell(request: AdHocRequest) -> None:
    """Tell those who type the reports of the units that are asked."""
    units = Report.objects.filter(period=request.period_id).values("unit")
    grants = Grant.objects.filter(
        unit__in=units,
        role__in=roles_with(Permission.REPORT_SUBMIT),
        during__contains=clock.today(),
        user__is_active=True,
    )
    notify(
        users=grants.values_list("user", flat=True).distinct(),
        kind="request.sent",
        link=reverse("request-list"),
        key=f"request-{request.pk}",
        asker=last_names_of([request.asker_id], clock.today())[request.asker_id].short_name,
        title=request.title,
        due=f"{request.period.due_at.astimezone(clock.VIETNAM):%d/%m}",
    )
