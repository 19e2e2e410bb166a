"""Units × criteria as one grid; its cells are strings already, because a page has thousands of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from thidua.emulation.scorecards.counting import is_counted
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.rules import BEFORE, Stage, effective, point_at
from thidua.emulation.scorecards.schemes import groups_with_criteria, print_point
from thidua.emulation.scorecards.standing import RoundStanding
from thidua.scoring.scheme import Criterion, Scheme, in_thousandths
from thidua.scoring.standing import Standings

from .cards import evidence_counts
from .rounds import unit_names


@dataclass(frozen=True, slots=True)
class Heading:
    """A criterion at the head of its column."""

    criterion: Criterion
    position: int
    most: str


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """A group over the columns of its criteria; `span` counts its own column, which holds the sum."""

    code: str
    name: str
    most: str
    headings: tuple[Heading, ...]

    @property
    def span(self) -> int:
        return len(self.headings) + 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """A unit; `cells` are the table cells of all its criteria and sums, ready to be written."""

    card: Card
    name: str
    total: str
    label: str
    excluded: bool
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole: `stage` is the one whose points are typed, None where there are only points to read."""

    groups: tuple[GroupHeading, ...]
    rows: tuple[GridRow, ...]
    stage: Stage | None


def grid_of(standing: RoundStanding, scheme: Scheme, cards: Sequence[Card], stage: Stage | None) -> Grid:
    """The grid of some cards with a stage opened for typing; two statements."""
    groups = tuple(_heading(scheme, group.code) for group, _criteria in groups_with_criteria(scheme))
    names = unit_names([card.unit_id for card in cards])
    files = evidence_counts([card.pk for card in cards])
    sums, count = Standings(scheme), len(scheme.positions)
    columns = [[_column(standing, one.criterion, one.position, stage) for one in group.headings] for group in groups]
    rows = []
    for number, card in enumerate(cards):
        stages = card.stages
        counting = [effective(stages, position) for position in range(count)]
        result = sums.of([point for _stage, point in counting], card.facts)
        opened = stage if stage is not None and stage in standing.stages_of(card) else None
        line = _Line(card, number, counting, files.get(card.pk, {}), opened)
        totals = [result.groups[group.code] for group in groups]
        rows.append(
            GridRow(
                card=card,
                name=names.get(card.unit_id, card.unit.code),
                total=print_point(result.thousandths),
                label=result.class_after,
                excluded=result.excluded,
                cells=line.cells(columns, [print_point(one.content + one.bonus) for one in totals]),
            )
        )
    return Grid(groups, tuple(rows), stage)


@dataclass(frozen=True, slots=True)
class _Column:
    """What is the same for all cells of a criterion."""

    code: str
    position: int
    open: bool


def _column(standing: RoundStanding, criterion: Criterion, position: int, stage: Stage | None) -> _Column:
    typed = stage is not None and standing.covers(stage, criterion) and not is_counted(criterion)
    return _Column(escape(criterion.code), position, typed)


def _heading(scheme: Scheme, code: str) -> GroupHeading:
    group = next(group for group in scheme.walk() if group.code == code)
    return GroupHeading(
        code=group.code,
        name=group.name,
        most=print_point(in_thousandths(group.max)),
        headings=tuple(
            Heading(criterion, scheme.position_of[criterion.code], print_point(in_thousandths(criterion.max)))
            for criterion in group.criteria
        ),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A unit's cells being written. Their names come by `aria-labelledby` from the heads of row and column."""

    card: Card
    number: int
    counting: Sequence[tuple[Stage | None, int | None]]
    files: Mapping[int, int]
    stage: Stage | None

    def cells(self, groups: Sequence[Sequence[_Column]], sums: Sequence[str]) -> SafeString:
        """The cells of all criteria, each group led by its sum."""
        unit = escape(self.card.unit.code)
        parts: list[str] = []
        for index, (columns, total) in enumerate(zip(groups, sums, strict=True)):
            parts.append(f'<td class="num sum" data-sum="{index}">{total}</td>')
            parts += [self._cell(unit, index, column) for column in columns]
        return mark_safe("".join(parts))  # noqa: S308 - numbers and escaped codes only

    def _cell(self, unit: str, index: int, column: _Column) -> str:
        position = column.position
        names = f"num g{index}" + (" has-files" if position in self.files else "")
        if self.stage is not None and column.open:
            return f'<td class="{names} in">{self._input(unit, column, self.stage)}</td>'
        given_by, point = self.counting[position]
        if given_by not in (None, Stage.COMPUTED, Stage.SELF):
            names += " changed"
        return f'<td class="{names}"><a href="../{unit}/{column.code}/">{print_point(point) or "–"}</a></td>'

    def _input(self, unit: str, column: _Column, stage: Stage) -> str:
        stages = self.card.stages
        seen = point_at(stages[stage], column.position)
        before = effective({one: stages[one] for one in BEFORE[stage]}, column.position)[1]
        return (
            f'<input class="point-cell" inputmode="decimal" autocomplete="off" name="p-{unit}-{column.code}"'
            f' data-unit="{unit}" data-code="{column.code}" data-seen="{"" if seen is None else seen}"'
            f' value="{print_point(seen)}" placeholder="{print_point(before)}"'
            f' aria-labelledby="u{self.number} c{column.position}">'
        )
