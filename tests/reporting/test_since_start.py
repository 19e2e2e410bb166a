"""Cells that are typed since the start of the year and stored as the period's own."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from tests.factories import reports
from tests.factories.workbooks import cell_of, form_book
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell
from thidua.indicators.models import FormRow
from thidua.indicators.rules import Entry
from thidua.reporting.errors import BelowEarlier, EarlierMissing
from thidua.reporting.queries.contents import contents_in
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.queries.since import earlier_of
from thidua.reporting.queries.uploads import refused_cells
from thidua.reporting.services.uploads import preview_upload
from thidua.reporting.upload_models import UploadCell
from thidua.reporting.views.report import report_url
from thidua.reporting.workbooks.layout import Column
from thidua.reporting.workbooks.refused import refused_workbook

MONTHS = {"2024-M01": "40", "2024-M02": "35", "2024-M03": "x", "2024-M04": "30"}


@pytest.fixture
def form(world):
    """WEL01 is typed since the start of the year; the memory of forms is put right afterwards."""
    rows = FormRow.objects.filter(section__version=world.report.sheet.form_version)
    rows.filter(indicator__code__in=["WEL01", "ORG16"]).update(entry=Entry.SINCE_START)
    contents_in.cache_clear()
    yield world
    contents_in.cache_clear()


@pytest.fixture
def year(form):
    """January to April are handed in or accepted: 40 + 35 + nothing + 30."""
    for month, number in MONTHS.items():
        reports.opened(month)
        past = reports.report_of(form.units["school"], month)
        values = reports.GOOD_MONTH | {"WEL01": number, "WEL02": "x" if number == "x" else "5"}
        if month == "2024-M04":
            reports.submitted(past, form.chair, values)
        else:
            reports.accepted(past, form.chair, form.officer, values)
    return form


@pytest.fixture
def chair(form, client):
    client.force_login(form.chair)
    return client


def send(client, report, *edits):
    body = {"key": str(uuid4()), "edits": [{"code": c, "before": b, "text": t} for c, b, t in edits]}
    answer = client.post(
        f"{report_url(report)}o/",
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    return {cell["code"]: cell for cell in answer.json()["cells"]}


def test_the_earlier_periods_of_the_year_are_taken_off(year):
    earlier = earlier_of(reports.fresh(year.report))

    assert set(earlier) == {"WEL01"}, "stocks do not add up: ORG16 is typed as it is"
    assert (earlier["WEL01"].total, earlier["WEL01"].missing) == (105, ())
    assert earlier["WEL01"].in_period(Cell(120)) == Cell(15)
    assert earlier["WEL01"].since_start(Cell(15)) == Cell(120)
    assert [earlier["WEL01"].in_period(cell) for cell in (EMPTY, NOT_APPLICABLE)] == [EMPTY, NOT_APPLICABLE]
    with pytest.raises(BelowEarlier, match="Lũy kế 100 nhỏ hơn 105"):
        earlier["WEL01"].in_period(Cell(100))


def test_what_is_typed_since_the_start_is_stored_in_the_period(year, chair):
    outcome = send(chair, year.report, ("WEL01", "", "120"))["WEL01"]

    assert (outcome["outcome"], outcome["seen"], outcome["text"]) == ("saved", "15", "120")
    assert outcome["understood"] == "Lũy kế gõ 120 → trong kỳ 15"
    assert reports.texts(year.report, "WEL01") == ["15"]
    row = next(row for row in entry_page(reports.fresh(year.report)).rows if row.code == "WEL01")
    assert (row.typed_text, row.text, row.cumulative_text) == ("120", "15", "120")


def test_conflicts_speak_of_what_is_stored(year, chair):
    reports.typed(year.report, year.chair, {"WEL01": "15"})

    assert send(chair, year.report, ("WEL01", "", "130"))["WEL01"]["outcome"] == "conflict"
    assert send(chair, year.report, ("WEL01", "15", "130"))["WEL01"]["outcome"] == "saved"
    assert reports.texts(year.report, "WEL01") == ["25"]


def test_what_was_lost_against_somebody_comes_back_as_it_was_typed(year):
    def since_start(book):
        cell = cell_of(book, "WEL01")
        cell.parent.cell(cell.row, Column.CUMULATIVE.at + 1, 130)

    book = form_book(reports.fresh(year.report), change=since_start)
    reports.typed(year.report, year.chair, {"WEL01": "15"})
    lost = preview_upload(files=[("a.xlsx", book)], by=year.chair)
    assert [(cell.verdict, cell.after_number) for cell in refused_cells(lost)] == [("conflict", 25)]

    again = preview_upload(files=[("b.xlsx", refused_workbook(refused_cells(lost)))], by=year.chair)

    cell = UploadCell.objects.get(part__upload=again, code="WEL01")
    assert (cell.verdict, cell.after_number) == ("changed", 25)


def test_less_than_before_is_said_at_the_cell(year, chair):
    outcome = send(chair, year.report, ("WEL01", "", "104"))["WEL01"]

    assert outcome["outcome"] == "invalid"
    assert "nhỏ hơn 105" in outcome["sentence"]
    assert reports.texts(year.report, "WEL01") == [""]


def test_a_month_without_a_number_is_named(form, chair):
    for month in ("2024-M03", "2024-M04"):
        reports.opened(month)
    reports.accepted(reports.report_of(form.units["school"], "2024-M03"), form.chair, form.officer)

    outcome = send(chair, form.report, ("WEL01", "", "120"), ("ORG16", "", "62"))

    assert outcome["WEL01"]["outcome"] == "invalid"
    assert "Chưa có số của tháng 4/2024" in outcome["WEL01"]["sentence"]
    assert outcome["ORG16"]["outcome"] == "saved"
    with pytest.raises(EarlierMissing):
        earlier_of(reports.fresh(form.report))["WEL01"].in_period(Cell(120))


def test_months_that_nobody_reported_count_nothing(form, chair):
    assert send(chair, form.report, ("WEL01", "", "120"))["WEL01"]["seen"] == "120"


def test_the_form_without_javascript_shows_and_takes_the_same(year, chair):
    reports.typed(year.report, year.chair, {"WEL01": "15"})
    page = chair.get(report_url(year.report)).content.decode()
    assert 'name="cell-WEL01" value="120"' in page
    assert 'name="seen-WEL01" value="15"' in page
    assert 'data-since="105"' in page
    assert "Lũy kế gõ 120 → trong kỳ 15" in page

    unchanged = chair.post(report_url(year.report), {"cell-WEL01": "120", "seen-WEL01": "15"})
    assert unchanged.status_code == 302
    chair.post(report_url(year.report), {"cell-WEL01": "121", "seen-WEL01": "15"})
    refused = chair.post(report_url(year.report), {"cell-WEL01": "99", "seen-WEL01": "16"})

    assert refused.status_code == 422
    assert "nhỏ hơn 105" in refused.content.decode()
    assert reports.texts(year.report, "WEL01") == ["16"]


def test_the_table_of_many_units_leaves_such_cells_to_the_report(year, client):
    """It shows what happened in the period, and the same number typed there would be read as the year's so far."""
    reports.typed(year.report, year.chair, {"WEL01": "5", "WEL02": "7"})
    client.force_login(year.chair)

    page = client.get("/bao-cao/nhieu-don-vi/2024-M05/grassroots-month/?don-vi=school&chi-tieu=WEL01,WEL02")

    (line,) = page.context["table"].lines
    assert [(cell.code, cell.text, cell.locked) for cell in line.cells] == [("WEL01", "5", True), ("WEL02", "7", False)]
