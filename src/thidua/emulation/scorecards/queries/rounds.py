"""Rounds as lists and as a whole: how far each stage has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.periods import parse
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .waiting import waiting

_TONES = {
    RoundState.SELF: "info",
    RoundState.CROSS: "info",
    RoundState.RECHECK: "info",
    RoundState.FROZEN: "warn",
    RoundState.FINAL: "good",
}


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list; `waits` is what it waits for the reader to do, "" for nothing, `waits_url` where."""

    round: Round
    owner: str
    period: str
    cards: int
    handed_in: int
    checked: int
    waits: str
    waits_url: str

    @property
    def state(self) -> RoundState:
        return RoundState(self.round.state)

    @property
    def tone(self) -> str:
        return _TONES[self.state]


@dataclass(frozen=True, slots=True)
class StageStep:
    """A step of a round in its timetable: done, under way or still to come, and until when."""

    state: RoundState
    done: bool
    current: bool
    until: date | None
    progress: str

    @property
    def late(self) -> bool:
        return self.current and self.until is not None and self.until < clock.today()


def round_lines(rounds: QuerySet[Round], user: User) -> list[RoundLine]:
    """Rounds as the list shows them, those that wait for the reader first; as many statements for one as for many."""
    found = list(
        rounds.select_related("owner", "cluster", "scheme__scheme").annotate(
            size=Count("cards"),
            submitted=Count("cards", filter=Q(cards__self_submitted_at__isnull=False)),
            crossed=Count("cards", filter=Q(cards__cross_submitted_at__isnull=False)),
        )
    )
    names = last_names_of({one.owner_id for one in found}, clock.today())
    waits = {one.round.pk: one for one in reversed(waiting(user))}
    lines = [
        RoundLine(
            round=one,
            owner=names[one.owner_id].short_name if one.owner_id in names else one.owner.code,
            period=parse(one.period).title,
            cards=getattr(one, "size"),  # noqa: B009 - annotated above
            handed_in=getattr(one, "submitted"),  # noqa: B009
            checked=getattr(one, "crossed"),  # noqa: B009
            waits=waits[one.pk].what if one.pk in waits else "",
            waits_url=waits[one.pk].url if one.pk in waits else "",
        )
        for one in found
    ]
    return sorted(lines, key=lambda line: not line.waits)


def steps_of(round_: Round, *, cards: int, handed_in: int, checked: int) -> list[StageStep]:
    """The steps of a round in order, without cross-checking where nobody does."""
    order = list(RoundState)
    at = order.index(RoundState(round_.state))
    crossed = round_.cross_seed is not None or (round_.cluster_id is not None and at == 0)
    until = {
        RoundState.SELF: round_.self_until,
        RoundState.CROSS: round_.cross_until,
        RoundState.RECHECK: round_.recheck_until,
    }
    progress = {
        RoundState.SELF: _("%(done)d/%(of)d đơn vị đã nộp") % {"done": handed_in, "of": cards},
        RoundState.CROSS: _("%(done)d/%(of)d phiếu đã chấm chéo") % {"done": checked, "of": cards},
    }
    return [
        StageStep(
            state=state,
            done=order.index(state) < at or state == RoundState.FINAL == RoundState(round_.state),
            current=state == round_.state,
            until=until.get(state),
            progress=progress.get(state, "") if order.index(state) <= at else "",
        )
        for state in order
        if state != RoundState.CROSS or crossed
    ]


def unit_names(unit_ids: Sequence[int]) -> dict[int, str]:
    """Short names of units, as they are or were last."""
    return {unit: name.short_name for unit, name in last_names_of(unit_ids, clock.today()).items()}
