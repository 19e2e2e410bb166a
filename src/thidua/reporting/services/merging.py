"""Merging reports of the level below that were accepted after their parent's report went on without them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.people.models import User
from thidua.reporting.errors import NotEditable, NothingToMerge
from thidua.reporting.models import Report, ReportException
from thidua.reporting.rules import EDITABLE, ReportState

from .exceptions import LONGEST_REASON
from .locking import lock_report
from .workflow import amend_report, submit_report, withdraw_report


@transaction.atomic
def merge_late(*, report_id: int, by: User) -> Report:
    """Hand in a new version of a report that takes in what has been accepted below since; its reason names them.

    What somebody is still editing is not handed in over their head: NotEditable. Raises NothingToMerge,
    PeriodNotOpen, and whatever submitting raises.
    """
    report = lock_report(report_id)
    if report.state in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang được sửa. Hãy nộp bản đang sửa: các đơn vị nộp bù được ghép luôn vào bản đó.")
        )
    late = ReportException.objects.filter(
        report=report_id, merged_version=None, missing__sheet__official_version__isnull=False
    ).select_related("missing__unit")
    codes = [each.missing.unit.code for each in late.order_by("missing__unit__code")]
    if not codes:
        raise NothingToMerge(_("Chưa có đơn vị nộp bù nào được tiếp nhận để ghép. Hãy tải lại trang."))
    if report.state == ReportState.ACCEPTED:
        amend_report(report_id=report_id, by=by)
    elif report.state == ReportState.SUBMITTED:
        withdraw_report(report_id=report_id, by=by)
    reason = _("Ghép đơn vị nộp bù: %(units)s.") % {"units": ", ".join(codes)}
    return submit_report(report_id=report_id, by=by, reason=reason[:LONGEST_REASON])
