"""Taking back points that were saved in one go: what stood there before comes back, and both stay on record."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.emulation.scorecards.errors import PointChanged
from thidua.emulation.scorecards.models import Card, PointChange
from thidua.emulation.scorecards.rules import Stage
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.people.models import User

from .locking import lock_card, require_stage
from .points import refuse_own, write_change


@transaction.atomic
def take_back(*, batch: UUID, by: User) -> int:
    """Take back all points that a person saved in one go, or none of them; the answer is how many.

    Raises StageClosed, OwnCard, or PointChanged where anybody changed one of the points since.
    """
    changes = list(PointChange.objects.filter(batch=batch, by=by).order_by("card_id", "-pk"))
    cards: dict[int, Card] = {}
    for change in changes:
        if change.card_id not in cards:
            cards[change.card_id] = lock_card(change.card_id)
        _take_back(cards[change.card_id], change, by)
    return len(changes)


def _take_back(card: Card, change: PointChange, by: User) -> None:
    stage = Stage(change.stage)
    require_stage(card, stage)
    refuse_own(card, stage, by)
    criterion = scheme_of(card.round).positions[change.position]
    changes = PointChange.objects.filter(card=card, position=change.position).order_by("-pk")
    if changes.values_list("pk", flat=True)[0] != change.pk:
        raise PointChanged(
            _("Điểm «%(name)s» đã được sửa sau đó nên không hoàn tác được. Hãy tải lại trang.")
            % {"name": criterion.name},
            where=criterion.code,
        )
    before = changes.filter(pk__lt=change.pk)
    former = before.filter(stage=stage).first()
    if change.counts is not None:
        counted = before.filter(counts__isnull=False).first()
        kept = {code: counts for code, counts in card.counts.items() if code != criterion.code}
        card.counts = {**kept, criterion.code: counted.counts} if counted else kept
    undoing = PointChange(
        card=card,
        position=change.position,
        stage=stage,
        before=change.after,
        after=change.before,
        reason=former.reason if former else "",
        counts=former.counts if former else None,
        in_name_of_id=change.in_name_of_id,
        undoes=change,
    )
    write_change(undoing, "point.taken_back", by=by)
