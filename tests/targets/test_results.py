"""Results beside targets: what the pace of a figure is measured by."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.factories.reports import accepted, forms, opened, report_of
from tests.factories.tree import tree
from tests.people import officer, person
from thidua.figures.fold import fold_marks
from thidua.figures.rules import Basis
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.targets import services
from thidua.targets.queries import Result, results
from thidua.targets.rules import PaceStatus

pytestmark = pytest.mark.django_db


def test_a_quarterly_figure_is_not_late_in_the_month_after_its_quarter() -> None:
    forms()
    units = tree("city > district > school")
    opened("2024-M04")
    quarter = opened("2024-Q1")
    above, below = officer(units["city"]), officer(units["district"])
    accepted(report_of(units["district"], "2024-Q1"), below, above, {"ORG37": "25"})
    fold_marks()
    services.assign_target(
        unit=units["district"],
        indicator=catalogue().by_code["ORG37"],
        period=Period.objects.get(code="2024"),
        amount=100,
        grounds=services.Grounds(on=date(2024, 1, 15)),
        by=person("officer"),
    )

    def trained(period: Period) -> Result:
        (found,) = results(
            unit_id=units["district"].pk,
            period=period,
            basis=Basis.OFFICIAL,
            indicators=[catalogue().by_code["ORG37"]],
        )
        return found

    april = trained(Period.objects.get(code="2024-M04"))
    assert (april.value, april.cumulative) == (None, Fraction(25))
    assert april.pace == trained(quarter).pace
    assert april.pace is not None
    assert april.pace.status is PaceStatus.ON_TRACK
