"""The API: every refusal has the one shape `{code, sentence, where, entries}`."""

from __future__ import annotations

from uuid import uuid4

from tests.hostile.case import Act, Answer, Case, call
from tests.hostile.stage import CLOSED, FORM, MONTH, Stage, as_json

SCHOOL = f"/reports/school/{MONTH}/{FORM}"
CLINIC = f"/reports/clinic/{MONTH}/{FORM}"
KEY = str(uuid4())


def _put(cells: object, **more: object) -> Act:
    return call("PUT", SCHOOL, as_json({"cells": cells} | more))


def _one(value: object, name: str = "ORG16") -> Act:
    return _put({name: value})


def _patch(before: object, after: object) -> Act:
    return call("PATCH", SCHOOL, as_json({"cells": {"ORG16": {"before": before, "after": after}}}))


def _accept(*units: str, token: str = "officer") -> Act:
    named = [{"unit": unit, "period": MONTH, "form": FORM} for unit in units]
    return call("POST", "/reports/accept", as_json({"reports": named}), token=token)


def _first(stage: Stage) -> Answer:
    answer = call("PUT", SCHOOL, as_json({"cells": {"ORG16": "70"}}), Idempotency_Key=KEY)(stage)
    assert answer.status == 200, answer
    return answer


def _with_session(stage: Stage) -> Answer:
    response = stage.clients["chair"].put(f"/api/v1{SCHOOL}", as_json({"cells": {}}), content_type="application/json")
    return Answer(response.status_code, response.content.decode())


