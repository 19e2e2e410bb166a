"""Accepted figures of all members side by side: what is shown, to whom, and what it costs."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.clusters.conftest import DISTRICTS, TODAY, World, signed_in
from tests.factories import reports
from thidua.core.periods import Calendar
from thidua.emulation.clusters import errors
from thidua.emulation.clusters.models import Seat
from thidua.emulation.clusters.queries.figures import grid
from thidua.emulation.clusters.services.comparing import choose_indicators
from thidua.emulation.clusters.standing import standing_in
from thidua.figures.cells import Cell
from thidua.figures.fold import fold_marks
from thidua.figures.queries import readable_periods
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.targets.services import Grounds, assign_target

pytestmark = pytest.mark.django_db
MONTH = "2024-M04"
ADMITTED = {"union_a": 6, "union_b": 12, "union_c": 9}


def with_figures(world: World) -> None:
    """April of three unions; their districts are to admit 10 each, the fourth district too."""
    month = reports.opened(MONTH)
    record_reports(
        arriving=[
            Arriving(
                unit_id=world.units[name].pk,
                period_id=month.pk,
                cells={catalogue().by_code["ORG21"].pk: Cell(number)},
                state=ReportState.ACCEPTED,
                typed_by=people.person("typist"),
                accepted_by=people.person("acceptor"),
            )
            for name, number in ADMITTED.items()
        ],
        by=None,
    )
    fold_marks()
    year = ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"]
    for name in DISTRICTS[:4]:
        assign_target(
            unit=world.units[name],
            indicator=catalogue().by_code["ORG21"],
            period=year,
            amount=10,
            grounds=Grounds(on=date(2024, 1, 2), decision="01/QĐ"),
            by=people.person("confederation"),
        )


def april(world: World):
    return next(one for one in readable_periods(world.units["city"].pk, TODAY) if one.code == MONTH)


def shown(world: World, viewer, *codes: str):
    seats = standing_in(world.organiser, world.cluster).seats
    indicators = [catalogue().by_code[code] for code in codes]
    return grid(owner=world.units["city"], seats=seats, indicators=indicators, period=april(world), viewer=viewer)


def test_members_stand_beside_each_other_with_targets_and_the_best_marked(world):
    with_figures(world)
    found = shown(world, world.organiser, "ORG21")
    (row,) = found.rows
    by_unit = {member.name.code: cell for member, cell in zip(found.members, row.cells, strict=True)}
    assert [(by_unit[name].value, by_unit[name].target, by_unit[name].share) for name in DISTRICTS[:4]] == [
        ("6", "10", "60%"),
        ("12", "10", "120%"),
        ("9", "10", "90%"),
        ("–", "10", "–"),
    ]
    assert [name for name, cell in by_unit.items() if cell.best] == ["district_b"]
    assert [(member.reached.reached, member.reached.of) for member in found.members] == [
        (0, 1),
        (1, 1),
        (0, 1),
        (0, 1),
        (0, 0),
        (0, 0),
    ]


def test_numbers_lead_only_to_pages_that_the_reader_may_open(world):
    with_figures(world)
    for viewer, leads in ((world.organiser, set(DISTRICTS[:3])), (world.member, {"district_c"})):
        found = shown(world, viewer, "ORG21")
        cells = zip(found.members, found.rows[0].cells, strict=True)
        linked = {member.name.code for member, cell in cells if cell.url}
        assert linked == leads
        client = signed_in(viewer)
        for cell in found.rows[0].cells:
            assert not cell.url or client.get(cell.url).status_code == 200


def test_a_member_reads_the_others_accepted_figures_here(world):
    with_figures(world)
    page = signed_in(world.member).get(f"{reverse('cluster-figures', args=[world.cluster.reference])}?ky={MONTH}")
    text = page.content.decode()
    assert "120%" in text
    assert "1 trong 1" in text
    one = signed_in(world.member).get(
        f"{reverse('cluster-figures', args=[world.cluster.reference])}?ky={MONTH}&chi-tieu=ORG21"
    )
    assert "bullet" in one.content.decode()


def test_what_is_not_accepted_is_not_shown(world):
    month = reports.opened("2024-M05")
    report = reports.report_of(world.units["union_a"], "2024-M05", "grassroots-month")
    reports.submitted(report, people.chair(world.units["union_a"]))
    fold_marks()
    seats = standing_in(world.organiser, world.cluster).seats
    period = next(one for one in readable_periods(world.units["city"].pk, TODAY) if one.code == month.code)
    found = grid(
        owner=world.units["city"],
        seats=seats,
        indicators=[catalogue().by_code["ORG21"]],
        period=period,
        viewer=world.organiser,
    )
    assert {cell.value for cell in found.rows[0].cells} == {"–"}


def test_twenty_five_members_and_forty_indicators_cost_few_statements_and_little_time(world):
    with_figures(world)
    indicators = list(catalogue().indicators)[:40]
    seats = standing_in(world.organiser, world.cluster).seats
    period = april(world)

    def read(of: list[Seat]) -> int:
        with CaptureQueriesContext(connection) as counted:
            grid(owner=world.units["city"], seats=of, indicators=indicators, period=period, viewer=world.organiser)
        return len(counted)

    few = read(list(seats[:1]))
    many = list(seats) * 4 + list(seats[:1])
    assert len(many) == 25
    assert read(many) == few
    times = []
    for _round in range(5):
        begun = time.process_time()
        grid(owner=world.units["city"], seats=many, indicators=indicators, period=period, viewer=world.organiser)
        times.append(time.process_time() - begun)
    assert min(times) < 0.1


def test_the_choice_is_kept_in_the_order_of_the_catalogue_and_limited(world):
    codes = [indicator.code for indicator in catalogue().indicators]
    choose_indicators(cluster_id=world.cluster.pk, codes=[codes[5], codes[2]], by=world.lead)
    world.cluster.refresh_from_db()
    assert world.cluster.indicators == [codes[2], codes[5]]
    with pytest.raises(errors.BadIndicators):
        choose_indicators(cluster_id=world.cluster.pk, codes=codes[:61], by=world.lead)
    with pytest.raises(errors.BadIndicators):
        choose_indicators(cluster_id=world.cluster.pk, codes=["KHONG-CO"], by=world.lead)


def test_the_table_goes_out_as_a_file(world):
    with_figures(world)
    client = signed_in(world.member)
    for name in ("cluster-figures", "cluster-members", "cluster-calendar", "cluster-reviews"):
        address = reverse(name, args=[world.cluster.reference])
        answer = client.get(reverse("export-table", args=[address.lstrip("/")]))
        assert answer.status_code == 200, name
        assert "spreadsheetml" in answer["Content-Type"], name
