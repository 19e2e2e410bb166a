"""Both readings of the past on every page and in every file of figures: the switch, the label, the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from tests import people
from tests.web.changed import BEFORE, LAST_YEAR, changed
from thidua.core import clock
from thidua.figures import restating
from thidua.figures.models import Restatement
from thidua.org.models import Unit

pytestmark = pytest.mark.django_db
WAS, NOW = "Theo cây của từng kỳ", "Theo cây hiện nay"
UNIT = f"/don-vi/city/?ky={BEFORE}"
PAGES = (
    UNIT,
    f"/don-vi/city/bieu-do/ORG21/?ky={BEFORE}",
    f"/linh-vuc/ORG/?don-vi=city&ky={BEFORE}",
    f"/hop-thuong-truc/city/{BEFORE}/?",
    f"/so-sanh/?don-vi=district_b&don-vi=clinic&ky={BEFORE}&chi-tieu=ORG21",
    f"/so-lieu/city/{BEFORE}/ORG21/?",
    "/chi-tieu/bang/city/2024/?",
)
FILES = (
    f"{UNIT}&tai=ket-qua",
    f"{UNIT}&tai=truc-thuoc",
    f"/don-vi/city/bieu-do/ORG21/?ky={BEFORE}&tai=chart-trend",
    f"/linh-vuc/ORG/?don-vi=city&ky={BEFORE}&tai=ma-tran",
    f"/hop-thuong-truc/city/{BEFORE}/?tai=chi-tieu",
    f"/so-sanh/?don-vi=district_b&don-vi=clinic&ky={BEFORE}&chi-tieu=ORG21&tai=so-sanh",
)


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    with override_settings(THIDUA_TODAY=date(2024, 5, 18)):
        yield changed()


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


@pytest.fixture
def client(units) -> Client:
    client = Client()
    client.force_login(people.officer(units["city"]))
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def children(page) -> list[tuple[str, str]]:
    return [(row.full_name, row.cells[0].value) for row in page.context["child_rows"]]


def tile(page) -> tuple[str, int | None]:
    first = page.context["tiles"][0]
    return first.tile, first.change


# ── What is offered and said ─────────────────────────────────────────────────
@pytest.mark.parametrize("page", PAGES)
def test_every_page_offers_both_readings_and_says_which_it_is(client, page):
    was, now = client.get(page), client.get(f"{page}&cay=nay")

    assert [(link.label, link.current) for link in was.context["tree"].links] == [(WAS, True), (NOW, False)]
    assert [(link.label, link.current) for link in now.context["tree"].links] == [(WAS, False), (NOW, True)]
    assert was.context["tree"].links[1].url.endswith("cay=nay")
    assert f'tree-tag">{WAS}' in text_of(was)
    assert f'tree-tag">{NOW}' in text_of(now)


@pytest.mark.parametrize("page", PAGES)
def test_links_to_figures_keep_the_reading(client, page):
    now = client.get(f"{page}&cay=nay")
    other = now.context["tree"].links[0].url
    links = re.findall(r'href="(/(?:don-vi|so-lieu|linh-vuc|hop-thuong-truc|so-sanh)/[^"]+)"', text_of(now))

    forgetful = {link for link in links if "cay=nay" not in link} - {other}
    assert links
    assert forgetful == set()


@pytest.mark.parametrize("file", FILES)
def test_every_file_says_in_whose_tree_it_is(client, file):
    for query, label in (("", WAS), ("&cay=nay", NOW)):
        rows = CalamineWorkbook.from_filelike(BytesIO(client.get(file + query).content)).get_sheet_by_index(0)
        assert f"Cây đơn vị: {label}" in [row[0] for row in rows.to_python()]


def test_a_saved_picture_has_the_reading_in_its_source(client):
    page = client.get(f"/don-vi/city/bieu-do/ORG21/?ky={BEFORE}&cay=nay")

    assert all(NOW in chart.source for chart in page.context["charts"])


def test_a_period_of_the_present_tree_alone_has_nothing_to_choose(client):
    page = client.get("/don-vi/school/?ky=2024-M03")
    asked = client.get("/don-vi/school/?ky=2024-M03&cay=nay")

    assert not page.context["tree"].shown
    assert "hai cách xem cho cùng số liệu" in asked.context["tree"].note


# ── The numbers ──────────────────────────────────────────────────────────────
def test_a_merge_of_120_and_80_reads_200_as_it_is_and_120_and_80_as_it_was(client):
    assert tile(client.get(f"/don-vi/clinic/?ky={BEFORE}")) == ("120", 100)
    assert tile(client.get(f"/don-vi/market/?ky={BEFORE}")) == ("80", 100)
    # Last year is read in the same tree: 60 and 40.
    assert tile(client.get(f"/don-vi/clinic/?ky={BEFORE}&cay=nay")) == ("200", 100)


def test_children_are_those_of_the_tree_that_is_read(client):
    assert children(client.get(UNIT)) == [("district_a", "100"), ("district_b", "150")]
    assert children(client.get(f"{UNIT}&cay=nay")) == [("district_b", "220")]
    quarter = "/don-vi/city/?ky=2024-Q1"
    assert children(client.get(quarter)) == [("district_a (đến hết 29/02/2024)", "100"), ("district_b", "153")]
    assert children(client.get(f"{quarter}&cay=nay")) == [("district_b", "223")]


def test_targets_follow_to_whoever_carries_a_unit_on(client):
    page = client.get(f"/don-vi/district_b/?ky={BEFORE}&cay=nay")
    board = client.get("/chi-tieu/bang/city/2024/?cay=nay")

    assert page.context["tiles"][0].target == "500"
    assert [heading.child.code for heading in board.context["headings"]] == ["district_b"]
    assert [cell.assigned for _area, rows in board.context["groups"] for row in rows for cell in row.cells] == ["500"]


def test_as_it_is_and_what_ended_make_what_it_was(client):
    for query in ("", "&cay=nay"):
        found = client.get(UNIT + query).context["reconciled"]
        line = found.first
        assert (line.as_it_is, line.ended, line.as_it_was, found.count) == ("220", "30", "250", 1)
    assert "Gồm 30 người (Đoàn viên kết nạp mới) của 1 đơn vị đã kết thúc" in text_of(client.get(UNIT))
    assert client.get(f"/don-vi/district_b/?ky={BEFORE}&cay=nay").context["reconciled"] is None


def test_a_figure_opens_to_children_of_the_tree_and_to_whom_the_unit_carries_on(client):
    district = client.get(f"/so-lieu/district_b/{BEFORE}/ORG21/?cay=nay")
    clinic = client.get(f"/so-lieu/clinic/{BEFORE}/ORG21/?cay=nay")
    city = client.get(f"/so-lieu/city/{BEFORE}/ORG21/?cay=nay")

    assert [(row.name, row.to_date) for row in district.context["rows"]] == [("clinic", "200"), ("school", "20")]
    assert [(one.name, one.value, one.share) for one in clinic.context["inherited"]] == [("market", "80", "toàn bộ")]
    assert (clinic.context["as_it_was"], clinic.context["rows"][0].to_date) == ("120", "200")
    assert city.context["without_heir"] == "30"


def test_a_comparison_reads_every_period_in_one_tree(client):
    asked = f"/so-sanh/?don-vi=clinic&don-vi=market&ky={LAST_YEAR}&ky={BEFORE}&chi-tieu=ORG21"

    assert list(client.get(asked).context["table"].texts()) == [("clinic", "60", "120"), ("market", "40", "80")]
    assert list(client.get(f"{asked}&cay=nay").context["table"].texts()) == [
        ("clinic", "100", "200"),
        ("market", "–", "–"),
    ]


def test_coverage_stands_with_whoever_carries_a_unit_on(client):
    was, now = (client.get(f"/hop-thu/bao-phu/{query}") for query in ("", "?cay=nay"))
    rows = {row.unit.code: row for row in was.context["coverage"].rows}
    carried = {row.unit.code for row in now.context["coverage"].rows}

    assert rows["district_a"].ended == "đến hết 29/02/2024"
    assert "district_a" not in carried
    assert "district_b" in carried
    assert NOW in text_of(now)


def test_a_saved_view_says_in_whose_tree_it_reads(client):
    client.post("/goc-nhin/luu/", {"name": "Hai quận", "path": f"{UNIT}&cay=nay"})

    assert f"· {NOW}" in text_of(client.get("/goc-nhin/"))


# ── A day of one's own ───────────────────────────────────────────────────────
def test_a_day_is_put_in_hand_and_shown_once_it_is_ready(client):
    asked = f"{UNIT}&cay=2024-02-10"
    waiting = client.get(asked)

    assert waiting.status_code == 202
    ready = re.search(r'hx-get="([^"]+)"', waiting.content.decode())[1]
    assert "HX-Refresh" not in client.get(ready).headers

    restating.compute(Restatement.objects.get(on=date(2024, 2, 10)).pk)

    assert client.get(ready).headers["HX-Refresh"] == "true"
    page = client.get(asked)
    assert page.context["tree"].label == "Theo cây ngày 10/02/2024"
    assert children(page) == [("district_a", "100"), ("district_b", "150")]


def test_a_day_is_put_in_hand_once_however_often_it_is_asked_for(client):
    for _time in range(3):
        client.get(f"{UNIT}&cay=2024-02-10")

    assert ProcrastinateJob.objects.filter(task_name="figures.compute_restatement").count() == 1


def test_who_reads_a_day_again_keeps_it(client):
    client.get(f"{UNIT}&cay=2024-02-10")
    day = Restatement.objects.filter(on=date(2024, 2, 10))
    day.update(asked_at=clock.now() - timedelta(days=20))

    with CaptureQueriesContext(connection) as asked:
        client.get(f"{UNIT}&cay=2024-02-10")

    assert day.get().asked_at > clock.now() - timedelta(days=1)
    assert sum("SKIP LOCKED" in query["sql"] for query in asked) == 1
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{UNIT}&cay=2024-02-10")
    assert not any(query["sql"].startswith(("UPDATE", "INSERT")) for query in asked)


def test_todays_tree_is_waited_for_while_a_change_of_it_is_taken_in(client):
    Restatement.objects.update(ready_at=None)
    asked = f"{UNIT}&cay=nay"
    waiting = client.get(asked)

    assert waiting.status_code == 202
    ready = re.search(r'hx-get="([^"]+)"', waiting.content.decode())[1]
    assert "HX-Refresh" not in client.get(ready).headers

    restating.refresh_current()

    assert client.get(ready).headers["HX-Refresh"] == "true"
    assert client.get(asked).context["tree"].label == NOW


@pytest.mark.parametrize(
    ("asked", "label"),
    [("2024-01-05", WAS), ("2030-01-01", NOW), ("ky", WAS), ("nonsense", WAS), ("2024-02-31", WAS)],
)
def test_days_that_cannot_be_meant_are_answered_all_the_same(client, asked, label):
    page = client.get(f"{UNIT}&cay={asked}")
    if page.status_code == 202:
        restating.compute(Restatement.objects.get(today=False).pk)
        page = client.get(f"{UNIT}&cay={asked}")

    assert page.context["tree"].label == label


def test_a_day_that_is_none_is_not_asked_about(client):
    assert client.get("/cay-don-vi-ngay/hom-nay/").status_code == 404


# ── Units that ended and began ───────────────────────────────────────────────
def test_an_ended_unit_says_when_why_and_who_carries_it_on(client):
    page = client.get(f"/don-vi/district_a/?ky={BEFORE}&cay=nay")
    end = page.context["kinship"][0]

    assert end.sentence == "Đơn vị hoạt động đến hết ngày 29/02/2024. Lý do: theo luật. Kế tục:"
    assert [(one.name, one.url) for one in end.relatives] == [("district_b", f"/don-vi/district_b/?ky={BEFORE}")]
    assert end.decision == "12/QĐ-LĐLĐ · Sắp xếp hai quận"
    assert page.context["tree"].links == ()
    assert page.context["tree"].label == WAS


def test_an_heir_names_whom_it_carries_on_and_a_unit_without_one_says_so(client):
    heir = client.get(f"/don-vi/district_b/?ky={BEFORE}&cay=nay").context["kinship"]
    gone = client.get(f"/don-vi/shop/?ky={BEFORE}").context["kinship"]

    assert heir[0].relatives[0].url == f"/don-vi/district_a/?ky={BEFORE}&cay=nay"
    assert gone[0].sentence.endswith("Lý do: doanh nghiệp phá sản. Không có đơn vị kế tục.")


# ── Marks on lines ───────────────────────────────────────────────────────────
def test_lines_mark_the_day_in_the_legend_the_table_and_the_words(client):
    page = client.get("/don-vi/city/bieu-do/ORG21/?ky=2024-M03")
    chart = next(one for one in page.context["charts"] if one.id == "chart-trend")
    mark = chart.option["series"][-1]
    note = "Cây đơn vị thay đổi ngày 01/03/2024: Sắp xếp hai quận (12/QĐ-LĐLĐ)."

    assert mark["name"] == "Cây đơn vị thay đổi"
    assert [(one["xAxis"], one["name"]) for one in mark["markLine"]["data"]] == [(2, "01/03/24")]
    assert chart.table.notes == (note,)
    assert text_of(page).count(note) >= 2


# ── Statements ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", PAGES)
def test_the_other_reading_asks_a_few_statements_more(client, page):
    counts = []
    for query in ("", "&cay=nay"):
        client.get(page + query)
        with CaptureQueriesContext(connection) as captured:
            client.get(page + query)
        counts.append(len(captured))

    assert counts[1] <= counts[0] + 8
