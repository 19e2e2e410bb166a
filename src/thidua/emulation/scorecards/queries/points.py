"""One point with everything behind it: figures, formula, who gave it and why, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.core import clock
from thidua.emulation.scorecards.models import Card, CardEvidence, PointChange
from thidua.emulation.scorecards.rules import Stage
from thidua.emulation.scorecards.schemes import print_point
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.scoring.explaining import Explanation
from thidua.scoring.scheme import Criterion, External


@dataclass(frozen=True, slots=True)
class Hand:
    """One change of a point: who, for which unit, when, from what to what, and why; `undoes` one before."""

    stage: Stage
    by: User
    in_name_of: str
    at: datetime
    before: str
    after: str
    reason: str
    counted: str
    undoes: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A figure that a point was computed from; `indicator` leads to its page where it is one of the catalogue."""

    name: str
    value: str
    target: str
    percent: str
    indicator: Indicator | None


def hands_of(card: Card, criterion: Criterion, position: int) -> list[Hand]:
    """Everybody who gave this point, in order; two statements."""
    changes = list(
        PointChange.objects.filter(card=card, position=position)
        .select_related("by__person", "in_name_of")
        .order_by("pk")
    )
    names = last_names_of({change.in_name_of_id for change in changes}, clock.today())
    return [
        Hand(
            stage=Stage(change.stage),
            by=change.by,
            in_name_of=names[change.in_name_of_id].short_name
            if change.in_name_of_id in names
            else change.in_name_of.code,
            at=change.at,
            before=print_point(change.before),
            after=print_point(change.after),
            reason=change.reason,
            counted=counted_words(criterion, change.counts or {}),
            undoes=change.undoes_id is not None,
        )
        for change in changes
    ]


def figures_of(explanation: Explanation, criterion: Criterion) -> list[Read]:
    """The figures that a point was computed from, each with the indicator that it is.

    Where nothing was reported they are the criterion's measures without numbers, so that one sees what is missing.
    """
    by_code = catalogue().by_code
    found = {figure.key: figure for figure in explanation.figures}
    lines = []
    for measure in criterion.measures:
        indicator, figure = by_code.get(measure.key), found.get(measure.key)
        name = measure.name or (indicator.name if indicator else measure.key)
        numbers = (figure.value, figure.target, figure.percent) if figure else ("", "", "")
        lines.append(Read(name, *numbers, indicator))
    return lines


def evidence_of(card: Card, position: int) -> list[CardEvidence]:
    """The files beside a point, removed ones last; one statement."""
    files = CardEvidence.objects.filter(card=card, position=position).select_related("file", "by__person", "removed_by")
    return sorted(files, key=lambda one: one.removed_at is not None)


def counted_words(criterion: Criterion, counts: Mapping[str, Any]) -> str:
    """What was counted, in words; nothing where nothing was."""
    if "count" in counts:
        return ngettext("%(n)d lần", "%(n)d lần", counts["count"]) % {"n": counts["count"]}
    if "plus" in counts:
        return _("%(plus)d lần cộng, %(minus)d lần trừ") % counts
    if isinstance(criterion.formula, External) and "awards" in counts:
        names = {award.code: award.name for award in criterion.formula.awards}
        return ", ".join(names.get(code, code) for code in counts["awards"]) or _("không có khen thưởng")
    return ""
