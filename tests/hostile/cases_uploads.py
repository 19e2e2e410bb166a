"""Workbooks of reports that come back damaged, of somebody else, or with cells that no report may hold."""

from __future__ import annotations

from datetime import date, time

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hostile import report_workbooks as books
from tests.hostile import workbooks
from tests.hostile.case import Act, Answer, Case, heard, post, visit
from tests.hostile.report_workbooks import Make, changed, csv, formula, own_table, stamp_says, typed
from tests.hostile.stage import Stage

HOME = "/bao-cao/excel/"
KEPT = frozenset({"reporting_upload", "reporting_uploadpart", "reporting_uploadcell"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _send(stage: Stage, who: str, content: bytes, name: str, **more: str):
    return stage.clients[who].post(HOME, {"file": SimpleUploadedFile(name, content), **more})


def sent(make: Make, *, who: str = "chair", name: str = "bao-cao.xlsx") -> Act:
    """Send a file that is not read at all."""
    return lambda stage: heard(_send(stage, who, make(stage), name))


def written(make: Make, *, who: str = "chair", name: str = "bao-cao.xlsx", **more: str) -> Act:
    """Send a file that can be read, choose everything, and ask for it to be written."""

    def act(stage: Stage) -> Answer:
        shown = _send(stage, who, make(stage), name, **more)
        assert shown.status_code == 302, heard(shown)
        client, address = stage.clients[who], shown["Location"]
        page = heard(client.get(address))
        client.post(f"{address}chon/", {"all": "1", "loc": ""})
        refused = heard(client.post(f"{address}ghi/", {"channel": "message"}))
        return Answer(refused.status, f"{page.text}\n{refused.text}")

    return act


def raw(content: bytes) -> Make:
    """A file that needs no stage."""
    return lambda _stage: content


def bad_file(name: str, make: Make, status: int, says: str, *, file: str = "bao-cao.xlsx", who: str = "chair") -> Case:
    """A file that is refused whole, and not even kept."""
    return Case(f"a report's {name}", sent(make, who=who, name=file), status, says)


def bad_cells(name: str, make: Make, says: str, *, who: str = "chair", file: str = "bao-cao.xlsx", **more: str) -> Case:
    """A file that is shown; none of it can be written."""
    return Case(f"a report's {name}", written(make, who=who, name=file, **more), 409, says, beside=KEPT)


CASES = [
    # ── not a workbook ──
    Case("a report's file that is missing", post("chair", HOME), 422, "Chưa chọn tệp"),
    Case("a report's file as a text", post("chair", HOME, {"file": "x"}), 422, "Chưa chọn tệp"),
    Case("a report's file from an inspector", visit("inspector", HOME), 403, "không nhập báo cáo nào"),
    bad_file("empty file", raw(b""), 422, "Tệp rỗng"),
    bad_file("PDF called .xlsx", raw(b"%PDF-1.7\n"), 415, "không phải danh sách"),
    bad_file("page of HTML called .xls", raw(b"<html><table><tr><td>"), 415, "không phải danh sách", file="bc.xls"),
    bad_file("picture", raw(b"\x89PNG\r\n\x1a\n" + bytes(100)), 415, "không phải danh sách"),
    bad_file("Word document", raw(workbooks.archive(word__document=b"<w/>")), 415, "không phải bảng tính"),
    bad_file("archive with names that climb", raw(workbooks.archive(**{"..__..__x": b"x"})), 415, "bảng tính"),
    bad_file("noise called .xls", raw(OLE + b"\xab" * 4_000), 422, "Không đọc được tệp Excel", file="bc.xls"),
    bad_file("binary noise", raw(bytes(range(8)) * 200), 415, "không phải danh sách"),
    bad_file("half a UTF-16 character", raw(b"\xff\xfeM\x00a"), 415, "không phải danh sách", file="bc.csv"),
    bad_file("table as text with endless quotes", raw(b'a;"b'), 422, "dấu nháy", file="bc.csv"),
    # ── damaged, or made to harm ──
    bad_file("truncated workbook", books.truncated, 422, "bị hỏng"),
    bad_file("workbook with a password", raw(workbooks.encrypted()), 422, "mật khẩu"),
    bad_file("workbook with macros", books.with_macros, 415, "macro", file="bao-cao.xlsm"),
    bad_file("bomb by its ratio", lambda _stage: workbooks.bomb_by_ratio(), 413, "quá lớn"),
    bad_file("bomb by its size", lambda _stage: workbooks.bomb_by_size(), 413, "quá lớn"),
    bad_file("bomb by the number of its entries", lambda _stage: workbooks.bomb_by_number(), 413, "quá lớn"),
    bad_file("bomb that states another size", lambda _stage: workbooks.bomb_that_lies(), 422, "bị hỏng"),
    bad_file("archive in an archive", lambda _stage: workbooks.nested(), 415, "không phải bảng tính"),
    bad_file("entities that explode", books.with_entities, 422, "Không đọc được tệp Excel"),
    bad_file("entities that explode in the styles", books.with_entities_in_styles, 422, "Không đọc được tệp Excel"),
    bad_file("cell at the far corner", lambda _stage: workbooks.endless_sheet(), 413, "quá rộng"),
    bad_file("1,048,576 rows", books.every_line, 413, "hơn 20.000 dòng"),
    bad_file("table as text with 30,000 rows", raw(b"ORG16;1\n" * 30_000), 413, "hơn 20.000 dòng", file="bc.csv"),
    bad_file("fifty megabytes", lambda _stage: b"a" * (50 * workbooks.MEGABYTE), 422, "tối đa 20 MB", file="bc.csv"),
    # ── the hidden sheet ──
    bad_file("stamp with another digest", stamp_says(2, lambda _text: "0" * 64), 422, "đã bị sửa"),
    bad_file("stamp of another unit", stamp_says(3, lambda t: t.replace("school", "factory")), 422, "đã bị sửa"),
    bad_file("stamp of another period", stamp_says(3, lambda t: t.replace("M05", "M06")), 422, "đã bị sửa"),
    bad_file("stamp that was cut off", stamp_says(3, lambda t: t[:-40]), 422, "đã bị sửa"),
    bad_file("stamp of another installation", stamp_says(2, lambda t: t[::-1]), 422, "không do hệ thống này tạo"),
    bad_file("stamp without its sheet", books.stamp_alone, 422, "Không còn dòng chỉ tiêu nào"),
    bad_cells("stamp in another format", books.no_stamp_format, "không phải là một số"),
    # ── nothing that is known ──
    bad_file("list of units", raw(workbooks.workbook(("N1", "Trường", "CĐCS", "", ""))), 422, "Không nhận ra biểu mẫu"),
    bad_file("empty workbook", changed(books.wipe, stamped=False), 422, "Không nhận ra"),
    bad_file("table with unknown codes only", own_table(["XYZ99", 5]), 422, "Không nhận ra biểu mẫu"),
    # ── of somebody else, of another time ──
    bad_cells("workbook from a stranger", typed(48), "Không thấy đơn vị «school»", who="stranger"),
    bad_cells("unit that is not there", own_table(["ORG17", 48], unit="không-có"), "Không thấy đơn vị"),
    bad_cells("table without a unit", own_table(["ORG17", 48], unit=""), "không nói là của đơn vị nào"),
    bad_cells("period that is not there", own_table(["ORG17", 48], period="Tháng 13/2024"), "không có kỳ báo cáo"),
    bad_cells("table without a period", own_table(["ORG17", 48], period=""), "không nói là của kỳ nào"),
    bad_cells("period without a report", own_table(["ORG17", 48], period="2024-Q1"), "không có báo cáo"),
    bad_cells("form that is not there", own_table(["ORG17", 48], form="biểu lạ"), "không có biểu mẫu «biểu lạ»"),
    bad_cells("month that is closed", books.of_closed_month, "Tháng 4/2024 đã khóa"),
    bad_cells("workbook where another unit is expected", typed(48), "không phải clinic", unit="clinic"),
    bad_cells(
        "workbook where another form is expected", typed(48), "không phải biểu đang chọn", form="grassroots-quarter"
    ),
    bad_cells(
        "report that was handed in",
        lambda stage: books.form_book(stage.report("clinic"), {"ORG17": 1}),
        "Chờ tiếp nhận",
        who="both",
    ),
    bad_cells(
        "report that was accepted",
        lambda stage: books.form_book(stage.report("market"), {"ORG17": 1}),
        "Đã tiếp nhận",
        who="stranger",
    ),
    bad_cells("report of a unit two levels below", typed(48), "không nhập được báo cáo của school", who="city"),
    # ── formulas ──
    bad_cells("command in a formula", formula("=cmd|'/C calc'!A0", 1), "từ tệp khác bằng công thức"),
    bad_cells("formula that reads another file", formula("='[khac.xlsx]A'!B2", 48), "từ tệp khác bằng công thức"),
    bad_cells("formula that fetches a page", formula('=WEBSERVICE("http://x.test/")', 48), "từ tệp khác"),
    bad_cells("formula that was never worked out", formula("=31+17", ""), "công thức chưa tính ra số"),
    bad_cells("formula that fails", formula("=1/0", "#DIV/0!"), "công thức"),
    bad_cells("formula as a text", typed("@SUM(1+1)*cmd|'x'!A0"), "ký tự không thuộc về một số"),
    # ── cells ──
    bad_cells("words for a number", typed("bốn mươi tám"), "không phải là một số"),
    bad_cells("date for a number", typed(date(2024, 5, 1)), "đổi ô này thành ngày 2024-05-01"),
    bad_cells("time for a number", typed(time(3, 4)), "đổi ô này thành giờ"),
    bad_cells("truth for a number", typed(True), "TRUE, FALSE"),
    bad_cells("error for a number", typed("#REF!"), "Ô báo lỗi #REF!"),
    bad_cells("number that is negative", typed(-5), "phải từ 0"),
    bad_cells("number that is none", typed("NaN"), "không phải là một số"),
    bad_cells("number without an end", typed("inf"), "không phải là một số"),
    bad_cells("number beyond everything", typed(1e300), "quá lớn"),
    bad_cells("number of twenty digits", typed("9" * 20), "quá lớn"),
    bad_cells("number with too many decimals", typed(48.5), "chỉ nhận số nguyên"),
    bad_cells("number in two notations at once", typed("1.4.2,4"), "Không rõ"),
    bad_cells("number with its unit of measure", typed("48 người"), "không kèm đơn vị đo"),
    bad_cells("number in other digits", typed("４８"), "chữ số 0 đến 9"),
    bad_cells("number that is turned around", typed("\u202e84"), "dấu đổi chiều chữ ẩn"),
    bad_cells("cell of forty pages", typed("x" * 30_000), "Quá dài"),
    bad_cells("code twice with two numbers", books.twice, "có hai số khác nhau"),
    bad_cells("cells that were merged", books.merged, "Ô bị gộp"),
    # ── as text, in three encodings ──
    bad_cells("table in UTF-8", csv("utf-8-sig", "ORG17;bốn tám"), "«bốn tám»", file="bc.csv"),
    bad_cells("table in UTF-16", csv("utf-16", "ORG17;bốn tám"), "«bốn tám»", file="bc.csv"),
    bad_cells("table in the old code page", csv("cp1258", "ORG17;-48"), "phải từ 0", file="bc.csv"),
    bad_cells("table with a NUL in it", csv("utf-8", "ORG17;4\0008"), "ký tự điều khiển", file="bc.csv"),
    bad_cells("name that turns around", typed("x y"), "bao-cao", file="bao-cao\u202excod.xlsx"),
]
