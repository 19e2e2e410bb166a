"""The first page: what waits for the person who signed in, and how their unit stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.queries import own_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.figures.models import Wording
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period, wordings
from thidua.figures.rules import Basis
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of, percent_digits_of
from thidua.people.models import User
from thidua.reporting.models import Report, ReturnReason
from thidua.reporting.queries import inbox
from thidua.reporting.queries.inbox import Line, PeriodCount
from thidua.reporting.queries.periods import open_rows
from thidua.reporting.queries.progress import Filled, filled_of
from thidua.reporting.rules import Outcome, ReportState
from thidua.targets.answers import awaited
from thidua.targets.queries import Result, aimed_results
from thidua.targets.standing import Standing, standing
from thidua.web.dashboards.unit_reading import headlines_of
from thidua.web.dashboards.unit_shown import of_plan, tile_words
from thidua.web.emulation_waiting import emulation_waits
from thidua.web.navigation import waits_of
from thidua.web.saved_views import own_views
from thidua.web.tour import steps_for

_WAITING = ("tasks", "waiting", "awaited", "overdue", "open_periods", "emulation")
MOST_TASKS, MOST_WAITS, MOST_PERIODS, TILES, MOST_VIEWS = 8, 8, 6, 4, 8


@dataclass(frozen=True, slots=True)
class Task:
    """A report to hand in: how far it is filled, and the sentences that it came back with."""

    line: Line
    filled: Filled
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline of one's own unit."""

    result: Result
    value: str
    measure: str
    of: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Headlines:
    """How a unit stands in its usual period."""

    unit: UnitName
    period: ReadablePeriod
    tiles: tuple[Tile, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done first; whoever has nothing to do sees how things stand."""
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    permitted = gate.anywhere(user)
    context: dict[str, Any] = {"title": _("Việc cần làm"), "now": clock.now()}
    if Permission.REPORT_ENTER in permitted:
        context |= _own_reports(gate.own_units(user, Permission.REPORT_ENTER))
    if Permission.TARGET_REGISTER in permitted:
        context["awaited"] = awaited(gate.own_units(user, Permission.TARGET_REGISTER))
    if Permission.REPORT_ACCEPT in permitted:
        context |= _reports_below(gate.units_for(user, Permission.REPORT_ACCEPT))
    if Permission.REPORT_ENTER not in permitted:
        context["open_periods"] = open_rows(gate.units_for(user, Permission.REPORT_VIEW))[:MOST_PERIODS]
        context["manages"] = gate.everywhere(user, Permission.PERIOD_MANAGE)
    waits = emulation_waits(user, permitted, votes=waits_of(request, user).ballots > 0)
    context |= {"emulation": waits[:MOST_WAITS], "more_emulation": waits[MOST_WAITS:]}
    context["headlines"] = _headlines(user) if Permission.FIGURES_VIEW in permitted else None
    context["saved_views"] = own_views(user)[:MOST_VIEWS]
    context["anything"] = any(context.get(name) for name in _WAITING)
    context["tour"] = steps_for(permitted) if user.toured_at is None or "lam-quen" in request.GET else ()
    return render(request, "web/home.html", context)


def _own_reports(unit_ids: Collection[int]) -> dict[str, Any]:
    """Reports that this person fills in: those sent back first, then by the day they are due."""
    unfinished = inbox.unfinished(unit_ids)
    first = unfinished.annotate(sent_back=Q(state=ReportState.RETURNED)).order_by("-sent_back", "due_at", "pk")
    # What hangs on a report is read of the few that are shown: joined to all, the planner begins with the country.
    few = list(first.values_list("pk", flat=True)[:MOST_TASKS])
    shown = inbox.with_forms(Report.objects.filter(pk__in=few))
    reports = sorted(shown, key=lambda report: (report.state != ReportState.RETURNED, report.due_at, report.pk))
    reasons = _reasons([report.pk for report in reports if report.state == ReportState.RETURNED])
    filled = filled_of(reports) if reports else {}
    return {
        "tasks": [
            Task(line, filled[line.report.pk], tuple(reasons.get(line.report.pk, ()))) for line in inbox.plain(reports)
        ],
        "more_tasks": unfinished.count() - len(reports) if len(reports) == MOST_TASKS else 0,
    }


def _reasons(report_ids: list[int]) -> dict[int, list[str]]:
    """Why reports were sent back the last time."""
    rows = ReturnReason.objects.filter(
        submission__report__in=report_ids, submission__outcome=Outcome.RETURNED
    ).select_related("submission", "indicator")
    found: dict[int, tuple[int, list[str]]] = {}
    for row in rows.order_by("-submission__version", "pk"):
        version, sentences = found.setdefault(row.submission.report_id, (row.submission.version, []))
        if row.submission.version == version:
            sentences.append(f"{row.indicator.name}: {row.sentence}" if row.indicator else row.sentence)
    return {report: sentences for report, (_version, sentences) in found.items()}


def _reports_below(units: QuerySet[Unit]) -> dict[str, list[PeriodCount]]:
    waiting, overdue = inbox.counts_below(units)
    return {"waiting": waiting, "overdue": overdue[:MOST_PERIODS]}


def _headlines(user: User) -> Headlines | None:
    """The first targets of the unit where the person holds a post, else where a grant begins."""
    today = clock.today()
    unit = own_unit(user)
    usual = usual_period(readable_periods(unit.pk, today), today) if unit else None
    if unit is None or usual is None:
        return None
    digits = percent_digits_of(unit)
    words = wordings(unit.pk, usual) if usual.worded else {}
    aimed = aimed_results(unit_id=unit.pk, period=usual, basis=Basis.OFFICIAL)
    return Headlines(
        unit=last_names_of([unit.pk], today)[unit.pk],
        period=usual,
        tiles=tuple(_tile(result, digits, words.get(result.indicator.pk)) for result in headlines_of(aimed)[:TILES]),
    )


def _tile(result: Result, digits: int, wording: Wording | None) -> Tile:
    value, measure = tile_words(result, digits, wording)
    return Tile(result, value, measure, of_plan(result, digits), standing(result))
