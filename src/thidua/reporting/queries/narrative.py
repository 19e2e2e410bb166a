"""What reports say in words: of one version, and of all accepted reports of units within a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from thidua.core.periods import Span
from thidua.reporting.models import Report
from thidua.reporting.narrative_models import Narrative
from thidua.reporting.rules import NarrativePart


@dataclass(frozen=True, slots=True)
class Told:
    """What an accepted report of a unit says in one part."""

    unit_id: int
    period: str
    part: NarrativePart
    text: str


def narrative_of(report: Report, version: int) -> dict[NarrativePart, str]:
    """What a version of a report says, by part; parts that say nothing are left out. One statement."""
    rows = Narrative.objects.filter(report=report, version__lte=version).order_by("version")
    told = {NarrativePart(part): text for part, text in rows.values_list("part", "text")}
    return {part: told[part] for part in NarrativePart if told.get(part)}


def told_within(unit_ids: Iterable[int], span: Span) -> list[Told]:
    """What the accepted reports of units say of base periods within a period, the earliest first. One statement."""
    rows = (
        Narrative.objects.filter(
            report__unit__in=list(unit_ids),
            report__period__calendar=span.calendar.value,
            report__period__starts__gte=span.starts,
            report__period__ends__lte=span.ends,
            version__lte=F("report__sheet__official_version"),
        )
        .order_by("report__period__ends", "report__period__starts", "report_id", "part", "-version")
        .distinct("report__period__ends", "report__period__starts", "report_id", "part")
        .values_list("report__unit", "report__period__code", "part", "text")
    )
    return [Told(unit, period, NarrativePart(part), text) for unit, period, part, text in rows if text]
