"""A unit's own scoring: handing it in, with what is missing named, and taking it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.scorecards.errors import NotComplete, RoundNotReady
from thidua.emulation.scorecards.models import Card, PointChange
from thidua.emulation.scorecards.queries.missing import missing_of
from thidua.emulation.scorecards.rules import RoundState, Stage
from thidua.people.models import User

from .locking import lock_card
from .telling import tell_handed_in

NAMED = 3


@transaction.atomic
def hand_in(*, card_id: int, although_missing: bool = False, by: User) -> Card:
    """Hand in the unit's own scoring of its card.

    Raises NotComplete, which names what is missing, unless it is handed in all the same; RoundNotReady.
    """
    card = lock_card(card_id)
    _require_self(card)
    if card.self_submitted_at is not None:
        raise RoundNotReady(_("Bảng tự chấm đã được nộp. Hãy tải lại trang."))
    missing = missing_of(card)
    if missing and not although_missing:
        named = "; ".join(one.sentence for one in missing[:NAMED])
        more = len(missing) - NAMED
        rest = _(" và %(count)d chỗ khác") % {"count": more} if more > 0 else ""
        raise NotComplete(
            _("Bảng tự chấm còn thiếu: %(named)s%(rest)s. Hãy bổ sung, hoặc chọn nộp dù còn thiếu.")
            % {"named": named, "rest": rest}
        )
    card.self_submitted_at, card.self_submitted_by = clock.now(), by
    card.save(update_fields=["self_submitted_at", "self_submitted_by"])
    record("card.handed_in", by=by, about=card.round, unit=card.unit_id, missing=len(missing))
    tell_handed_in(card, by=by)
    return card


@transaction.atomic
def withdraw(*, card_id: int, by: User) -> Card:
    """Take the unit's own scoring back while the units score themselves. Raises RoundNotReady."""
    card = lock_card(card_id)
    _require_self(card)
    if card.self_submitted_at is None:
        raise RoundNotReady(_("Bảng tự chấm chưa được nộp. Hãy tải lại trang."))
    if stays_in(card):
        raise RoundNotReady(
            _(
                "Cụm trưởng, cụm phó đã nộp thì xem được phiếu của các thành viên nên không rút lại được."
                " Cần sửa điểm thì nhờ cán bộ của đơn vị tổ chức sửa ở bước phúc tra."
            )
        )
    card.self_submitted_at = card.self_submitted_by = None
    card.save(update_fields=["self_submitted_at", "self_submitted_by"])
    record("card.withdrawn", by=by, about=card.round, unit=card.unit_id)
    return card


def stays_in(card: Card) -> bool:
    """Whether a card that was handed in stays so: its unit leads the cluster and has others' points before it."""
    leading = Seat.objects.filter(cluster=card.round.cluster_id, unit=card.unit_id, during__contains=clock.today())
    if not leading.exclude(role=SeatRole.MEMBER).exists():
        return False
    others = Card.objects.filter(round=card.round_id).exclude(pk=card.pk)
    scored = PointChange.objects.filter(card__in=others, stage=Stage.SELF).exists()
    return scored or others.exclude(self_submitted_at=None, notes={}).exists()


def _require_self(card: Card) -> None:
    if card.round.state != RoundState.SELF:
        raise RoundNotReady(_("Đợt chấm điểm đã qua bước tự chấm nên không nộp hay rút được nữa."))
