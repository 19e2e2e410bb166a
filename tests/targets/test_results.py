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
from thidua.targets.standing import reached_of, standing

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


def test_a_rate_is_not_judged_while_units_have_not_reported() -> None:
    forms()
    units = tree("city > district_a", "city > district_b")
    above = officer(units["city"])
    opened("2024-M01")
    opened("2024-M02")
    for district in ("district_a", "district_b"):
        accepted(report_of(units[district], "2024-M01"), officer(units[district]), above, {"LAW14": "1", "LAW15": "1"})
    accepted(
        report_of(units["district_a"], "2024-M02"), officer(units["district_a"]), above, {"LAW14": "1", "LAW15": "0"}
    )
    fold_marks()
    rate = catalogue().by_key["cadre_conferences_rate"]
    services.assign_target(
        unit=units["city"],
        indicator=rate,
        period=Period.objects.get(code="2024"),
        amount=100,
        grounds=services.Grounds(on=date(2024, 1, 15)),
        by=person("officer"),
    )

    def held(month: str) -> Result:
        period = Period.objects.get(code=month)
        (found,) = results(unit_id=units["city"].pk, period=period, basis=Basis.OFFICIAL, indicators=[rate])
        return found

    assert (standing(held("2024-M01")).words, reached_of([held("2024-M01")]).reached) == ("Đạt", 1)
    # Two were held since January, one of the two that must be held is reported so far.
    assert held("2024-M02").value == Fraction(200)
    assert (standing(held("2024-M02")).words, reached_of([held("2024-M02")]).reached) == ("Chưa đủ báo cáo", 0)
