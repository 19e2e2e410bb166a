"""The backward timetable as it stands, and what a change of it would move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from thidua.core import sql
from thidua.core.periods import Frequency, Span, parse
from thidua.indicators.models import Form, LevelDeadline
from thidua.org.rules import UnitKind

PACKAGE = "thidua.reporting"


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of unit with its days before the last instant by frequency, and what is to come later."""

    kind: UnitKind
    days: Mapping[str, int]
    later: tuple[LevelDeadline, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Open reports of a period that would be due at another instant."""

    code: str
    reports: int
    due_now: datetime
    due_then: datetime

    @property
    def span(self) -> Span:
        return parse(self.code)


def frequencies() -> list[Frequency]:
    """The frequencies that forms are made for, the shortest first."""
    used = set(Form.objects.values_list("frequency", flat=True))
    return [frequency for frequency in Frequency if frequency in used]


def levels(today: date) -> list[Level]:
    """The timetable of every kind of unit that reports, from below upwards."""
    reporting = {kind for kinds in Form.objects.values_list("unit_kinds", flat=True) for kind in kinds}
    days: dict[str, dict[str, int]] = defaultdict(dict)
    later: dict[str, list[LevelDeadline]] = defaultdict(list)
    for row in LevelDeadline.objects.order_by("during", "pk"):
        if row.during.lower > today:
            later[row.unit_kind].append(row)
        elif row.during.upper is None or today < row.during.upper:
            days[row.unit_kind][row.frequency] = row.days_before
    kinds = [kind for kind in reversed(UnitKind) if kind in reporting]
    return [Level(kind, days[kind], tuple(later[kind])) for kind in kinds]


def moves(*, kind: UnitKind, frequency: Frequency, days: int, since: date) -> list[Move]:
    """The open reports that a change of the timetable would move, by period."""
    params = {"kind": kind, "frequency": frequency, "days": days, "since": since}
    return sql.fetch(PACKAGE, "due_moves", params, Move)
