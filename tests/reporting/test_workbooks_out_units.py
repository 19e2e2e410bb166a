"""Workbooks of all the units below one: a sheet each with a list of them, or one table."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.libreoffice import needs_libreoffice
from tests.reporting.workbooks import opened, plain, results, stamp_in, worked_out
from thidua.exchange.models import Export
from thidua.exchange.rules import ExportState
from thidua.indicators.models import Form, FormRow, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Entry, Kind
from thidua.org.models import Placement, Unit
from thidua.people.models import User
from thidua.reporting.queries.contents import contents_in
from thidua.reporting.rules import Channel
from thidua.reporting.services.behalf import begin_behalf
from thidua.reporting.views import workbooks_out
from thidua.reporting.workbooks import making
from thidua.reporting.workbooks.layout import Layout
from thidua.reporting.workbooks.making import unit_forms, unit_matrix
from thidua.web.exports import views as exports
from thidua.web.tasks import write_export

URL = reverse("units-workbook", args=["2024-M05", "grassroots-month"])
FIRST, TOTALS, CODES = 11, 10, 9


@pytest.fixture
def filled(world):
    """The school has typed, the clinic has handed in."""
    clinic = reports.report_of(world.units["clinic"])
    reports.typed(world.report, world.chair, {"ORG16": "64", "ORG18": "70", "ORG17": "x", "WEL02": "1,5"})
    reports.submitted(clinic, people.chair(world.units["clinic"], "nurse"), reports.GOOD_MONTH | {"ORG16": "1062"})
    return world


@dataclass(frozen=True)
class Wide:
    units: dict[str, Unit]
    officer: User


@pytest.fixture
def wide(db, settings):
    """In a province of their own, a district with twelve unions beside one with a single one."""
    settings.THIDUA_TODAY = None
    reports.forms()
    unions = (f"province > district_many > union_{number}" for number in range(12))
    units = tree(*unions, "province > district_one > fair")
    reports.opened()
    return Wide(units, people.officer(units["province"]))


def of(world, make, viewer=None, parent="district_a") -> bytes:
    return make(
        parent=world.units[parent],
        period=Period.objects.get(code="2024-M05"),
        form=Form.objects.get(code="grassroots-month"),
        viewer=viewer or world.officer,
    )


def matrix_book(**whose) -> bytes:
    return unit_matrix(**whose).make()


def units_book(**whose) -> bytes:
    return unit_forms(**whose).make()


def columns(sheet) -> dict[str, int]:
    """The columns (from 1) of a matrix by indicator."""
    return {str(cell.value): cell.column for cell in sheet[CODES] if cell.value}


def line(sheet, unit: str) -> int:
    return next(row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, 1).value == unit)


def targets(sheet) -> set[str]:
    """Where the links of a sheet lead within its workbook."""
    return {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}


class TestMatrix:
    def test_units_go_down_and_indicators_across_under_their_sections(self, filled):
        sheet = opened(of(filled, matrix_book)).worksheets[0]
        at = columns(sheet)
        rows = FormRow.objects.filter(section__version=filled.report.sheet.form_version).count()

        assert [sheet.cell(row, 1).value for row in range(FIRST, sheet.max_row + 1)] == ["clinic", "school"]
        assert len(at) == rows
        assert sheet.cell(6, at["ORG16"]).value == "Tổ chức, cán bộ"
        assert any(area.min_row == area.max_row == 6 and area.size["columns"] > 2 for area in sheet.merged_cells.ranges)
        assert (sheet.cell(7, at["ORG17"]).value, sheet.cell(8, at["ORG17"]).value) == ("CNVCLĐ nữ", "người")
        assert [sheet.cell(line(sheet, "school"), at[code]).value for code in ("ORG16", "ORG17", "WEL02", "ORG19")] == [
            64,
            "không có",
            1.5,
            None,
        ]
        assert sheet.freeze_panes == "D11"

    def test_only_what_adds_up_over_units_has_a_live_total(self, filled):
        content = of(filled, matrix_book)
        sheet, values = opened(content).worksheets[0], opened(content, values=True).worksheets[0]
        at = columns(sheet)

        assert sheet.cell(TOTALS, at["ORG16"]).value == f"=SUM(D{FIRST}:D{FIRST + 1})"
        assert values.cell(TOTALS, at["ORG16"]).value == 1126
        for code, column in at.items():
            adds = catalogue().by_code[code].kind in {Kind.FLOW, Kind.STOCK}
            assert (sheet.cell(TOTALS, column).data_type == "f") == adds

    def test_only_lines_that_may_be_typed_are_unlocked(self, filled):
        def unlocked(viewer):
            sheet = opened(of(filled, matrix_book, viewer)).worksheets[0]
            assert sheet.protection.sheet
            return {
                sheet.cell(cell.row, 1).value for row in sheet.iter_rows() for cell in row if not cell.protection.locked
            }

        assert unlocked(filled.officer) == {"school"}
        begin_behalf(report_id=filled.report.pk, channel=Channel.PHONE, by=filled.officer)
        assert unlocked(filled.officer) == {"school"}
        assert unlocked(people.inspector(filled.units["district_a"])) == set()

    def test_it_says_when_a_line_is_typed_on_a_units_behalf(self, filled):
        sheet = opened(of(filled, matrix_book)).worksheets[0]

        assert sheet.cell(line(sheet, "school"), 3).value == "Đang nhập · nhập thay"
        assert sheet.cell(line(sheet, "clinic"), 3).value == "Chờ tiếp nhận"
        assert "chỉ nạp lại được sau khi cấp trên mở nhập thay" in sheet["A5"].value

    def test_what_is_typed_since_the_start_of_the_year_stays_shut(self, filled):
        rows = FormRow.objects.filter(section__version=filled.report.sheet.form_version, indicator__code="WEL01")
        rows.update(entry=Entry.SINCE_START)
        contents_in.cache_clear()
        try:
            sheet = opened(of(filled, matrix_book)).worksheets[0]
            row, at = line(sheet, "school"), columns(sheet)
            assert sheet.cell(row, at["WEL01"]).protection.locked
            assert not sheet.cell(row, at["WEL02"]).protection.locked
        finally:
            contents_in.cache_clear()

    def test_the_stamp_knows_what_every_unit_held(self, filled):
        (sheet,) = stamp_in(of(filled, matrix_book)).sheets
        seen = dict(zip(sheet.codes, sheet.units["school"].seen, strict=True))

        assert sheet.layout is Layout.MATRIX
        assert set(sheet.units) == {"clinic", "school"}
        assert (seen["ORG16"], seen["ORG17"], seen["ORG19"]) == ("64", "na", "")

    @needs_libreoffice
    def test_another_program_works_out_the_same_totals(self, filled):
        content = of(filled, matrix_book)
        told, anew = results(content), worked_out(content).worksheets[0]

        assert len(told) > 10
        assert {place: plain(anew[place].value) for place in told} == told


class TestSheets:
    def test_a_list_with_states_leads_to_a_sheet_for_each_unit(self, filled):
        Placement.objects.filter(unit=filled.units["school"]).update(name="=1+1", short_name="O'Neill [a]/b?*:\\")
        book = opened(of(filled, units_book))
        first, sheets = book.worksheets[0], book.worksheets[1:-1]
        listed = [[cell.value for cell in row[1:7]] for row in first.iter_rows(min_row=7)]

        assert book.sheetnames[0] == "Danh sách đơn vị"
        assert book.sheetnames[-1] == "_thidua"
        assert {row[0]: (row[2], row[4], row[5]) for row in listed} == {
            "clinic": ("Chờ tiếp nhận", "13/13", "Chỉ để xem"),
            "school": ("Đang nhập", "4/13", "Nhập thay"),
        }
        assert {row[1] for row in listed} == {"clinic", "=1+1"}
        quoted = {"'" + sheet.title.replace("'", "''") + "'!A1" for sheet in sheets}
        assert targets(first) == quoted
        assert [targets(sheet) for sheet in sheets] == [{"'Danh sách đơn vị'!A1"}] * 2

    def test_units_whose_names_begin_alike_have_sheets_of_their_own(self, wide):
        Placement.objects.filter(unit__code__startswith="union").update(short_name="Trường Mầm non")
        content = of(wide, units_book, parent="district_many")
        names = opened(content).sheetnames

        assert len(names) == 14
        assert [sheet.sheet for sheet in stamp_in(content).sheets] == names[1:-1]

    def test_more_sheets_than_anybody_opens_are_refused(self, world, client, monkeypatch):
        monkeypatch.setattr(making, "MOST_SHEETS", 1)
        client.force_login(world.officer)
        answer = client.get(URL, {"kieu": "phieu", "don-vi": "district_a"})

        assert answer.status_code == 422
        assert "mỗi đơn vị một dòng" in answer.content.decode()


@pytest.fixture
def all_large(monkeypatch, settings, tmp_path):
    """Every workbook is too large to be made while somebody waits."""
    settings.EXPORTS_DIR = tmp_path
    monkeypatch.setattr(workbooks_out, "AT_ONCE", 1)
    monkeypatch.setattr(exports, "CELLS_AT_ONCE", 1)


class TestPages:
    @pytest.mark.parametrize(
        ("kind", "sheets"), [("phieu", [["clinic"], ["school"]]), ("bang", [["clinic", "school"]])]
    )
    @pytest.mark.usefixtures("all_large")
    def test_what_is_large_is_written_by_a_worker(self, kind, sheets, filled, client):
        client.force_login(filled.officer)
        way = client.get(URL, {"kieu": kind, "don-vi": "district_a"})
        assert way.status_code == 302
        assert "phiếu của 2 đơn vị" in client.get(way.url).content.decode()

        client.post(way.url)
        export = Export.objects.get()
        write_export(export_id=export.pk)
        export.refresh_from_db()

        assert export.state is ExportState.READY
        content = b"".join(client.get(reverse("export-file", args=[export.reference])).streaming_content)
        assert [list(sheet.units) for sheet in stamp_in(content).sheets] == sheets

    @pytest.mark.parametrize("kind", ["bang", "phieu"])
    def test_the_page_of_many_units_leads_to_both(self, world, client, kind):
        client.force_login(world.officer)
        page = client.get(reverse("many-units", args=["2024-M05", "grassroots-month"]), {"don-vi": "district_a"})
        address = f"{URL}?don-vi=district_a&amp;kieu={kind}"
        assert address in page.content.decode()

        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")
        assert "no-store" in answer["Cache-Control"]

    def test_the_page_of_a_report_leads_to_its_workbook(self, world, client):
        client.force_login(world.chair)
        page = client.get("/bao-cao/school/2024-M05/grassroots-month/").content.decode()
        assert "/bao-cao/school/2024-M05/grassroots-month/excel/" in page

    def test_nobody_gets_what_they_may_not_see(self, world, client):
        stranger = people.chair(world.units["market"])
        client.force_login(stranger)
        assert client.get(URL, {"don-vi": "district_a"}).status_code == 404
        sheet = opened(client.get(URL, {"don-vi": "market"}).content).worksheets[0]
        assert [sheet.cell(row, 1).value for row in range(FIRST, sheet.max_row + 1)] == ["market"]

    def test_bad_addresses_get_a_sentence(self, world, client):
        client.force_login(world.officer)
        assert client.get(URL, {"kieu": "csv"}).status_code == 404
        assert client.get(reverse("units-workbook", args=["2024-M99", "grassroots-month"])).status_code == 404
        empty = client.get(reverse("units-workbook", args=["2024-M05", "school-year"]))
        assert empty.status_code == 422
        assert "Không có báo cáo nào" in empty.content.decode()


@pytest.mark.parametrize("make", [matrix_book, units_book])
def test_more_units_take_no_more_statements(wide, make):
    def statements(parent: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            of(wide, make, parent=parent)
        return len(taken)

    statements("district_one")
    assert statements("district_many") <= statements("district_one")
