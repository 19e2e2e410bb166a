"""A point table as rows of a page and of a workbook: what stands in each column, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.exchange.exports import Column, Kind, Sheet, Strong, Value
from thidua.scoring.describing import describe_effect, describe_floor, describe_tie_break
from thidua.scoring.scheme import Scheme

from . import wording
from .facts import FACTS
from .tree import Row, rows_of


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands on paper."""

    row: Row
    method: str
    source: str
    scorer: str
    evidence: str
    floor: str
    guidance: str


def lines_of(table: Scheme) -> list[Line]:
    """Every row of a table in words. One statement."""
    areas = wording.departments()
    return [_line(row, areas) for row in rows_of(table)]


def _line(row: Row, areas: dict[str, str]) -> Line:
    criterion = row.criterion
    floor = describe_floor(row.item.floor) if row.item.floor else ""
    if criterion is None:
        return Line(row, "", "", "", "", floor, "")
    return Line(
        row,
        method=wording.method(criterion),
        source=wording.source(criterion),
        scorer=wording.scorer(criterion, areas),
        evidence="; ".join(criterion.evidence),
        floor=floor,
        guidance=criterion.guidance,
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition: its sentence, when it fires, what follows, and where its facts come from."""

    text: str
    when: str
    effect: str
    sources: str


def rules_of(table: Scheme) -> list[Rule]:
    """The conditions of a table in words."""
    return [
        Rule(
            one.text,
            wording.when(one),
            describe_effect(one.effect),
            "; ".join(dict.fromkeys(str(FACTS[test.fact].source) for test in one.when if test.fact in FACTS)),
        )
        for one in table.conditions
    ]


def tie_breaks_of(table: Scheme) -> list[str]:
    """What decides between equal totals, the first rule first."""
    return [describe_tie_break(table, one) for one in table.tie_breaks]


def sheet_of(table: Scheme, *, title: str, facts: tuple[tuple[str, str], ...]) -> Sheet:
    """The table as a workbook has it."""
    lines = lines_of(table)
    notes = (
        *(_("%(label)s: từ %(n)s điểm") % {"label": b.label, "n": wording.points(b.least)} for b in table.classes),
        *(f"{rule.text} ({rule.when}: {rule.effect})" for rule in rules_of(table)),
        *tie_breaks_of(table),
    )
    return Sheet(
        title=title,
        columns=(
            Column(_("STT"), width=8),
            Column(_("Nội dung"), Kind.NAME, width=60),
            Column(_("Điểm tối đa"), Kind.NUMBER, digits=2),
            Column(_("Cách chấm"), width=60),
            Column(_("Nguồn số liệu"), width=40),
            Column(_("Ai chấm"), width=24),
            Column(_("Minh chứng"), width=30),
            Column(_("Điểm liệt"), width=30),
        ),
        rows=[_cells(line) for line in lines],
        count=len(lines),
        facts=facts,
        notes=notes,
    )


def _cells(line: Line) -> tuple[Value, ...]:
    cells = (
        line.row.label,
        line.row.item.name,
        line.row.item.max,
        line.method,
        line.source,
        line.scorer,
        line.evidence,
        line.floor,
    )
    return Strong(cells) if line.row.group else cells
