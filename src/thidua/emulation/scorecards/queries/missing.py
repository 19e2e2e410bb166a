"""What a unit's own scoring still lacks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.rules import Stage, effective
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.standing import SELF_SCORERS
from thidua.scoring.scheme import Criterion


@dataclass(frozen=True, slots=True)
class Missing:
    """A criterion that lacks its point, or the evidence that the scheme asks for."""

    criterion: Criterion
    sentence: str


def missing_of(card: Card) -> list[Missing]:
    """What the unit's own scoring of a card lacks, in the order of the table; one statement."""
    own = card.evidence.filter(stage=Stage.SELF, removed_at=None)
    return missing_with(card, set(own.values_list("position", flat=True)))


def missing_with(card: Card, evidenced: Collection[int]) -> list[Missing]:
    """The same where it is known at which positions there are files."""
    found = []
    stages = {stage: card.stages[stage] for stage in (Stage.COMPUTED, Stage.SELF)}
    for position, criterion in enumerate(scheme_of(card.round).positions):
        if criterion.scorer not in SELF_SCORERS:
            continue
        point = effective(stages, position)[1]
        if point is None:
            sentence = _("«%(name)s» chưa có điểm") % {"name": criterion.name}
            found.append(Missing(criterion, sentence))
        elif point > 0 and criterion.evidence and position not in evidenced:
            sentence = _("«%(name)s» chưa có minh chứng") % {"name": criterion.name}
            found.append(Missing(criterion, sentence))
    return found
