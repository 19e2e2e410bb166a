"""Steps on the way of a report that may not be taken."""

from __future__ import annotations

from tests.factories import reports
from tests.hostile.case import Case, post, report_path, visit, way
from tests.hostile.stage import CLOSED, MONTH, Stage
from thidua.reporting.services.workflow import accept_report, amend_report

UNBALANCED = reports.GOOD_MONTH | {"ORG17": "999"}
AMENDED = "Hãy ghi lý do điều chỉnh"


def _accepted_by_the_other(stage: Stage) -> None:
    accept_report(report_id=stage.report("clinic").pk, by=stage.people["officer"])


def _unbalanced(stage: Stage) -> None:
    reports.completed(stage.report("school"), stage.people["chair"], UNBALANCED)


def _being_amended(stage: Stage) -> None:
    amend_report(report_id=stage.report("market").pk, by=stage.people["stranger"])


def _inbox(*chosen: object) -> dict[str, list[object]]:
    return {"report": list(chosen)}


CASES = [
    # ── handing in ──
    Case("submit an empty report", way("factory", "factory", "nop"), 422, "ô chưa nhập"),
    Case("submit half a report", way("chair", "school", "nop"), 422, "ô chưa nhập"),
    Case("submit with failing checks", way("chair", "school", "nop"), 422, "lỗi cân đối", given=_unbalanced),
    Case("submit twice", way("both", "clinic", "nop"), 409, "không nộp được nữa"),
    Case("submit the report of a closed period", way("chair", "school", "nop", period=CLOSED), 409, "đã khóa"),
    Case("submit for others", way("stranger", "school", "nop"), 404, "không thuộc phạm vi"),
    Case("submit as a reader", way("inspector", "school", "nop"), 403, "không có quyền này"),
    Case("submit by a link", visit("chair", report_path("school", "nop/")), 405, "không nhận"),
    Case("submit an amendment without a reason", way("stranger", "market", "nop"), 422, AMENDED, given=_being_amended),
    Case(
        "a reason of ten thousand letters",
        way("chair", "school", "nop", {"reason": "a" * 10_000}),
        422,
        "Lý do điều chỉnh: Chỉ được tối đa 400",
    ),
    Case("NUL in the reason", way("chair", "school", "nop", {"reason": "a\0b"}), 422, "ký tự không nhìn thấy"),
    Case(
        "submit with letters in a cell",
        way("chair", "school", "nop", {"cell-ORG16": "nhiều", "seen-ORG16": "62"}),
        422,
        "«nhiều» không phải là một số",
    ),
    Case("take back what is not submitted", way("chair", "school", "rut-lai"), 409, "không còn chờ tiếp nhận"),
    Case("take back what is accepted", way("stranger", "market", "rut-lai"), 409, "không còn chờ tiếp nhận"),
    # ── deciding ──
    Case("accept one's own report", way("both", "clinic", "tiep-nhan"), 409, "không được tự tiếp nhận"),
    Case("accept a draft", way("officer", "school", "tiep-nhan"), 409, "không còn chờ tiếp nhận"),
    Case("accept twice", way("officer", "clinic", "tiep-nhan"), 409, "không còn chờ", given=_accepted_by_the_other),
    Case("accept somebody else's child", way("other_officer", "clinic", "tiep-nhan"), 404, "không thuộc phạm vi"),
    Case("accept over the head of the district", way("city", "clinic", "tiep-nhan"), 403, "không có quyền này"),
    Case("accept as the unit itself", way("chair", "school", "tiep-nhan"), 403, "không có quyền này"),
    Case("accept without the token of the form", way("forged", "school", "tiep-nhan"), 403, "Hãy tải lại trang"),
    Case("return without a reason", way("officer", "clinic", "tra-lai"), 422, "Hãy ghi ít nhất một lý do"),
    Case(
        "return with a blank reason",
        way("officer", "clinic", "tra-lai", {"reason": " \n\t"}),
        422,
        "Hãy ghi ít nhất một lý do",
    ),
    Case(
        "return with too much",
        way("officer", "clinic", "tra-lai", {"reason": "a" * 401}),
        422,
        "Lý do trả lại chung: Chỉ được tối đa 400",
    ),
    Case(
        "return with NUL for a cell",
        way("officer", "clinic", "tra-lai", {"reason-ORG16": "a\0"}),
        422,
        "ký tự không nhìn thấy",
    ),
    Case("return a draft", way("officer", "school", "tra-lai", {"reason": "sai"}), 409, "không còn chờ tiếp nhận"),
    Case(
        "amend what is not accepted",
        way("both", "clinic", "dieu-chinh"),
        409,
        "Chỉ điều chỉnh được báo cáo đã tiếp nhận",
    ),
    Case("amend for others", way("chair", "market", "dieu-chinh"), 404, "không thuộc phạm vi"),
    # ── the inbox ──
    Case("accept nothing", post("officer", "/hop-thu/tiep-nhan/"), 422, "Hãy chọn ít nhất một báo cáo"),
    Case(
        "accept an unknown id",
        post("officer", "/hop-thu/tiep-nhan/", _inbox(987_654_321)),
        422,
        "không còn trong hộp thư",
    ),
    Case(
        "accept an id that is none", post("officer", "/hop-thu/tiep-nhan/", _inbox("1 OR 1=1")), 422, "không đọc được"
    ),
    Case(
        "accept an id beyond numbers",
        post("officer", "/hop-thu/tiep-nhan/", _inbox("9" * 60)),
        422,
        "không còn trong hộp thư",
    ),
    Case(
        "accept somebody else's among one's own",
        lambda s: post("other_officer", "/hop-thu/tiep-nhan/", _inbox(s.report("clinic").pk))(s),
        422,
        "không còn trong hộp thư",
    ),
    Case(
        "accept one's own from the inbox",
        lambda s: post("both", "/hop-thu/tiep-nhan/", _inbox(s.report("clinic").pk))(s),
        409,
        "không được tự tiếp nhận",
    ),
    # ── periods ──
    Case(
        "close a period with reports waiting", post("administrator", f"/ky-bao-cao/{MONTH}/khoa/"), 409, "chờ tiếp nhận"
    ),
    Case("open a closed period", post("administrator", f"/ky-bao-cao/{CLOSED}/mo/"), 409, "đã khóa"),
    Case(
        "close what is closed", post("administrator", f"/ky-bao-cao/{CLOSED}/khoa/"), 409, "không ở trạng thái đang mở"
    ),
    Case(
        "reopen without a reason", post("administrator", f"/ky-bao-cao/{CLOSED}/mo-lai/"), 422, "Hãy ghi lý do mở lại"
    ),
    Case(
        "reopen what is open",
        post("administrator", f"/ky-bao-cao/{MONTH}/mo-lai/", {"reason": "nhầm"}),
        409,
        "chưa khóa",
    ),
    Case("close an unknown period", post("administrator", "/ky-bao-cao/2024-M77/khoa/"), 404, "Trang này không có"),
    Case("close as an officer", post("officer", f"/ky-bao-cao/{MONTH}/khoa/"), 403, "Chỉ người quản trị"),
]
