"""Giving points: one hand after the other, each with its reason where it differs, nothing ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.scorecards.errors import OwnCard, PointChanged, ReasonMissing
from thidua.emulation.scorecards.models import Card, PointChange
from thidua.emulation.scorecards.rules import BEFORE, STAGE_FIELDS, Stage, effective, point_at, put_at
from thidua.emulation.scorecards.schemes import print_point, scheme_of
from thidua.people.models import User
from thidua.scoring.scheme import Criterion

from .locking import lock_card, require_stage

LONGEST_REASON, LONGEST_NOTE = 500, 1_000


@dataclass(frozen=True, slots=True)
class Given:
    """A point that somebody gives: thousandths, or None to take back what that stage gave.

    `seen` is what that stage had when she looked. `counts` is what the point follows from, where it was counted.
    """

    stage: Stage
    position: int
    point: int | None
    seen: int | None
    reason: str = ""
    counts: Mapping[str, Any] | None = None


@transaction.atomic
def give_point(*, card_id: int, given: Given, in_name_of: int, by: User, batch: UUID | None = None) -> Card:
    """Write a point of a stage, with what stood there before; giving what is there already changes nothing.

    What is saved in one go shares a `batch`, so that it can be taken back in one go.
    Raises StageClosed, OwnCard, PointChanged (somebody else was faster), ReasonMissing, or BadText.
    """
    reason = clean_line(given.reason, most=LONGEST_REASON)
    card = lock_card(card_id)
    require_stage(card, given.stage)
    refuse_own(card, given.stage, by)
    criterion = scheme_of(card.round).positions[given.position]
    before = point_at(card.stages[given.stage], given.position)
    if before == given.point and (given.counts is None or card.counts.get(criterion.code) == given.counts):
        return card
    if before != given.seen:
        raise PointChanged(
            _("Điểm «%(name)s» vừa được người khác sửa thành %(point)s. Hãy xem lại rồi nhập.")
            % {"name": criterion.name, "point": print_point(before) or _("để trống")},
            where=criterion.code,
        )
    _require_reason(card, criterion, given, reason)
    if given.counts is not None:
        card.counts = {**card.counts, criterion.code: dict(given.counts)}
    change = PointChange(
        card=card,
        position=given.position,
        stage=given.stage,
        before=before,
        after=given.point,
        reason=reason,
        counts=given.counts,
        in_name_of_id=in_name_of,
        batch=batch,
    )
    write_change(change, "point.given", by=by)
    return card


def write_change(change: PointChange, event: str, *, by: User) -> None:
    """Write a change and the point that follows from it; `change.card` is locked and has its counts already."""
    card, stage = change.card, Stage(change.stage)
    scheme, field = scheme_of(card.round), STAGE_FIELDS[stage]
    setattr(card, field, put_at(getattr(card, field), change.position, change.after, len(scheme.positions)))
    card.save(update_fields=[field, "counts"])
    change.by, change.at = by, clock.now()
    change.save(force_insert=True)
    record(
        event,
        by=by,
        about=card.round,
        unit=card.unit_id,
        criterion=scheme.positions[change.position].name,
        stage=str(stage.label),
        before=print_point(change.before) or "–",
        after=print_point(change.after) or "–",
    )


@transaction.atomic
def write_note(*, card_id: int, position: int, text: str, by: User) -> Card:
    """Keep what the unit says to a criterion of its card. Raises StageClosed or BadText."""
    said = clean_line(text, most=LONGEST_NOTE)
    card = lock_card(card_id)
    require_stage(card, Stage.SELF)
    criterion = scheme_of(card.round).positions[position]
    if card.notes.get(criterion.code, "") != said:
        card.notes = {**card.notes, criterion.code: said}
        card.save(update_fields=["notes"])
        record("point.noted", by=by, about=card.round, unit=card.unit_id, criterion=criterion.name)
    return card


def refuse_own(card: Card, stage: Stage, by: User) -> None:
    """Nobody judges a card that she had a hand in scoring for its own unit."""
    if stage == Stage.SELF:
        return
    scored = PointChange.objects.filter(card=card, stage=Stage.SELF, by=by).exists()
    if scored or card.self_submitted_by_id == by.pk:
        raise OwnCard(
            _("Bạn đã tham gia tự chấm phiếu này nên không chấm ở bước «%(stage)s». Hãy nhờ người khác chấm.")
            % {"stage": stage.label}
        )


def compared_with(card: Card, stage: Stage, position: int) -> int | None:
    """What a point of a stage is held against: the point that counts of all stages before it."""
    stages = card.stages
    return effective({one: stages[one] for one in BEFORE[stage]}, position)[1]


def _require_reason(card: Card, criterion: Criterion, given: Given, reason: str) -> None:
    """A point that differs from what counted before needs a reason; the first point of all needs none."""
    earlier = compared_with(card, given.stage, given.position)
    if reason or given.point is None or earlier is None or earlier == given.point:
        return
    raise ReasonMissing(
        _("Điểm «%(name)s» khác điểm đã có (%(earlier)s). Hãy ghi lý do rồi lưu lại.")
        % {"name": criterion.name, "earlier": print_point(earlier)},
        where=criterion.code,
    )
