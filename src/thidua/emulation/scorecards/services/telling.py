"""Who is told about a round: the units that take part, their cross-checkers, the lead, the owner's people."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.notices.services import notify
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.scoring.scheme import Scorer

MOST_TOLD = 1_000
"""Units of a round that are told one by one; in larger rounds the overview of each person says it."""


def tell_opened(round_: Round, *, by: User) -> None:
    """Tell the people of the units that they are asked to score themselves."""
    cards = list(Card.objects.filter(round=round_).values_list("unit_id", "unit__code")[: MOST_TOLD + 1])
    if len(cards) > MOST_TOLD:
        return
    codes = dict(cards)
    for unit, users in granted_at(codes, Permission.EMULATION_JOIN, but=by).items():
        link = reverse("card", args=[round_.reference, codes[unit]])
        notify(users=users, kind="round.opened", link=link, key=f"round.opened:{round_.pk}:{unit}", round=round_.name)


def tell_step(round_: Round, *, by: User) -> None:
    """Tell whoever has something to do in the step that the round has come to."""
    match RoundState(round_.state):
        case RoundState.CROSS:
            checkers = round_.cross_checks.values_list("checker", flat=True)
            _tell(round_, "round.cross", _people(checkers, Permission.EMULATION_JOIN, by), "round-cross")
        case RoundState.RECHECK:
            leads = Seat.objects.filter(cluster=round_.cluster, during__contains=clock.today())
            units = leads.exclude(role=SeatRole.MEMBER).values_list("unit", flat=True)
            _tell(round_, "round.recheck", _people(units, Permission.EMULATION_JOIN, by), "round")
            if any(criterion.scorer == Scorer.DEPARTMENT for criterion in scheme_of(round_).positions):
                verifying = _people([round_.owner_id], Permission.EMULATION_VERIFY, by)
                _tell(round_, "round.verify", verifying, "round-column-home")
        case RoundState.FROZEN:
            _tell(round_, "round.frozen", _people([round_.owner_id], Permission.EMULATION_CONCLUDE, by), "round")
        case _:
            return


def tell_handed_in(card: Card, *, by: User) -> None:
    """Tell the owner once, when the last unit of a round has handed in."""
    round_ = card.round
    waiting = Card.objects.filter(round=round_, self_submitted_at=None).exists()
    if waiting:
        return
    users = _people([round_.owner_id], Permission.EMULATION_MANAGE, by)
    _tell(round_, "round.all_handed_in", users, "round")


def tell_worked(round_: Round, *, user_id: int) -> None:
    """Tell whoever asked for it that the cards of a large round are there."""
    at = round_.computed_at.isoformat() if round_.computed_at else ""
    link = reverse("round", args=[round_.reference])
    notify(users=[user_id], kind="round.computed", link=link, key=f"round.computed:{round_.pk}:{at}", round=round_.name)


def unit_name(unit_id: int, code: str) -> str:
    """What a unit is called, or was when it ended."""
    name = last_names_of([unit_id], clock.today()).get(unit_id)
    return name.name if name else code


def _people(units: Iterable[int], permission: Permission, by: User) -> set[int]:
    return set().union(*granted_at(units, permission, but=by).values())


def _tell(round_: Round, kind: str, users: set[int], page: str) -> None:
    # A step that was taken back and taken again is told again.
    key = f"{kind}:{round_.pk}:{clock.now().isoformat()}"
    notify(users=users, kind=kind, link=reverse(page, args=[round_.reference]), key=key, round=round_.name)
