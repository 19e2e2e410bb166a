"""Taking an acceptance back: the undo of accepting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import sql
from thidua.figures.cells import count_as_before
from thidua.figures.locks import PERIOD
from thidua.figures.models import PeriodUnit
from thidua.people.models import User
from thidua.reporting.errors import AboveHandedIn, NotAccepted
from thidua.reporting.models import Report, Submission
from thidua.reporting.rules import Outcome, ReportState

from .locking import refuse_closed

PACKAGE = "thidua.reporting"
HANDED_IN = (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.CLOSED)


@transaction.atomic
def undo_acceptance(*, report_ids: Sequence[int], by: User) -> int:
    """Let accepted reports wait for acceptance again, all or none; the answer is how many.

    What was official before counts as official again. Raises PeriodNotOpen, NotAccepted, or AboveHandedIn once the
    unit above has handed in its own report of the period.
    """
    sql.run(PACKAGE, "share_periods", {"lock": PERIOD, "reports": list(report_ids)})
    # The reports above are locked too: none is handed in meanwhile on the ground of what is taken back.
    locked = (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .filter(Q(pk__in=report_ids) | _above(report_ids))
        .select_related("period", "unit")
        .order_by("period", "unit", "pk")
    )
    chosen = set(report_ids)
    reports = [report for report in locked if report.pk in chosen]
    above = set(_built_upon(report_ids))
    for report in reports:
        refuse_closed(report.period)
        if report.state != ReportState.ACCEPTED:
            raise NotAccepted(
                _("Báo cáo %(report)s đang ở trạng thái «%(state)s», không có tiếp nhận nào để bỏ.")
                % {"report": report, "state": report.get_state_display()}
            )
        if report.pk in above:
            raise AboveHandedIn(
                _(
                    "Đơn vị cấp trên đã nộp báo cáo kỳ này trên cơ sở %(report)s."
                    " Hãy rút báo cáo cấp trên trước, hoặc đề nghị đơn vị điều chỉnh."
                )
                % {"report": report}
            )
    _wait_again(reports)
    record_each(
        "report.acceptance_undone",
        by=by,
        subjects=[Subject(report, report.unit_id, {"version": report.version}) for report in reports],
    )
    return len(reports)


def _above(report_ids: Sequence[int]) -> Q:
    """The reports of the units directly above, in the same periods."""
    nodes = PeriodUnit.objects.filter(unit__reports__in=report_ids, unit__reports__period=F("period"))
    parents: dict[int, set[int]] = defaultdict(set)
    for period, parent in nodes.filter(parent__isnull=False).values_list("period", "parent"):
        parents[period].add(parent)
    return reduce(or_, (Q(period=period, unit__in=units) for period, units in parents.items()), Q(pk__in=()))


def _built_upon(report_ids: Sequence[int]) -> list[int]:
    """Those reports whose parent in the period's tree has handed in its own."""
    parents = PeriodUnit.objects.filter(period=OuterRef("period"), unit=OuterRef("unit")).values("parent")
    of_parent = Report.objects.filter(
        period=OuterRef("period"), unit__in=OuterRef("parent"), state__in=HANDED_IN, sheet__owed=True
    )
    reports = Report.objects.filter(pk__in=report_ids).annotate(parent=parents)
    return list(reports.filter(Exists(of_parent)).values_list("pk", flat=True))


def _wait_again(reports: Sequence[Report]) -> None:
    before = _accepted_before(reports)
    for report in reports:
        earlier = before.get(report.pk)
        report.state = ReportState.SUBMITTED
        report.accepted_at, report.accepted_by_id = (
            (earlier.decided_at, earlier.decided_by_id) if earlier else (None, None)
        )
    Report.objects.bulk_update(reports, ["state", "accepted_at", "accepted_by"])
    pairs = [(report.pk, report.version) for report in reports]
    decided = [s for s in Submission.objects.filter(report__in=reports) if (s.report_id, s.version) in pairs]
    for submission in decided:
        submission.outcome, submission.decided_at, submission.decided_by = Outcome.WAITING, None, None
    Submission.objects.bulk_update(decided, ["outcome", "decided_at", "decided_by"])
    official = {r.sheet_id: before[r.pk].version if r.pk in before else None for r in reports}
    count_as_before(versions=official)


def _accepted_before(reports: Sequence[Report]) -> dict[int, Submission]:
    """The last version of each report that was accepted before its present one, by report."""
    found: dict[int, Submission] = {}
    versions = {report.pk: report.version for report in reports}
    for submission in Submission.objects.filter(report__in=reports, outcome=Outcome.ACCEPTED).order_by("version"):
        if submission.version < versions[submission.report_id]:
            found[submission.report_id] = submission
    return found
