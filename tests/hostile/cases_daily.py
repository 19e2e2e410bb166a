"""The forms of daily work: on behalf, requests, notes, evidence, inbox, timetable, targets, the past, many units."""

from __future__ import annotations

from tests.hostile.case import Case, post, report_path, send_file, visit
from tests.hostile.stage import FORM, MONTH

SCHOOL = report_path("school")
HUGE = "9" * 60
MANY = f"/bao-cao/nhieu-don-vi/{MONTH}/{FORM}/"
BOARD = "/chi-tieu/bang/district_a/2024/"


CASES = [
    # ── on behalf ──
    Case("behalf: by a stranger", post("other_officer", f"{SCHOOL}nhap-thay/", {"channel": "phone"}), 404, "phạm vi"),
    Case("behalf: by the unit itself", post("chair", f"{SCHOOL}nhap-thay/", {"channel": "phone"}), 403, "quyền này"),
    Case("behalf: through no channel", post("officer", f"{SCHOOL}nhap-thay/", {"channel": "x"}), 422, "Hãy chọn"),
    Case(
        "behalf: a page of HTML for the paper",
        send_file(f"{SCHOOL}nhap-thay/", b"<html>", "a.jpg", "officer", "paper", channel="paper"),
        422,
        "là trang web",
    ),
    Case(
        "behalf: answered where nobody began",
        post("chair", f"{SCHOOL}nhap-thay/tra-loi/"),
        409,
        "không phải bản nhập thay",
    ),
    Case("behalf: a link that was made up", visit("nobody", "/xac-nhan/abc/"), 404, "Liên kết không đúng"),
    Case(
        "behalf: a link of ten thousand letters",
        post("nobody", f"/xac-nhan/{'a' * 10_000}/", {"name": "An"}),
        404,
        "Liên kết không đúng",
    ),
    Case(
        "behalf: the paper of a version beyond numbers",
        visit("officer", f"{SCHOOL}nhap-thay/giay/{HUGE}/"),
        404,
        "Trang này không có",
    ),
    Case(
        "behalf: a second person from elsewhere",
        post("officer", "/nguoi-tiep-nhan/district_a/", {"username": "không-có"}),
        422,
        "Không có tài khoản «không-có»",
    ),
    # ── requests ──
    Case("request: nothing typed", post("city", "/dot-xuat/moi/", {"send": "1"}), 422, "Hãy điền"),
    Case(
        "request: by one who may not",
        post("chair", "/dot-xuat/moi/", {"send": "1"}),
        403,
        "không gửi được yêu cầu đột xuất",
    ),
    Case("request: that there is not", visit("city", "/dot-xuat/không-có/"), 404, "Trang này không có"),
    Case("request: ending one that there is not", post("city", "/dot-xuat/x/ket-thuc/"), 404, "Trang này không có"),
    Case(
        "request: an end before its beginning",
        post("city", "/dot-xuat/moi/", {"send": "1", "title": "a", "due": "1999-01-01"}),
        422,
        "Hãy điền mục này",
    ),
    # ── notes ──
    Case(
        "note: a remark of ten thousand letters",
        post("chair", f"{SCHOOL}ghi-chu/ORG16/y-kien/", {"text": "a" * 10_000}),
        422,
        "Chỉ được tối đa 1000",
    ),
    Case(
        "note: NUL in a remark",
        post("chair", f"{SCHOOL}ghi-chu/ORG16/y-kien/", {"text": "a\0"}),
        422,
        "ký tự không nhìn thấy",
    ),
    Case(
        "note: at a cell that there is not",
        post("chair", f"{SCHOOL}ghi-chu/ORG999/y-kien/", {"text": "a"}),
        404,
        "Trang này không có",
    ),
    Case(
        "note: at the report of others",
        post("stranger", f"{SCHOOL}ghi-chu/ORG16/y-kien/", {"text": "a"}),
        404,
        "không thuộc phạm vi",
    ),
    Case(
        "note: an unknown mark",
        post("chair", f"{SCHOOL}ghi-chu/ORG16/dau/", {"mark": "x", "on": "1"}),
        422,
        "không có trong danh sách",
    ),
    Case(
        "note: a reason without a word", post("chair", f"{SCHOOL}ghi-chu/ORG16/ly-do/"), 422, "Hãy chọn hoặc viết lý do"
    ),
    Case("evidence: nothing", post("chair", f"{SCHOOL}minh-chung/"), 422, "Hãy chọn tệp hoặc chụp ảnh"),
    Case(
        "evidence: a program called .jpg",
        send_file(f"{SCHOOL}minh-chung/", b"MZ" + bytes(100), "a.jpg"),
        422,
        "là chương trình",
    ),
    Case(
        "evidence: an SVG with a script",
        send_file(f"{SCHOOL}minh-chung/", b"<svg><script/></svg>", "a.svg"),
        422,
        "là trang web",
    ),
    Case(
        "evidence: twenty-one megabytes",
        send_file(f"{SCHOOL}minh-chung/", b"%PDF-1.7" + bytes(21 * 1024 * 1024), "a.pdf"),
        413,
        "quá mức 20,0 MB",
    ),
    Case(
        "evidence: by a stranger",
        send_file(f"{SCHOOL}minh-chung/", b"%PDF-1.7", "a.pdf", "stranger"),
        404,
        "không thuộc phạm vi",
    ),
    Case("evidence: a file beyond numbers", visit("chair", f"{SCHOOL}minh-chung/{HUGE}/"), 404, "Trang này không có"),
    Case(
        "evidence: removing what there is not",
        post("chair", f"{SCHOOL}minh-chung/999999/go/"),
        404,
        "Trang này không có",
    ),
    # ── inbox ──
    Case(
        "inbox: returning nothing",
        post("officer", "/hop-thu/tra-lai/", {"reason": "sai"}),
        422,
        "Hãy chọn báo cáo cần trả lại",
    ),
    Case(
        "inbox: returning without a reason",
        lambda s: post("officer", "/hop-thu/tra-lai/", {"report": s.report("clinic").pk})(s),
        422,
        "Hãy ghi ít nhất một lý do",
    ),
    Case(
        "inbox: returning somebody else's",
        lambda s: post("other_officer", "/hop-thu/tra-lai/", {"report": s.report("clinic").pk, "reason": "sai"})(s),
        422,
        "không còn trong hộp thư",
    ),
    Case(
        "inbox: a thousand ids",
        post("officer", "/hop-thu/tiep-nhan/", {"reports": ",".join(map(str, range(10**6, 10**6 + 1000)))}),
        422,
        "không còn trong hộp thư",
    ),
    Case(
        "inbox: undoing what one has not done",
        lambda s: post("officer", "/hop-thu/hoan-tac/", {"report": s.report("market").pk})(s),
        302,
        "/hop-thu/",
    ),
    Case("inbox: reminding nobody", post("officer", "/hop-thu/chua-nop/nhac/"), 404, "Trang này không có"),
    Case(
        "inbox: reminding units of others",
        lambda s: post("other_officer", "/hop-thu/chua-nop/nhac/", {"report": s.report("school").pk})(s),
        404,
        "không thuộc phạm vi",
    ),
    # ── timetable ──
    Case("timetable: as an officer", post("officer", "/ky-bao-cao/lich-nop/"), 403, "Chỉ người quản trị"),
    Case("timetable: nothing", post("administrator", "/ky-bao-cao/lich-nop/"), 422, "Hãy điền mục này"),
    Case(
        "timetable: an undo of nothing",
        post("administrator", "/ky-bao-cao/lich-nop/hoan-tac/"),
        422,
        "Hãy điền mục này",
    ),
    Case(
        "timetable: closing tried out on no period",
        visit("administrator", "/ky-bao-cao/2024-M77/xem-truoc-khoa/"),
        404,
        "Trang này không có",
    ),
    # ── targets ──
    Case(
        "targets: a plan for others",
        post("other_officer", f"{BOARD}phuong-an/", {"save": "1"}),
        404,
        "không thuộc phạm vi",
    ),
    Case(
        "targets: a plan of nothing",
        post("officer", f"{BOARD}phuong-an/", {"save": "1"}),
        422,
        "Phương án giao chỉ tiêu",
    ),
    Case(
        "targets: a plan with letters",
        lambda s: post(
            "city",
            "/chi-tieu/bang/city/2024/phuong-an/",
            {
                "save": "1",
                "ct": "ORG16",
                "on": "2024-01-15",
                f"o-{s.target.indicator_id}-{s.units['district_a'].pk}": "nhiều",
            },
        )(s),
        422,
        "«nhiều» không phải là một số",
    ),
    Case(
        "targets: a board of no year", visit("officer", "/chi-tieu/bang/district_a/99999/"), 404, "Trang này không có"
    ),
    Case(
        "targets: an undo of no batch",
        post("officer", f"{BOARD}hoan-tac/00000000-0000-0000-0000-000000000000/"),
        404,
        "Trang này không có",
    ),
    Case(
        "targets: growth beyond sense",
        post("officer", f"{BOARD}tu-nam-truoc/", {"save": "1", "growth": HUGE}),
        422,
        "Lấy chỉ tiêu từ năm trước",
    ),
    Case(
        "targets: answers to nothing",
        post("city", "/chi-tieu/bang/city/2024/tra-loi/", {f"answer-{HUGE}": "accept"}),
        422,
        "Chưa chọn trả lời",
    ),
    # ── the past ──
    Case(
        "past: a picture",
        send_file("/so-lieu-cu/", b"\x89PNG\r\n\x1a\n" + bytes(100), "cũ.xlsx", "officer"),
        422,
        "Mã đơn vị : Hãy điền",
    ),
    Case("past: no file", post("officer", "/so-lieu-cu/"), 422, "Hãy điền mục này"),
    Case("past: a preview of no file", visit("officer", "/so-lieu-cu/xem-truoc/999999/"), 404, "Trang này không có"),
    Case("past: an undo of nothing", post("officer", "/so-lieu-cu/hoan-tac/999999/"), 404, "Trang này không có"),
    # ── many units ──
    Case("many: of others", visit("other_officer", f"{MANY}?don-vi=district_a"), 404, "không thuộc phạm vi"),
    Case(
        "many: thousands of indicators",
        visit("officer", f"{MANY}?don-vi=district_a&chi-tieu=" + ",".join(f"X{n}" for n in range(900))),
        200,
        "Nhập nhiều đơn vị",
    ),
    Case(
        "many: begun without choosing",
        post("officer", f"{MANY}nhap-thay/", {"don-vi": "district_a"}),
        422,
        "Hãy chọn ít nhất một đơn vị",
    ),
    Case(
        "many: begun for units of others",
        lambda s: post(
            "other_officer",
            f"{MANY}nhap-thay/",
            {"don-vi": "district_b", "report": s.report("school").pk, "channel": "phone"},
        )(s),
        422,
        "Có đơn vị không còn nhập thay được",
    ),
]
