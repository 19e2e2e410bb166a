"""Files behind the figures of a report."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.files.services import store
from thidua.people.models import User
from thidua.reporting.errors import EvidenceGone, NotEditable
from thidua.reporting.models import Evidence, Report
from thidua.reporting.rules import EDITABLE, ReportState

from .locking import lock_report
from .notes import indicator_of

LONGEST_CAPTION = 200
MOST_FILES = 50


@transaction.atomic
def attach_evidence(
    *, report_id: int, indicator_id: int | None, upload: UploadedFile[bytes], caption: str = "", by: User
) -> Evidence:
    """Put a file behind a cell, or behind the whole report when there is no indicator.

    Raises NotEditable, PeriodNotOpen, NotCollected, BadText, or what `files.services.store` refuses.
    """
    said = clean_line(caption, most=LONGEST_CAPTION)
    report = _locked(report_id)
    indicator = indicator_of(report, indicator_id) if indicator_id else None
    if report.evidence.filter(removed_at=None).count() >= MOST_FILES:
        raise NotEditable(
            _("Báo cáo đã có %(most)d tệp. Hãy gộp các trang vào một tệp PDF, hoặc gỡ tệp không cần.")
            % {"most": MOST_FILES}
        )
    file = store(upload=upload, by=by)
    evidence = Evidence.objects.create(
        report=report, indicator=indicator, file=file, caption=said, at=clock.now(), by=by
    )
    _record("evidence.attached", evidence, report, by)
    return evidence


@transaction.atomic
def remove_evidence(*, report_id: int, evidence_id: int, by: User) -> Evidence:
    """Take a file away from a report; it stays readable for those who check. The undo is `restore_evidence`.

    Raises Evidence.DoesNotExist, EvidenceGone, NotEditable or PeriodNotOpen.
    """
    report = _locked(report_id)
    evidence = _evidence(report, evidence_id)
    if evidence.removed_at is not None:
        raise EvidenceGone(_("Tệp này đã được gỡ từ trước. Hãy tải lại trang."))
    evidence.removed_at, evidence.removed_by = clock.now(), by
    evidence.save(update_fields=["removed_at", "removed_by"])
    _record("evidence.removed", evidence, report, by)
    return evidence


@transaction.atomic
def restore_evidence(*, report_id: int, evidence_id: int, by: User) -> Evidence:
    """Put a removed file back. Raises Evidence.DoesNotExist, EvidenceGone, NotEditable or PeriodNotOpen."""
    report = _locked(report_id)
    evidence = _evidence(report, evidence_id)
    if evidence.removed_at is None:
        raise EvidenceGone(_("Tệp này vẫn còn ở báo cáo."))
    evidence.removed_at = evidence.removed_by = None
    evidence.save(update_fields=["removed_at", "removed_by"])
    _record("evidence.restored", evidence, report, by)
    return evidence


def _locked(report_id: int) -> Report:
    report = lock_report(report_id)
    if report.state not in EDITABLE:
        raise NotEditable(
            _("Báo cáo đang ở trạng thái «%(state)s» nên không đổi được minh chứng. Nếu cần, hãy mở bản điều chỉnh.")
            % {"state": ReportState(report.state).label}
        )
    return report


def _evidence(report: Report, evidence_id: int) -> Evidence:
    return Evidence.objects.select_related("file", "indicator").get(pk=evidence_id, report=report)


def _record(event: str, evidence: Evidence, report: Report, by: User) -> None:
    about = evidence.indicator.name if evidence.indicator else _("cả báo cáo")
    file = evidence.file
    record(event, by=by, about=report, unit=report.unit_id, file=file.name, digest=file.digest, indicator=about)
