"""A card as it is shown: every criterion with its points stage by stage, and what they stand on in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Count

from thidua.emulation.scorecards.counting import counted_result, is_counted
from thidua.emulation.scorecards.models import Card, CardEvidence, PointChange
from thidua.emulation.scorecards.rules import Stage, effective, point_at
from thidua.emulation.scorecards.schemes import groups_with_criteria, print_point
from thidua.scoring.engine import Best, Bests, bests
from thidua.scoring.explaining import Explanation, explain
from thidua.scoring.methods import Line, Scored
from thidua.scoring.results import NOT_REPORTED, Result, UnitResults
from thidua.scoring.results_format import result_from
from thidua.scoring.scheme import Criterion, Group, Relative, Scheme, in_thousandths

from .year_targets import year_target_note


@dataclass(frozen=True, slots=True)
class StagePoint:
    """A point of a stage as it is shown; `differs` from what counted before it."""

    stage: Stage
    text: str
    differs: bool
    counts: bool


@dataclass(slots=True)
class PointLine:
    """A criterion of a card. `stages` are those that have a point, the one that counts last; `text` is that point."""

    criterion: Criterion
    position: int
    text: str
    most: str
    sentence: str
    stages: list[StagePoint]
    files: int
    note: str
    reason: str = ""
    missing: str = ""
    # What the person at hand may give here now, and what that stage has.
    stage: Stage | None = None
    own: str = ""
    seen: int | None = None
    counted: bool = False
    trouble: str = ""
    typed_reason: str = ""
    url: str = ""

    @property
    def open(self) -> bool:
        """Whether the person may give a point here."""
        return self.stage is not None


@dataclass(slots=True)
class GroupLines:
    """A group of the table with its criteria and what it comes to."""

    group: Group
    total: str
    most: str
    lines: list[PointLine] = field(default_factory=list)


def card_lines(card: Card, scheme: Scheme, totals: Mapping[str, int]) -> list[GroupLines]:
    """All criteria of a card, group by group; `totals` are what groups come to. Three statements, four with a
    comparison among units."""
    beside = _Beside(evidence_counts([card.pk]).get(card.pk, {}), last_reasons(card), bests_of(card, scheme))
    groups = []
    for group, criteria in groups_with_criteria(scheme):
        found = GroupLines(group, print_point(totals.get(group.code, 0)), print_point(in_thousandths(group.max)))
        for criterion in criteria:
            found.lines.append(_line(card, scheme, criterion, beside))
        groups.append(found)
    return groups


def explained(card: Card, scheme: Scheme, criterion: Criterion, compared: Bests | None = None) -> Explanation:
    """What the point of a criterion stands on: figures as they were used, or what was counted."""
    scored, result = scored_of(card, scheme, criterion, (compared or {}).get(criterion.code))
    found = explain(criterion, scored, result)
    note = year_target_note(card.round, criterion, result)
    return replace(found, sentence=f"{found.sentence} {note}") if note else found


def scored_of(card: Card, scheme: Scheme, criterion: Criterion, best: Best | None) -> tuple[Scored, Result]:
    """The engine's point for what a card keeps, and what that is."""
    position = scheme.position_of[criterion.code]
    result = result_of(card, criterion)
    stage, point = effective(card.stages, position)
    if criterion.code not in card.inputs and not is_counted(criterion) and stage is not None and point is not None:
        given = Line(criterion, digits=scheme.digits).score(NOT_REPORTED)
        return given._replace(thousandths=point), result
    return Line(criterion, digits=scheme.digits, best=best).score(result), result


def result_of(card: Card, criterion: Criterion) -> Result:
    """What the point of a criterion is computed from: the figures used, or what was counted last."""
    if criterion.code in card.inputs:
        return result_from(card.inputs[criterion.code])
    if criterion.code in card.counts:
        return counted_result(criterion, card.counts[criterion.code])
    return NOT_REPORTED


def bests_of(card: Card, scheme: Scheme) -> Bests:
    """What comparisons of a card's criteria stand on: what all cards of its round were computed from."""
    compared = [c.code for c in scheme.positions if isinstance(c.formula, Relative)]
    if not compared:
        return {}
    cards = Card.objects.filter(round=card.round_id).values_list("inputs", "facts")
    return bests(
        scheme,
        (
            UnitResults("", {code: result_from(inputs[code]) for code in compared if code in inputs}, facts)
            for inputs, facts in cards.iterator(chunk_size=2_000)
        ),
    )


def evidence_counts(card_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """How many files lie beside each position of cards; one statement."""
    rows = CardEvidence.objects.filter(card__in=card_ids, removed_at=None).order_by()
    found: dict[int, dict[int, int]] = {}
    for card, position, count in rows.values_list("card", "position").annotate(n=Count("pk")):
        found.setdefault(card, {})[position] = count
    return found


def last_reasons(card: Card) -> dict[tuple[int, str], str]:
    """The reason of the last change of each point, by position and stage; one statement."""
    changes = PointChange.objects.filter(card=card).order_by("pk")
    return {(position, stage): why for position, stage, why in changes.values_list("position", "stage", "reason")}


def stage_points(card: Card, position: int) -> list[StagePoint]:
    """The points of all stages that have one, the last of which counts."""
    found: list[StagePoint] = []
    last: int | None = None
    for stage, points in card.stages.items():
        point = point_at(points, position)
        if point is None:
            continue
        found.append(StagePoint(stage, print_point(point), last is not None and last != point, counts=False))
        last = point
    if found:
        end = found[-1]
        found[-1] = StagePoint(end.stage, end.text, end.differs, counts=True)
    return found


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies beside the points of a card: files by position, reasons, what comparisons stand on."""

    files: Mapping[int, int]
    reasons: Mapping[tuple[int, str], str]
    compared: Bests


def _line(card: Card, scheme: Scheme, criterion: Criterion, beside: _Beside) -> PointLine:
    position = scheme.position_of[criterion.code]
    stages = stage_points(card, position)
    stage, point = effective(card.stages, position)
    return PointLine(
        criterion=criterion,
        position=position,
        text=print_point(point),
        most=print_point(in_thousandths(criterion.max)),
        sentence=_sentence(card, scheme, criterion, beside.compared),
        stages=stages,
        files=beside.files.get(position, 0),
        note=card.notes.get(criterion.code, ""),
        reason=beside.reasons.get((position, str(stage)), "") if stage else "",
        counted=is_counted(criterion),
    )


def _sentence(card: Card, scheme: Scheme, criterion: Criterion, compared: Bests) -> str:
    """The explanation without the criterion's name, which stands beside it; nothing where nothing was computed."""
    if criterion.code not in card.inputs and criterion.code not in card.counts:
        return ""
    words = explained(card, scheme, criterion, compared).sentence.removeprefix(f"{criterion.name}: ")
    return words[:1].upper() + words[1:]
