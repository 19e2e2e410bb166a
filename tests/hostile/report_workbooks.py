"""Workbooks of reports that are not what they seem; the honest ones are made by `tests.factories.workbooks`."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import xlsxwriter

from tests.factories import reports
from tests.factories.workbooks import cell_of, form_book, saved
from tests.hostile import workbooks
from tests.hostile.stage import FORM, MONTH, Stage
from thidua.reporting.workbooks.layout import STAMP_SHEET, Column
from thidua.reporting.workbooks.stamp import FORMAT

Make = Callable[[Stage], bytes]
LINES = 1_048_576
TONES = "\u0300\u0301\u0303\u0309\u0323"


def typed(value: Any, code: str = "ORG17", **book: Any) -> Make:
    """The school's workbook with one cell typed over."""
    return lambda stage: form_book(stage.report("school"), {code: value}, **book)


def changed(change: Callable[[openpyxl.Workbook], object], **book: Any) -> Make:
    """The school's workbook, changed."""
    return lambda stage: form_book(stage.report("school"), change=change, **book)


def stamp_says(row: int, make: Callable[[str], str]) -> Make:
    """A stamp of which a line says something else."""

    def change(book: openpyxl.Workbook) -> None:
        cell = book[STAMP_SHEET].cell(row, 1)
        cell.value = make(str(cell.value))

    return changed(change)


def stamp_alone(stage: Stage) -> bytes:
    """The hidden sheet without the sheet that it speaks of."""

    def change(book: openpyxl.Workbook) -> None:
        book.create_sheet("Trống")
        del book[book.sheetnames[0]]

    return form_book(stage.report("school"), change=change)


def twice(stage: Stage) -> bytes:
    """A row that was copied and says another number."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        cell_of(book, "ORG17").value = 5
        last = sheet.max_row + 1
        sheet.cell(last, Column.CODE.at + 1, "ORG17")
        sheet.cell(last, Column.INPUT.at + 1, 6)

    return form_book(stage.report("school"), change=change)


def merged(stage: Stage) -> bytes:
    """Everything made one cell: lines, columns, codes with numbers."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        first = cell_of(book, "ORG16")
        letter = first.column_letter
        sheet.merge_cells(f"{letter}{first.row}:{letter}{first.row + 12}")

    return form_book(stage.report("school"), change=change)


def formula(text: str, value: Any = 0) -> Make:
    """A workbook without a stamp of which the one number is a formula that was worked out elsewhere."""

    def make(_stage: Stage) -> bytes:
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            sheet = book.add_worksheet("BC")
            for row, line in enumerate(heading()):
                sheet.write_row(row, 0, line)
            sheet.write_string(5, 0, "ORG17")
            sheet.write_formula(5, 1, text, value=value)
        return stream.getvalue()

    return make


def heading(unit: str = "school", period: str = MONTH, form: str = FORM) -> list[list[str]]:
    """The lines above a table that somebody made."""
    return [["Biểu mẫu", form], ["Đơn vị báo cáo", unit], ["Kỳ báo cáo", period], [], ["Mã", "Thực hiện trong kỳ"]]


def own_table(*lines: list[Any], **about: str) -> Make:
    """A workbook that somebody made, without a stamp."""

    def make(_stage: Stage) -> bytes:
        book = openpyxl.Workbook()
        for line in [*heading(**about), *lines]:
            book.active.append(line)
        return saved(book)

    return make


def csv(encoding: str, *lines: str) -> Make:
    """A table as text."""
    text = "\n".join([*(";".join(line) for line in heading()), *lines])
    return lambda _stage: as_typed(text).encode(encoding) if encoding == "cp1258" else text.encode(encoding)


def as_typed(text: str) -> str:
    """The text as the old code page has it: tones stand behind their letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(
        unicodedata.normalize("NFC", "".join(mark for mark in letter if mark not in TONES))
        + "".join(mark for mark in letter if mark in TONES)
        for letter in re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*", apart)
    )


def of_closed_month(stage: Stage) -> bytes:
    """April's workbook, which was filled in too late."""
    return form_book(reports.report_of(stage.units["school"], "2024-M04"), {"ORG17": 48})


def with_entities(_stage: Stage) -> bytes:
    """A workbook whose list of sheets explodes when it is read."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><workbook><sheets>&l9;</sheets></workbook>'
    return _replaced(workbooks.workbook(), "xl/workbook.xml", bomb.encode())


def with_entities_in_styles(_stage: Stage) -> bytes:
    """The same in a part that only we read."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><styleSheet><numFmts>&l9;</numFmts></styleSheet>'
    )
    return _replaced(workbooks.workbook(), "xl/styles.xml", bomb.encode())


def every_line(_stage: Stage) -> bytes:
    """As many rows as a sheet has, each with a number."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, LINES + 1))
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return _replaced(workbooks.workbook(), "xl/worksheets/sheet1.xml", sheet.encode())


def with_macros(stage: Stage) -> bytes:
    """The school's workbook with a program in it."""
    file = io.BytesIO(form_book(stage.report("school"), {"ORG17": 48}))
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    return file.getvalue()


def truncated(stage: Stage) -> bytes:
    """Half of the school's workbook."""
    whole = form_book(stage.report("school"))
    return whole[: len(whole) // 2]


def wipe(book: openpyxl.Workbook) -> None:
    """Take every line away."""
    book.worksheets[0].delete_rows(1, 99)


def no_stamp_format(stage: Stage) -> bytes:
    """A hidden sheet of some other program under the name of ours; headings then decide."""

    def change(book: openpyxl.Workbook) -> None:
        book[STAMP_SHEET]["A1"] = FORMAT.replace("1", "9")
        cell_of(book, "ORG17").value = "năm"

    return form_book(stage.report("school"), change=change)


def _replaced(book: bytes, part: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as honest, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad:
        for entry in honest.infolist():
            bad.writestr(entry.filename, content if entry.filename == part else honest.read(entry))
    return made.getvalue()
