"""Clauses in words are confirmed by hand: by the lead for others, by the owner for everybody."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.covenants.errors import NotConfirmable
from thidua.emulation.covenants.models import Clause, Confirmation, Covenant
from thidua.emulation.covenants.queries.words import members_of
from thidua.emulation.covenants.rules import CovenantState, Measure
from thidua.files.services import store
from thidua.org.models import Unit
from thidua.people.models import User


@transaction.atomic
def confirm_clause(
    *, clause_id: int, unit: Unit, kept: bool, remark: str, evidence: UploadedFile[bytes] | None = None, by: User
) -> Confirmation:
    """Say whether a unit kept a clause in words, by what; a later word counts instead of it.

    Raises NotConfirmable, and for the evidence what `files.services.store` raises.
    """
    clause = Clause.objects.select_related("article__covenant__cluster").get(pk=clause_id)
    covenant = clause.article.covenant
    if covenant.state != CovenantState.IN_FORCE or clause.measure != Measure.WORDS or clause.removed_at:
        raise NotConfirmable(_("Chỉ xác nhận bằng tay những việc cần làm của giao ước đang có hiệu lực."))
    if unit.pk not in {member.unit_id for member in members_of(_newest(covenant))}:
        raise NotConfirmable(_("Đơn vị này không có tên trong giao ước."))
    confirmation = Confirmation.objects.create(
        clause=clause,
        unit=unit,
        kept=kept,
        remark=remark,
        evidence=store(upload=evidence, by=by) if evidence else None,
        by=by,
        at=clock.now(),
    )
    outcome = "đã thực hiện" if kept else "chưa thực hiện"
    record("covenant.clause_confirmed", by=by, about=covenant, unit=unit, clause=clause.text, outcome=outcome)
    return confirmation


@transaction.atomic
def undo_confirmation(*, confirmation_id: int, by: User) -> Confirmation:
    """Take a confirmation back: the one before it counts again. Undoing twice changes nothing."""
    found = Confirmation.objects.select_for_update(of=("self",)).select_related("clause__article__covenant")
    confirmation = found.get(pk=confirmation_id)
    if confirmation.undone_at is None:
        confirmation.undone_at = clock.now()
        confirmation.save(update_fields=["undone_at"])
        clause = confirmation.clause
        covenant = clause.article.covenant
        record("covenant.confirmation_undone", by=by, about=covenant, unit=confirmation.unit_id, clause=clause.text)
    return confirmation


def _newest(covenant: Covenant) -> Covenant:
    """The paper that says who the parties are now."""
    root = covenant.amends or covenant
    return root.annexes.filter(state=CovenantState.IN_FORCE).order_by("number").last() or root
