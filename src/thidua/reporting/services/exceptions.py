"""Going on without reports of the level below: who is missing, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.core import clock
from thidua.figures.models import PeriodUnit
from thidua.people.models import User
from thidua.reporting.errors import ExceptionsUnlisted
from thidua.reporting.models import Report, ReportException
from thidua.reporting.queries.exceptions import absent_below

LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class Without:
    """Why a report goes on without others below: one reason for all, or by the code of a unit."""

    reason: str = ""
    by_unit: Mapping[str, str] = field(default_factory=dict)

    def why(self, unit: str) -> str:
        """The reason for a unit, "" without one."""
        return (self.by_unit.get(unit, "").strip() or self.reason.strip())[:LONGEST_REASON]


NOTHING_SAID = Without()


def list_exceptions(report: Report, without: Without, *, demanded: bool, by: User) -> None:
    """Name in a locked report, about to be handed in, what it goes on without; note what it merges.

    People have to say why (`demanded`): ExceptionsUnlisted names the units of which they have not. What programs
    leave unsaid is listed with a standard reason, so that coverage stays honest.
    """
    if not PeriodUnit.objects.filter(period=report.period_id, unit=report.unit_id, has_children=True).exists():
        return
    known = {each.missing_id: each for each in report.exceptions.select_related("missing__sheet")}
    now, unsaid = clock.now(), []
    for absent in absent_below(report).select_related("unit").order_by("unit__code"):
        said = without.why(absent.unit.code)
        if absent.pk in known:
            # Its acceptance was undone: what was merged is missing again.
            known[absent.pk].merged_version = known[absent.pk].merged_at = None
            continue
        if demanded and not said:
            unsaid.append(absent.unit.code)
            continue
        reason = said or _("Chưa được tiếp nhận khi đơn vị cấp trên nộp.")
        ReportException.objects.create(report=report, missing=absent, reason=reason, at=now, by=by)
    if unsaid:
        raise ExceptionsUnlisted(
            ngettext(
                "Còn %(count)d báo cáo trực thuộc chưa được tiếp nhận (%(units)s). Hãy ghi lý do rồi nộp.",
                "Còn %(count)d báo cáo trực thuộc chưa được tiếp nhận (%(units)s). Hãy ghi lý do rồi nộp.",
                len(unsaid),
            )
            % {"count": len(unsaid), "units": ", ".join(unsaid[:5]) + ("…" if unsaid[5:] else "")}
        )
    for each in known.values():
        if each.merged_version is None and each.missing.sheet.official_version:
            each.merged_version, each.merged_at = report.version, now
    ReportException.objects.bulk_update(known.values(), ["merged_version", "merged_at"])
