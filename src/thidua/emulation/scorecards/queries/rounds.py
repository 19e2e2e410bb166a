"""Rounds as lists and as a whole: how far each stage has come, who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import parse
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.scorecards.models import Card, CrossCheck, Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.org.queries import last_names_of
from thidua.people.models import User

P = Permission
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a round waits for a person to do."""

    round: Round
    what: str
    until: date | None
    unit: str

    @property
    def url(self) -> str:
        """Where it is done: the card that it is about, else the round."""
        at = [self.round.reference, self.unit] if self.unit else [self.round.reference]
        return reverse("card" if self.unit else "round", args=at)


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


def waiting(user: User) -> list[Waiting]:
    """What rounds wait for a person to do, the first last day first; five statements at most."""
    today = clock.today()
    joined = gate.units_for(user, P.EMULATION_JOIN)
    own = Card.objects.filter(round__state=RoundState.SELF, self_submitted_at=None, unit__in=joined)
    found = [
        Waiting(card.round, _("Tự chấm và nộp phiếu chấm điểm"), card.round.self_until, card.unit.code)
        for card in own.filter(round__work="").select_related("round", "unit")
    ]
    checks = CrossCheck.objects.filter(round__state=RoundState.CROSS, checker__in=joined).filter(
        round__cards__unit=F("checked"), round__cards__cross_submitted_at=None
    )
    found += [
        Waiting(check.round, _("Chấm chéo"), check.round.cross_until, check.checked.code)
        for check in checks.select_related("round", "checked")
    ]
    leading = Seat.objects.filter(unit__in=joined, during__contains=today).exclude(role=SeatRole.MEMBER)
    recheck = Q(state=RoundState.RECHECK) & (
        Q(cluster__in=leading.values("cluster")) | Q(owner__in=gate.units_for(user, P.EMULATION_VERIFY))
    )
    concluding = Q(state=RoundState.FROZEN, owner__in=gate.units_for(user, P.EMULATION_CONCLUDE))
    for round_ in Round.objects.filter(recheck | concluding):
        what = _("Phúc tra, thẩm định") if round_.state == RoundState.RECHECK else _("Chốt điểm chính thức")
        until = round_.recheck_until if round_.state == RoundState.RECHECK else None
        found.append(Waiting(round_, what, until, ""))
    return sorted(found, key=lambda one: (one.until is None, one.until or today, one.round.pk))


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
