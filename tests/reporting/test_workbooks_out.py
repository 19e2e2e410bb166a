"""The workbook of one report: what it shows, what may be typed, and that it works things out as the page does."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import date

import pytest

from tests import people
from tests.factories import reports
from tests.libreoffice import needs_libreoffice
from tests.reporting.workbooks import (
    MARKS,
    opened,
    plain,
    results,
    rows_by_code,
    stamp_in,
    typed_into,
    value,
    worked_out,
)
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.indicators.models import FormRow
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Entry
from thidua.indicators.services import ensure_periods
from thidua.org.models import Placement
from thidua.reporting.models import Report
from thidua.reporting.queries.contents import contents_in
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf
from thidua.reporting.workbooks.filled import Wanted, fill
from thidua.reporting.workbooks.layout import Column, Layout
from thidua.reporting.workbooks.making import report_book
from thidua.reporting.workbooks.stamp import read_stamp
from thidua.targets.services import Grounds, assign_target

URL = "/bao-cao/school/2024-M05/grassroots-month/excel/"
ALL_LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴĐ ₫"
)


def book_of(report, *codes: str, every: bool = True) -> bytes:
    """The workbook of a report in which some indicators (by default all of them) may be typed."""
    indicators = [row.indicator_id for row in FormRow.objects.filter(section__version=report.sheet.form_version)]
    chosen = [catalogue().by_code[code].pk for code in codes] if codes or not every else indicators
    return report_book(Wanted(reports.fresh(report), frozenset(chosen)))


@pytest.fixture
def past(world):
    """March and April are accepted, and a target for the year stands."""
    for month in ("2024-M03", "2024-M04"):
        reports.opened(month)
        reports.accepted(reports.report_of(world.units["school"], month), world.chair, world.officer)
    assign_target(
        unit=world.units["school"],
        indicator=catalogue().by_code["WEL01"],
        period=ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"],
        amount=50,
        grounds=Grounds(on=date(2024, 1, 5), decision="12/QĐ-LĐLĐ"),
        by=people.officer(world.units["city"]),
    )
    return world


class TestShape:
    def test_it_says_whose_it_is_and_groups_its_headings(self, world):
        sheet = opened(book_of(world.report)).worksheets[0]
        texts = {cell.value for row in sheet.iter_rows(max_row=9) for cell in row if cell.value}
        merged = {str(area) for area in sheet.merged_cells.ranges}

        assert "Đơn vị báo cáo: school (school)" in texts
        assert "Kỳ báo cáo: Tháng 5/2024 (2024-M05)" in texts
        assert any(text.endswith("(grassroots-month)") for text in texts)
        assert {"Số liệu so sánh", "Lũy kế từ đầu năm", "So sánh (%)"} <= texts
        assert {"A9:A10", "F9:G9", "I9:J9", "K9:L9"} <= merged
        assert [cell.value for cell in sheet[11]] == list(MARKS)

    def test_sections_parts_numbers_and_measures_stand_as_in_the_form(self, world):
        sheet = opened(book_of(world.report)).worksheets[0]
        rows = rows_by_code(sheet)

        assert (sheet["A12"].value, sheet["B12"].value) == ("I", "Tổ chức, cán bộ")
        assert list(rows) == [row.code for row in entry_page(world.report).rows]
        assert (value(sheet, "ORG17", Column.LABEL), value(sheet, "ORG17", Column.MEASURE)) == ("–", "người")
        assert sheet.cell(rows["ORG17"], 2).alignment.indent > sheet.cell(rows["ORG16"], 2).alignment.indent

    def test_what_is_compared_with_stands_beside_the_cells(self, past):
        reports.typed(past.report, past.chair, {"ORG16": "64", "ORG17": "x", "WEL02": "1,25", "WEL01": "7"})
        sheet = opened(book_of(past.report), values=True).worksheets[0]
        shown = {
            code: [value(sheet, code, column) for column in (Column.PREVIOUS, Column.INPUT, Column.EARLIER)]
            for code in ("ORG16", "ORG17", "WEL02", "WEL01", "ORG21")
        }

        assert shown == {
            "ORG16": [62, 64, None],
            "ORG17": [48, "không có", None],
            "WEL02": [5, 1.25, 10],
            "WEL01": [12, 7, 24],
            "ORG21": [1, None, 2],
        }
        assert value(sheet, "WEL01", Column.CUMULATIVE) == 31

    @pytest.mark.parametrize("period", ["2024-M05", "2024-Q1", "2023-H2", "2023", "SY2022-2023"])
    def test_every_form_of_a_period_becomes_a_workbook_with_the_rows_of_its_page(self, world, period):
        reports.opened(period)
        found = Report.objects.filter(period__code=period)
        assert found
        for report in found:
            page, sheet = entry_page(reports.fresh(report)), opened(book_of(report)).worksheets[0]
            assert list(rows_by_code(sheet)) == [row.code for row in page.rows]
            assert len(sheet.data_validations.dataValidation) == len(page.rows)

    def test_it_prints_on_a4_across_with_its_headings_on_every_page(self, world):
        sheet = opened(book_of(world.report)).worksheets[0]

        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$9:$11"
        assert sheet.freeze_panes == "C12"


class TestTyping:
    def test_only_the_cells_that_may_be_typed_are_unlocked(self, world):
        sheet = opened(book_of(world.report, "ORG16", "ORG18")).worksheets[0]
        rows = rows_by_code(sheet)
        unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}

        assert sheet.protection.sheet
        assert unlocked == {f"{column}{rows[code]}" for code in ("ORG16", "ORG18") for column in "HN"}

    def test_nothing_is_unlocked_where_nothing_may_be_typed(self, world):
        sheet = opened(book_of(world.report, every=False)).worksheets[0]

        assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
        assert not sheet.data_validations.dataValidation

    def test_each_cell_says_what_fits_and_what_it_means(self, world):
        sheet = opened(book_of(world.report)).worksheets[0]
        row = rows_by_code(sheet)["ORG16"]
        rules = [rule for rule in sheet.data_validations.dataValidation if f"H{row}" in str(rule.sqref)]

        assert len(rules) == 1
        assert rules[0].type == "custom"
        assert "Số nguyên từ 0 đến" in rules[0].prompt
        assert "không có" in rules[0].formula1
        assert len(rules[0].formula1) <= 255
        assert catalogue().by_code["ORG16"].definition in sheet.cell(row, 2).comment.text

    def test_who_sees_a_report_downloads_it_and_types_where_they_may(self, world, client):
        def unlocked(user):
            client.force_login(user)
            answer = client.get(URL)
            assert answer.status_code == 200
            assert 'filename="bao-cao-school-2024-M05-grassroots-month.xlsx"' in answer["Content-Disposition"]
            cells = [cell for row in opened(answer.content).worksheets[0].iter_rows() for cell in row]
            return sum(not cell.protection.locked for cell in cells)

        lines = len(entry_page(world.report).rows)
        assert unlocked(world.chair) == 2 * lines
        assert unlocked(people.inspector(world.units["district_a"])) == 0
        assert unlocked(people.specialist(world.units["school"], "WEL")) == 2 * 2
        # An officer sends it to a unit without an account, and begins entry on its behalf when it comes back.
        assert unlocked(world.officer) == 2 * lines
        begin_behalf(report_id=world.report.pk, channel=Channel.PHONE, by=world.officer)
        assert unlocked(world.officer) == 2 * lines
        reports.submitted(world.report, world.officer)
        assert unlocked(world.officer) == 0

    def test_what_is_typed_since_the_start_of_the_year_has_its_own_column(self, past):
        rows = FormRow.objects.filter(section__version=past.report.sheet.form_version, indicator__code="WEL01")
        rows.update(entry=Entry.SINCE_START)
        contents_in.cache_clear()
        try:
            reports.typed(past.report, past.chair, {"WEL01": "7"})
            content = book_of(past.report)
            sheet = opened(content).worksheets[0]
            row = rows_by_code(sheet)["WEL01"]

            assert (sheet[f"J{row}"].value, sheet[f"J{row}"].protection.locked) == (31, False)
            assert (sheet[f"H{row}"].data_type, sheet[f"H{row}"].protection.locked) == ("f", True)
            assert value(opened(content, values=True).worksheets[0], "WEL01", Column.INPUT) == 7
            assert stamp_in(content).sheets[0].units["school"].seen[-2] == "7"
        finally:
            contents_in.cache_clear()


class TestStamp:
    def test_it_says_what_the_workbook_held(self, world):
        reports.typed(world.report, world.chair, {"ORG16": "64", "ORG17": "x", "WEL02": "1,25"})
        stamp = stamp_in(book_of(world.report))
        (sheet,) = stamp.sheets
        seen = dict(zip(sheet.codes, sheet.units["school"].seen, strict=True))

        assert stamp.made_at.date() == clock.today()
        assert (sheet.layout, sheet.period, sheet.form, sheet.form_version) == (
            Layout.FORM,
            "2024-M05",
            "grassroots-month",
            1,
        )
        assert sheet.sheet == opened(book_of(world.report)).sheetnames[0]
        assert (seen["ORG16"], seen["ORG17"], seen["WEL02"], seen["ORG18"]) == ("64", "na", "1.250000", "")
        assert sheet.units["school"].version == 1


class TestTexts:
    @pytest.mark.parametrize(
        "name", ["=1+1", "+84", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "<b>&amp;'\"", ALL_LETTERS]
    )
    def test_names_stay_texts_and_keep_every_letter(self, world, name):
        Placement.objects.filter(unit=world.units["school"]).update(name=name)
        sheet = opened(book_of(world.report)).worksheets[0]
        found = [cell for row in sheet.iter_rows(max_row=8) for cell in row if name in str(cell.value)]

        assert found
        assert all(cell.data_type == "s" for cell in found)

    def test_every_part_of_the_file_is_well_formed(self, world):
        Placement.objects.filter(unit=world.units["school"]).update(name="<&>\"'")
        with zipfile.ZipFile(io.BytesIO(book_of(world.report))) as parts:
            for name in parts.namelist():
                ET.fromstring(parts.read(name))


class TestFormulas:
    def test_they_gave_what_the_page_shows(self, past):
        reports.typed(past.report, past.chair, {"ORG16": "64", "ORG18": "70", "WEL01": "7", "ORG21": "x"})
        page = entry_page(reports.fresh(past.report))
        sheet = opened(book_of(past.report), values=True).worksheets[0]
        for row in page.rows:
            shown = value(sheet, row.code, Column.CUMULATIVE)
            assert (None if row.cumulative is None else float(row.cumulative)) == (
                shown if shown != "không có" else None
            )
        assert value(sheet, "WEL01", Column.PERCENT) == 62
        assert value(sheet, "ORG18", Column.CHECK) == "Lệch"
        assert value(sheet, "ORG16", Column.CHECK) == "Lệch"
        assert value(sheet, "ORG19", Column.CHECK) == "Chưa nhập"
        assert value(sheet, "WEL01", Column.CHECK) is None

    @needs_libreoffice
    def test_another_program_works_out_the_same(self, past):
        reports.typed(
            past.report, past.chair, {"ORG16": "64", "ORG18": "60", "ORG17": "x", "WEL01": "70", "WEL02": "0,000125"}
        )
        content = book_of(past.report)
        anew = worked_out(content).worksheets[0]
        told = results(content)

        assert len(told) > 60
        assert {place: plain(anew[place].value) for place in told} == told

    @needs_libreoffice
    def test_another_program_works_out_the_ratios_of_a_long_form(self, world):
        reports.opened("2023-H2")
        report = reports.report_of(world.units["district_a"], "2023-H2")
        numbers = {row.code: str(40 + at) for at, row in enumerate(entry_page(report).rows)}
        reports.typed(report, world.officer, numbers | {"LAW49": "x", "ORG13": "0"})
        content = book_of(report)
        told = results(content)
        anew = worked_out(content).worksheets[0]
        texts = {cell.value for row in anew.iter_rows() for cell in row}

        assert catalogue().by_code["LAW52"].name in texts
        assert {place: plain(anew[place].value) for place in told} == told

    @needs_libreoffice
    def test_what_is_typed_into_the_file_gives_what_the_page_gives_once_it_is_typed_there(self, past):
        numbers = {**reports.GOOD_MONTH, "ORG18": "75", "ORG21": "3", "WEL02": "2,5", "LAW36": "x", "LAW37": "x"}
        before = book_of(past.report)
        cells = {code: "không có" if text == "x" else float(text.replace(",", ".")) for code, text in numbers.items()}
        anew = worked_out(typed_into(before, cells)).worksheets[0]

        reports.typed(past.report, past.chair, numbers)
        told = results(book_of(past.report))

        assert {place: plain(anew[place].value) for place in told} == told
        assert "Lệch" in told.values()
        assert "Cần giải thích" in told.values()

    @needs_libreoffice
    def test_it_comes_back_from_another_program_with_its_stamp_locks_and_texts(self, world):
        Placement.objects.filter(unit=world.units["school"]).update(name=ALL_LETTERS)
        content = book_of(world.report)
        anew = worked_out(content)
        stamped = [[str(found or "") for found in row] for row in anew["_thidua"].values]

        assert read_stamp(stamped) == stamp_in(content)
        assert any(ALL_LETTERS in str(cell.value) for row in anew.worksheets[0].iter_rows(max_row=8) for cell in row)
        assert not anew.worksheets[0]["H13"].protection.locked
        assert anew.worksheets[0]["G13"].protection.locked


def test_many_reports_are_read_with_as_many_statements_as_one(world, django_assert_max_num_queries):
    both = [Wanted(reports.report_of(world.units[name]), frozenset()) for name in ("school", "clinic")]
    fill(both[:1])
    with django_assert_max_num_queries(12):
        assert len(fill(both, above=world.units["district_a"])) == 2
