"""What a reorganisation does to reports.

Open reports of a unit that ends: with `CUT_OFF` those that are not handed in take figures up to its last day and are
closed with it (`services.cut_off`, each day anew for a day that is still to come); with `HANDED_OVER` they stay open,
and whoever holds the unit goes on with them. What is handed in waits for whoever accepts from its holder, and an
amendment stays the holder's. Reports of periods that begin when the unit no longer counts are closed and nothing of
them counts. Windows of ad-hoc requests are periods as any other; a request that the unit sent is its holder's now.

Exceptions, entries on behalf, links and reminders speak of one report, and go on with it or end with it: a report
that nobody owes is no longer missing, reminders go to the people of the holder. Founded units get the reports of open
periods in whose trees they stand.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import clock, sql
from thidua.figures.locks import hold_period
from thidua.figures.models import CellEdit, Sheet
from thidua.figures.periods import lay_out_sheets
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, OpenReports, Plan
from thidua.people.models import User

from .models import AdHocRequest, HistoryImport, Reminder, Report, ReportException
from .queries.reorganising import consequences, last_day, of_ended, periods_to_lay_out
from .rules import EDITABLE, ReportState
from .services.cut_off import close_cut_off

PACKAGE = "thidua.reporting"


def preview(plan: Plan) -> list[Consequence]:
    """How many reports are closed, go on with others, wait for others, stop counting or come to be owed."""
    return consequences(plan)


@transaction.atomic
def apply(plan: Plan, by: User | None) -> Ledger:
    """Close or hand over the reports of ended units and lay out those of founded ones.

    The ledger has the reports that stopped counting as they were before; everything else can be told by its day.
    """
    to_lay_out = list(periods_to_lay_out(plan)) if plan.founded else []
    _hold(plan, to_lay_out)
    ended = [plan.ids[code] for code in plan.ended]
    voided = list(
        of_ended(plan)
        .filter(period__starts__gte=plan.counts_from)
        .order_by("pk")
        .values_list("pk", "state", "sheet__official_version", "sheet__submitted_version")
    )
    now = clock.now()
    if voided:
        sql.run(PACKAGE, "void_reports", {"reports": [row[0] for row in voided], "day": last_day(plan), "at": now})
    if plan.open_reports == OpenReports.CUT_OFF:
        params = {"day": last_day(plan), "counts_from": plan.counts_from, "units": ended}
        sql.run(PACKAGE, "cut_off", params)
        close_cut_off()
    _record(plan, by)
    for period in to_lay_out:
        lay_out_sheets(period)
        sql.run(PACKAGE, "lay_out_reports", {"period": period.pk})
    return {"voided": [list(row) for row in voided]}


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:  # noqa: ARG001 - one signature for all apps
    """Reports of founded units that somebody worked on, requests of theirs, and periods that were closed since."""
    found = []
    if touched := _touched(_of_founded(plan)).count():
        found.append(_("%(count)d báo cáo của đơn vị mới thành lập đã có người nhập") % {"count": touched})
    founded = [unit.code for unit in plan.founded]
    asked = AdHocRequest.objects.filter(asker__code__in=founded).count()
    if asked:
        found.append(_("%(count)d yêu cầu báo cáo đột xuất của đơn vị mới thành lập") % {"count": asked})
    if told := HistoryImport.objects.filter(unit__code__in=founded).count():
        found.append(_("%(count)d bảng số liệu các năm trước của đơn vị mới thành lập") % {"count": told})
    # Of periods that take the new tree `figures` says the same.
    cut_off = Report.objects.filter(unit__code__in=[*plan.ended], cut_off=last_day(plan))
    closed = Period.objects.filter(
        state=PeriodState.CLOSED, ends__lt=plan.counts_from, pk__in=cut_off.values("period")
    ).order_by("ends", "-starts")
    return [*found, *(_("%(period)s đã khóa") % {"period": period} for period in closed)]


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User | None) -> None:
    """Open what was closed, as it stood; take away the reports of founded units."""
    _hold(plan, [])
    founded = _of_founded(plan)
    ReportException.objects.filter(missing__in=founded).delete()
    Reminder.objects.filter(report__in=founded).delete()
    founded.delete()
    Sheet.objects.filter(unit__code__in=[unit.code for unit in plan.founded]).delete()
    now = clock.now()
    if voided := ledger["voided"]:
        reports, states, official, submitted = (list(column) for column in zip(*voided, strict=True))
        before = {"reports": reports, "states": states, "official": official, "submitted": submitted}
        sql.run(PACKAGE, "restore_reports", before | {"at": now})
    ended = list(Unit.objects.filter(code__in=[*plan.ended]).values_list("pk", flat=True))
    if plan.open_reports == OpenReports.CUT_OFF:
        sql.run(PACKAGE, "reopen_cut_off", {"units": ended, "day": last_day(plan), "at": now})
    record_each("report.cut_off_undone", by=by, subjects=_subjects(plan, of_ended(plan)))


def _hold(plan: Plan, also: list[Period]) -> None:
    """Let nobody save, submit or accept in the periods that change, until the transaction ends."""
    changed = Report.objects.filter(unit__code__in=[*plan.ended, *(unit.code for unit in plan.founded)])
    periods = Period.objects.filter(Q(pk__in=changed.values("period")) | Q(pk__in=[p.pk for p in also]))
    for period in periods.filter(state=PeriodState.OPEN).order_by("pk"):
        hold_period(period)


def _of_founded(plan: Plan) -> QuerySet[Report]:
    return Report.objects.filter(unit__code__in=[unit.code for unit in plan.founded])


def _touched(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Those of some reports that are more than just laid out."""
    edits = CellEdit.objects.filter(sheet=OuterRef("sheet"))
    worked_on = (
        ~Q(state=ReportState.DRAFT)
        | Q(started_at__isnull=False)
        | Q(Exists(edits))
        | Q(cell_notes__isnull=False)
        | Q(cell_comments__isnull=False)
        | Q(evidence__isnull=False)
        | Q(behalf_entries__isnull=False)
    )
    return reports.filter(worked_on).distinct()


def _record(plan: Plan, by: User | None) -> None:
    """One event for each ended unit: how many of its reports are cut off, or go on with others."""
    reports = of_ended(plan)
    if plan.open_reports == OpenReports.CUT_OFF:
        cut_off = reports.filter(cut_off=last_day(plan))
        record_each("report.cut_off", by=by, subjects=_subjects(plan, cut_off, day=last_day(plan)))
    else:
        record_each("report.handed_over", by=by, subjects=_subjects(plan, reports.filter(state__in=EDITABLE)))


def _subjects(plan: Plan, reports: QuerySet[Report], **facts: date) -> list[Subject]:
    counts = Counter(reports.values_list("unit", flat=True))
    units = Unit.objects.in_bulk(list(counts))
    return [
        Subject(units[pk], pk, {"reports": count, "decision": plan.decision, **facts}) for pk, count in counts.items()
    ]
