"""Locks of scoring, always in one order: the round, then cards."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.core import sql
from thidua.emulation.scorecards.errors import RoundBusy, StageClosed
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import ANSWERED_IN, OPEN_IN, WITH_FILES, RoundState, Stage, Work

PACKAGE = "thidua.emulation.scorecards"


def lock_round(round_id: int) -> Round:
    """The round, locked for a step of its own. Raises RoundBusy while a worker lays out its cards."""
    found = Round.objects.select_for_update(of=("self",)).select_related("owner", "cluster").get(pk=round_id)
    if found.work == Work.OPENING:
        raise RoundBusy(_("Hệ thống đang lập phiếu chấm điểm của các đơn vị. Hãy chờ xong rồi làm tiếp."))
    return found


def lock_card(card_id: int) -> Card:
    """The card, locked for a change; its round stays in the state that it is in."""
    round_id = Card.objects.values_list("round_id", flat=True).get(pk=card_id)
    sql.run(PACKAGE, "share_round", {"round": round_id})
    # Only a second statement sees what was committed while the first one waited.
    return Card.objects.select_for_update(of=("self",)).select_related("round__owner", "unit").get(pk=card_id)


def require_stage(card: Card, stage: Stage) -> None:
    """Raise StageClosed unless points of a stage are given now."""
    state = RoundState(card.round.state)
    if stage not in OPEN_IN[state]:
        raise StageClosed(
            _("Đợt chấm điểm đang ở bước «%(state)s» nên không nhận điểm của bước «%(stage)s». Hãy tải lại trang.")
            % {"state": state.label, "stage": stage.label}
        )
    if stage == Stage.SELF and card.self_submitted_at is not None:
        raise StageClosed(_("Đơn vị đã nộp bảng tự chấm. Hãy rút lại bảng tự chấm nếu cần sửa."))
    if stage == Stage.CROSS and card.cross_submitted_at is not None:
        raise StageClosed(_("Kết quả chấm chéo đã được nộp. Hãy rút lại nếu cần sửa."))


def require_files(card: Card, stage: Stage) -> None:
    """Raise StageClosed unless the hand of a stage puts files beside the points of a card now.

    While others check its card the unit answers with files, although its own points are settled.
    """
    state = RoundState(card.round.state)
    if stage == Stage.SELF and state in ANSWERED_IN:
        return
    if stage not in WITH_FILES or state in (RoundState.FROZEN, RoundState.FINAL):
        raise StageClosed(_("Số liệu đầu vào đã chốt nên minh chứng được giữ nguyên."))
    require_stage(card, stage)
