"""A figure opened: its parts add up to what is stored, whatever the tree, and they are the cells of the walk."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.figures.test_fold import MONTHS, Country, country, owed_cells, walk  # noqa: F401  the fixture of random trees
from tests.people import person
from thidua.figures.explain import explain, typed
from thidua.figures.fold import fold_marks
from thidua.figures.models import Total
from thidua.figures.rules import Basis
from thidua.indicators.rules import Kind
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.workflow import accept_reports


@pytest.mark.parametrize("country", range(20, 26), indirect=True)
def test_parts_add_up_to_the_stored_figure_and_to_the_walk(country: Country) -> None:  # noqa: F811
    quarter = country.periods["2024-Q1"]
    for basis in Basis:
        owed = owed_cells(country, basis)
        for name, unit in country.units.items():
            for indicator in country.indicators:
                opened = explain(unit=unit, period=quarter, indicator=indicator, basis=basis)
                months = MONTHS if indicator.kind == Kind.FLOW else MONTHS[-1:]

                assert opened.agrees, (name, indicator.code, basis)
                assert opened.difference == 0
                assert (opened.added.value, opened.added.received, opened.added.expected) == walk(
                    country, owed, name, months, indicator
                )
                parts = [part.value for part in opened.parts if part.value is not None]
                assert (sum(parts, Fraction(0)) if parts else None) == opened.stored.value


@pytest.mark.parametrize("country", [30], indirect=True)
def test_each_part_is_a_child_with_its_own_walk(country: Country) -> None:  # noqa: F811
    owed = owed_cells(country, Basis.OFFICIAL)
    names = {unit.pk: name for name, unit in country.units.items()}
    flow = country.indicators[0]

    opened = explain(
        unit=country.units["city"], period=country.periods["2024-Q1"], indicator=flow, basis=Basis.OFFICIAL
    )

    assert {country.parents.get(names[part.unit_id]) for part in opened.parts if not part.own} <= {"city"}
    for part in opened.parts:
        if not part.own:
            assert part.value == walk(country, owed, names[part.unit_id], MONTHS, flow)[0]
            by_month = [walk(country, owed, names[part.unit_id], (base.code,), flow)[0] for base in opened.bases]
            assert list(part.by_base) == by_month


@pytest.mark.parametrize("country", [40], indirect=True)
def test_what_was_accepted_since_the_fold_shows_as_a_difference(country: Country) -> None:  # noqa: F811
    quarter, flow = country.periods["2024-Q1"], country.indicators[0]
    city = country.units["city"]
    waiting = Report.objects.filter(state=ReportState.SUBMITTED).values_list("pk", flat=True)
    # Totals of a month that no fold has seen yet: accept everything, and put something false in the store.
    accept_reports(report_ids=list(waiting), by=person("officer"))
    fold_marks()
    stored = Total.objects.get(
        period_id=quarter.pk, unit_id=city.pk, block=flow.slot.block_id, basis=Basis.OFFICIAL, closes=quarter.ends
    )
    sums = list(stored.to_date)
    sums[flow.slot.position - 1] = (sums[flow.slot.position - 1] or 0) + 5
    Total.objects.filter(
        period_id=quarter.pk, unit_id=city.pk, block=flow.slot.block_id, basis=Basis.OFFICIAL, closes=quarter.ends
    ).update(to_date=sums)

    opened = explain(unit=city, period=quarter, indicator=flow, basis=Basis.OFFICIAL)

    assert not opened.agrees
    assert opened.difference == 5


@pytest.mark.parametrize("country", [50], indirect=True)
def test_a_leaf_says_who_typed_it(country: Country) -> None:  # noqa: F811
    report = Report.objects.filter(period__code="2024-M01", state=ReportState.ACCEPTED).select_related("unit").first()
    assert report is not None

    opened = explain(
        unit=report.unit,
        period=country.periods["2024-M01"],
        indicator=country.indicators[0],
        basis=Basis.OFFICIAL,
    )
    edits = typed(sheets=opened.parts[0].sheets if opened.parts else [report.sheet_id], indicator=country.indicators[0])

    assert opened.is_leaf
    assert [str(edit.by) for edit in edits] == ["Clerk"]


@pytest.mark.parametrize("country", [60], indirect=True)
def test_the_number_of_statements_does_not_grow(country: Country, django_assert_max_num_queries) -> None:  # noqa: F811
    with django_assert_max_num_queries(3):
        explain(
            unit=country.units["city"],
            period=country.periods["2024-Q1"],
            indicator=country.indicators[0],
            basis=Basis.OFFICIAL,
        )
