"""What some reports of the demonstration say in words."""

from __future__ import annotations

from thidua.cli.demodata.files import document
from thidua.reporting.models import Report
from thidua.reporting.rules import NarrativePart
from thidua.reporting.services.narrative import keep_narrative


def tell() -> None:
    """Write the narratives of reports that were handed in, by whoever handed them in."""
    for entry in document("narratives.json"):
        report = (
            Report.objects.filter(unit__code=entry["unit"], period__code=entry["period"], submitted_by__isnull=False)
            .select_related("submitted_by")
            .order_by("pk")
            .first()
        )
        if report is not None and report.submitted_by is not None:
            texts = {part: entry[part.value] for part in NarrativePart if part.value in entry}
            keep_narrative(report, report.version, texts, by=report.submitted_by)
