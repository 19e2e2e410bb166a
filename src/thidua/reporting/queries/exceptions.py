"""The reports below that a unit's own report goes on without."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from thidua.figures.models import PeriodUnit
from thidua.org.queries import UnitName, last_names_of
from thidua.org.rules import UnitKind
from thidua.reporting.models import Report, ReportException


@dataclass(frozen=True, slots=True)
class Absent:
    """A report below that is not accepted, by the name of its unit; `reason` is what was said of it before."""

    report: Report
    unit: UnitName
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An exception as a report names it; `late` says that its report has been accepted since and waits to be merged."""

    exception: ReportException
    unit: UnitName
    late: bool

    @property
    def merged(self) -> bool:
        return self.exception.merged_version is not None


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What a report goes on without, and what of the level below is not accepted yet."""

    listed: tuple[Listed, ...] = ()
    absent: tuple[Absent, ...] = ()

    @property
    def late(self) -> tuple[Listed, ...]:
        """Exceptions whose reports can be merged now."""
        return tuple(each for each in self.listed if each.late)

    @property
    def left_out(self) -> tuple[Listed, ...]:
        """Exceptions whose figures are still not in the report's version."""
        return tuple(each for each in self.listed if not each.merged)

    @property
    def unsaid(self) -> tuple[Absent, ...]:
        """Those absent of which nobody has said why."""
        return tuple(each for each in self.absent if not each.reason)


def absent_below(report: Report) -> QuerySet[Report]:
    """Reports of a period that are owed by the units directly below, and of which no version is accepted."""
    below = PeriodUnit.objects.filter(period=report.period_id, parent=report.unit_id).values("unit")
    owed = Report.objects.filter(period=report.period_id, unit__in=below, sheet__owed=True)
    return owed.filter(sheet__official_version=None)


def exceptions_of(report: Report) -> Exceptions:
    """The exceptions of a report; nothing is asked of the database for a form of grassroots unions alone.

    The report comes with its sheet, form version and form.
    """
    if report.sheet.form_version.form.unit_kinds == [UnitKind.GRASSROOTS]:
        return Exceptions()
    listed = list(report.exceptions.select_related("missing__sheet", "missing__unit"))
    absent = list(absent_below(report).select_related("unit").order_by("unit__code", "pk"))
    names = last_names_of(
        [*(each.missing.unit_id for each in listed), *(each.unit_id for each in absent)], report.period.ends
    )
    reasons = {each.missing_id: each.reason for each in listed}
    return Exceptions(
        tuple(Listed(each, names[each.missing.unit_id], _is_late(each)) for each in listed),
        tuple(Absent(each, names[each.unit_id], reasons.get(each.pk, "")) for each in absent),
    )


def _is_late(exception: ReportException) -> bool:
    return exception.merged_version is None and exception.missing.sheet.official_version is not None
