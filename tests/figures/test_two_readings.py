"""The past as it was and as it is: small histories whose figures everybody can add up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core import clock
from thidua.figures import restating
from thidua.figures.cells import Cell
from thidua.figures.check import differences
from thidua.figures.models import Restatement
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.services import end_unit
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports

ADMITTED, MEMBERS, WOMEN = "ORG21", "ORG18", "ORG19"
WHOLE, HALF = 1_000_000, 500_000
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2024, 5, 18))


class Past:
    """Two months of some grassroots unions."""

    def __init__(self, *paths: str) -> None:
        reports.forms()
        self.units = tree(*paths)

    def report(self, code: str, values: Mapping[str, Mapping[str, int]]) -> None:
        """Open a month; everybody named has handed in these numbers, and they were accepted."""
        period = reports.opened(code)
        clerk, officer = people.person("clerk"), people.person("officer")
        arriving = [
            Arriving(
                unit_id=self.units[name].pk,
                period_id=period.pk,
                cells={catalogue().by_code[one].pk: Cell(number) for one, number in numbers.items()},
                state=ReportState.ACCEPTED,
                typed_by=clerk,
                accepted_by=officer,
            )
            for name, numbers in values.items()
        ]
        record_reports(arriving=arriving, by=clerk)

    def reads(
        self, name: str, code: str, indicator: str = MEMBERS, restatement: Restatement | None = None
    ) -> Fraction | None:
        """The figure of a unit, as it was or in the tree of a restatement."""
        period, one = Period.objects.get(code=code), catalogue().by_code[indicator]
        unit = self.units[name].pk
        read = figures(
            units=[unit],
            periods=[period],
            indicators=[one],
            basis=Basis.OFFICIAL,
            restatement_id=restatement.pk if restatement else None,
        )
        found = read.get((unit, period.pk, one.pk))
        return found.value if found else None


def as_it_is() -> Restatement:
    restating.refresh_current()
    current = restating.current()
    assert current is not None
    return current


def test_a_merge_shows_both_together_as_it_is_and_each_as_it_was() -> None:
    past = Past("city > school", "city > clinic", "city > ward_a")
    past.report("2024-M02", {"school": {MEMBERS: 120, ADMITTED: 3}, "clinic": {MEMBERS: 80, ADMITTED: 2}})
    for name in ("school", "clinic"):
        end_unit(unit=past.units[name], on=MARCH, reason="", successors=[(past.units["ward_a"], WHOLE)], by=None)

    now = as_it_is()

    assert past.reads("ward_a", "2024-M02", restatement=now) == 200
    assert past.reads("ward_a", "2024-Q1", ADMITTED, now) == 5
    assert (past.reads("school", "2024-M02"), past.reads("clinic", "2024-M02")) == (120, 80)
    assert past.reads("ward_a", "2024-M02") is None
    assert past.reads("school", "2024-M02", restatement=now) is None
    assert past.reads("city", "2024-M02", restatement=now) == past.reads("city", "2024-M02") == 200
    assert differences() == []
