"""Typing into a report. A burst that can be read answers 200 with an outcome for each cell, as the grid needs it."""

from __future__ import annotations

from uuid import uuid4

from tests.factories import reports
from tests.hostile.case import Answer, Case, heard, post, report_path, save, visit
from tests.hostile.stage import CLOSED, Stage, as_json, burst

KEY = str(uuid4())
# A burst that loses every cell is noted in the journal without cells, so that its repetition is answered alike.
RECEIPT = frozenset({"figures_celledit"})
FORM_FIELDS = {"cell-ORG16": "63", "seen-ORG16": "62"}


def _typed(text: str, code: str = "ORG16", before: str = "62") -> bytes:
    return burst((code, before, text))


def _cell(name: str, text: str, says: str, code: str = "ORG16", before: str = "62") -> Case:
    return Case(name, save(_typed(text, code, before)), 200, says)


def _raw(stage: Stage, method: str, body: bytes, kind: str) -> Answer:
    client = stage.clients["chair"]
    return heard(
        client.generic(method, report_path("school", "o/"), body, kind, headers={"Accept": "application/json"})
    )


CASES = [
    # ── numbers that are none ──
    _cell("a negative count", "-1", "phải từ 0 đến"),
    _cell("10^30", "1" + "0" * 30, "quá lớn"),
    _cell("1e30", "1e30", "Không nhận cách viết «1e30»"),
    _cell("letters", "nhiều", "«nhiều» không phải là một số"),
    _cell("NUL", "6\0003", "Có ký tự điều khiển ẩn"),
    _cell("a right-to-left mark", "\u202e36", "Có dấu đổi chiều chữ ẩn"),
    _cell("too many decimals", "62,5", "chỉ nhận số nguyên"),
    _cell("two ways to read it", "1.42", "Không rõ «1.42» là bao nhiêu"),
    _cell("a formula", "=1+1", "có ký tự không thuộc về một số"),
    _cell("a hundred thousand digits", "9" * 100_000, "Quá dài để là một số"),
    # ── bursts that are none ──
    Case("not JSON", save(b"{"), 422, "không đúng dạng"),
    Case("not UTF-8", save(b'{"key": "\xff"}'), 422, "không đúng dạng"),
    Case("a list for a burst", save(b"[]"), 422, "không đúng dạng"),
    Case("deep JSON", save(b"[" * 100_000), 422, "không đúng dạng"),
    Case("a key that is no UUID", save(burst(("ORG16", "62", "63"), key="không-phải")), 422, "không đúng dạng"),
    Case(
        "numbers for texts",
        save(as_json({"key": KEY, "edits": [{"code": 1, "before": 2, "text": 3}]})),
        422,
        "không đúng dạng",
    ),
    Case("before that is no number", save(_typed("63", before="NaN")), 422, "không đúng dạng"),
    Case("before beyond all numbers", save(_typed("63", before="1e999999999")), 422, "không đúng dạng"),
    Case("a cell twice", save(burst(("ORG16", "62", "63"), ("ORG16", "62", "64"))), 422, "không đúng dạng"),
    Case(
        "ten thousand edits",
        save(burst(*[(f"X{n}", "", "1") for n in range(10_000)])),
        413,
        "Mỗi lần chỉ lưu được 500 ô",
    ),
    Case("a burst of megabytes", save(b" " * (3 * 1024 * 1024)), 413, "Hãy chia thành nhiều lần"),
    Case("an indicator of another form", save(_typed("1", "FIN02", "")), 422, "không có chỉ tiêu"),
    Case("an indicator with NUL", save(_typed("1", "ORG\x0016", "")), 422, "không có chỉ tiêu"),
    Case(
        "a form for JSON",
        lambda s: _raw(s, "POST", b"cell-ORG16=1", "application/x-www-form-urlencoded"),
        422,
        "không đúng dạng",
    ),
    Case("a wrong method", lambda s: _raw(s, "PUT", _typed("63"), "application/json"), 405, "không nhận"),
    # ── who and when ──
    Case("no token of the form", save(_typed("63"), who="forged"), 403, "Hãy tải lại trang"),
    Case("a session that is over", save(_typed("63"), who="expired"), 401, "Phiên làm việc đã hết"),
    Case("nobody signed in", save(_typed("63"), who="nobody"), 401, "Hãy đăng nhập lại"),
    Case("a report of others", save(_typed("63"), who="stranger"), 404, "không thuộc phạm vi"),
    Case("a reader's save", save(_typed("63"), who="inspector"), 403, "không có quyền này"),
    Case("the unit above types", save(_typed("63"), who="officer"), 403, "không có quyền này"),
    Case("a form that there is not", post("chair", "/bao-cao/school/2024-M05/khong-co/o/"), 404, "Trang này không có"),
    Case("a closed period", save(_typed("63", before=""), period=CLOSED), 409, "đã khóa"),
    Case("a submitted report", save(_typed("1", before="0"), who="both", unit="clinic"), 409, "không sửa được"),
    Case("an accepted report", save(_typed("1", before="0"), who="stranger", unit="market"), 409, "bản điều chỉnh"),
    Case(
        "two editors: the cell has changed meanwhile",
        save(_typed("70")),
        200,
        "vừa ghi «65» vào ô này",
        given=lambda s: reports.typed(s.report("school"), s.people["chair"], {"ORG16": "65"}),
        beside=RECEIPT,
    ),
    Case(
        "a stale form without JavaScript",
        post("chair", report_path("school"), FORM_FIELDS | {"seen-ORG16": "61"}),
        409,
        "vừa ghi «62»",
        beside=RECEIPT,
    ),
    Case(
        "letters in a form without JavaScript",
        post("chair", report_path("school"), FORM_FIELDS | {"cell-ORG16": "nhiều"}),
        422,
        "«nhiều» không phải là một số",
    ),
    Case(
        "seen that is no number",
        post("chair", report_path("school"), FORM_FIELDS | {"seen-ORG16": "x'--"}),
        422,
        "không đúng dạng",
    ),
    Case("a form without its token", post("forged", report_path("school"), FORM_FIELDS), 403, "Hãy tải lại trang"),
    Case(
        "a form of a session that is over",
        post("expired", report_path("school"), FORM_FIELDS),
        302,
        "/dang-nhap/?next=/bao-cao/",
    ),
    # ── looking ──
    Case(
        "a version that there is not",
        visit("chair", report_path("school") + "?ban=999999999999999999999"),
        404,
        "Trang này không có",
    ),
    Case(
        "the journal of an unknown cell",
        visit("chair", report_path("school", "nhat-ky/KHÔNG/")),
        404,
        "Trang này không có",
    ),
    Case(
        "a report of an unknown period",
        visit("chair", report_path("school", period="2024-M99")),
        404,
        "Trang này không có",
    ),
]
