"""Cross-checking: who checks whom, and handing the result in."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.scorecards.errors import RoundNotReady
from thidua.emulation.scorecards.models import Card, CrossCheck, Round
from thidua.emulation.scorecards.pairing import draw
from thidua.emulation.scorecards.rules import RoundState
from thidua.org.models import Unit
from thidua.people.models import User

from .locking import lock_card

SEEDS = 10**6
"""Seeds are short numbers, so that they can be read out and typed at a conference."""


def new_seed() -> int:
    """A seed that nobody chose."""
    return secrets.randbelow(SEEDS)


def draw_checks(round_: Round, seed: int | None) -> None:
    """Draw the pairs of a round and keep them with their seed. Raises RoundNotReady or PairingImpossible."""
    if round_.cluster is None:
        raise RoundNotReady(_("Chỉ đợt chấm điểm của một cụm mới có chấm chéo. Hãy chuyển thẳng sang phúc tra."))
    chosen = new_seed() if seed is None else seed
    members = dict(Unit.objects.filter(pk__in=round_.cards.values("unit")).values_list("code", "pk"))
    drawn = draw(list(members), seed=chosen, last=last_pairs(round_))
    CrossCheck.objects.bulk_create(
        CrossCheck(round=round_, checker_id=members[checker], checked_id=members[checked])
        for checker, checked in drawn.checks.items()
    )
    round_.cross_seed = chosen
    round_.save(update_fields=["cross_seed"])


def last_pairs(round_: Round) -> set[tuple[str, str]]:
    """Who checked whom in the last round of the cluster that this one continues, by the codes of the units."""
    before = round_.cluster.continues if round_.cluster is not None else None
    last = Round.objects.filter(cluster=before, cross_seed__isnull=False).first() if before is not None else None
    if last is None:
        return set()
    return set(last.cross_checks.values_list("checker__code", "checked__code"))


@transaction.atomic
def hand_in_check(*, card_id: int, by: User) -> Card:
    """Say that the cross-check of a card is done. Raises RoundNotReady."""
    card = lock_card(card_id)
    _require_cross(card)
    if card.cross_submitted_at is not None:
        raise RoundNotReady(_("Kết quả chấm chéo này đã được nộp. Hãy tải lại trang."))
    card.cross_submitted_at, card.cross_submitted_by = clock.now(), by
    card.save(update_fields=["cross_submitted_at", "cross_submitted_by"])
    record("card.cross_checked", by=by, about=card.round, unit=card.unit_id)
    return card


@transaction.atomic
def withdraw_check(*, card_id: int, by: User) -> Card:
    """Take the result of a cross-check back while cross-checking goes on. Raises RoundNotReady."""
    card = lock_card(card_id)
    _require_cross(card)
    if card.cross_submitted_at is None:
        raise RoundNotReady(_("Kết quả chấm chéo này chưa được nộp. Hãy tải lại trang."))
    card.cross_submitted_at = card.cross_submitted_by = None
    card.save(update_fields=["cross_submitted_at", "cross_submitted_by"])
    record("card.cross_check_withdrawn", by=by, about=card.round, unit=card.unit_id)
    return card


def _require_cross(card: Card) -> None:
    if card.round.state != RoundState.CROSS:
        raise RoundNotReady(_("Đợt chấm điểm không ở bước chấm chéo. Hãy tải lại trang."))
