"""The table of a round: what every card comes to. What ranking, exports and the pages of a round read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.org.queries import last_names_of
from thidua.scoring.engine import Contender, Standing, ranked
from thidua.scoring.explaining import fired_sentence
from thidua.scoring.facts import fact_name
from thidua.scoring.results import Fact
from thidua.scoring.scheme import Scheme, TieBreak, TieBreakBy, in_thousandths
from thidua.scoring.standing import Standings

from .models import Card, CrossCheck, Round
from .rules import BEFORE, Points, Stage, effective_points
from .schemes import scheme_of


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a card comes to. Points are whole thousandths, arrays by the position of the criterion.

    `points` are those that count, from the latest stage that has one; `total` is their sum with the caps of groups
    and pools. `place` is by points with ties broken as the scheme declares; None for who is excluded; `shared`: others
    have the same one, and only a vote can part them. `broken_by` says in words by which tie-break it was parted from
    another with the same total, `ties` are the values of the declared tie-breaks in their order. `fired` are the
    sentences of the conditions that held; `label` is the class that they leave of `label_by_points`. `stages` are
    totals as they would be if scoring had ended with that stage; None where that stage gave no point. `unknown` are
    the texts of conditions that could not be judged for want of a fact. `checker_id` is the unit that
    cross-checked it.
    """

    card_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    points: tuple[int | None, ...]
    groups: Mapping[str, int]
    total: int
    place: int | None
    shared: bool
    broken_by: str
    ties: tuple[Any, ...]
    label_by_points: str
    label: str
    excluded: bool
    fired: tuple[str, ...]
    unknown: tuple[str, ...]
    stages: Mapping[Stage, int | None]
    checker_id: int | None


@dataclass(frozen=True, slots=True)
class RoundTable:
    """All cards of a round, in the order of their units' codes; `criteria` are codes in the order of the table."""

    criteria: tuple[str, ...]
    maxima: tuple[int, ...]
    labels: tuple[str, ...]
    rows: tuple[CardRow, ...]


def table_of(round_: Round) -> RoundTable:
    """What all cards of a round come to by the points that count now, whatever its state; three statements."""
    return table_with(round_, Card.objects.filter(round=round_).order_by("unit__code").select_related("unit"))


def table_with(round_: Round, cards: Iterable[Card]) -> RoundTable:
    """The same over some cards: places are among these."""
    scheme = scheme_of(round_)
    sums, count = Standings(scheme), len(scheme.positions)
    some = list(cards)
    names = last_names_of([card.unit_id for card in some], clock.today())
    checkers = dict(CrossCheck.objects.filter(round=round_).values_list("checked", "checker"))
    contenders = []
    for card in some:
        points = effective_points(card.stages, count)
        facts = facts_of(card)
        contenders.append(Contender(points, sums.of(points, facts), facts))
    places = ranked(scheme, contenders)
    rows = []
    for card, contender, place in zip(some, contenders, places, strict=True):
        standing = contender.standing
        name = names.get(card.unit_id)
        rows.append(
            CardRow(
                card_id=card.pk,
                unit_id=card.unit_id,
                unit_code=card.unit.code,
                unit_name=name.short_name if name else card.unit.code,
                points=tuple(contender.points),
                groups={code: found.content + found.bonus for code, found in standing.groups.items()},
                total=standing.thousandths,
                place=place.place,
                shared=place.shared,
                broken_by=tie_words(scheme, place.broken_by) if place.broken_by else "",
                ties=tuple(_tie_value(scheme, tie, contender) for tie in scheme.tie_breaks),
                label_by_points=standing.class_by_points,
                label=standing.class_after,
                excluded=standing.excluded,
                fired=fired_sentences(scheme, standing),
                unknown=unknown_sentences(scheme, standing),
                stages=_totals(card, sums, count),
                checker_id=checkers.get(card.unit_id),
            )
        )
    return RoundTable(
        criteria=tuple(criterion.code for criterion in scheme.positions),
        maxima=tuple(in_thousandths(criterion.max) for criterion in scheme.positions),
        labels=tuple(band.label for band in scheme.classes),
        rows=tuple(rows),
    )


def standing_of(card: Card, scheme: Scheme) -> Standing:
    """What a card comes to by the points that count now."""
    return Standings(scheme).of(effective_points(card.stages, len(scheme.positions)), facts_of(card))


def facts_of(card: Card) -> dict[str, Fact]:
    """The facts of a card, with the day on which the unit handed in, which tie-breaks may ask about."""
    if card.self_submitted_at is None:
        return {**card.facts}
    return {**card.facts, "submitted_on": localtime(card.self_submitted_at).date().isoformat()}


def fired_sentences(scheme: Scheme, standing: Standing) -> tuple[str, ...]:
    """The conditions and floors that hold, each with what follows from it."""
    return tuple(fired_sentence(scheme, one) for one in standing.fired)


def unknown_sentences(scheme: Scheme, standing: Standing) -> tuple[str, ...]:
    """The conditions that could not be judged for want of a fact."""
    texts = {condition.code: condition.text for condition in scheme.conditions}
    return tuple(texts[code] for code in standing.unknown)


def tie_words(scheme: Scheme, tie: TieBreak) -> str:
    """A tie-break in words."""
    if tie.by is TieBreakBy.FACT:
        what = fact_name(tie.of)
    elif tie.by is TieBreakBy.CRITERION:
        what = scheme.criterion(tie.of).name if tie.of in scheme.position_of else tie.of
    else:
        what = next((group.name for group in scheme.walk() if group.code == tie.of), tie.of)
    return _("%(what)s ít hơn") % {"what": what} if tie.less_first else _("%(what)s cao hơn") % {"what": what}


def _totals(card: Card, sums: Standings, count: int) -> dict[Stage, int | None]:
    """What the card would come to had scoring ended with each stage."""
    stages = card.stages
    found: dict[Stage, int | None] = {}
    for stage in Stage:
        if not any(point is not None for point in stages[stage]):
            found[stage] = None
            continue
        until: dict[Stage, Points] = {one: stages[one] for one in (*BEFORE[stage], stage)}
        found[stage] = sums.of(effective_points(until, count), facts_of(card)).thousandths
    return found


def _tie_value(scheme: Scheme, tie: TieBreak, contender: Contender) -> Fact | int | None:
    if tie.by is TieBreakBy.FACT:
        return contender.facts.get(tie.of)
    if tie.by is TieBreakBy.CRITERION:
        position = scheme.position_of.get(tie.of)
        return 0 if position is None else contender.points[position] or 0
    found = contender.standing.groups.get(tie.of)
    return found.content + found.bonus if found else 0