CASES = [
    # ── who asks ──
    Case("no token", call("GET", "/units", token="", Authorization=""), 401, "Cần mã truy cập còn hiệu lực"),
    Case("a token that was made up", call("GET", "/units", token="made up"), 401, "Cần mã truy cập"),
    Case("a token that was revoked", call("GET", "/units", token="revoked"), 401, "Cần mã truy cập"),
    Case("a token that has expired", call("GET", "/units", token="expired"), 401, "Cần mã truy cập"),
    Case("a token of ten thousand letters", call("GET", "/units", token="thidua_" + "a" * 10_000), 401, "mã truy cập"),
    Case("writing with a session", _with_session, 401, "Cần mã truy cập"),
    Case("a report of others", call("GET", f"/reports/market/{MONTH}/{FORM}"), 404, "Không tìm thấy đơn vị này"),
    Case("writing as a reader", call("PUT", SCHOOL, as_json({"cells": {}}), token="inspector"), 403, "không có quyền"),
    # ── how ──
    Case("a wrong method", call("DELETE", SCHOOL), 405, "không nhận DELETE"),
    Case("an address that there is not", call("GET", "/không-có"), 404, "Trang này không có"),
    Case("%00 in an address", call("GET", "/units/a%00b"), 400, "ký tự không hợp lệ"),
    Case("a parameter that there is not", call("GET", "/reports?unitt=school"), 422, "không có tham số «unitt»"),
    Case("a parameter where there is none", call("GET", f"{SCHOOL}?x=1"), 422, "chỉ nhận: không tham số nào"),
    Case("a body that is no JSON", call("PUT", SCHOOL, b"{"), 400, "JSON đúng chuẩn"),
    Case("no body", call("PUT", SCHOOL), 422, "Thiếu mục này"),
    Case("a body that is not UTF-8", call("PUT", SCHOOL, b'{"cells": {"\xff": "1"}}'), 400, "mã hóa UTF-8"),
    Case("a mark before the body", call("PUT", SCHOOL, b'\xef\xbb\xbf{"cells": {}}'), 400, "JSON đúng chuẩn"),
    Case("XML", call("PUT", SCHOOL, b"<cells/>", kind="application/xml"), 415, "application/json"),
    Case("a body of three megabytes", call("PUT", SCHOOL, b" " * (3 * 1024 * 1024)), 413, "tối đa 2 MB"),
    Case("a body of eleven megabytes", call("PUT", SCHOOL, b" " * (11 * 1024 * 1024)), 413, "tối đa 2 MB"),
    Case("deep JSON", call("PUT", SCHOOL, b"[" * 200_000), 400, "lồng quá sâu"),
    Case("NaN", call("PUT", SCHOOL, b'{"cells": {"ORG16": NaN}}'), 400, "NaN không phải là số liệu"),
    Case("a name twice", call("PUT", SCHOOL, b'{"cells": {}, "cells": {}}'), 400, "viết hai lần"),
    Case("a number of ten thousand digits", call("PUT", SCHOOL, b'{"cells": ' + b"9" * 10_000 + b"}"), 400, "JSON"),
    Case("no key", call("PUT", SCHOOL, as_json({"cells": {}}), Idempotency_Key=""), 422, "Idempotency-Key"),
    Case("a key that is no UUID", call("PUT", SCHOOL, as_json({"cells": {}}), Idempotency_Key="1"), 422, "UUID"),
    Case(
        "a key again with another request",
        call("PUT", SCHOOL, as_json({"cells": {"ORG16": "71"}}), Idempotency_Key=KEY),
        422,
        "đã dùng cho một yêu cầu khác",
        given=_first,
    ),
    # ── cells ──
    Case("an unknown field", _put({}, colour="đỏ"), 422, "Không có mục tên như vậy"),
    Case("cells that are a list", _put([]), 422, "Phải là một đối tượng"),
    Case("a float", _one(62.5), 422, "Phải là chuỗi ký tự"),
    Case("true as a count", _one(True), 422, "Phải là chuỗi ký tự"),
    Case("a number with dots for thousands", _one("1.424.000"), 422, "Không đúng dạng"),
    Case("an exponent", _one("1e3"), 422, "Không đúng dạng"),
    Case("Arabic digits", _one("١٢"), 422, "Không đúng dạng"),
    Case("10^30", _one("1" + "0" * 30), 422, "Số quá lớn"),
    Case("a negative count", _one("-1"), 422, "phải từ 0 đến"),
    Case("half a person", _one("0.5"), 422, "chỉ nhận số nguyên"),
    Case("NUL in a cell", _one("1\x000"), 422, "Không đúng dạng"),
    Case("an unknown indicator", _one("1", "ORG999"), 422, "Danh mục không có chỉ tiêu này"),
    Case("an indicator with NUL", _one("1", "ORG\x0016"), 422, "Danh mục không có chỉ tiêu này"),
    Case("an indicator under both its names", _put({"ORG21": "1", "members_admitted": "1"}), 422, "hai lần"),
    Case("an indicator of another form", _one("1", "FIN02"), 422, "không có chỉ tiêu FIN02"),
    Case("a thousand cells", _put({f"X{n}": "1" for n in range(1_000)}), 422, "Ngoài giới hạn"),
    Case("a cell that has changed", _patch("61", "63"), 409, "vừa được người khác sửa"),
    Case("a whole report over another's work", _put({"ORG16": "63"}, before={"ORG16": "61"}), 409, "người khác sửa"),
    Case("a submission with empty cells", _put({"ORG16": "62"}, submit=True), 422, "ô chưa nhập"),
    Case("a reason with a right-to-left mark", _put({}, reason="\u202ea"), 422, "đổi chiều"),
    Case(
        "a closed period",
        call("PUT", f"/reports/school/{CLOSED}/{FORM}", as_json({"cells": {"ORG16": "1"}})),
        409,
        "đã khóa",
    ),
    # ── steps ──
    Case("accepting nothing", _accept(), 422, "Ngoài giới hạn"),
    Case("accepting what there is not", _accept("clinic", "nowhere"), 404, "chưa tiếp nhận báo cáo nào"),
    Case("accepting a draft among others", _accept("clinic", "school"), 409, "không còn chờ tiếp nhận"),
    Case("accepting one's own", _accept("clinic", token="both"), 409, "không được tự tiếp nhận"),
    Case("accepting over the head of the district", _accept("clinic", token="city"), 403, "cấp trên trực tiếp"),
    Case(
        "returning with a blank reason",
        call("POST", f"{CLINIC}/return", as_json({"reasons": [{"sentence": " "}]}), token="officer"),
        422,
        "Hãy ghi ít nhất một lý do",
    ),
    Case(
        "returning for an unknown indicator",
        call(
            "POST", f"{CLINIC}/return", as_json({"reasons": [{"sentence": "sai", "indicator": "X"}]}), token="officer"
        ),
        404,
        "Danh mục không có chỉ tiêu «X»",
    ),
    Case("amending what is not accepted", call("POST", f"{SCHOOL}/amend"), 409, "Chỉ điều chỉnh được"),
    # ── lists ──
    Case("a page that begins nowhere", call("GET", "/reports?after=abc"), 422, "Phải là số nguyên"),
    Case("a page beyond numbers", call("GET", "/reports?after=" + "9" * 60), 422, "Ngoài giới hạn"),
    Case("a page of a million", call("GET", "/units?limit=1000000"), 422, "Ngoài giới hạn"),
    Case("a state that there is not", call("GET", "/reports?state=x"), 422, "Chỉ nhận"),
    Case("a day that there is not", call("GET", "/units?as_of=2024-02-30"), 422, "Phải là ngày"),
    Case("a search of ten thousand letters", call("GET", "/units?search=" + "a" * 10_000), 422, "Ngoài giới hạn"),
    Case("figures of an unknown period", call("GET", "/figures/school/2024-M99"), 404, "Hệ thống chưa có kỳ này"),
    Case("figures on no basis", call("GET", f"/figures/school/{MONTH}?basis=x"), 422, "Chỉ nhận"),
]
