"""Files that are not what they seem."""

from __future__ import annotations

import copy
import io
import random
import zipfile

import xlsxwriter

HEADINGS = ("Mã", "Tên", "Loại", "Mã cấp trên", "Ngày thành lập")
MEGABYTE = 1024 * 1024
WORKBOOK = "xl/workbook.xml"


def table(*rows: str) -> bytes:
    """A CSV of units with the usual headings."""
    return "\n".join([",".join(HEADINGS), *rows]).encode()


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A real workbook with the usual headings; texts that begin with "=" are formulas."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADINGS, *rows]):
            for column, value in enumerate(row):
                if str(value).startswith("="):
                    sheet.write_formula(at, column, str(value), value="#DIV/0!")
                else:
                    sheet.write(at, column, value)
    return file.getvalue()


def with_macros(*codes: str) -> bytes:
    """A workbook that carries a program; only its cells are ever read."""
    file = io.BytesIO(workbook(*((code, "Trường Một", "CĐCS", "district_a", "01/01/2019") for code in codes)))
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    return file.getvalue()


def archive(**entries: bytes) -> bytes:
    """A ZIP; "__" in a name stands for "/"."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def bomb_by_ratio() -> bytes:
    """20 KB that become 20 MB."""
    return _with(WORKBOOK, bytes(20 * MEGABYTE))


def bomb_by_size() -> bytes:
    """Sixty names for the same four megabytes, which pack no better than honest ones: 240 MB."""
    noise = random.Random(1).randbytes(2 * MEGABYTE)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(WORKBOOK, noise + bytes(2 * MEGABYTE))
        for number in range(60):
            twin = copy.copy(made.infolist()[0])
            twin.filename = f"xl/worksheets/sheet{number}.xml"
            made.filelist.append(twin)
    return file.getvalue()


def bomb_by_number() -> bytes:
    """Three thousand empty entries."""
    return archive(**{f"xl__{number}.xml": b"" for number in range(3_000)})


def bomb_that_lies() -> bytes:
    """20 MB that state to be 10 bytes."""
    honest = bomb_by_ratio()
    return honest.replace((20 * MEGABYTE).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def nested() -> bytes:
    """An archive in an archive."""
    return archive(inner__xlsx=bomb_by_ratio())


def encrypted() -> bytes:
    """A workbook whose entries ask for a password."""
    content = bytearray(workbook())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


def endless_sheet() -> bytes:
    """A sheet with one cell, which claims to stand at the far corner."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as honest,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for entry in honest.infolist():
            content = honest.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            bad.writestr(entry.filename, content)
    return made.getvalue()


def too_many_rows() -> bytes:
    """300,000 units."""
    return table(*(f"U{number},Đơn vị {number},CĐCS,city,01/01/2019" for number in range(300_000)))


def _with(name: str, content: bytes) -> bytes:
    return archive(**{name.replace("/", "__"): content})
