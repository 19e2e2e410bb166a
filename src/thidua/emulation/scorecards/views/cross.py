"""Who cross-checks whom, how the pairs were drawn, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.queries.rounds import unit_names
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.services.cross import last_pairs
from thidua.emulation.scorecards.standing import SELF_SCORERS, RoundStanding
from thidua.org.models import Unit

from .access import asked_round, round_crumbs


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair: who checks, who is checked, how many points were given, whether it was handed in."""

    checker: str
    checked: str
    checked_code: str
    card: Card
    given: int
    changed: int
    own: bool
    before: str


@require_safe
def cross_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The pairs of a round; the person's own first."""
    standing = asked_round(request, reference)
    lines = seen_pairs(standing)
    context = {
        "title": _("Chấm chéo"),
        "standing": standing,
        "round": standing.round,
        "lines": lines,
        "criteria": sum(one.scorer in SELF_SCORERS for one in scheme_of(standing.round).positions),
        "open": standing.state == RoundState.CROSS,
        "had_last": bool(last_pairs(standing.round)),
        "crumbs": round_crumbs(standing),
    }
    return render(request, "scorecards/cross.html", context)


def seen_pairs(standing: RoundStanding) -> list[PairLine]:
    """The pairs whose checked card the person sees, or that she checks herself."""
    cards = {card.unit_id: card for card in standing.cards()}
    checks = list(standing.round.cross_checks.select_related("checker", "checked").order_by("checked__code"))
    names = unit_names([unit for check in checks for unit in (check.checker_id, check.checked_id)])
    before = {checked: checker for checker, checked in last_pairs(standing.round)}
    last_names = _names_by_code(set(before.values()))
    lines = [
        PairLine(
            checker=names.get(check.checker_id, check.checker.code),
            checked=names.get(check.checked_id, check.checked.code),
            checked_code=check.checked.code,
            card=cards[check.checked_id],
            given=sum(point is not None for point in cards[check.checked_id].cross_checked),
            changed=_changed(cards[check.checked_id]),
            own=check.checker_id in standing.joins,
            before=last_names.get(before.get(check.checked.code, ""), ""),
        )
        for check in checks
        if check.checked_id in cards
    ]
    return sorted(lines, key=lambda line: not line.own)


def _changed(card: Card) -> int:
    """How many points of the cross-check differ from the unit's own."""
    own = [
        computed if scored is None else scored
        for computed, scored in zip(
            _filled(card.computed, card.cross_checked), _filled(card.self_scored, card.cross_checked), strict=True
        )
    ]
    return sum(checked is not None and checked != mine for mine, checked in zip(own, card.cross_checked, strict=True))


def _filled(points: list[int | None], like: list[int | None]) -> list[int | None]:
    return [*points, *([None] * (len(like) - len(points)))][: len(like)]


def _names_by_code(codes: set[str]) -> dict[str, str]:
    units = dict(Unit.objects.filter(code__in=codes).values_list("pk", "code"))
    return {units[unit]: name for unit, name in unit_names(list(units)).items()}
