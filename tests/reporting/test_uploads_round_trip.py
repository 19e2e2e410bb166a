"""Out, through other people's programs, and in again: only what was edited differs."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from tests.factories import reports
from tests.libreoffice import converted, needs_libreoffice
from thidua.indicators.models import Form
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import CellVerdict, Channel
from thidua.reporting.services.upload_writing import ask_for_commit
from thidua.reporting.services.uploads import preview_upload
from thidua.reporting.upload_models import UploadCell
from thidua.reporting.workbooks.filled import Wanted
from thidua.reporting.workbooks.layout import STAMP_SHEET, Column
from thidua.reporting.workbooks.making import report_book, unit_forms, unit_matrix

V = CellVerdict
VALUES = {"ORG16": "62", "ORG17": "48", "ORG18": "60", "LAW05": "x", "WEL01": "12"}


@pytest.fixture
def book(world):
    """The workbook of the school's report, with some cells filled."""
    reports.typed(world.report, world.chair, VALUES)
    report = reports.fresh(world.report)
    indicators = contents_of(report.sheet.form_version_id).indicators
    return report_book(Wanted(report, frozenset(indicators)))


def differing(content, by, name="bao-cao.xlsx"):
    upload = preview_upload(files=[(name, content)], by=by)
    found = UploadCell.objects.filter(part__upload=upload)
    assert found.count() > 0
    return {(cell.part.unit, cell.code): cell.verdict for cell in found.exclude(verdict=V.UNCHANGED)}


def edited(content: bytes, edit: Callable[[openpyxl.Workbook], object]) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(content))
    edit(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def row_of(sheet, code):
    return next(
        cell.row
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == code and cell.column == Column.CODE.at + 1
    )


def type_over(made):
    sheet = made.worksheets[0]
    sheet.cell(row_of(sheet, "ORG16"), Column.INPUT.at + 1).value = 63
    sheet.cell(row_of(sheet, "ORG24"), Column.INPUT.at + 1).value = "1.424"
    sheet.cell(row_of(sheet, "LAW05"), Column.INPUT.at + 1).value = 2


def insert(made):
    type_over(made)
    sheet = made.worksheets[0]
    sheet.insert_rows(row_of(sheet, "ORG16"), 2)
    sheet.insert_cols(2)


def sort_rows(made):
    """Turn the lines of the table upside down, as somebody who sorts by another column does."""
    type_over(made)
    sheet = made.worksheets[0]
    places = [row_of(sheet, code) for code in ("ORG16", "ORG17", "ORG18", "ORG19")]
    lines = [[cell.value for cell in sheet[place]] for place in places]
    for place, line in zip(places, reversed(lines), strict=True):
        for at, value in enumerate(line, start=1):
            if not isinstance(sheet.cell(place, at), openpyxl.cell.cell.MergedCell):
                sheet.cell(place, at).value = value


EDITED = {
    ("school", "ORG16"): V.CHANGED,
    ("school", "ORG24"): V.NEW,
    ("school", "LAW05"): V.CHANGED,
}


def test_untouched_nothing_differs(world, book):
    assert differing(book, world.chair) == {}


@pytest.mark.parametrize("edit", [type_over, insert, sort_rows])
def test_only_edited_cells_differ(world, book, edit):
    assert differing(edited(book, edit), world.chair) == EDITED


@needs_libreoffice
@pytest.mark.slow
def test_a_file_that_libreoffice_saved_says_the_same(world, book):
    assert differing(converted(book, ".xlsx", "xlsx"), world.chair) == {}
    spreadsheet = converted(edited(book, type_over), ".xlsx", "ods")
    assert differing(spreadsheet, world.chair, "bao-cao.ods") == EDITED
    again = converted(spreadsheet, ".ods", "xlsx")
    assert differing(again, world.chair) == EDITED
    old = converted(edited(book, insert), ".xlsx", "xls")
    assert differing(old, world.chair, "bao-cao.xls") == EDITED


def test_figures_alone_are_enough_without_the_hidden_sheet(world, book):
    def take_off(made):
        type_over(made)
        del made[STAMP_SHEET]

    assert differing(edited(book, take_off), world.chair) == EDITED


def units(world):
    form = Form.objects.get(code="grassroots-month")
    return {"parent": world.units["district_a"], "period": world.report.period, "form": form, "viewer": world.officer}


def test_a_workbook_of_many_units_differs_where_it_was_edited(world):
    reports.typed(world.report, world.chair, VALUES)
    content = unit_forms(**units(world)).make()
    assert differing(content, world.officer) == {}

    def edit(made):
        sheet = next(sheet for sheet in made.worksheets if sheet.title.startswith("clinic"))
        sheet.cell(row_of(sheet, "ORG16"), Column.INPUT.at + 1).value = 31

    assert differing(edited(content, edit), world.officer) == {("clinic", "ORG16"): V.NEW}


def test_a_matrix_differs_where_it_was_edited_and_is_written(world):
    reports.typed(world.report, world.chair, VALUES)
    content = unit_matrix(**units(world)).make()
    assert differing(content, world.officer) == {}

    def edit(made):
        sheet = made.worksheets[0]
        cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
        sheet.cell(cells["clinic"].row, cells["ORG16"].column).value = 31
        sheet.cell(cells["school"].row, cells["ORG18"].column).value = 61

    assert differing(edited(content, edit), world.officer) == {
        ("clinic", "ORG16"): V.NEW,
        ("school", "ORG18"): V.CHANGED,
    }
    upload = preview_upload(files=[("bang.xlsx", edited(content, edit))], by=world.officer)
    ask_for_commit(upload_id=upload.pk, channel=Channel.PHONE, by=world.officer)
    assert reports.texts(world.report, "ORG18") == ["61"]
    assert reports.texts(reports.report_of(world.units["clinic"]), "ORG16") == ["31"]
    assert differing(edited(content, edit), world.officer) == {}


@needs_libreoffice
@pytest.mark.slow
def test_a_matrix_that_libreoffice_saved_says_the_same(world):
    reports.typed(world.report, world.chair, VALUES)
    content = unit_matrix(**units(world)).make()

    assert differing(converted(converted(content, ".xlsx", "ods"), ".ods", "xlsx"), world.officer) == {}
    assert differing(converted(content, ".xlsx", "ods"), world.officer, "bang.ods") == {}
