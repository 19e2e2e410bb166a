"""The board: what it counts, who sees it, how its rows are chosen, and that it stays as quick with more units."""

from __future__ import annotations

import pytest

from tests import people
from tests.targets.conftest import give, signed_in
from thidua.indicators.queries import catalogue

pytestmark = pytest.mark.django_db
BOARD = "/chi-tieu/bang/city/2024/"


@pytest.fixture
def officer(city):
    """The city's officer with a board on which ORG21 is spread but for 10 and ORG24 not at all."""
    give(city["district_a"], "ORG21", 5)
    give(city["district_b"], "ORG21", 25)
    return signed_in(people.officer(city["city"]))


def rows(page) -> dict[str, object]:
    return {row.code: row for _area, found in page.context["groups"] for row in found}


def test_rows_show_the_unit_beside_its_children(officer):
    page = officer.get(BOARD)
    row = rows(page)["ORG21"]

    assert (row.assigned, row.result, row.percent, row.remainder) == ("40", "8", "20%", "10")
    assert [(cell.name, cell.assigned, cell.percent) for cell in row.cells] == [
        ("district_a", "5", "120%"),
        ("district_b", "25", "8%"),
    ]
    # 8 after one month of twelve: 31 days of 366.
    assert row.projection == "94"


def test_targets_reached_are_counted_by_row_by_child_and_for_the_board(officer):
    page = officer.get(BOARD)

    assert (rows(page)["ORG21"].reached.reached, rows(page)["ORG21"].reached.of) == (1, 2)
    assert [(h.child.code, h.reached.reached, h.reached.of) for h in page.context["headings"]] == [
        ("district_a", 1, 1),
        ("district_b", 0, 1),
    ]
    assert (page.context["reached"].reached, page.context["reached"].of) == (0, 2)


def test_the_count_of_a_row_takes_in_children_of_other_pages(officer, city, monkeypatch):
    monkeypatch.setattr("thidua.targets.board.CHILDREN_A_PAGE", 1)

    first, second = officer.get(BOARD), officer.get(BOARD, {"trang": "2"})

    assert [len(page.context["headings"]) for page in (first, second)] == [1, 1]
    assert rows(first)["ORG21"].reached == rows(second)["ORG21"].reached
    assert rows(second)["ORG21"].cells[0].name == "district_b"
    assert officer.get(BOARD, {"mo": "district_b"}).context["headings"][0].opened


def test_every_row_has_as_many_cells_when_a_child_is_open(officer, city):
    give(city["district_b"], "ORG24", 3)
    page = officer.get(BOARD, {"mo": "district_a"}).content.decode()

    header = page.split("<thead>")[1].split("</thead>")[0]
    columns = header.count('scope="col"')
    lines = [line.split("</tr>")[0] for line in page.split("<tr>")[1:] if 'scope="row"' in line.split("</tr>")[0]]
    assert len(lines) == 3  # two indicators and the foot
    assert {line.count("<td") + 1 for line in lines} == {columns}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"tim": "KET NAP"}, {"ORG21"}),
        ({"tim": "không có gì như vậy"}, set()),
        ({"tinh-trang": "con-lai"}, {"ORG21"}),
        ({"tinh-trang": "dat"}, set()),
        ({"linh-vuc": "ZZ"}, set()),
        (
            {"tinh-trang": "x", "trang": "9999999999999999999", "mo": "'", "cot": "<b>", "tim": "\u202e%_" * 90},
            {"ORG21", "ORG24"},
        ),
        ({"trang": "-1", "cot-chon": "1"}, {"ORG21", "ORG24"}),
    ],
)
def test_rows_are_chosen_by_name_area_and_state(officer, asked, found):
    page = officer.get(BOARD, asked)

    assert page.status_code == 200
    assert set(rows(page)) == found


def test_money_is_in_millions_and_columns_can_be_left_out(officer, city):
    money = next(one for one in catalogue().indicators if one.measure_vi == "đồng" and one.kind == "flow")
    give(city["city"], money.code, 15_250_000)

    page = officer.get(BOARD, {"cot-chon": "1", "cot": "dat"})

    assert rows(page)[money.code].assigned == "15,25"
    assert "Chưa giao</th>" not in page.content.decode()
    assert "Đơn vị đạt</th>" in page.content.decode()


def test_everybody_lands_on_the_board_of_their_own_unit(officer, city):
    assert officer.get("/chi-tieu/bang/").headers["Location"].endswith("/chi-tieu/bang/city/2024/")
    assert signed_in(people.chair(city["school"])).get("/chi-tieu/bang/").headers["Location"].endswith("/chi-tieu/")


def test_an_empty_year_says_what_fills_it(officer):
    page = officer.get("/chi-tieu/bang/city/2023/")

    assert page.status_code in {200, 404}
    assert officer.get("/chi-tieu/bang/city/2024-Q1/").status_code == 404
    assert officer.get("/chi-tieu/bang/nowhere/2024/").status_code == 404


def test_whoever_only_looks_is_offered_nothing_to_change(city):
    give(city["district_a"], "ORG21", 5)
    page = signed_in(people.inspector(city["city"])).get(BOARD)

    assert page.status_code == 200
    assert not page.context["may_plan"]
    assert b'name="ct"' not in page.content


def test_the_number_of_statements_does_not_grow_with_units_and_indicators(
    officer, city, django_assert_max_num_queries, django_assert_num_queries
):
    officer.get(BOARD)
    with django_assert_max_num_queries(20) as few:
        officer.get(BOARD)
    count = len(few)
    for number in range(6):
        for code in ("ORG21", "ORG24", "WEL01", "ORG07"):
            give(city[f"office_{number}"], code, 5)

    officer.get(BOARD)
    with django_assert_num_queries(count):
        page = officer.get(BOARD)
    assert len(page.context["headings"]) == 8
