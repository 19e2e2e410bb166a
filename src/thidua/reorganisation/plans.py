"""From a list of changes to a plan, with a sentence for every row that cannot be carried out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thidua.org.plans import Consequence, Plan, Weight

from .drawing import Drawing, Terms
from .rules import Change, ChangeKind
from .world import World

__all__ = ["Judged", "Terms", "judge"]


@dataclass(frozen=True, slots=True)
class Judged:
    """The plan of a list and what is wrong with its rows; only a plan without errors may be carried out."""

    plan: Plan
    findings: tuple[Consequence, ...]

    @property
    def wrong(self) -> bool:
        """Whether anything stands in the way."""
        return any(finding.weight is Weight.ERROR for finding in self.findings)


def judge(changes: Sequence[Change], terms: Terms, world: World) -> Judged:
    """Turn a list into a plan. What is wrong stands in the findings, by row, and is left out of the plan."""
    drawing = Drawing(changes, terms, world)
    drawing.found()
    for change in drawing.rows:
        match change.kind:
            case ChangeKind.RENAME:
                drawing.rename(change)
            case ChangeKind.MOVE:
                drawing.move(change)
            case ChangeKind.MERGE:
                drawing.merge(change)
            case ChangeKind.SPLIT:
                drawing.split(change)
            case ChangeKind.DISSOLVE:
                drawing.dissolve(change)
    drawing.place_children()
    return Judged(drawing.plan(), tuple(sorted(drawing.findings, key=lambda finding: finding.row)))
