"""What the owner states about a unit for the conditions of the scheme, with its grounds."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.schemes.facts import FACTS
from thidua.emulation.scorecards.errors import PointBad, RoundBusy, StageClosed
from thidua.emulation.scorecards.models import Card, CardFact
from thidua.emulation.scorecards.queries.facts import facts_asked
from thidua.emulation.scorecards.queries.inputs import compared_criteria
from thidua.emulation.scorecards.rules import RoundState, Work
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.files.services import store
from thidua.people.models import User
from thidua.scoring.facts import fact_name

from .computing import compute_cards, is_small, leave_to_worker
from .locking import lock_card, lock_round

LONGEST_GROUNDS = 500


@transaction.atomic
def state_fact(
    *,
    card_id: int,
    fact: str,
    value: bool | int | str | None,
    grounds: str,
    upload: UploadedFile[bytes] | None = None,
    by: User,
) -> CardFact:
    """State a fact about a unit; None takes back what was stated. Kept with all that was stated before.

    The card is computed anew. Where units are compared all are; of a large round a worker does it, and the round of the
    answer's card says so.

    Raises RoundBusy while a worker computes units that are compared, StageClosed once the inputs are frozen, PointBad
    for a fact that no condition asks about or without grounds, BadText, or what `files.services.store` refuses.
    """
    said = clean_line(grounds, most=LONGEST_GROUNDS)
    card = _locked(card_id)
    if card.round.state in (RoundState.FROZEN, RoundState.FINAL):
        raise StageClosed(_("Số liệu đầu vào đã chốt nên không ghi thêm thông tin được."))
    known = FACTS.get(fact)
    if fact not in facts_asked(scheme_of(card.round)) or (known is not None and known.computed):
        raise PointBad(_("Bảng điểm không hỏi thông tin này, hoặc hệ thống tự tính. Hãy tải lại trang."))
    if not said:
        raise PointBad(_("Hãy ghi căn cứ của thông tin: văn bản, ngày, người xác nhận."))
    file = store(upload=upload, by=by) if upload else None
    line = CardFact.objects.create(card=card, fact=fact, value=value, grounds=said, file=file, at=clock.now(), by=by)
    record(
        "card.fact_stated",
        by=by,
        about=card.round,
        unit=card.unit_id,
        fact=fact_name(fact),
        value="–" if value is None else str(value),
        grounds=said,
    )
    _compute(card, by)
    return line


def _locked(card_id: int) -> Card:
    """The card, locked; with the whole round where units are compared, since all cards are computed anew then."""
    round_ = Card.objects.select_related("round").get(pk=card_id).round
    if not compared_criteria(scheme_of(round_)):
        return lock_card(card_id)
    locked = lock_round(round_.pk)
    if locked.work != Work.NONE:
        raise RoundBusy(_("Hệ thống đang tính điểm của cả đợt. Hãy chờ tính xong rồi ghi tiếp."))
    card = lock_card(card_id)
    card.round = locked
    return card


def _compute(card: Card, by: User) -> None:
    if compared_criteria(scheme_of(card.round)) and not is_small(card.round):
        leave_to_worker(card.round, by=by)
    else:
        compute_cards(card.round, [card.unit_id])
