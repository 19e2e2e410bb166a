"""`thidua load`: exit code 1 names bad entries by their paths, 2 refuses the file as a whole."""

from __future__ import annotations

from typing import Any

from tests.hostile.case import Case, command, load
from tests.hostile.stage import CLOSED, MONTH, as_json

FORMAT = "thidua-federation-1"
REPORT = {"unit": "school", "period": MONTH, "state": "draft", "cells": {"ORG16": 62}}
UNIT = {
    "code": "new",
    "name": "Công đoàn Mới",
    "short_name": "CĐ Mới",
    "kind": "grassroots",
    "parent": "district_a",
    "founded_on": "2019-01-01",
}
TARGET = {"unit": "school", "period": "2024", "indicator": "ORG16", "on": "2024-01-15", "assigned": 5}


def federation(**sections: Any) -> bytes:
    """A file with these sections."""
    return as_json({"format": FORMAT} | sections)


def _report(**other: Any) -> bytes:
    return federation(reports=[REPORT | other])


def _cell(value: str, name: str = "ORG16") -> bytes:
    return _report(cells={name: "@"}).replace(b'"@"', value.encode())


def _unit(**other: Any) -> bytes:
    return federation(units=[UNIT | other])


def _target(**other: Any) -> bytes:
    return federation(targets=[TARGET | other])


def _deep() -> bytes:
    return b'{"format": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def _huge() -> bytes:
    return b'{"format": "' + b"a" * (41 * 1024 * 1024) + b'"}'


