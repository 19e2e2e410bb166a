"""Writing what a report says in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_text
from thidua.people.models import User
from thidua.reporting.errors import NotEditable
from thidua.reporting.models import Report
from thidua.reporting.narrative_models import Narrative
from thidua.reporting.queries.narrative import narrative_of
from thidua.reporting.rules import EDITABLE, NarrativePart, ReportState

from .locking import lock_report

LONGEST_PART = 4000


@transaction.atomic
def write_narrative(*, report_id: int, texts: Mapping[NarrativePart, str], by: User) -> int:
    """Write parts of what a report says in words; the answer is how many are other than before.

    Raises BadText, PeriodNotOpen, or NotEditable for a report that is handed in.
    """
    said = {part: clean_text(text, most=LONGEST_PART) for part, text in texts.items()}
    report = lock_report(report_id)
    if ReportState(report.state) not in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang ở trạng thái «%(state)s» nên không sửa được. Nếu cần, hãy mở bản điều chỉnh.")
            % {"state": ReportState(report.state).label}
        )
    stands = narrative_of(report, report.version)
    changed = {part: text for part, text in said.items() if text != stands.get(part, "")}
    keep_narrative(report, report.version, changed, by=by)
    if changed:
        parts = ", ".join(str(part.label) for part in changed)
        record("report.told", by=by, about=report, unit=report.unit_id, parts=parts)
    return len(changed)


def keep_narrative(report: Report, version: int, texts: Mapping[NarrativePart, str], *, by: User) -> None:
    """Keep what a version of a report says, whatever state it is in: for what happened before the system knew of it."""
    Narrative.objects.bulk_create(
        [
            Narrative(report=report, version=version, part=part, text=text, at=clock.now(), by=by)
            for part, text in texts.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "part", "version"],
        update_fields=["text", "at", "by"],
    )
