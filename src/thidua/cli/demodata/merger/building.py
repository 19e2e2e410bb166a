"""Writing the second story: reports up to June, the two decisions, and what was reported under the new trees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from thidua.cli.demodata.building import cut_offs
from thidua.cli.demodata.merger.carrying_out import carry_out, prepare
from thidua.cli.demodata.merger.decisions import beginning_of_wards, being_prepared, end_of_uppers
from thidua.cli.demodata.merger.people import staff_wards
from thidua.cli.demodata.merger.reports import FIRST_YEAR, OPEN, reports_of, spans, year_so_far
from thidua.cli.demodata.merger.units import UPPERS_END, WARDS_BEGIN, wards
from thidua.cli.demodata.people import give_roles, open_accounts
from thidua.cli.demodata.targets import numbered, planned
from thidua.cli.demodata.units import tree
from thidua.cli.federation.loading import load_federation
from thidua.cli.federation.shape import Federation
from thidua.figures.fold import fold_marks
from thidua.figures.restating import refresh_current
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.org.services import Assignment, assign_areas
from thidua.people.models import User
from thidua.reporting.services.periods import close_period

BEGINNING, END = date(FIRST_YEAR, 1, 1), date(OPEN.year + 1, 1, 1)


@transaction.atomic
def ensure() -> None:
    """Build the story unless there are units already. Expects the catalogue and its forms."""
    if Unit.objects.exists():
        return
    users = open_accounts()
    load_federation(_until_june(), by=users["quantri"])
    give_roles(users)
    _close_books(users, UPPERS_END)
    carry_out(end_of_uppers(), by=users["quantri"])
    _report(users, UPPERS_END, WARDS_BEGIN)
    _close_books(users, WARDS_BEGIN)
    carry_out(beginning_of_wards(), by=users["quantri"])
    _begin_wards(users)
    _report(users, WARDS_BEGIN, END)
    prepare(being_prepared(), by=users["quantri"])
    while fold_marks():
        pass
    refresh_current()


def _until_june() -> Federation:
    """The units as they stood, with what they reported and were to reach before forty of them ended."""
    units = tree()
    return Federation(
        units=units,
        unit_paths=tuple(f"units[{index}]" for index in range(len(units))),
        cut_offs=cut_offs(),
        targets=numbered(planned(str(OPEN.year), year_so_far(OPEN.year - 1))),
        reports=reports_of(spans(BEGINNING, UPPERS_END)),
    )


def _report(users: Mapping[str, User], first: date, until: date) -> None:
    """Load what was reported for periods that end from a day on and before another."""
    load_federation(Federation(reports=reports_of(spans(first, until))), by=users["quantri"])


def _begin_wards(users: dict[str, User]) -> None:
    """Give the ward unions their areas and their officers."""
    by = users["quantri"]
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[ward.unit.code for ward in wards()])}
    assignments = [
        Assignment(units[ward.unit.code], code, name, (WARDS_BEGIN, None))
        for ward in wards()
        for code, name in dict(ward.areas).items()
    ]
    assign_areas(assignments=assignments, by=by)
    users |= staff_wards(by)


def _close_books(users: Mapping[str, User], before: date) -> None:
    """Close what has ended by a day."""
    ended = Period.objects.filter(state=PeriodState.OPEN, ends__lt=before)
    for period in ended.order_by("ends"):
        close_period(period=period, by=users["quantri"])
