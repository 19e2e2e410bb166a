"""Lists of every kind: what stands around the file is as hostile as the file."""

from __future__ import annotations

from tests.hostile.case import KEPT_LIST, Answer, Case, heard, post, send_file, visit
from tests.hostile.stage import Stage
from thidua.exchange.models import Intake

LISTS, TARGETS = "/nhap-danh-sach/", "/nhap-danh-sach/targets/"
HEADINGS = "Mã đơn vị,Mã chỉ tiêu,Số giao\n"
YEAR = {"year": "2024"}


def rows(*lines: str) -> bytes:
    return (HEADINGS + "\n".join(lines)).encode()


def previewed(*lines: str):
    """Upload a list of targets, and answer what its page says."""

    def act(stage: Stage) -> Answer:
        shown = send_file(TARGETS, rows(*lines), "ct.csv", "officer", **YEAR)(stage)
        assert shown.status == 302, shown.text
        return heard(stage.clients["officer"].get(f"{TARGETS}{Intake.objects.latest('pk').pk}/"))

    return act


def then(step: str, **data: object):
    """Upload a list of targets that has one good row, and take a step with it."""

    def act(stage: Stage) -> Answer:
        previewed("school,ORG22,3")(stage)
        return heard(stage.clients["officer"].post(f"{TARGETS}{Intake.objects.latest('pk').pk}/{step}/", data))

    return act


def refused(name: str, line: str, says: str) -> Case:
    """A row that the list is previewed without."""
    return Case(f"targets from a list: {name}", previewed(line), 200, says, beside=KEPT_LIST)


CASES = [
    Case("a kind of list that there is not", visit("officer", f"{LISTS}khac/"), 404, "Trang này không có"),
    Case("a list of another kind", visit("officer", f"{TARGETS}999999/"), 404, "Trang này không có"),
    Case("lists for whom there are none", visit("inspector", LISTS), 403, "không được nhập danh sách nào"),
    Case("targets from a list: no file", post("officer", TARGETS, YEAR), 422, "Chưa chọn tệp"),
    Case(
        "targets from a list: a year that there is not",
        send_file(TARGETS, rows("school,ORG22,3"), "ct.csv", "officer", year="9999"),
        422,
        "Hãy chọn lại trong danh sách",
    ),
    Case(
        "targets from a list: a day that there is not",
        send_file(TARGETS, rows("school,ORG22,3"), "ct.csv", "officer", **YEAR, on="31/02/2024"),
        422,
        "Ngày này không có",
    ),
    Case(
        "targets from a list: a decision written backwards",
        send_file(TARGETS, rows("school,ORG22,3"), "ct.csv", "officer", **YEAR, decision="05\u202eQĐ"),
        422,
        "dấu đổi chiều chữ",
    ),
    refused("NUL in a code", "district\0a,ORG22,3", "Không có đơn vị nào mang mã này"),
    refused("a unit that the person does not assign to", "market,ORG22,3", "Bạn không giao chỉ tiêu cho đơn vị này"),
    refused("a formula for an amount", "school,ORG22,=1+1", "Số giao"),
    refused("an amount beyond all numbers", f"school,ORG22,{'9' * 50}", "Số giao"),
    refused("an amount in two readings", 'school,ORG22,"1,424.5"', "Số giao"),
    refused("an amount below zero", "school,ORG22,-1", "từ 0 trở lên"),
    Case(
        "columns that the file does not have",
        then("ghep-cot", unit="9", indicator="1", amount="2"),
        422,
        "không có cột đã chọn",
        beside=KEPT_LIST,
    ),
    Case(
        "one column for two fields",
        then("ghep-cot", unit="0", indicator="0", amount="2"),
        422,
        "Cột này đã chọn",
        beside=KEPT_LIST,
    ),
    Case("a list with nothing chosen", then("ghi", shown="2"), 409, "Không có dòng nào được chọn", beside=KEPT_LIST),
    Case("rows that are no numbers", then("chon", shown="x", row="9" * 40), 302, TARGETS, beside=KEPT_LIST),
    Case("undoing a list that was not written", then("hoan-tac"), 409, "đã xem trước", beside=KEPT_LIST),
]
