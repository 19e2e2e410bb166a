"""Lists of units from Excel and CSV."""

from __future__ import annotations

from tests.hostile import workbooks
from tests.hostile.case import KEPT_LIST, UNIT_LISTS, Act, Case, commit, post, upload
from tests.hostile.workbooks import table, workbook

GOOD = "N1,Trường Một,CĐCS,district_a,01/01/2019"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bad_rows(name: str, *rows: str, says: str) -> Case:
    """A list that can be read, with rows that forbid it; it is kept for reading, its units are not founded."""
    return _kept(name, commit(table(*rows)), says)


def _kept(name: str, act: Act, says: str) -> Case:
    return Case(name, act, 409, says, beside=KEPT_LIST)


CASES = [
    # ── not a list at all ──
    Case("no file", post("administrator", UNIT_LISTS), 422, "Chưa chọn tệp"),
    Case("a text in the place of the file", post("administrator", UNIT_LISTS, {"file": "x"}), 422, "Chưa chọn"),
    Case("an empty file", upload(b""), 422, "Tệp rỗng"),
    Case("a PDF called .xlsx", upload(b"%PDF-1.7\n", name="ds.xlsx"), 415, "không phải danh sách"),
    Case("a page of HTML called .xls", upload(b"<html><table><tr><td>M\xc3\xa3", name="ds.xls"), 415, "không phải"),
    Case("a picture", upload(b"\x89PNG\r\n\x1a\n" + bytes(100)), 415, "không phải danh sách"),
    Case(
        "a Word document",
        upload(workbooks.archive(word__document=b"<w/>"), name="ds.docx"),
        415,
        "không phải bảng tính",
    ),
    Case(
        "an archive with names that climb", upload(workbooks.archive(**{"..__..__etc__passwd": b"x"})), 415, "bảng tính"
    ),
    Case("binary noise with NULs", upload(bytes(range(8)) * 200), 415, "không phải danh sách"),
    Case("half a UTF-16 character", upload(b"\xff\xfeM\x00a"), 415, "không phải danh sách"),
    # ── workbooks that are broken or bombs ──
    Case("a truncated workbook", upload(workbook()[:2_000], name="ds.xlsx"), 422, "bị hỏng"),
    Case(
        "garbage after the mark of old Excel",
        upload(OLE + b"\xab" * 4_000, name="ds.xls"),
        422,
        "Không đọc được tệp Excel",
    ),
    Case(
        "a workbook without a sheet",
        upload(workbooks.archive(xl__workbook=b"", **{"xl__workbook.xml": b"<x"})),
        422,
        "Excel",
    ),
    Case("a workbook with a password", upload(workbooks.encrypted), 422, "mật khẩu"),
    Case("a bomb by its ratio", upload(workbooks.bomb_by_ratio), 413, "quá lớn so với một danh sách"),
    Case("a bomb by its size", upload(workbooks.bomb_by_size), 413, "quá lớn so với một danh sách"),
    Case("a bomb by the number of its entries", upload(workbooks.bomb_by_number), 413, "quá lớn so với một danh sách"),
    Case("a bomb that states another size", upload(workbooks.bomb_that_lies), 422, "bị hỏng"),
    Case("an archive in an archive", upload(workbooks.nested), 415, "không phải bảng tính"),
    Case("a sheet with a cell at the far corner", upload(workbooks.endless_sheet), 413, "quá rộng"),
    Case("fifty megabytes", upload(lambda: b"a" * (50 * workbooks.MEGABYTE)), 413, "tối đa 20 MB"),
    Case("300,000 rows", upload(workbooks.too_many_rows), 413, "hơn 200.000 dòng"),
    # ── tables without sense ──
    Case(
        "other headings: the page asks what they are",
        upload("Họ tên,Ngày sinh\nAn,1/1/1990".encode()),
        302,
        UNIT_LISTS,
        beside=KEPT_LIST,
    ),
    Case("headings in a wrong encoding", upload(table(GOOD).decode().encode("utf-16-le")), 415, "không phải"),
    Case("quotes that never end", upload(table('N1,"Trường')), 422, "dấu nháy"),
    Case("headings and nothing below", upload(table()), 422, "không có dòng nào"),
    # ── rows that cannot be founded ──
    bad_rows("a code twice", GOOD, GOOD.replace("Một", "Hai"), says="Mã: Mã N1 đã dùng ở một dòng trên"),
    bad_rows("a code twice in other letters", GOOD, GOOD.replace("N1", "n1"), says="đã dùng ở một dòng trên"),
    bad_rows("a code that exists", GOOD.replace("N1", "school"), says="Mã school đã có trong hệ thống"),
    bad_rows("a row without a code", GOOD.replace("N1", ""), says="Thiếu mã"),
    bad_rows("a row without a name", GOOD.replace("Trường Một", ""), says="Thiếu tên"),
    bad_rows("an unknown unit above", GOOD.replace("district_a", "không-có"), says="Không có đơn vị cấp trên nào"),
    bad_rows("a unit under itself", GOOD.replace("district_a", "N1"), says="vòng tròn"),
    bad_rows(
        "units in a circle",
        GOOD.replace("district_a", "N2"),
        GOOD.replace("N1", "N2").replace("district_a", "N1"),
        says="vòng tròn",
    ),
    bad_rows("a day that there is not", GOOD.replace("01/01", "31/02"), says="Không hiểu «31/02/2019»"),
    bad_rows("a day before unions", GOOD.replace("2019", "1019"), says="trước năm 1900"),
    bad_rows("a kind that there is not", GOOD.replace("CĐCS", "vương quốc"), says="Loại: Không hiểu"),
    bad_rows("NUL in a name", GOOD.replace("Một", "M\0t"), says="ký tự ẩn"),
    bad_rows("a right-to-left mark in a name", GOOD.replace("Một", "\u202eMột"), says="dấu đổi chiều chữ ẩn"),
    bad_rows("a zero-width space in a code", GOOD.replace("N1", "N\u200b1"), says="ký tự ẩn"),
    bad_rows("a name of ten thousand letters", GOOD.replace("Một", "a" * 10_000), says="chỉ được tối đa 200"),
    bad_rows("a code that climbs folders", GOOD.replace("N1", "../../x"), says="Mã chỉ gồm chữ không dấu"),
    bad_rows("a code that is a formula", GOOD.replace("N1", "=1+1"), says="Mã chỉ gồm chữ không dấu"),
    _kept(
        "a formula that has no value",
        commit(workbook(("=1/0", "Trường Một", "CĐCS", "district_a", "01/01/2019")), name="ds.xlsx"),
        "Thiếu mã",
    ),
    _kept("a workbook with macros", commit(workbooks.with_macros("N1", "N1"), name="ds.xlsm"), "Mã N1 đã dùng"),
    _kept("a file called ../../evil", commit(table(GOOD, GOOD), name="../../evil.csv"), "Mã N1 đã dùng"),
]
