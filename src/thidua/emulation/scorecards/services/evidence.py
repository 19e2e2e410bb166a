"""Files beside the points of a card."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.scorecards.errors import EvidenceGone
from thidua.emulation.scorecards.models import Card, CardEvidence
from thidua.emulation.scorecards.rules import Stage
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.files.services import store
from thidua.people.models import User

from .locking import lock_card, require_files
from .points import refuse_own

LONGEST_CAPTION = 200
MOST_FILES = 300


@transaction.atomic
def attach_evidence(
    *,
    card_id: int,
    position: int,
    upload: UploadedFile[bytes],
    caption: str = "",
    stage: Stage = Stage.SELF,
    by: User,
) -> CardEvidence:
    """Put a file beside a criterion of a card with the hand of a stage; what lies there stays.

    Raises StageClosed, OwnCard, EvidenceGone (too many files), BadText, or what `files.services.store` refuses.
    """
    said = clean_line(caption, most=LONGEST_CAPTION)
    card = lock_card(card_id)
    require_files(card, stage)
    refuse_own(card, stage, by)
    if card.evidence.filter(removed_at=None).count() >= MOST_FILES:
        raise EvidenceGone(
            _("Phiếu chấm điểm đã có %(most)d tệp. Hãy gộp các trang vào một tệp PDF, hoặc gỡ tệp không cần.")
            % {"most": MOST_FILES}
        )
    file = store(upload=upload, by=by)
    evidence = CardEvidence.objects.create(
        card=card,
        position=position,
        stage=stage,
        step=card.round.state,
        file=file,
        caption=said,
        at=clock.now(),
        by=by,
    )
    _record("card_evidence.attached", evidence, card, by)
    return evidence


@transaction.atomic
def remove_evidence(*, card_id: int, evidence_id: int, by: User) -> CardEvidence:
    """Take a file away from a card; the undo is `restore_evidence`.

    Raises CardEvidence.DoesNotExist, EvidenceGone or StageClosed.
    """
    card, evidence = _locked(card_id, evidence_id)
    if evidence.removed_at is not None:
        raise EvidenceGone(_("Tệp này đã được gỡ từ trước. Hãy tải lại trang."))
    evidence.removed_at, evidence.removed_by = clock.now(), by
    evidence.save(update_fields=["removed_at", "removed_by"])
    _record("card_evidence.removed", evidence, card, by)
    return evidence


@transaction.atomic
def restore_evidence(*, card_id: int, evidence_id: int, by: User) -> CardEvidence:
    """Put a removed file back. Raises CardEvidence.DoesNotExist, EvidenceGone or StageClosed."""
    card, evidence = _locked(card_id, evidence_id)
    if evidence.removed_at is None:
        raise EvidenceGone(_("Tệp này vẫn còn ở phiếu chấm điểm."))
    evidence.removed_at = evidence.removed_by = None
    evidence.save(update_fields=["removed_at", "removed_by"])
    _record("card_evidence.restored", evidence, card, by)
    return evidence


def require_own_step(card: Card, evidence: CardEvidence) -> None:
    """Raise StageClosed or EvidenceGone unless a file came in the step of the round: what came before stays."""
    require_files(card, Stage(evidence.stage))
    if evidence.step != card.round.state:
        raise EvidenceGone(_("Tệp này được đính kèm ở bước trước nên được giữ nguyên."))


def _locked(card_id: int, evidence_id: int) -> tuple[Card, CardEvidence]:
    card = lock_card(card_id)
    evidence = CardEvidence.objects.select_related("file").get(pk=evidence_id, card=card)
    require_own_step(card, evidence)
    return card, evidence


def _record(event: str, evidence: CardEvidence, card: Card, by: User) -> None:
    criterion = scheme_of(card.round).positions[evidence.position].name
    file = evidence.file
    record(event, by=by, about=card.round, unit=card.unit_id, file=file.name, digest=file.digest, criterion=criterion)
