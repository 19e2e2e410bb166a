"""The forms of the office: accounts, codes, standing in, seeing as somebody, saved views, the catalogue."""

from __future__ import annotations

from tests.hostile.case import LOG, Act, Case, post, send_file, visit
from tests.hostile.stage import FORM, Stage

HUGE = "9" * 60
DRAFT = f"/danh-muc/bieu-mau/{FORM}/2/soan/"
ACCOUNTS = "/quan-tri/tai-khoan/"


def _of(who: str, path: str, data: dict[str, object] | None = None, *, user: str = "clerk") -> Act:
    """Do something to somebody's account; `path` follows its address."""
    return lambda stage: post(who, f"{ACCOUNTS}{stage.people[user].pk}/{path}", data)(stage)


def _drafted(stage: Stage) -> None:
    begun = stage.clients["administrator"].post(f"/danh-muc/bieu-mau/{FORM}/soan/", {"starts": "2025-01-01"})
    assert begun["Location"] == DRAFT


CASES = [
    # ── accounts ──
    Case(
        "accounts: a list that is a picture",
        send_file(f"{ACCOUNTS}nhap/", b"\x89PNG\r\n\x1a\n" + bytes(100), "ds.xlsx", "administrator"),
        415,
        "không phải danh sách",
    ),
    Case("accounts: no list", post("administrator", f"{ACCOUNTS}nhap/"), 422, "Chưa chọn tệp"),
    Case(
        "accounts: a list by an officer",
        send_file(f"{ACCOUNTS}nhap/", b"x", "ds.csv", "officer"),
        403,
        "dành cho người quản trị tài khoản",
    ),
    Case(
        "accounts: committing no list", post("administrator", f"{ACCOUNTS}nhap/999999/ghi/"), 404, "Trang này không có"
    ),
    Case(
        "accounts: codes for ids beyond numbers",
        post("administrator", f"{ACCOUNTS}phieu/", {"tai-khoan": [HUGE, "-1", "x"]}),
        422,
        "Chưa chọn tài khoản nào",
    ),
    Case(
        "accounts: a name that is taken",
        post("administrator", f"{ACCOUNTS}moi/", {"username": "clerk", "full_name": "An"}),
        422,
        "Hãy ghi mã hoặc tên đơn vị",
    ),
    Case("accounts: one that there is not", visit("administrator", f"{ACCOUNTS}{HUGE}/"), 404, "Trang này không có"),
    Case(
        "accounts: an unknown role",
        _of("administrator", "quyen/", {"role": "king", "unit": "school"}),
        422,
        "«king» không có trong danh sách",
    ),
    Case(
        "accounts: a role at no unit",
        _of("administrator", "quyen/", {"role": "chair", "unit": "không-có", "since": "2024-01-01"}),
        422,
        "Không có đơn vị nào mang mã hoặc tên",
    ),
    Case(
        "accounts: putting oneself away",
        _of("administrator", "ngung/", user="administrator"),
        404,
        "Trang này không có",
    ),
    Case("accounts: by an officer", _of("officer", "ngung/"), 403, "dành cho người quản trị tài khoản"),
    Case("activation: no code", post("nobody", "/kich-hoat/", {}), 422, "Hãy nhập mã trên phiếu", beside=LOG),
    Case(
        "activation: a code that was made up",
        post(
            "nobody",
            "/kich-hoat/",
            {"username": "clerk", "code": "AAAA-BBBB", "new": "một-mật-khẩu-mới", "again": "một-mật-khẩu-mới"},
        ),
        422,
        "Mã này không đúng",
        beside=LOG,
    ),
    Case(
        "activation: a code of a megabyte",
        post("nobody", "/kich-hoat/", {"username": "clerk", "code": "a" * 1_000_000}),
        422,
        "Chỉ được tối đa 40",
        beside=LOG,
    ),
    # ── standing in ──
    Case(
        "delegation: to nobody",
        post("officer", "/tai-khoan/uy-quyen/", {"username": "không-có"}),
        422,
        "Hãy chọn người làm thay",
    ),
    Case(
        "delegation: ending somebody else's",
        post("officer", "/tai-khoan/uy-quyen/999999/ket-thuc/"),
        404,
        "Trang này không có",
    ),
    Case(
        "see as: by an officer", _of("officer", "xem-nhu/", {"ly-do": "thử"}), 403, "dành cho người quản trị tài khoản"
    ),
    Case("see as: without a reason", _of("administrator", "xem-nhu/"), 422, "Hãy ghi lý do"),
    Case(
        "see as: oneself",
        _of("administrator", "xem-nhu/", {"ly-do": "thử"}, user="administrator"),
        403,
        "không được xem như tài khoản này",
    ),
    # ── views ──
    Case(
        "view: that leads elsewhere",
        post("officer", "/goc-nhin/luu/", {"name": "a", "path": "https://example.org/"}),
        422,
        "Chỉ lưu được trang của hệ thống này",
    ),
    Case(
        "view: that leads elsewhere without saying how",
        post("officer", "/goc-nhin/luu/", {"name": "a", "path": "//example.org/"}),
        422,
        "Chỉ lưu được trang của hệ thống này",
    ),
    Case(
        "view: with a backslash",
        post("officer", "/goc-nhin/luu/", {"name": "a", "path": "/\\example.org/"}),
        422,
        "không lưu thành góc nhìn được",
    ),
    Case(
        "view: a script for an address",
        post("officer", "/goc-nhin/luu/", {"name": "a", "path": "javascript:alert(1)"}),
        422,
        "Chỉ lưu được trang của hệ thống này",
    ),
    Case("view: without a name", post("officer", "/goc-nhin/luu/", {"name": "", "path": "/"}), 422, "Hãy đặt tên"),
    Case("view: that there is not", visit("officer", f"/goc-nhin/{HUGE}/"), 404, "Trang này không có"),
    Case("view: removing somebody else's", post("officer", "/goc-nhin/999999/bo/"), 404, "Trang này không có"),
    Case(
        "compare: thousands of units",
        visit("officer", "/so-sanh/?" + "&".join(f"don-vi=x{n}" for n in range(5_000))),
        200,
        "24 đơn vị trong liên kết này không có",
    ),
    Case(
        "compare: one unit of others among one's own",
        visit("chair", "/so-sanh/?don-vi=school&don-vi=market"),
        200,
        "1 đơn vị trong liên kết này không có",
    ),
    # ── catalogue ──
    Case("catalogue: by an officer", post("officer", "/danh-muc/chi-tieu/moi/"), 403, "Chỉ người quản trị"),
    Case("catalogue: an empty indicator", post("administrator", "/danh-muc/chi-tieu/moi/"), 422, "Hãy điền"),
    Case(
        "catalogue: a form with the code of another",
        post("administrator", "/danh-muc/bieu-mau/moi/", {"code": FORM, "name_vi": "a"}),
        422,
        "Hãy điền mục này",
    ),
    Case(
        "catalogue: a published form edited",
        post("administrator", f"/danh-muc/bieu-mau/{FORM}/1/soan/", {"line": ["row"] * 900}),
        404,
        "Trang này không có",
    ),
    Case(
        "catalogue: thousands of lines",
        post("administrator", f"/danh-muc/bieu-mau/{FORM}/1/soan/", {"line": ["row"] * 20_000}),
        404,
        "Trang này không có",
    ),
    Case(
        "catalogue: a version beyond numbers",
        visit("administrator", f"/danh-muc/bieu-mau/{FORM}/{HUGE}/"),
        404,
        "Trang này không có",
    ),
    Case(
        "catalogue: a draft of nine hundred unknown rows",
        post(
            "administrator",
            DRAFT,
            {
                "starts": "2025-01-01",
                "line": ["section", *["row"] * 900],
                "name_vi": "Phần",
                "name_en": "Part",
                "indicator": ["X"] * 900,
                "label": ["1"] * 900,
                "required": ["1"] * 900,
                "entry": ["period"] * 900,
            },
        ),
        422,
        "Danh mục không có chỉ tiêu «X»",
        given=_drafted,
    ),
    Case(
        "catalogue: a draft of twenty thousand lines",
        post("administrator", DRAFT, {"starts": "2025-01-01", "line": ["row"] * 21_000}),
        400,
        "Yêu cầu không đọc được",
        given=_drafted,
    ),
    Case(
        "catalogue: a draft without a day",
        post("administrator", DRAFT, {"starts": "31/02/2025"}),
        422,
        "Hãy chọn ngày bắt đầu áp dụng",
        given=_drafted,
    ),
    Case(
        "catalogue: a place of five thousand digits",
        post("administrator", DRAFT, {"act": "remove:" + "9" * 5_000}),
        200,
        "Soạn",
        given=_drafted,
    ),
    Case(
        "catalogue: a check that never ends",
        post(
            "administrator",
            DRAFT,
            {
                "starts": "2025-01-01",
                "left": "ORG16+" * 5_000,
                "operator": "<=",
                "right": "9" * 5_000,
                "severity": "error",
                "sentence_vi": "a",
                "sentence_en": "a",
            },
        ),
        422,
        "Có 1 chỗ cần sửa",
        given=_drafted,
    ),
]
