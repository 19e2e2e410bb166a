"""The table of a round: what every card comes to. What ranking, exports and the pages of a round read.

`table_of(round: Round) -> RoundTable` reads the points that count by now, whatever the state of the round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .rules import Stage


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a card comes to. Points are whole thousandths, arrays by the position of the criterion.

    `points` are those that count, from the latest stage that has one; `total` is their sum with the caps of groups
    and pools. `place` is by points with ties broken as the scheme declares; None for who is excluded. `broken_by`
    says by which tie-break, `ties` are the values of the declared tie-breaks in their order. `fired` are the sentences
    of the conditions that held; `label` is the class that they leave of `label_by_points`. `stages` are totals as they
    would be if scoring had ended with that stage; None where that stage gave no point. `checker_id` is the unit that
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
    broken_by: str
    ties: tuple[int, ...]
    label_by_points: str
    label: str
    excluded: bool
    fired: tuple[str, ...]
    stages: Mapping[Stage, int | None]
    checker_id: int | None


@dataclass(frozen=True, slots=True)
class RoundTable:
    """All cards of a round, in the order of their units' codes; `criteria` are codes in the order of the table."""

    criteria: tuple[str, ...]
    maxima: tuple[int, ...]
    labels: tuple[str, ...]
    rows: tuple[CardRow, ...]
