"""The comparative table: units down or across, all of them, with the figures of the database."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.test.utils import override_settings

from tests.documents.samples import pages_of, sizes_of
from tests.drafting.below import MONTH, assign, district_of_five, tables_of, text_of
from thidua.core.periods import parse
from thidua.documents.content import PageBreak, Table
from thidua.documents.rendering import pdf
from thidua.documents.rules import Kind
from thidua.drafting import comparison
from thidua.drafting.builders import BUILDERS
from thidua.drafting.tokens import resolve
from thidua.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    with override_settings(THIDUA_TODAY=None):
        yield district_of_five()


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def compared(units: dict[str, Unit], **options: str) -> Any:
    return BUILDERS[Kind.COMPARISON](units["district"], parse(MONTH), options)


def test_units_stand_down_with_their_figures(units):
    drafted = compared(units, indicators="ORG21,WEL01")
    rows = tables_of(drafted.content)[0]
    assert [row[1] for row in rows] == [*(f"school_{letter}" for letter in "abcde"), "Toàn đơn vị"]
    assert [row[2] for row in rows] == ["1", "2", "3", "4", "5", "15"]
    assert [row[3] for row in rows] == ["10", "20", "30", "40", "50", "150"]


def test_units_stand_across_where_that_is_asked_for(units):
    drafted = compared(units, across="units", indicators="ORG21,WEL01")
    table = next(block for block in drafted.content.blocks if isinstance(block, Table))
    assert [column.text for column in table.columns[3:]] == [*(f"school_{letter}" for letter in "abcde"), "Toàn đơn vị"]
    assert tables_of(drafted.content)[0][0][3:] == ["1", "2", "3", "4", "5", "15"]


def test_more_units_than_fit_are_continued_in_a_further_table(units, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_ACROSS", 2)
    found = tables_of(compared(units, across="units", indicators="ORG21").content)
    assert [table[0][3:-1] for table in found] == [["1", "2"], ["3", "4"], ["5"]]


def test_plans_have_a_column_and_sentences_name_their_indicator(units):
    for name, amount in (("district", 20), ("school_a", 1), ("school_b", 4)):
        assign(units[name], "ORG21", amount)
    drafted = compared(units, indicators="ORG21")
    table = next(block for block in drafted.content.blocks if isinstance(block, Table))
    assert [column.text for column in table.columns][-2:] == ["Thực hiện", "So với kế hoạch"]
    assert "Đoàn viên kết nạp mới: kết quả chung là 15 người, đạt 75% kế hoạch năm" in text_of(drafted.content)


def test_all_figures_are_tokens_that_say_the_same_when_asked_anew(units):
    tokens = list(compared(units).content.tokens())
    again = resolve(token.key for token in tokens)
    assert tokens
    assert [again[token.key].text for token in tokens] == [token.text for token in tokens]


def test_it_lies_across_from_its_first_page(units):
    drafted = compared(units)
    assert drafted.content.blocks[0] == PageBreak("trang-ngang", landscape=True)
    made = pdf(drafted.frame, drafted.content)
    assert set(sizes_of(made)) == {(297, 210)}
    assert "BÁO CÁO" in pages_of(made)[0]
