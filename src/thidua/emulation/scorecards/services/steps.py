"""How a round goes on from one step to the next, and back until something stands on the step."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction
from django.db.models import PROTECT
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.scorecards.errors import RoundBusy, RoundNotReady
from thidua.emulation.scorecards.models import Card, CardEvidence, CrossCheck, PointChange, Round
from thidua.emulation.scorecards.rules import OPEN_IN, RoundState, Work
from thidua.people.models import User

from .computing import compute_now, is_small
from .cross import draw_checks
from .locking import lock_round
from .telling import tell_step

NEXT: Mapping[RoundState, tuple[RoundState, ...]] = MappingProxyType(
    {
        RoundState.SELF: (RoundState.CROSS, RoundState.RECHECK),
        RoundState.CROSS: (RoundState.RECHECK,),
        RoundState.RECHECK: (RoundState.FROZEN,),
        RoundState.FROZEN: (RoundState.FINAL,),
        RoundState.FINAL: (),
    }
)


@transaction.atomic
def go_on(*, round_id: int, to: RoundState, seed: int | None = None, by: User) -> Round:
    """Bring a round to its next step.

    To cross-checking, the pairs are drawn by `seed`. When the inputs are frozen, what can be computed at once is
    computed a last time before. Raises RoundBusy, RoundNotReady or PairingImpossible.
    """
    round_ = lock_round(round_id)
    state = RoundState(round_.state)
    if to == state:
        return round_
    if to not in NEXT[state]:
        raise RoundNotReady(
            _("Đợt chấm điểm đang ở bước «%(state)s» nên chưa chuyển sang «%(to)s» được. Hãy tải lại trang.")
            % {"state": state.label, "to": to.label}
        )
    changed = ["state"]
    match to:
        case RoundState.CROSS:
            draw_checks(round_, seed)
        case RoundState.FROZEN:
            _take_inputs(round_)
            round_.frozen_at, round_.frozen_by = clock.now(), by
            changed += ["frozen_at", "frozen_by"]
        case RoundState.FINAL:
            round_.finished_at, round_.finished_by = clock.now(), by
            changed += ["finished_at", "finished_by"]
    round_.state = to
    round_.save(update_fields=changed)
    record("round.moved", by=by, about=round_, unit=round_.owner_id, step=str(to.label))
    tell_step(round_, by=by)
    return round_


@transaction.atomic
def go_back(*, round_id: int, by: User) -> Round:
    """Take the last step back, as long as nothing stands on it. Raises RoundBusy or RoundNotReady."""
    round_ = lock_round(round_id)
    state = RoundState(round_.state)
    before = _before(round_, state)
    if before is None:
        raise RoundNotReady(_("Đợt chấm điểm đang ở bước đầu tiên nên không lùi được nữa."))
    _refuse_built_upon(round_, state)
    changed = ["state"]
    if state == RoundState.CROSS:
        CrossCheck.objects.filter(round=round_).delete()
        # Other units check when pairs are drawn anew: what was handed in was another one's word.
        Card.objects.filter(round=round_).update(cross_submitted_at=None, cross_submitted_by=None)
        round_.cross_seed = None
        changed.append("cross_seed")
    if state == RoundState.FROZEN:
        round_.frozen_at = round_.frozen_by = None
        changed += ["frozen_at", "frozen_by"]
    if state == RoundState.FINAL:
        round_.finished_at = round_.finished_by = None
        changed += ["finished_at", "finished_by"]
    round_.state = before
    round_.save(update_fields=changed)
    record("round.moved_back", by=by, about=round_, unit=round_.owner_id, step=str(before.label))
    return round_


@transaction.atomic
def remove_round(*, round_id: int, by: User) -> None:
    """Take back the opening of a round in which nobody has done anything yet. Raises RoundBusy or RoundNotReady."""
    round_ = lock_round(round_id)
    begun = PointChange.objects.filter(card__round=round_).exists()
    handed_in = Card.objects.filter(round=round_).exclude(self_submitted_at=None, notes={}).exists()
    if round_.state != RoundState.SELF or begun or handed_in or _files(round_) or standing_on(round_):
        raise RoundNotReady(_("Đã có đơn vị chấm điểm trong đợt này nên không bỏ được. Đợt chấm điểm được giữ lại."))
    record("round.removed", by=by, about=round_, unit=round_.owner_id)
    Card.objects.filter(round=round_).delete()
    round_.delete()


def standing_on(round_: Round) -> bool:
    """Whether something of another app stands on a round: whatever protects it from being deleted."""
    relations = (
        relation
        for relation in Round._meta.related_objects  # noqa: SLF001 - Django documents _meta
        if relation.on_delete is PROTECT
    )
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: round_.pk}).exists()  # noqa: SLF001
        for relation in relations
    )


def _before(round_: Round, state: RoundState) -> RoundState | None:
    """The step that the round came from."""
    if state == RoundState.RECHECK and not CrossCheck.objects.filter(round=round_).exists():
        return RoundState.SELF
    order = list(RoundState)
    return order[order.index(state) - 1] if state != RoundState.SELF else None


def _refuse_built_upon(round_: Round, state: RoundState) -> None:
    if standing_on(round_):
        raise RoundNotReady(
            _("Kết quả của đợt này đã được dùng để xếp hạng nên không lùi bước được. Hãy bỏ xếp hạng trước.")
        )
    if PointChange.objects.filter(card__round=round_, stage__in=OPEN_IN[state]).exists():
        raise RoundNotReady(
            _("Đã có điểm được chấm ở bước «%(state)s» nên không lùi bước được. Các điểm ấy được giữ nguyên.")
            % {"state": state.label}
        )
    if CardEvidence.objects.filter(card__round=round_, step=state, removed_at=None).exists():
        raise RoundNotReady(
            _("Đã có minh chứng được gửi ở bước «%(state)s» nên không lùi bước được. Minh chứng ấy được giữ nguyên.")
            % {"state": state.label}
        )


def _files(round_: Round) -> bool:
    cards = Card.objects.filter(round=round_)
    return cards.filter(evidence__isnull=False).exists() or cards.filter(stated__isnull=False).exists()


def _take_inputs(round_: Round) -> None:
    """What is small is computed now; of what is large the last computation counts, which must be over."""
    if round_.work != Work.NONE:
        raise RoundBusy(_("Hệ thống đang tính điểm của đợt này. Hãy chờ tính xong rồi chốt số liệu."))
    if is_small(round_):
        compute_now(round_)
    elif round_.computed_at is None:
        raise RoundNotReady(_("Chưa tính điểm từ số liệu. Hãy tính điểm trước khi chốt số liệu."))
