"""The plan of a year that the calendars of an owner's clusters are laid out from."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from thidua.emulation.clusters.duty_models import PlannedDuty
from thidua.emulation.clusters.rules import DutyKind, Whose, same_day_in


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A duty as it is planned; `source` says in words where its day comes from."""

    title: str
    kind: DutyKind
    whose: Whose
    due_on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The lines of a year in the order of their days; `of_year` is the year whose lines they were first.

    None: nobody has made a plan yet, and these are the usual days that come with the program.
    """

    year: int
    lines: tuple[PlanLine, ...]
    of_year: int | None


def plan_of(owner_id: int, year: int) -> YearPlan:
    """An owner's plan for a year: its own, else that of the last year before it moved to this one, else the usual."""
    rows = PlannedDuty.objects.filter(owner=owner_id, year__lte=year).order_by("-year", "due_on", "pk")
    last = rows.first()
    if last is None:
        return YearPlan(year, usual_lines(year), None)
    lines = (
        PlanLine(
            row.title,
            DutyKind(row.kind),
            Whose(row.whose),
            same_day_in(row.due_on.year + year - row.year, row.due_on),
            row.source,
        )
        for row in rows.filter(year=last.year)
    )
    return YearPlan(year, tuple(lines), last.year)


def usual_lines(year: int) -> tuple[PlanLine, ...]:
    """The days that were observed over the years, with where; `data/duties.csv`."""
    text = files("thidua.emulation.clusters").joinpath("data/duties.csv").read_text(encoding="utf-8")
    return tuple(
        PlanLine(
            row["title"],
            DutyKind(row["kind"]),
            Whose(row["whose"]),
            date(year + int(row["year"]), int(row["month"]), int(row["day"])),
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )
