"""What forbids a plan is said for every change that cannot be made."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.org.plans import APRIL, HALF, done, plan, wrong
from tests.org.units import BASE, new, place
from thidua.org import reorganising
from thidua.org.plans import End, Weight
from thidua.org.rules import WHOLE
from thidua.org.services import place_units

pytestmark = pytest.mark.django_db


def test_a_plan_must_say_something():
    assert wrong(plan()) == ["Danh sách chưa có thay đổi nào. Hãy thêm ít nhất một thay đổi."]


def test_a_plan_counts_from_its_day_or_later():
    place("city", "a under city")
    assert "không được trước ngày có hiệu lực 01/01/2020" in wrong(plan(counts_from=BASE, moved={"a": ""}))[0]


CASES: list[tuple[dict[str, Any], str]] = [
    ({"moved": {"x9": "b"}}, "Không có đơn vị nào mang mã «x9»"),
    ({"moved": {"a": "x9"}}, "Không có đơn vị nào mang mã «x9»"),
    ({"renamed": {"x\0": ("Tên", "")}}, "Không có đơn vị nào mang mã «x»"),
    ({"ended": {"b": End("nhập", (("x9", WHOLE),))}}, "Không có đơn vị nào mang mã «x9»"),
    ({"divided": {"x9": (("x9", HALF), ("b", HALF))}}, "Không có đơn vị nào mang mã «x9»"),
    ({"moved": {"gone": "b"}}, "Đơn vị gone đã kết thúc"),
    ({"moved": {"a": "gone"}}, "Đơn vị gone đã kết thúc"),
    ({"divided": {"gone": (("gone", HALF), ("b", HALF))}}, "Đơn vị gone đã kết thúc"),
    ({"moved": {"moved": "b"}}, "Ngày thay đổi moved phải sau 01/06/2020"),
    ({"ended": {"moved": End("giải thể")}}, "Ngày thay đổi moved phải sau 01/06/2020"),
    ({"moved": {"a": "later"}}, "Ngày 01/01/2020 chưa có đơn vị later"),
    ({"founded": (new("n", "later"),)}, "Ngày 01/01/2020 chưa có đơn vị later"),
    ({"divided": {"later": (("later", HALF), ("b", HALF))}}, "Ngày 01/01/2020 chưa có đơn vị later"),
    ({"ended": {"b": End("nhập", (("later", WHOLE),))}}, "later kế tục b nên phải đang hoạt động"),
    ({"ended": {"b": End("nhập", (("gone", WHOLE),))}}, "gone kế tục b nên phải đang hoạt động"),
    ({"ended": {"b": End("nhập", (("c", WHOLE),)), "c": End("giải thể")}}, "c kế tục b nên phải đang hoạt động"),
    ({"moved": {"a": "team"}}, "team nằm dưới a nên không thể là cấp trên"),
    ({"moved": {"a": "a"}}, "a nằm dưới a nên không thể là cấp trên"),
    ({"moved": {"a": "n"}, "founded": (new("n", "team"),)}, "n nằm dưới a nên không thể là cấp trên"),
    ({"ended": {"a": End("giải thể")}}, "Còn 1 đơn vị đứng dưới a (CĐ team…)"),
    ({"ended": {"c": End("giải thể")}, "moved": {"a": "c"}}, "Đơn vị c kết thúc trong danh sách này nên a không về đó"),
    ({"ended": {"c": End("giải thể")}, "founded": (new("n", "c"),)}, "Đơn vị cấp trên c đã kết thúc ngày 01/01/2020"),
    ({"ended": {"c": End("giải thể")}, "moved": {"c": "b"}}, "Đơn vị c kết thúc trong danh sách này nên không đổi gì"),
    ({"ended": {"b": End("chia", (("a", HALF), ("c", HALF - 1)))}}, "kế tục b phải dương và cộng lại đúng 100%"),
    ({"ended": {"b": End("chia", (("a", WHOLE), ("c", 0)))}}, "kế tục b phải dương và cộng lại đúng 100%"),
    ({"ended": {"b": End("chia", (("a", HALF), ("a", HALF)))}}, "Mỗi đơn vị kế tục b nêu một lần"),
    ({"ended": {"b": End("chia", (("b", WHOLE),))}}, "Mỗi đơn vị kế tục b nêu một lần"),
    (
        {"divided": {"b": (("b", HALF), ("c", HALF)), "c": (("c", HALF), ("b", HALF))}},
        "Các đơn vị b, c giao phần cho nhau trong cùng một ngày",
    ),
    ({"divided": {"b": (("a", HALF), ("c", HALF))}}, "Đơn vị b tách ra thì giữ một phần"),
    ({"divided": {"b": (("b", WHOLE),)}}, "Đơn vị b tách ra thì giữ một phần"),
    ({"divided": {"b": ()}}, "kế tục b phải dương và cộng lại đúng 100%"),
    ({"founded": (new("a", "city"),)}, "Mã a đã có trong hệ thống"),
    ({"founded": (new("n", "city"), new("N", "city"))}, "Mã N đã dùng ở một dòng trên"),
    ({"founded": (new("n", "x9"),)}, "Không có đơn vị cấp trên nào mang mã x9"),
    ({"founded": (new("n", "city"),), "renamed": {"n": ("Tên", "")}}, "Đơn vị n được thành lập ngay trong danh sách"),
    ({"founded": (new("n", "city", name="\u202eTên"),)}, "dấu đổi chiều chữ ẩn"),
    ({"moved": {"a": "city"}}, "Đơn vị a đang đứng đúng ở đó"),
    ({"moved": {"city": ""}}, "Đơn vị city đang đứng đúng ở đó"),
    ({"renamed": {"a": ("Công đoàn  a", "")}}, "Đơn vị a đang mang đúng tên này"),
    ({"renamed": {"a": (" ", "")}}, "Thiếu tên. Hãy nhập tên mới của đơn vị a"),
    ({"renamed": {"a": ("\u202eTên", "")}}, "dấu đổi chiều chữ ẩn"),
    ({"ended": {"b": End("x" * 201)}}, "200"),
    ({"moved": {"a": "b", "A": "c"}}, "Đơn vị a được nêu hai lần"),
    ({"ended": {"heir": End("giải thể")}}, "Đơn vị heir đã giao hoặc nhận kế tục ngày 01/06/2020"),
    (
        {"moved": {"slow": "b"}, "counts_from": date(2020, 2, 1)},
        "Thay đổi trước của đơn vị slow tính từ ngày 01/04/2020",
    ),
    (
        {"moved": {"a": "young"}, "counts_from": date(2020, 2, 1)},
        "Đơn vị young chỉ tính vào số liệu từ ngày 01/04/2020",
    ),
]


@pytest.fixture
def stage() -> None:
    """A tree in which every rule can be broken on New Year's Day of 2020."""
    place(
        *("city", "a under city", "team under a", "b under city", "c under city", "gone under city"),
        *("moved under city", "heir under city", "slow under city"),
    )
    place_units(rows=[new("later", "city", founded_on=date(2020, 3, 1))], by=None)
    done(plan(date(2019, 5, 1), ended={"gone": End("giải thể")}))
    done(plan(date(2019, 6, 1), APRIL, moved={"slow": "c"}, founded=(new("young", "city"),)))
    done(plan(date(2020, 6, 1), moved={"moved": "c"}, divided={"heir": (("heir", HALF), ("moved", HALF))}))


@pytest.mark.parametrize(("changes", "sentence"), CASES, ids=[sentence for _changes, sentence in CASES])
def test_what_cannot_be_done_is_said(stage, changes, sentence):
    errors = wrong(plan(**changes))
    assert any(sentence in error for error in errors), errors


def test_everything_that_is_wrong_is_said_with_the_code_of_its_unit(stage):
    errors = [
        note
        for note in reorganising.preview(plan(moved={"a": "team", "b": "x9"}, ended={"gone": End("giải thể")}))
        if note.weight is Weight.ERROR
    ]
    assert {note.examples for note in errors} == {("a",), ("b",), ("gone",)}
    assert {note.about for note in errors} == {"units"}


def test_a_circle_that_closes_only_later_is_foreseen():
    place("city", "a under city", "b under city")
    done(plan(APRIL, moved={"b": "a"}))

    assert "b nằm dưới a nên không thể là cấp trên" in wrong(plan(moved={"a": "b"}))[0]


def test_a_child_that_leaves_only_later_keeps_its_unit_alive():
    place("city", "a under city", "child under a")
    done(plan(APRIL, moved={"child": "city"}))

    assert "Còn 1 đơn vị đứng dưới a" in wrong(plan(ended={"a": End("giải thể")}))[0]


def test_a_child_that_left_but_still_counts_keeps_its_unit_counting():
    place("city", "a under city", "child under a")
    done(plan(date(2019, 12, 1), APRIL, moved={"child": "city"}))

    assert "đã rời a nhưng còn tính ở đó đến ngày 01/04/2020" in wrong(plan(ended={"a": End("giải thể")}))[0]
    done(plan(counts_from=APRIL, ended={"a": End("giải thể")}))


def test_a_circle_that_closes_only_in_figures_is_foreseen():
    place("city", "a under city", "b under a")
    done(plan(date(2019, 12, 1), APRIL, moved={"b": "city"}))

    assert "b còn tính dưới a trong số liệu" in wrong(plan(moved={"a": "b"}))[0]
    done(plan(counts_from=APRIL, moved={"a": "b"}))
