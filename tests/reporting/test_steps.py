"""The form of steps: what it proposes, what a section saves, and what stands in the way of handing in."""

import pytest

from tests.factories import reports
from thidua.figures.cells import NOT_APPLICABLE, Cell
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.queries.proposals import proposals
from thidua.reporting.rules import ReportState
from thidua.reporting.services.workflow import Reason, return_report

MONTHS = ("2023-M10", "2023-M11", "2023-M12", "2024-M01", "2024-M02", "2024-M03", "2024-M04")
LAST = 4


@pytest.fixture
def steps(world, client):
    """The chair's browser, and the address of the steps."""
    client.force_login(world.chair)
    report = world.report
    form = report.sheet.form_version.form.code
    return client, f"/bao-cao/{report.unit.code}/{report.period.code}/{form}/tung-buoc/"


def reported(world, **values):
    """Let the school report seven months before, a good one each unless something else is said."""
    for month in MONTHS:
        reports.opened(month)
        report = reports.report_of(world.units["school"], month)
        reports.accepted(report, world.chair, world.officer, reports.GOOD_MONTH | {"ORG24": "1"} | values)


def section(*codes, **values):
    return {f"cell-{code}": values.get(code, "") for code in codes} | {f"seen-{code}": "" for code in codes}


def test_stocks_and_what_rested_for_half_a_year_are_proposed(world):
    reported(world, LAW05="x", LAW37="x")
    rows = entry_page(reports.fresh(world.report)).rows

    proposed = proposals(rows)

    assert proposed["ORG18"] == Cell(60)
    assert proposed["ORG23"] == Cell(0)
    assert proposed["LAW05"] == NOT_APPLICABLE
    assert "ORG21" not in proposed
    assert "WEL01" not in proposed


def test_nothing_is_proposed_over_what_is_typed_or_without_a_past(world):
    assert proposals(entry_page(world.report).rows) == {}
    reported(world)

    rows = entry_page(reports.typed(world.report, world.chair, {"ORG18": "61"})).rows

    assert "ORG18" not in proposals(rows)


def test_a_section_is_saved_with_what_it_proposed_and_the_next_one_opens(world, steps):
    client, address = steps
    reported(world)
    page = client.get(address, {"phan": 1}).content.decode()
    assert 'data-state="proposed"' in page
    assert reports.texts(world.report, "ORG18") == [""]

    answer = client.post(f"{address}?phan=1", section("ORG16", "ORG18", ORG16="62", ORG18="60"))

    assert answer.status_code == 302
    assert answer.url == f"{address}?phan=2"
    assert reports.texts(world.report, "ORG16", "ORG18", "ORG17") == ["62", "60", ""]


def test_what_cannot_be_read_stays_with_its_sentence(steps, world):
    client, address = steps

    answer = client.post(f"{address}?phan=1", section("ORG16", "ORG18", ORG16="1.42", ORG18="60"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="1.42"' in page
    assert "dấu chấm chỉ tách hàng nghìn" in page
    assert reports.texts(world.report, "ORG16", "ORG18") == ["", "60"]


def test_the_first_step_with_something_to_do_opens(world, steps):
    client, address = steps
    assert client.get(address).context["current"] == 1

    reports.typed(world.report, world.chair, dict.fromkeys(("ORG16", "ORG17", "ORG18", "ORG19"), "1"))
    reports.typed(world.report, world.chair, dict.fromkeys(("ORG21", "ORG23", "ORG24"), "0"))
    assert client.get(address).context["current"] == 2

    reports.completed(world.report, world.chair)
    assert client.get(address).context["current"] == LAST
    assert client.get(address, {"phan": "99999999"}).context["current"] == LAST


def test_handing_in_says_what_is_missing(world, steps):
    client, address = steps

    answer = client.post(address, {"hand-in": "1"})

    assert answer.status_code == 422
    assert "ô chưa nhập" in answer.content.decode()
    assert reports.fresh(world.report).state == ReportState.DRAFT


def test_a_complete_report_is_handed_in_with_the_reasons_given(world, steps):
    client, address = steps
    reported(world)
    reports.completed(world.report, world.chair, reports.GOOD_MONTH | {"ORG24": "1", "WEL01": "60"})
    assert client.post(address, {"hand-in": "1"}).status_code == 422

    answer = client.post(address, {"hand-in": "1", "why-WEL01": "Tháng Công nhân"})

    assert answer.status_code == 302
    assert reports.fresh(world.report).state == ReportState.SUBMITTED
    assert world.report.cell_notes.get().reason == "Tháng Công nhân"


def test_a_report_that_is_handed_in_is_shown_on_its_page(world, steps):
    client, address = steps
    reports.submitted(world.report, world.chair)

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url == address.removesuffix("tung-buoc/")


def test_why_it_was_sent_back_stands_at_the_cell(world, steps):
    client, address = steps
    reports.submitted(world.report, world.chair)
    wrong = next(row.indicator for row in entry_page(world.report).rows if row.code == "WEL01")
    reasons = [Reason("Xem lại cả bảng"), Reason("Thiếu đợt Tết", wrong.pk)]
    return_report(report_id=world.report.pk, reasons=reasons, by=world.officer)

    page = client.get(address).content.decode()

    assert "Xem lại cả bảng" in page
    assert "Thiếu đợt Tết" in page
