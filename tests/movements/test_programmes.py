"""Programmes of a term: what they want, how far it is, what refers to them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from fractions import Fraction

import pytest
from django.test.utils import override_settings

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.targets.conftest import give
from thidua.core.periods import Calendar
from thidua.emulation.movements import errors
from thidua.emulation.movements.models import Programme
from thidua.emulation.movements.queries.programmes import Year, progress_of, reached_by
from thidua.emulation.movements.rules import Counting, ProgrammeKind
from thidua.emulation.movements.services import programmes as services
from thidua.emulation.movements.services.programmes import About, Aim
from thidua.figures.cells import Cell
from thidua.figures.fold import fold_marks
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports

pytestmark = pytest.mark.django_db
TERM = About(ProgrammeKind.RESOLUTION, "Nghị quyết đại hội", 2023, 2028)


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    """A city whose one school admitted six members in January 2024."""
    with override_settings(THIDUA_TODAY=date(2024, 5, 18)):
        reports.forms()
        units = tree("city > district > school")
        month = reports.opened("2024-M01")
        ensure_periods(calendar=Calendar.CALENDAR, year=2024)
        record_reports(
            arriving=[
                Arriving(
                    unit_id=units["school"].pk,
                    period_id=month.pk,
                    cells={catalogue().by_code["ORG21"].pk: Cell(6)},
                    state=ReportState.ACCEPTED,
                    typed_by=people.person("typist"),
                    accepted_by=people.person("acceptor"),
                )
            ],
            by=None,
        )
        while fold_marks():
            pass
        yield units


@pytest.fixture
def city(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


@pytest.fixture
def programme(city) -> Programme:
    return services.add_programme(owner=city["city"], about=TERM, by=people.person())


def aim(programme: Programme, **changes: object) -> None:
    facts = {"by_year": 2028, "indicator": catalogue().by_code["ORG21"], "amount": 30, "counting": Counting.IN_TOTAL}
    services.add_target(programme_id=programme.pk, aim=Aim(**(facts | changes)), by=people.person())


def test_a_target_shows_accepted_figures_and_yearly_targets_year_by_year(city, programme):
    give(city["city"], "ORG21", 10)
    aim(programme)
    aim(programme, indicator=None, amount=None, text="100% đơn vị", counting=Counting.OF_YEAR)

    counted, said = progress_of(programme)

    assert (counted.wanted, counted.reached) == (30, 6)
    assert counted.completion is not None
    assert counted.completion.percent_of_plan == 20
    years = {one.year: (one.value, one.assigned) for one in counted.years}
    assert years[2024] == (6, 10)
    assert years[2023] == years[2028] == (None, None)
    assert (said.indicator, said.reached, said.years) == (None, None, ())


def test_more_targets_ask_no_more_questions(city, programme, django_assert_max_num_queries):
    for year in (2024, 2025, 2026, 2027):
        aim(programme, by_year=year)
    with django_assert_max_num_queries(5):
        progress_of(programme)


@pytest.mark.parametrize(("total", "reached"), [(True, 9), (False, 5)])
def test_a_way_is_summed_or_read_at_its_end(total, reached):
    years = [Year(2023, "2023", Fraction(4), None), Year(2024, "2024", Fraction(5), None), Year(2025, "", None, None)]

    assert reached_by(years, total=total) == reached
    assert reached_by(years[2:], total=total) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"by_year": 2029},
        {"amount": None},
        {"indicator": None, "amount": None, "text": " "},
        {"indicator": "ORG18"},
    ],
)
def test_a_target_that_says_nothing_or_does_not_add_up_is_refused(programme, changes):
    if code := changes.get("indicator"):
        changes = changes | {"indicator": catalogue().by_code[code]}
    with pytest.raises(errors.BadProgramme):
        aim(programme, **changes)


def test_targets_and_programmes_are_taken_away_and_put_back(programme):
    aim(programme)
    target = programme.targets.get()
    services.remove_target(programme_id=programme.pk, target_id=target.pk, by=people.person())
    assert progress_of(programme) == []
    services.restore_target(programme_id=programme.pk, target_id=target.pk, by=people.person())
    services.delete_programme(programme_id=programme.pk, by=people.person())
    services.restore_programme(programme_id=programme.pk, by=people.person())

    assert Programme.objects.get().deleted_at is None
    assert len(progress_of(programme)) == 1


def test_years_that_leave_a_target_outside_are_refused(programme):
    aim(programme)
    shorter = About(ProgrammeKind.RESOLUTION, "Nghị quyết", 2023, 2025)
    with pytest.raises(errors.BadProgramme):
        services.edit_programme(programme_id=programme.pk, about=shorter, by=people.person())