CASES = [
    # ── the file as a whole ──
    Case("not JSON", load(b"{'format': 1}"), 2, "Không đọc được JSON ở dòng 1"),
    Case("JSON that stops", load(federation()[:-1]), 2, "Hãy kiểm tra dấu phẩy và ngoặc"),
    Case("an empty file", load(b""), 2, "Không đọc được JSON"),
    Case("not UTF-8", load('{"format": "đ"}'.encode("cp1258")), 2, "không phải là văn bản UTF-8"),
    Case("UTF-16", load(federation().decode().encode("utf-16")), 2, "UTF-8"),
    Case("lists in lists in lists", load(_deep), 2, "lồng nhau quá sâu"),
    Case("forty-one megabytes", load(_huge), 2, "Tệp lớn hơn 40 MB"),
    Case("NaN", load(_cell("NaN")), 2, "NaN không phải là số liệu"),
    Case("Infinity", load(_cell("-Infinity")), 2, "Infinity không phải là số liệu"),
    Case("no such file", command("load", "/không/có.json"), 2, "Không đọc được tệp /không/có.json: không có tệp này"),
    Case("in the name of nobody", load(federation(), "--as", "không-có"), 2, "Không có tài khoản"),
    Case("a list where an object belongs", load(b"[]"), 1, "Phải là một đối tượng"),
    Case(
        "a mark before a wrong format", load(b"\xef\xbb\xbf" + federation(format="khác")), 1, "format: Mục format phải"
    ),
    # ── shapes ──
    Case("an unknown section", load(federation(secrets=[])), 1, "secrets: Không có mục này trong mẫu"),
    Case("an unknown key", load(_report(colour="red")), 1, "reports[0].colour: Không có mục này trong mẫu"),
    Case("a key twice", load(_report().replace(b'"unit"', b'"unit": "a", "unit"')), 1, "Viết hai lần"),
    Case("a section that is no list", load(federation(units={})), 1, "units: Phải là một danh sách"),
    Case("an entry that is no object", load(federation(units=[7])), 1, "units[0]: Phải là một đối tượng"),
    Case("a key that is missing", load(_unit().replace(b'"name"', b'"nome"')), 1, "units[0].name: Thiếu mục này"),
    Case("a number where a text belongs", load(_unit(name=7)), 1, "units[0].name: Phải là chữ"),
    Case("a text that is empty", load(_unit(name=" ")), 1, "units[0].name: Không được để trống"),
    # ── numbers ──
    Case("a negative count", load(_cell("-1")), 1, "Hãy kiểm tra dấu trừ"),
    Case("10^30", load(_cell("1e30")), 1, "reports[0].cells.ORG16: Số quá lớn"),
    Case("a number of ten thousand digits", load(_cell("9" * 10_000)), 1, "reports[0].cells.ORG16: Số quá lớn"),
    Case("1e999999999", load(_cell("1e999999999")), 1, "reports[0].cells.ORG16: Số quá lớn"),
    Case("1e-999999999", load(_cell("1e-999999999")), 1, "reports[0].cells.ORG16: Chỉ tiêu này chỉ nhận số nguyên"),
    Case("half a person", load(_cell("0.5")), 1, "reports[0].cells.ORG16: Chỉ tiêu này chỉ nhận số nguyên"),
    Case("true as a count", load(_cell("true")), 1, "Không phải là một số"),
    Case("letters as a count", load(_cell('"nhiều"')), 1, "Không phải là một số"),
    Case("Arabic digits as a count", load(_cell('"١٢"')), 1, "Không phải là một số"),
    Case("a list as a count", load(_cell("[1]")), 1, "Không phải là một số"),
    # ── what they speak of ──
    Case("an unknown unit", load(_report(unit="không-có")), 1, "reports[0].unit: Không có đơn vị nào mang mã này"),
    Case("an unknown period", load(_report(period="2024-X9")), 1, "reports[0].period: Mã kỳ «2024-X9» không đúng"),
    Case("an unknown indicator", load(_cell("1", "ORG999")), 1, "Danh mục không có chỉ tiêu này"),
    Case(
        "an indicator of other units",
        load(_cell("1", "FIN02")),
        1,
        "reports[0].cells.FIN02: Đơn vị loại này không báo cáo",
    ),
    Case("a report twice", load(federation(reports=[REPORT, REPORT])), 1, "reports[1]: Trùng với reports[0]"),
    Case("a closed period", load(_report(period=CLOSED)), 1, "Kỳ này đã khóa"),
    Case("a state that there is not", load(_report(state="closed")), 1, "Chỉ nhận một trong các từ"),
    Case(
        "one person for both hands",
        load(_report(state="accepted", typed_by="both", accepted_by="both")),
        1,
        "không được tự tiếp nhận",
    ),
    Case(
        "accepted before submitted",
        load(_report(submitted_at="2024-06-02", accepted_at="2024-06-01")),
        1,
        "Tiếp nhận trước khi nộp",
    ),
    Case("a unit that exists", load(_unit(code="SCHOOL")), 1, "đã có trong hệ thống"),
    Case("a unit under itself", load(_unit(parent="new")), 1, "vòng tròn"),
    Case(
        "units in a circle",
        load(federation(units=[UNIT | {"parent": "b"}, UNIT | {"code": "b", "parent": "new"}])),
        1,
        "vòng tròn",
    ),
    Case("NUL in a name", load(_unit(name="A\0B")), 1, "units[0].name: Ký tự thứ 2 là ký tự ẩn"),
    Case("a right-to-left mark in a name", load(_unit(name="\u202eA")), 1, "dấu đổi chiều chữ ẩn"),
    Case("half a surrogate in a name", load(_unit(name="@").replace(b"@", b"\\ud800")), 1, "ký tự ẩn"),
    Case("a day that there is not", load(_unit(founded_on="2019-02-30")), 1, "Không phải là một ngày"),
    Case("a target for a month", load(_target(period=MONTH)), 1, "targets[0].period: Chỉ tiêu được giao cho cả năm"),
    Case("a negative target", load(_target(assigned=-5)), 1, "targets[0].assigned: Số nhỏ hơn mức thấp nhất"),
    Case("a target without an amount", load(_target(assigned=None)), 1, "Chưa có số giao"),
    Case(
        "good units beside one bad report",
        load(federation(units=[UNIT], reports=[REPORT | {"unit": "không-có"}])),
        1,
        "Tệp có 1 chỗ sai, chưa ghi gì",
    ),
    # ── asking for figures ──
    Case(
        "figures of nobody",
        command("figures", "--unit", "không có", "--period", MONTH),
        2,
        "Không có đơn vị nào mang mã hoặc tên",
    ),
    Case(
        "figures of no period",
        command("figures", "--unit", "city", "--period", "2024-M13"),
        2,
        "Mã kỳ «2024-M13» không đúng",
    ),
    Case(
        "figures of a name with NUL",
        command("figures", "--unit", "a\0b", "--period", MONTH),
        2,
        "Không có đơn vị nào mang mã hoặc tên",
    ),
]
