"""Signing in, addresses that nobody links to, questions that make no sense."""

from __future__ import annotations

from tests.hostile.case import LOG, Act, Case, heard, post, visit
from tests.hostile.stage import MONTH, PASSWORD, Stage

SIGN_IN = "/dang-nhap/"
LOGGED_OUT = "Tên đăng nhập hoặc mật khẩu không đúng"


def _sign_in(login: str = "clerk", password: str = "sai", **more: str) -> Act:
    return post("nobody", SIGN_IN, {"login": login, "password": password, **more})


def _many_attempts(stage: Stage) -> None:
    for guess in range(5):
        _sign_in(password=f"sai {guess}")(stage)


def _flood(stage: Stage) -> None:
    for _request in range(60):
        stage.clients["nobody"].post(SIGN_IN, {"login": "", "password": ""})


CASES = [
    # ── signing in ──
    Case("a wrong password", _sign_in(), 422, LOGGED_OUT, beside=LOG),
    Case("an unknown name", _sign_in("nobody"), 422, LOGGED_OUT, beside=LOG),
    Case("an account out of use", _sign_in("gone", PASSWORD), 422, LOGGED_OUT, beside=LOG),
    Case("NUL in the name", _sign_in("cl\0erk"), 422, "ký tự không nhìn thấy"),
    Case("a name of a megabyte", _sign_in("a" * 1_000_000), 422, "Chỉ được tối đa 254"),
    Case("a password of a megabyte", _sign_in(password="a" * 1_000_000), 422, "Chỉ được tối đa 200"),
    Case("nothing typed", _sign_in("", ""), 422, "Hãy điền mục này"),
    Case("guessing", _sign_in(password=PASSWORD), 422, "Đã thử quá nhiều lần", given=_many_attempts, beside=LOG),
    Case("a flood of attempts", _sign_in(), 429, "Quá nhiều lần thử", given=_flood, beside=LOG),
    Case("a form from elsewhere", post("forged", "/doi-mat-khau/"), 403, "gửi từ nơi khác"),
    Case("a session that is over", visit("expired", "/bao-cao/"), 302, "/dang-nhap/?next=/bao-cao/"),
    Case(
        "a new password with a wrong present one",
        post("clerk", "/doi-mat-khau/", {"present": "sai", "new": PASSWORD, "again": PASSWORD}),
        422,
        "Mật khẩu hiện tại không đúng",
    ),
    Case(
        "a new password that is weak",
        post("clerk", "/doi-mat-khau/", {"present": PASSWORD, "new": "123", "again": "123"}),
        422,
        "ít nhất 10 ký tự",
    ),
    Case(
        "the first-run page of a running system", post("nobody", "/bat-dau/", {"code": "x"}), 404, "Trang này không có"
    ),
    # ── addresses ──
    Case("an address that there is not", visit("chair", "/không/có"), 404, "Trang này không có"),
    Case("%00 in an address", visit("chair", "/don-vi/a%00b/"), 400, "ký tự không hợp lệ"),
    Case("NUL in a query", visit("chair", "/cay-don-vi/tim/?q=a%00b"), 400, "ký tự không hợp lệ"),
    Case("a unit that there is not", visit("chair", "/don-vi/không-có/"), 404, "không thuộc phạm vi"),
    Case("a unit of others", visit("chair", "/don-vi/market/"), 404, "không thuộc phạm vi"),
    Case("SQL for a unit", visit("chair", "/don-vi/' OR 1=1--/"), 404, "không thuộc phạm vi"),
    Case("a script for a unit", visit("chair", "/don-vi/<script>alert(1)<%2Fscript>/"), 404, "Trang này không có"),
    Case("bytes that are no UTF-8", visit("chair", "/don-vi/%ff%fe/"), 404, "không thuộc phạm vi"),
    Case("an unknown period", visit("chair", "/don-vi/school/?ky=2024-M99"), 404, "Trang này không có"),
    Case(
        "a figure of an unknown indicator",
        visit("chair", f"/so-lieu/school/{MONTH}/ORG999/"),
        404,
        "Danh mục không có chỉ tiêu «ORG999»",
    ),
    Case(
        "a list of imports beyond numbers",
        visit("administrator", f"/nhap-danh-sach/units/{10**30}/"),
        404,
        "Trang này không có",
    ),
    Case("the log for one who may not read it", visit("chair", "/nhat-ky/"), 403, "Nhật ký dành cho"),
    Case("deleting a page", lambda s: heard(s.clients["chair"].delete("/don-vi/school/")), 405, "không nhận"),
    Case("reading a step", visit("administrator", f"/ky-bao-cao/{MONTH}/khoa/"), 405, "không nhận"),
    # ── questions ──
    Case("a day that there is not", visit("chair", "/cay-don-vi/?as_of=2024-02-30"), 422, "Ngày không đúng"),
    Case("a day beyond time", visit("chair", "/cay-don-vi/?as_of=9999-12-31"), 422, "từ năm 1900 đến năm 2199"),
    Case(
        "a page before the first",
        visit("officer", "/cay-don-vi/don-vi/district_a/?start=-5"),
        422,
        "Danh sách không có trang này",
    ),
    Case(
        "a search of ten thousand letters",
        visit("chair", "/cay-don-vi/tim/?q=" + "a" * 10_000),
        422,
        "Chỉ được tối đa 200",
    ),
    Case(
        "the log of an unknown unit", visit("inspector", "/nhat-ky/?unit=không-có"), 422, "Không có đơn vị mang mã này"
    ),
    Case("the log of an unknown event", visit("inspector", "/nhat-ky/?event=x"), 422, "Hãy chọn"),
    Case(
        "the log before number nonsense",
        visit("inspector", "/nhat-ky/?before=" + "9" * 40),
        422,
        "Nhật ký không có trang này",
    ),
    # ── pages that there are not lead to the first one ──
    Case("a page in Arabic digits", visit("officer", "/don-vi/district_a/?trang=٣"), 200, "Các đơn vị trực thuộc"),
    Case("a page below zero", visit("officer", "/bao-cao/?cua=tat-ca&trang=-7"), 200, "Báo cáo"),
    Case("a page beyond numbers", visit("officer", "/hop-thu/chua-nop/?trang=" + "9" * 40), 200, "Chưa nộp"),
    Case("a page after garbage", visit("officer", "/hop-thu/?sau=';DROP TABLE report--"), 200, "Chờ tiếp nhận"),
    Case("a year beyond numbers", visit("administrator", "/ky-bao-cao/?nam=" + "9" * 40), 200, "Kỳ báo cáo"),
    # ── tokens of the API ──
    Case("a token without a name", post("chair", "/tai-khoan/ma-truy-cap/", {"name": ""}), 422, "Hãy điền mục này"),
    Case("a token with a hidden name", post("chair", "/tai-khoan/ma-truy-cap/", {"name": "\u202ea"}), 422, "đổi chiều"),
    Case(
        "revoking a token that there is not",
        post("chair", "/tai-khoan/ma-truy-cap/999999999/thu-hoi/"),
        404,
        "Trang này không có",
    ),
]
