"""How far the reports of units are: of one period, and of the months of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thidua.core import sql

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """How many reports a unit owed and how many of them were accepted, or wait to be."""

    owed: int
    accepted: int
    waiting: int

    @property
    def complete(self) -> bool:
        """Whether all that was owed is accepted."""
        return self.accepted == self.owed


@dataclass(frozen=True, slots=True)
class _State:
    unit_id: int
    owed: int
    accepted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _MonthState(_State):
    ends: date


def progress_of(period_id: int, units: Sequence[int]) -> dict[int, Progress]:
    """How far the reports of a period are, by unit."""
    params = {"period": period_id, "units": list(units)}
    rows = sql.fetch("thidua.web", "report_states", params, _State)
    return {row.unit_id: Progress(row.owed, row.accepted, row.waiting) for row in rows}


def progress_by_month(units: Sequence[int], months: Sequence[date]) -> dict[tuple[int, date], Progress]:
    """How far the reports of some months are, by unit and the last day of the month."""
    params = {"units": list(units), "since": months[0].replace(day=1), "until": months[-1]}
    rows = sql.fetch("thidua.web", "report_states_by_month", params, _MonthState)
    return {(row.unit_id, row.ends): Progress(row.owed, row.accepted, row.waiting) for row in rows}


def months_until(until: date) -> tuple[date, ...]:
    """The last days of twelve months, the one of `until` last."""
    first = until.replace(day=1)
    days = []
    for _month in range(MONTHS):
        after = (first + timedelta(days=31)).replace(day=1)
        days.append(after - timedelta(days=1))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(reversed(days))
