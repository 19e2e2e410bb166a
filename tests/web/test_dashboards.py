"""Charts, areas, the committee's page, comparisons and their Excel files."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.web.world import QUARTER, write
from thidua.core.periods import Calendar
from thidua.exchange.writing import write_workbook
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Direction
from thidua.indicators.services import ensure_periods
from thidua.org.models import Placement
from thidua.targets.services import Grounds, assign_target
from thidua.web.dashboards.children_charts import MOST_STEPS, ranks
from thidua.web.dashboards.tables import Cell, Head, Row, Table
from thidua.web.dashboards.workbooks import sheet_of

pytestmark = pytest.mark.django_db
CHARTS = "/don-vi/city/bieu-do/ORG21/"


def texts(charts):
    return {chart.id: list(chart.table.texts()) for chart in charts}


def sheet(answer) -> list[list]:
    """The rows of an answered workbook."""
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return rows_in(answer.content)


def rows_in(content: bytes) -> list[list]:
    """The rows above the line that names the source."""
    *rows, source = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert source[0].startswith("Nguồn: Thi Đua, ")
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


# ── Charts ───────────────────────────────────────────────────────────────────
def test_the_steps_of_the_waterfall_lead_from_last_year_to_now(units, client_of):
    page = client_of(people.officer(units["city"])).get(CHARTS, {"ky": QUARTER})

    assert texts(page.context["charts"])["chart-change"] == [
        ("QI/2023", "80"),
        ("district_b", "+40"),
        ("district_a", "-20"),
        ("QI/2024", "100"),
    ]


def test_the_pace_goes_on_to_the_years_end_and_the_trend_has_last_year(units, client_of):
    page = client_of(people.officer(units["city"])).get(CHARTS, {"ky": QUARTER})
    rows = texts(page.context["charts"])

    assert rows["chart-pace"][:3] == [
        ("T1/2024", "90", "34", "–"),
        ("T2/2024", "100", "66", "100"),
        ("T3/2024", "–", "99", "130"),
    ]
    assert rows["chart-trend"][:2] == [("T1", "90", "80"), ("T2", "10", "–")]


def test_ranks_go_the_way_that_is_better_and_equals_share_theirs():
    values = {1: Fraction(5), 2: Fraction(9), 3: Fraction(9), 4: None, 5: Fraction(1)}

    assert ranks(Indicator(direction=Direction.MORE), values) == {2: 1, 3: 1, 1: 3, 5: 4}
    assert ranks(Indicator(direction=Direction.LESS), values) == {5: 1, 1: 2, 2: 3, 3: 3}


def test_many_units_are_grouped_and_the_steps_still_sum_exactly(client_of, django_assert_max_num_queries):
    reports.forms()
    names = [f"school_{n}" for n in range(MOST_STEPS + 12)]
    units = tree(*(f"province > {name}" for name in names))
    for code in ("2023-M01", "2024-M01"):
        reports.opened(code)
    write(units, "2023-M01", {name: {"ORG21": 7 * n} for n, name in enumerate(names)})
    write(units, "2024-M01", {name: {"ORG21": 3 + n * n} for n, name in enumerate(names)})
    client = client_of(people.officer(units["province"]))
    client.get(CHARTS.replace("city", "province"), {"ky": "2024-M01"})

    with django_assert_max_num_queries(16):
        page = client.get(CHARTS.replace("city", "province"), {"ky": "2024-M01"})

    steps = texts(page.context["charts"])["chart-change"]
    first, *moves, last = [int(number.replace(".", "")) for _name, number in steps]
    assert len(moves) == MOST_STEPS + 1
    assert steps[-2][0] == "Còn lại"
    assert first + sum(moves) == last == sum(3 + n * n for n in range(len(names)))
    assert [table.id for table in page.context["tables"]] == ["chart-best", "chart-worst"]


def test_a_rate_is_not_taken_apart(units, client_of):
    page = client_of(people.officer(units["city"])).get("/don-vi/city/bieu-do/ORG25/", {"ky": QUARTER})

    assert page.status_code == 200
    assert "chart-change" not in texts(page.context["charts"])


def test_the_unit_page_asks_for_charts_later_and_gets_a_fragment(units, client_of):
    client = client_of(people.officer(units["city"]))
    page = client.get("/don-vi/city/", {"ky": QUARTER, "bieu-do": "ORG21"})
    part = client.get(page.context["charts_url"], headers={"HX-Request": "true"})

    assert f'hx-get="{page.context["charts_url"]}"' in page.content.decode().replace("&amp;", "&")
    assert "thidua-chart" not in page.content.decode()
    assert part.content.decode().lstrip().startswith("<section")
    assert client.get("/don-vi/city/bieu-do/NO-SUCH/").status_code == 404
    assert client.get(CHARTS, {"ky": QUARTER, "tai": "no-such"}).status_code == 404


# ── Excel ────────────────────────────────────────────────────────────────────
def test_a_shown_table_is_taken_away_with_numbers_as_numbers(units, client_of):
    client = client_of(people.officer(units["city"]))
    rows = sheet(client.get("/don-vi/city/", {"ky": QUARTER, "tai": "ket-qua"}))

    assert rows[0][0].startswith("Kết quả")
    assert [row[0] for row in rows[1:5]] == [
        "Đơn vị: city",
        "Kỳ: Quý I/2024",
        "Số liệu đến: 31/03/2024",
        "Cơ sở: Chính thức",
    ]
    line = next(row for row in rows if row[0] == catalogue().by_code["ORG21"].name)
    assert line[2:5] == [100, 100, 400]
    assert line[6:8] == [0.25, 0.25]


def test_no_text_becomes_a_formula():
    names = ("=1+1", "+84", "-1", "@sum", "http://x.vn")
    table = Table(
        "t", "=cmd|' /C calc'!A0", (("=a", "=b"),), "=c", (Head("=d"),), tuple(Row(n, (Cell(n),)) for n in names)
    )
    written = BytesIO()
    write_workbook(sheet_of(table), written, source="Nguồn: Thi Đua, đâu đó")
    rows = rows_in(written.getvalue())

    assert [tuple(row[:2]) for row in rows[-len(names) :]] == [(n, n) for n in names]
    assert b"<f>" not in ZipFile(written).read("xl/worksheets/sheet1.xml")


def test_a_charts_table_is_the_one_on_the_page(units, client_of):
    rows = sheet(client_of(people.officer(units["city"])).get(CHARTS, {"ky": QUARTER, "tai": "chart-change"}))

    assert [row[:2] for row in rows[-4:]] == [
        ["QI/2023", 80],
        ["district_b", 40],
        ["district_a", -20],
        ["QI/2024", 100],
    ]


# ── Areas ────────────────────────────────────────────────────────────────────
def test_an_area_stands_over_all_units_with_ranks(units, client_of):
    client = client_of(people.officer(units["city"]))
    page = client.get("/linh-vuc/ORG/", {"don-vi": "city", "ky": "2024-M01", "theo": "ORG21"})

    assert [row.name for row in page.context["rows"]] == ["district_a", "district_b"]
    at = [column.code for column in page.context["columns"]].index("ORG21")
    cells = [row.cells[at] for row in page.context["rows"]]
    assert [(cell.value.text, cell.rank) for cell in cells] == [("50", 1), ("40", 2)]
    assert cells[0].change.text == "giảm 37,5%"
    rows = sheet(client.get("/linh-vuc/ORG/", {"don-vi": "city", "ky": "2024-M01", "tai": "ma-tran"}))
    assert [row[0] for row in rows[-2:]] == ["district_a", "district_b"]


def test_an_area_is_narrowed_by_names_without_accents_and_by_missing_reports(client_of):
    reports.forms()
    units = tree("province > dong-da", "province > ha-dong")
    Placement.objects.filter(unit=units["dong-da"]).update(name="CĐCS Đống Đa", short_name="Đống Đa")
    reports.opened("2024-M01")
    write(units, "2024-M01", {"dong-da": {"ORG21": 4}})
    client = client_of(people.officer(units["province"]))
    asked = {"don-vi": "province", "ky": "2024-M01"}

    assert [r.name for r in client.get("/linh-vuc/ORG/", asked | {"tim": "CDCS DONG"}).context["rows"]] == ["Đống Đa"]
    assert [r.name for r in client.get("/linh-vuc/ORG/", asked | {"thieu": "1"}).context["rows"]] == ["ha-dong"]
    nothing = client.get("/linh-vuc/ORG/", asked | {"tim": "zzz"})
    assert "Không đơn vị nào khớp" in nothing.content.decode()


def test_a_specialist_is_led_to_her_own_area(units, client_of):
    user = people.specialist(units["city"], "WEL")
    answer = client_of(user).get("/linh-vuc/-/")

    assert answer.headers["Location"] == "/linh-vuc/WEL/?don-vi=city"
    assert client_of(user).get("/linh-vuc/NO/", {"don-vi": "city"}).status_code == 404


# ── The committee's page ─────────────────────────────────────────────────────
def test_the_committee_reads_sentences_made_of_figures(units, client_of):
    client = client_of(people.leader(units["city"]))
    page = client.get(f"/hop-thuong-truc/city/{QUARTER}/")
    lines = {key: lines for key, _title, _icon, _tone, lines in page.context["groups"]}

    assert [(line.value, line.words) for line in lines["ahead"]] == [
        ("100 người", "đạt 25% kế hoạch, tăng 25% so với cùng kỳ")
    ]
    assert "đơn vị trực thuộc được tiếp nhận đủ" in page.content.decode()
    assert any("còn thiếu" in line.words for line in page.context["attention"])
    rows = sheet(client.get(f"/hop-thuong-truc/city/{QUARTER}/", {"tai": "chi-tieu"}))
    assert rows[-1][1:5] == [100, 400, 0.25, 0.25]


def test_what_is_late_says_where_it_leads(units, client_of):
    assign_target(
        unit=units["district_a"],
        indicator=catalogue().by_code["ORG21"],
        period=ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"],
        amount=1000,
        grounds=Grounds(on=date(2024, 1, 2)),
        by=people.person("confederation"),
    )
    client = client_of(people.leader(units["city"]))
    page = client.get(f"/hop-thuong-truc/district_a/{QUARTER}/")
    at_risk = page.context["groups"][0][4]

    assert at_risk[0].words == "đạt 6% kế hoạch, giảm 25% so với cùng kỳ, giữ nhịp này thì cả năm đạt khoảng 24%"
    above = client.get(f"/hop-thuong-truc/city/{QUARTER}/")
    assert above.context["attention"][0].words.startswith("1 chỉ tiêu có nguy cơ không đạt (")


# ── Comparison ───────────────────────────────────────────────────────────────
COMPARED = {"don-vi": ["district_a", "district_b"], "ky": ["2023-M01", "2024-M01"], "chi-tieu": ["ORG21"]}


def test_units_and_periods_stand_side_by_side(units, client_of):
    client = client_of(people.officer(units["city"]))
    page = client.get("/so-sanh/", COMPARED)

    assert list(page.context["table"].texts()) == [("district_a", "80", "50"), ("district_b", "–", "40")]
    rows = sheet(client.get("/so-sanh/", COMPARED | {"tai": "so-sanh"}))
    assert rows[-2][:3] == ["district_a", 80, 50]
    changed = client.get("/so-sanh/", COMPARED | {"so": "cung-ky"}).context["table"]
    assert next(changed.texts())[2] == "giảm 37,5%"
    drawn = client.get("/so-sanh/", COMPARED | {"dang": "cot"}).context["charts"]
    assert [series["data"] for series in drawn[0].option["series"]] == [[80.0, None], [50.0, 40.0]]


def test_others_see_of_a_link_only_what_they_may(units, client_of):
    page = client_of(people.officer(units["district_b"])).get("/so-sanh/", COMPARED)

    assert [unit.code for unit in page.context["comparison"].units] == ["district_b"]
    assert page.context["comparison"].hidden == 1
    assert "ngoài phạm vi bạn được xem" in page.content.decode()
    assert "district_a" not in page.content.decode().replace("don-vi=district_a", "").replace('value="district_a"', "")


def test_pickers_search_without_accents_and_every_hit_is_an_address(units, client_of):
    client = client_of(people.officer(units["city"]))
    part = client.get(
        "/so-sanh/", COMPARED | {"tim-chi-tieu": "DOAN VIEN", "phan": "chi-tieu"}, headers={"HX-Request": "true"}
    )
    hits = re.findall(r'href="([^"]+)"', part.content.decode())

    assert part.content.decode().lstrip().startswith('<ul class="picker-hits" id="hits-chi-tieu"')
    assert hits
    assert all(hit.startswith("/so-sanh/?don-vi=district_a&amp;") for hit in hits)
    assert client.get("/so-sanh/", {"don-vi": "x" * 99, "ky": "nonsense", "chi-tieu": "?"}).status_code == 200


def test_a_comparison_asks_as_much_for_many_units_as_for_one(client_of, django_assert_max_num_queries):
    reports.forms()
    names = [f"school_{n}" for n in range(24)]
    units = tree(*(f"province > {name}" for name in names))
    reports.opened("2024-M01")
    write(units, "2024-M01", {name: {"ORG21": n} for n, name in enumerate(names)})
    client = client_of(people.officer(units["province"]))

    with django_assert_max_num_queries(22):
        page = client.get("/so-sanh/", {"don-vi": names, "ky": "2024-M01", "chi-tieu": "ORG21"})

    assert len(page.context["table"].rows) == 24


def test_there_is_no_waterfall_without_last_year(units, client_of):
    page = client_of(people.officer(units["city"])).get(CHARTS, {"ky": "2024-M02"})

    assert "chart-change" not in texts(page.context["charts"])
