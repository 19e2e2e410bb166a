"""Entry on behalf of many units at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.rules import Channel

from .behalf import begin_behalf


@transaction.atomic
def begin_behalf_of_many(*, report_ids: Iterable[int], channel: Channel, remark: str = "", by: User) -> int:
    """Say of several reports how their figures came in, all or none; the answer is how many.

    Raises what `begin_behalf` raises.
    """
    # Locks of many reports are always taken in one order: that of accepting them.
    found = Report.objects.filter(pk__in=list(report_ids)).order_by("period", "unit", "pk")
    ordered = list(found.values_list("pk", flat=True))
    for report_id in ordered:
        begin_behalf(report_id=report_id, channel=channel, remark=remark, by=by)
    return len(ordered)
