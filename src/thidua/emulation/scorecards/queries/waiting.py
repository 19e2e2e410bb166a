"""What rounds of scoring wait for a person to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock, sql
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.people.models import User

P = Permission
PACKAGE = "thidua.emulation.scorecards"
_WORDS: Mapping[RoundState, Promise] = {
    RoundState.SELF: _("Tự chấm và nộp phiếu chấm điểm"),
    RoundState.CROSS: _("Chấm chéo"),
    RoundState.RECHECK: _("Phúc tra, thẩm định"),
    RoundState.FROZEN: _("Chốt điểm chính thức"),
}
_GOES_ON = _("Chuyển đợt chấm điểm sang bước sau")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a round waits for a person to do; of the round are there its name, reference and owner's id.

    `unit` is the code of the unit whose card it is about, "" where it is about all. `goes_on`: its step is over, what
    waits is to take it to the next one.
    """

    round: Round
    state: RoundState
    until: date | None
    unit: str
    goes_on: bool

    @property
    def what(self) -> str:
        """What is to be done, in words."""
        return str(_GOES_ON if self.goes_on else _WORDS[self.state])

    @property
    def url(self) -> str:
        """Where it is done: the card that it is about, else the round."""
        at = [self.round.reference, self.unit] if self.unit else [self.round.reference]
        return reverse("card" if self.unit else "round", args=at)


@dataclass(frozen=True, slots=True)
class _Row:
    """`areas`: of a round that the person only verifies, the work areas whose departments give points in it."""

    round_id: int
    owner_id: int
    reference: str
    name: str
    state: str
    until: date | None
    unit: str
    areas: list[str] | None
    goes_on: bool


def waiting(user: User) -> list[Waiting]:
    """What rounds wait for a person to do, the first last day first.

    One statement, and one for each owner for whom the person verifies some work areas alone.
    """
    of = {
        "joins": gate.own_units(user, P.EMULATION_JOIN),
        "manages": gate.own_units(user, P.EMULATION_MANAGE),
        "verifies": gate.own_units(user, P.EMULATION_VERIFY),
        "concludes": gate.own_units(user, P.EMULATION_CONCLUDE),
    }
    if not any(of.values()):
        return []
    params = {name: [*units] for name, units in of.items()} | {"user": user.pk, "today": clock.today()}
    rows = sql.fetch(PACKAGE, "waiting", params, _Row)
    verified = {row.owner_id for row in rows if row.areas is not None}
    mine = {owner: gate.standing_at(user, owner).areas(P.EMULATION_VERIFY) for owner in verified}
    return [_waiting(row) for row in rows if row.areas is None or _covers(mine[row.owner_id], row.areas)]


def _covers(mine: frozenset[str] | None, areas: list[str]) -> bool:
    return bool(areas) if mine is None else not mine.isdisjoint(areas)


def _waiting(row: _Row) -> Waiting:
    round_ = sql.known(Round, id=row.round_id, owner_id=row.owner_id, reference=row.reference, name=row.name)
    return Waiting(round_, RoundState(row.state), row.until, row.unit, row.goes_on)
