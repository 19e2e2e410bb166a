"""The inbox: what waits for an acceptor, what blocks most first, with the questions that each report raises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from thidua.core import clock
from thidua.core.text import search_terms
from thidua.indicators.models import Form, Period
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.org.rules import searchable
from thidua.people.models import User
from thidua.reporting.models import BehalfEntry, Report
from thidua.reporting.rules import Confirmation

from .behalf import entries_of
from .inbox import UNFINISHED, waiting, with_forms
from .questions import Asked, Group, questions_about

# More than anybody decides in one sitting; what lies beyond comes up as these are decided.
MOST = 150


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the inbox is shown: codes of a period and a form, words of a unit's name; "" for everything."""

    period: str = ""
    form: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits: its unit, its questions, and when the level above needs it.

    `blocks`: the acceptor's unit has a report of its own to hand in on top of it.
    """

    report: Report
    unit: UnitName
    asked: Asked
    needed_at: datetime
    blocks: bool
    own_hand: bool
    behalf: BehalfEntry | None

    @property
    def late(self) -> bool:
        return self.report.submitted_at is not None and self.report.submitted_at > self.report.due_at

    @property
    def token(self) -> str:
        """The report and the version that is looked at: another version is another thing to decide."""
        return f"{self.report.pk}.{self.report.version}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """What is shown of all that waits; `total` counts what the filter lets through, `everything` without it."""

    rows: tuple[Waiting, ...]
    total: int
    everything: int
    periods: tuple[Period, ...]
    forms: tuple[Form, ...]

    def of(self, group: Group) -> tuple[Waiting, ...]:
        """The reports of a group, in the order of the whole."""
        return tuple(row for row in self.rows if row.asked.group == group)

    @property
    def wrong(self) -> tuple[Waiting, ...]:
        return self.of(Group.WRONG)

    @property
    def questioned(self) -> tuple[Waiting, ...]:
        return self.of(Group.ASKED)

    @property
    def fine(self) -> tuple[Waiting, ...]:
        return self.of(Group.FINE)


def inbox_of(units: QuerySet[Unit], chosen: Filter, *, user: User, most: int | None = MOST) -> Inbox:
    """What waits for the acceptor of these units, as the filter lets through, the most blocking and oldest first.

    A number of statements that does not depend on how many wait. `most` is how many are shown (None: all of them).
    """
    everything = list(with_forms(waiting(units)).order_by("submitted_at", "pk"))
    names = last_names_of([report.unit_id for report in everything], clock.today())
    found = [report for report in everything if _passes(report, names[report.unit_id], chosen)]
    above = _due_above(found, names)
    order = sorted(found, key=lambda report: _needed(report, names, above))[:most]
    questions, behalf = questions_about(order), entries_of(order)
    rows = tuple(
        Waiting(
            report=report,
            unit=names[report.unit_id],
            asked=questions[report.pk],
            needed_at=_needed(report, names, above),
            blocks=(names[report.unit_id].parent_id, report.period_id) in above,
            own_hand=_own_hand(report, behalf.get(report.pk), user),
            behalf=behalf.get(report.pk),
        )
        for report in order
    )
    return Inbox(rows, len(found), len(everything), _periods(everything), _forms(everything))


def _passes(report: Report, name: UnitName, chosen: Filter) -> bool:
    return (
        chosen.period in {"", report.period.code}
        and chosen.form in {"", report.sheet.form_version.form.code}
        and all(word in searchable(name.name, name.short_name, name.code) for word in search_terms(chosen.words))
    )


def _due_above(reports: Sequence[Report], names: dict[int, UnitName]) -> dict[tuple[int | None, int], datetime]:
    """When the units above must hand in their own reports of the same periods, by unit and period."""
    parents = {names[report.unit_id].parent_id for report in reports}
    own = Report.objects.filter(
        unit__in=[pk for pk in parents if pk],
        period__in={report.period_id for report in reports},
        state__in=UNFINISHED,
    )
    return {
        (unit, period): due for unit, period, due in own.values_list("unit", "period", "due_at").order_by("-due_at")
    }


def _needed(report: Report, names: dict[int, UnitName], above: dict[tuple[int | None, int], datetime]) -> datetime:
    return above.get((names[report.unit_id].parent_id, report.period_id), report.period.due_at)


def _own_hand(report: Report, behalf: BehalfEntry | None, user: User) -> bool:
    """Whether somebody else has to accept: the acceptor handed it in, and the unit has not confirmed it."""
    confirmed = behalf is not None and behalf.confirmation == Confirmation.CONFIRMED
    return not confirmed and user.pk in {report.submitted_by_id, behalf.by_id if behalf else None}


def _periods(reports: Iterable[Report]) -> tuple[Period, ...]:
    periods = {report.period_id: report.period for report in reports}
    return tuple(sorted(periods.values(), key=lambda period: (period.ends, period.starts), reverse=True))


def _forms(reports: Iterable[Report]) -> tuple[Form, ...]:
    forms = {report.sheet.form_version.form_id: report.sheet.form_version.form for report in reports}
    return tuple(sorted(forms.values(), key=lambda form: form.name))
