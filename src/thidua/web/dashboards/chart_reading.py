"""What the charts of one indicator read: the unit, its children beside last year, and the course of two years."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.figures.queries import Course, courses
from thidua.figures.trees import fact_of
from thidua.indicators.models import Indicator
from thidua.reorganisation.queries import TreeChange, changes_of_tree
from thidua.targets.queries import Result, standing_targets

from .unit_reading import Asked, Place, compare, digits_of, places_of

TWO_YEARS = 24
"""Base periods: the months of two years; longer ones reach further back."""


@dataclass(frozen=True, slots=True)
class ChartReading:
    """Everything that the charts of an indicator are drawn from; `children` are those with a figure or a target.

    `changes` are those of the tree in the years that the course runs through.
    """

    asked: Asked
    path: tuple[Place, ...]
    digits: int
    key: Indicator
    whole: Result | None
    course: Course | None
    children: tuple[tuple[Place, Result], ...]
    changes: tuple[TreeChange, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What has to stand beside any figure of the reading."""
        coverage = ""
        if self.whole and self.whole.figure.expected:
            coverage = f"{self.whole.figure.received}/{self.whole.figure.expected}"
        return facts_of(self.asked, self.path[-1].name if self.path else self.asked.unit.code, coverage)


def read_charts(asked: Asked, key: Indicator) -> ChartReading:
    """Five statements, however many children there are."""
    path, places = places_of(asked)
    units = [asked.unit.pk, *(place.unit_id for place in places)]
    targets = standing_targets(
        unit_ids=units,
        year=asked.period.span.whole_year(),
        indicators=[key],
        restatement_id=asked.history.restatement_id,
    )
    found = compare(asked, units, targets, [key], with_last_year=True)
    # The course begins with January of last year.
    course = courses(
        unit_id=asked.unit.pk,
        until=asked.period.ends,
        basis=asked.basis,
        indicators=[key],
        count=TWO_YEARS,
        restatement_id=asked.history.restatement_id,
    )
    return ChartReading(
        asked=asked,
        path=path,
        digits=digits_of(path),
        key=key,
        whole=found.get((asked.unit.pk, key.pk)),
        course=course.get(key.pk),
        children=tuple(
            (place, result) for place in places if (result := found.get((place.unit_id, key.pk))) is not None
        ),
        changes=tuple(changes_of_tree(asked.unit, asked.period.span.year_before().whole_year().starts, clock.today())),
    )


def facts_of(asked: Asked, name: str, coverage: str = "") -> tuple[tuple[str, str], ...]:
    """Unit, period, day of the figures, basis, tree and coverage, as pairs of words."""
    until = min(asked.period.data_until, clock.today())
    facts = [
        (_("Đơn vị"), name),
        (_("Kỳ"), asked.period.span.title),
        (_("Số liệu đến"), f"{until:%d/%m/%Y}"),
        (_("Cơ sở"), str(asked.basis.label)),
        *fact_of(asked.history, differs=asked.differs),
    ]
    if coverage:
        facts.append((_("Báo cáo đã có"), coverage))
    return tuple(facts)
