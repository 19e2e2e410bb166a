"""Files of every kind, honest and hostile, down to rows of texts."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date

import pytest
import xlsxwriter

from thidua.exchange.errors import FileTooLarge, UnreadableFile, UnsupportedFile
from thidua.exchange.tables import check_size, read_table

ROWS = [["Mã", "Tên"], ["HN-01", "Hà Nội"]]


def workbook(rows: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value, day if isinstance(value, date) else None)
    book.close()
    return stream.getvalue()


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def repacked(content: bytes, name: str, change: object) -> bytes:
    """The same workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {entry: source.read(entry) for entry in source.namelist()}
    parts[name] = change(parts[name])
    return archive(**parts)


def test_excel_gives_texts_as_people_see_them():
    content = workbook([["Mã", "Ngày", "Số", "Lẻ"], ["001", date(2020, 12, 28), 12.0, 1.5]])

    assert read_table(content) == [["Mã", "Ngày", "Số", "Lẻ"], ["001", "2020-12-28", "12", "1.5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_usual_encoding_and_delimiter(encoding, delimiter):
    text = "".join(delimiter.join(row) + "\r\n" for row in ROWS)

    assert read_table(text.encode(encoding)) == ROWS


def test_csv_of_an_old_vietnamese_windows():
    # The code page has â, ă, ê, ô, ơ, ư ready and writes the tones as marks of their own.
    assert read_table("Tên;Nơi\r\n1;Hà Nô\u0323i".encode("cp1258"))[1][1] == "Hà Nô\u0323i"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", UnreadableFile),
        (b"PK\x03\x04 and then nothing", UnreadableFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnreadableFile),
        (b"%PDF-1.7 ...", UnsupportedFile),
        (b"\x89PNG\r\n\x1a\n....", UnsupportedFile),
        (b"<html><table>", UnsupportedFile),
        (b"abc\0def", UnsupportedFile),
        (b"\x8a\x8d\x8e", UnsupportedFile),
        (b"\xff\xfea", UnsupportedFile),
        (b'"never closed\n' * 3, UnreadableFile),
        (archive(word__document="<w/>"), UnsupportedFile),
    ],
)
def test_what_is_not_a_table_is_refused(content, error):
    with pytest.raises(error) as refused:
        read_table(content)

    assert refused.value.sentence.endswith(".")


def test_a_password_is_said_to_be_the_trouble():
    locked = bytearray(workbook(ROWS))
    # Bit 0 of the flags, in the local header and in the directory, says that an entry is encrypted.
    struct.pack_into("<H", locked, 6, 1)
    at = locked.find(b"PK\x01\x02")
    struct.pack_into("<H", locked, at + 8, 1)

    with pytest.raises(UnreadableFile, match="mật khẩu"):
        read_table(bytes(locked))


def test_large_files_are_refused_before_they_are_read(settings):
    settings.IMPORT_MAX_BYTES = 1000

    with pytest.raises(FileTooLarge):
        check_size(1001)
    with pytest.raises(FileTooLarge):
        read_table(b"a" * 1001)


def test_zip_bombs_are_refused():
    workbook_file = "xl__workbook.xml"
    stuffed = archive(**{workbook_file: b"<x/>", "big": b"0" * 30_000_000})
    crowded = archive(**{workbook_file: b"<x/>"} | {f"f{i}": b"" for i in range(2_001)})

    for bomb in (stuffed, crowded):
        with pytest.raises(FileTooLarge):
            read_table(bomb)


def test_an_archive_that_lies_about_sizes_is_refused():
    honest = archive(xl__workbook="<x/>", **{"xl__workbook.xml": b"0" * 3_000_000})
    lying = honest.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))

    with pytest.raises(UnreadableFile):
        read_table(lying)


def test_a_cell_that_claims_the_last_corner_of_the_sheet_exhausts_nothing():
    part = "xl/worksheets/sheet1.xml"
    far = repacked(workbook(ROWS), part, lambda xml: xml.replace(b'r="B2"', b'r="XFD1048576"'))

    with pytest.raises(FileTooLarge):
        read_table(far)


@pytest.mark.slow
def test_too_many_rows_are_refused():
    with pytest.raises(FileTooLarge, match=r"200\.000"):
        read_table(b"a,b\n" * 200_100)
