"""The notice of results: who is ranked where, what is said of the whole, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tests.documents.samples import pages_of, word_text
from tests.drafting.below import MONTH, assign, district_of_five, fold, tables_of, text_of
from tests.factories.reports import report_of
from tests.factories.tree import tree
from tests.people import officer
from thidua.core.periods import parse
from thidua.documents.content import Heading, PageBreak, Table
from thidua.documents.rendering import pdf, word
from thidua.documents.rules import Kind
from thidua.drafting.builders import BUILDERS
from thidua.drafting.errors import NothingToReport
from thidua.drafting.tokens import resolve
from thidua.org.models import Unit
from thidua.reporting.services.reversal import undo_acceptance

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    with override_settings(THIDUA_TODAY=None):
        yield district_of_five()


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def notice(units: dict[str, Unit], **options: str) -> Any:
    return BUILDERS[Kind.RESULTS](units["district"], parse(MONTH), options)


def aim(units: dict[str, Unit], **amounts: int) -> None:
    for name, amount in amounts.items():
        assign(units[name], "ORG21", amount)


def test_units_are_ranked_by_their_per_cent_of_plan_and_equal_ones_together(units):
    # 1/1, 2/4, 3/4, 4/4: 100, 50, 75, 100 per cent; the fifth has no target.
    aim(units, district=20, school_a=1, school_b=4, school_c=4, school_d=4)
    drafted = notice(units, indicators="ORG21")
    rows = tables_of(drafted.content)[0]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("1", "school_a", "100%"),
        ("1", "school_d", "100%"),
        ("3", "school_c", "75%"),
        ("4", "school_b", "50%"),
        ("–", "school_e", "–"),
        ("", "Toàn đơn vị", "75%"),
    ]
    text = text_of(drafted.content)
    assert "Kết quả chung là 15 người, đạt 75% kế hoạch năm" in text
    assert "Có 2/4 đơn vị đạt chỉ tiêu năm được giao" in text
    assert "school_a (100%)" in text
    assert "school_b (50%)" in text
    assert drafted.title == "Kết quả thực hiện chỉ tiêu kế hoạch năm của các đơn vị trực thuộc tháng 2/2024"
    assert drafted.frame.kind_text == "Thông báo"
    assert drafted.frame.symbol.startswith("TB-")


def test_every_figure_and_rank_is_a_token_that_says_the_same_when_asked_anew(units):
    aim(units, district=20, school_a=1, school_b=4, school_c=4)
    tokens = list(notice(units, indicators="ORG21,WEL01").content.tokens())
    assert {key.split(":")[0] for key in (token.key for token in tokens)} >= {"rank", "cell-since", "share", "best"}
    again = resolve(token.key for token in tokens)
    assert [again[token.key].text for token in tokens] == [token.text for token in tokens]


def test_several_targets_stand_beside_each_other_on_a_page_that_lies_across(units):
    aim(units, district=20, school_a=1, school_b=4)
    for name in ("district", "school_a", "school_b"):
        assign(units[name], "WEL01", 100)
    drafted = notice(units, indicators="ORG21,WEL01")
    breaks = [block for block in drafted.content.blocks if isinstance(block, PageBreak)]
    table = next(block for block in drafted.content.blocks if isinstance(block, Table))
    assert [one.landscape for one in breaks] == [True]
    assert len({column.group for column in table.columns}) == 3
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert [row.cells[1][0] for row in table.rows][:2] == ["school_a", "school_b"]


def test_without_targets_nothing_is_ranked_and_nothing_is_said_of_plans(units):
    drafted = notice(units)
    text = text_of(drafted.content)
    assert drafted.title.startswith("Kết quả hoạt động")
    for word_ in ("kế hoạch", "chỉ tiêu", "Thứ bậc"):
        assert word_ not in text
    assert not any(token.key.startswith("rank:") for token in drafted.content.tokens())


def test_who_owes_a_report_is_counted_and_not_ranked(units):
    undo_acceptance(report_ids=[report_of(units["school_b"], MONTH).pk], by=officer(units["district"]))
    fold()
    aim(units, district=20, school_a=1, school_b=1, school_c=4)
    drafted = notice(units, indicators="ORG21")
    ranks = {row[1]: row[0] for row in tables_of(drafted.content)[0]}
    assert ranks["school_b"] == "–"
    assert "báo cáo chưa được tiếp nhận nên chưa có trong số liệu" in text_of(drafted.content)


def test_statements_do_not_grow_with_units(units, settings):
    aim(units, district=20, school_a=1, school_b=4)
    notice(units)
    with CaptureQueriesContext(connection) as few:
        notice(units, indicators="ORG21")
    with CaptureQueriesContext(connection) as more:
        notice(units, indicators="ORG21,WEL01,ORG18")
    assert len(more) <= len(few) + 2


def test_nothing_below_means_nothing_to_draft(units):
    for unit in (units["school_a"], tree("alone")["alone"]):
        with pytest.raises(NothingToReport):
            BUILDERS[Kind.RESULTS](unit, parse(MONTH), {})


def test_it_is_printed_with_annex_after_the_signature(units):
    aim(units, district=20, school_a=1, school_b=4, school_c=4, school_d=4)
    drafted = notice(units, indicators="ORG21")
    frame = replace(drafted.frame, signer="Nguyễn Thị Hằng")
    pages = pages_of(pdf(frame, drafted.content))
    assert "Nguyễn Thị Hằng" in pages[0]
    assert "Phụ lục" in pages[1]
    assert any(isinstance(block, Heading) and block.text.startswith("Phụ lục") for block in drafted.content.blocks)
    assert "school_d" in word_text(word(frame, drafted.content))
