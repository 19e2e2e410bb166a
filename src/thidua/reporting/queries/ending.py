"""What a report says of its unit's end."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.org.models import Custody
from thidua.org.queries import last_names_of
from thidua.reporting.models import Report
from thidua.reporting.rules import EDITABLE


def ending_of(report: Report) -> str:
    """A sentence about the end of a report's unit and what it means for the report; "" for a unit that goes on.

    The report comes with its unit and period; nothing is asked of the database for a unit that goes on.
    """
    ends = report.unit.dissolved_on
    if ends is None:
        return ""
    words = {"day": f"{ends:%d/%m/%Y}", "last": f"{ends - timedelta(days=1):%d/%m/%Y}"}
    if report.cut_off is not None:
        return _of_cut_off(report) % words
    if ends > clock.today():
        return _("Đơn vị sẽ kết thúc từ ngày %(day)s.") % words
    if report.state in EDITABLE and (holders := _holders(report.unit_id)):
        return _("Đơn vị đã kết thúc từ ngày %(day)s; %(holders)s báo cáo tiếp.") % (words | {"holders": holders})
    return _("Đơn vị đã kết thúc từ ngày %(day)s.") % words


def _of_cut_off(report: Report) -> str:
    assert report.cut_off is not None
    if report.cut_off < report.period.starts:
        return _("Đơn vị đã kết thúc từ ngày %(day)s nên không phải báo cáo kỳ này.")
    if report.state in EDITABLE:
        return _("Đơn vị kết thúc từ ngày %(day)s. Hãy nộp đến hết ngày %(last)s, sau đó báo cáo bị khóa.")
    return _("Đơn vị đã kết thúc từ ngày %(day)s; số liệu chốt đến hết ngày %(last)s.")


def _holders(unit_id: int) -> str:
    held_by = list(Custody.objects.filter(unit=unit_id).order_by("holder__code").values_list("holder", flat=True))
    names = last_names_of(held_by, clock.today())
    return ", ".join(names[pk].name for pk in held_by)
