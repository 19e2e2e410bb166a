"""The first page: what waits for the person who signed in, and how their unit stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.figures.queries import readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.org.models import Post, Unit
from thidua.org.queries import UnitName, last_names_of, percent_digits_of
from thidua.people.models import User
from thidua.reporting.models import ReturnReason
from thidua.reporting.queries import inbox
from thidua.reporting.queries.inbox import Line, PeriodCount
from thidua.reporting.queries.periods import open_rows
from thidua.reporting.rules import Outcome, ReportState
from thidua.targets.printing import Printed, printed
from thidua.targets.queries import Result, results
from thidua.targets.standing import Standing, standing

MOST_TASKS, MOST_PERIODS, TILES = 8, 6, 4


@dataclass(frozen=True, slots=True)
class Task:
    """A report to hand in, with the sentences that it came back with."""

    line: Line
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline of one's own unit."""

    result: Result
    words: Printed
    standing: Standing

    @property
    def measure(self) -> str:
        """The unit of measure, where the printed value does not say it already."""
        measure = self.result.indicator.measure
        return "" if measure == "%" else measure

    @property
    def of(self) -> str:
        """How it stands with the year's target: "33,9% của 413"."""
        assert self.result.target is not None  # only results with a target become tiles
        target = print_number(self.result.target, self.result.indicator.print_digits)
        if self.measure and self.words.percent_of_plan:
            return _("%(percent)s của %(target)s") % {"percent": self.words.percent_of_plan, "target": target}
        return _("chỉ tiêu %(target)s") % {"target": f"{target} {self.result.indicator.measure}"}


@dataclass(frozen=True, slots=True)
class Headlines:
    """How a unit stands in its usual period."""

    unit: UnitName
    period: Period
    tiles: tuple[Tile, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done first; whoever has nothing to do sees how things stand."""
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    permitted = gate.anywhere(user)
    context: dict[str, Any] = {"title": _("Việc cần làm"), "now": clock.now()}
    if Permission.REPORT_ENTER in permitted:
        context |= _own_reports(gate.units_for(user, Permission.REPORT_ENTER))
    if Permission.REPORT_ACCEPT in permitted:
        context |= _reports_below(gate.units_for(user, Permission.REPORT_ACCEPT))
    if Permission.REPORT_ENTER not in permitted:
        context["open_periods"] = open_rows(gate.units_for(user, Permission.REPORT_VIEW))[:MOST_PERIODS]
        context["manages"] = Permission.PERIOD_MANAGE in permitted
    context["headlines"] = _headlines(user) if Permission.FIGURES_VIEW in permitted else None
    context["anything"] = any(context.get(name) for name in ("tasks", "waiting", "overdue", "open_periods"))
    return render(request, "web/home.html", context)


def _own_reports(units: QuerySet[Unit]) -> dict[str, Any]:
    """Reports that this person fills in: those sent back first, then by the day they are due."""
    unfinished = inbox.unfinished(units)
    first = unfinished.annotate(sent_back=Q(state=ReportState.RETURNED)).order_by("-sent_back", "due_at", "pk")
    reports = list(first[:MOST_TASKS])
    reasons = _reasons([report.pk for report in reports if report.state == ReportState.RETURNED])
    return {
        "tasks": [Task(line, tuple(reasons.get(line.report.pk, ()))) for line in inbox.lines_of(reports)],
        "more_tasks": unfinished.count() - len(reports),
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
    return {
        "waiting": inbox.by_period(inbox.waiting(units)),
        "overdue": inbox.by_period(inbox.overdue(units))[:MOST_PERIODS],
    }


def _headlines(user: User) -> Headlines | None:
    """The targets of the unit where the person holds a post, else where a grant begins."""
    today = clock.today()
    post = Post.objects.filter(person=user.person_id, during__contains=today).select_related("unit").first()
    grants = Grant.objects.filter(user=user, during__contains=today, unit__isnull=False).select_related("unit")
    grant = None if post else grants.order_by("pk").first()
    unit = post.unit if post else grant.unit if grant else None
    usual = usual_period(readable_periods(unit.pk, today), today) if unit else None
    if unit is None or usual is None:
        return None
    period = Period.objects.get(pk=usual.pk)
    digits = percent_digits_of(unit)
    found = results(unit_id=unit.pk, period=period, basis=Basis.OFFICIAL)
    aimed = [result for result in found if result.target and result.value is not None]
    return Headlines(
        unit=last_names_of([unit.pk], today)[unit.pk],
        period=period,
        tiles=tuple(Tile(result, printed(result, digits=digits), standing(result)) for result in aimed[:TILES]),
    )
