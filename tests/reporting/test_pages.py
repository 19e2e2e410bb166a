"""Pages of reporting: saving, the way of a report, periods, each with its refusals."""

import json
from uuid import uuid4

import pytest

from tests import people
from tests.factories import reports
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.reporting.rules import ReportState
from thidua.reporting.views.report import report_url


def url(report, name=""):
    form = report.sheet.form_version.form.code
    return f"/bao-cao/{report.unit.code}/{report.period.code}/{form}/{name}"


def burst(*edits, key=None):
    return {
        "key": str(key or uuid4()),
        "edits": [{"code": code, "before": before, "text": text} for code, before, text in edits],
    }


def save(client, report, data):
    body = data if isinstance(data, bytes | str) else json.dumps(data)
    return client.post(url(report, "o/"), body, content_type="application/json", headers={"accept": "application/json"})


@pytest.fixture
def chair(world, client):
    client.force_login(world.chair)
    return client


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


def test_the_chair_sees_a_grid_to_fill_in(world, chair):
    page = chair.get(url(world.report))

    assert page.status_code == 200
    assert 'name="cell-ORG21"' in page.content.decode()


def test_the_officer_above_reads_it(world, officer):
    page = officer.get(url(world.report)).content.decode()

    assert 'name="cell-ORG21"' not in page
    assert "chưa nhập" in page


@pytest.mark.parametrize("address", ["/bao-cao/market/2024-M05/grassroots-month/", "/bao-cao/school/2024-M05/none/"])
def test_what_is_not_there_or_not_visible_is_not_found(world, chair, address):
    assert chair.get(address).status_code == 404


# ── Saving bursts ────────────────────────────────────────────────────────────


def test_a_burst_answers_for_each_cell(world, chair):
    reports.typed(world.report, people.person("deputy"), {"ORG17": "40"})

    answer = save(chair, world.report, burst(("ORG16", "", "1.424"), ("ORG17", "", "41"), ("ORG18", "", "1.42")))

    assert answer.status_code == 200
    data = answer.json()
    outcomes = {cell["code"]: cell for cell in data["cells"]}
    assert (outcomes["ORG16"]["outcome"], outcomes["ORG16"]["seen"], outcomes["ORG16"]["text"]) == (
        "saved",
        "1424",
        "1.424",
    )
    assert (outcomes["ORG17"]["outcome"], outcomes["ORG17"]["seen"]) == ("conflict", "40")
    assert "Deputy vừa ghi «40»" in outcomes["ORG17"]["sentence"]
    assert outcomes["ORG18"]["outcome"] == "invalid"
    assert "dấu chấm" in outcomes["ORG18"]["sentence"]
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["1424", "40", ""]


def test_what_stands_beside_the_cells_follows_them(world, chair):
    save(chair, world.report, burst(("ORG16", "", "1.424"), ("ORG17", "", "41")))

    data = chair.get(f"{report_url(world.report)}ben-canh/").json()

    assert data["rows"]["ORG16"]["cumulative"] == "1.424"
    assert "2/13" in data["panels"]["counts"]


def test_the_same_burst_again_is_harmless(world, chair):
    data = burst(("ORG16", "", "62"))
    save(chair, world.report, data)
    save(chair, world.report, burst(("ORG16", "62", "63")))

    again = save(chair, world.report, data).json()

    assert (again["cells"][0]["outcome"], again["cells"][0]["seen"]) == ("saved", "63")
    assert reports.texts(world.report, "ORG16") == ["63"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '{"key": 1, "edits": []}',
        '{"key": "x", "edits": []}',
        '{"key": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}',
        '{"key": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "edits": {}}',
        '{"key": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "edits": [1]}',
        '{"key": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "edits": [{"code": "ORG16", "before": null, "text": "1"}]}',
        '{"key": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "edits": [{"code": "ORG16", "before": "NaN", "text": "1"}]}',
        '{"key": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "edits": [{"code": "ORG01", "before": "", "text": "1"}]}',
        json.dumps(burst(("ORG16", "", "1"), ("ORG16", "", "2"))),
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_malformed_burst_changes_nothing(world, chair, body):
    answer = save(chair, world.report, body)

    assert answer.status_code == 422
    assert "tải lại trang" in answer.json()["sentence"]
    assert reports.texts(world.report, "ORG16") == [""]


@pytest.mark.parametrize("data", [burst(*(("ORG16", "", "1") for _ in range(501))), "x" * 300_000])
def test_a_burst_may_not_be_endless(world, chair, data):
    assert save(chair, world.report, data).status_code == 413


@pytest.mark.parametrize("text", ["10^30", "1\x002", "\u202e21", "-5", "٣٤", "9" * 400])
def test_bad_input_is_answered_at_its_cell(world, chair, text):
    answer = save(chair, world.report, burst(("ORG16", "", text)))

    assert answer.status_code == 200
    assert answer.json()["cells"][0]["outcome"] == "invalid"
    assert reports.texts(world.report, "ORG16") == [""]


def test_what_is_handed_in_or_closed_is_not_saved(world, chair):
    reports.submitted(world.report, world.chair)
    assert save(chair, world.report, burst(("ORG16", "62", "63"))).status_code == 409

    clinic = reports.report_of(world.units["clinic"])
    chair.force_login(people.chair(world.units["clinic"]))
    Period.objects.filter(pk=clinic.period_id).update(state=PeriodState.CLOSED)
    answer = save(chair, clinic, burst(("ORG16", "", "63")))
    assert (answer.status_code, answer.json()["code"]) == (409, "period-not-open")


def test_only_who_may_enter_saves(world, officer):
    assert save(officer, world.report, burst(("ORG16", "", "1"))).status_code == 403
    assert save(officer, reports.report_of(world.units["market"]), burst(("ORG16", "", "1"))).status_code == 404


def test_a_session_that_is_over_is_said_to_the_script(world, client):
    assert save(client, world.report, burst(("ORG16", "", "1"))).status_code == 401


def test_a_specialist_types_only_what_belongs_to_the_work_area(world, client):
    client.force_login(people.specialist(world.units["school"], "WEL"))

    assert 'name="cell-ORG16"' not in client.get(url(world.report)).content.decode()
    assert save(client, world.report, burst(("ORG16", "", "1"))).status_code == 403
    assert save(client, world.report, burst(("WEL01", "", "1"))).status_code == 200


# ── Without a script ─────────────────────────────────────────────────────────


def test_the_whole_grid_is_saved_as_a_form(world, chair):
    answer = chair.post(url(world.report), {"cell-ORG16": "62", "seen-ORG16": "", "cell-ORG17": "x", "seen-ORG17": ""})

    assert answer.status_code == 302
    assert reports.texts(world.report, "ORG16", "ORG17") == ["62", "NA"]


def test_what_cannot_be_saved_stays_in_the_form_with_its_sentence(world, chair):
    answer = chair.post(
        url(world.report), {"cell-ORG16": "1.42", "seen-ORG16": "", "cell-ORG17": "4", "seen-ORG17": ""}
    )

    assert answer.status_code == 422
    assert 'value="1.42"' in answer.content.decode()
    assert reports.texts(world.report, "ORG16", "ORG17") == ["", "4"]


def test_a_form_does_not_overwrite_either(world, chair):
    reports.typed(world.report, people.person("deputy"), {"ORG16": "40"})

    answer = chair.post(url(world.report), {"cell-ORG16": "41", "seen-ORG16": ""})

    assert answer.status_code == 409
    assert "Deputy vừa ghi «40»" in answer.content.decode()
    assert reports.texts(world.report, "ORG16") == ["40"]


# ── The way ──────────────────────────────────────────────────────────────────


def test_submitting_saves_the_grid_first_and_can_be_undone(world, chair):
    values = reports.GOOD_MONTH
    reports.completed(world.report, world.chair, values | {"WEL01": None})

    chair.post(url(world.report, "nop/"), {"cell-WEL01": "12", "seen-WEL01": ""})
    assert reports.fresh(world.report).state == ReportState.SUBMITTED
    page = chair.get(url(world.report)).content.decode()
    assert f'action="{url(world.report, "rut-lai/")}"' in page

    chair.post(url(world.report, "rut-lai/"))
    assert reports.fresh(world.report).state == ReportState.DRAFT


def test_what_stands_in_the_way_of_submitting_is_said_on_the_page(world, chair):
    answer = chair.post(url(world.report, "nop/"))

    assert answer.status_code == 422
    assert "Còn 13 ô chưa nhập" in answer.content.decode()


def test_returning_with_reasons(world, officer):
    reports.submitted(world.report, world.chair)
    assert officer.post(url(world.report, "tra-lai/"), {"reason": ""}).status_code == 422

    officer.post(url(world.report, "tra-lai/"), {"reason": "Xem lại", "reason-ORG18": "Không khớp sổ"})

    officer.force_login(world.chair)
    page = officer.get(url(world.report)).content.decode()
    assert "Báo cáo bị trả lại" in page
    assert "Không khớp sổ" in page


def test_one_s_own_report_is_not_offered_for_acceptance(world, client):
    both = people.officer(world.units["district_a"], "both")
    people.chair(world.units["school"], "both")
    reports.submitted(world.report, both)
    client.force_login(both)

    assert "tiep-nhan" not in client.get(url(world.report)).content.decode()
    assert client.post(url(world.report, "tiep-nhan/")).status_code == 409
    assert client.post("/hop-thu/tiep-nhan/", {"report": [world.report.pk]}).status_code == 409
    assert reports.fresh(world.report).state == ReportState.SUBMITTED


def test_accepting_amending_and_reading_the_old_version(world, officer):
    reports.submitted(world.report, world.chair)
    officer.post(url(world.report, "tiep-nhan/"))
    officer.force_login(world.chair)
    officer.post(url(world.report, "dieu-chinh/"))
    reports.typed(world.report, world.chair, {"ORG16": "70"})
    assert officer.post(url(world.report, "nop/")).status_code == 422
    officer.post(url(world.report, "nop/"), {"reason": "Bỏ sót"})
    assert reports.fresh(world.report).state == ReportState.SUBMITTED

    old = officer.get(url(world.report, "?ban=1")).content.decode()

    assert "Bản cũ, chỉ đọc" in old
    assert ">62<" in old.replace("\n", "")
    for version in ("9", "0", "-1", "x", "1" * 5000):
        assert officer.get(url(world.report, f"?ban={version}")).status_code == 404


def test_the_journal_of_a_cell(world, chair):
    reports.typed(world.report, world.chair, {"ORG16": "62"})

    page = chair.get(url(world.report, "nhat-ky/ORG16/"))
    fragment = chair.get(url(world.report, "nhat-ky/ORG16/"), headers={"hx-request": "true"})

    assert "<strong>62</strong>" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert chair.get(url(world.report, "nhat-ky/ORG01/")).status_code == 404


# ── Periods, home, list ──────────────────────────────────────────────────────


def test_an_administrator_opens_closes_and_reopens(world, client):
    client.force_login(people.administrator(world.units["city"]))
    state = lambda: Period.objects.get(code="2024-Q1").state  # noqa: E731

    client.post("/ky-bao-cao/2024-Q1/mo/")
    assert state() == PeriodState.OPEN
    client.post("/ky-bao-cao/2024-Q1/khoa/")
    assert state() == PeriodState.CLOSED
    assert client.post("/ky-bao-cao/2024-Q1/mo-lai/").status_code == 422
    client.post("/ky-bao-cao/2024-Q1/mo-lai/", {"reason": "Bổ sung"})
    assert state() == PeriodState.OPEN
    assert client.get("/ky-bao-cao/?nam=2024").status_code == 200


def test_a_period_with_waiting_reports_says_so(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(people.administrator(world.units["city"]))

    answer = client.post("/ky-bao-cao/2024-M05/khoa/")

    assert answer.status_code == 409
    assert "Còn 1 báo cáo chờ tiếp nhận" in answer.content.decode()


def test_periods_are_the_administrator_s(world, officer):
    assert officer.get("/ky-bao-cao/").status_code == 403
    assert officer.post("/ky-bao-cao/2024-M05/khoa/").status_code == 403


@pytest.mark.parametrize(
    "query", ["", "?cua=tat-ca", "?trang-thai=draft", "?trang=9", "?q=truong", "?trang=x&trang-thai=x"]
)
def test_the_list_of_reports(world, officer, query):
    assert officer.get(f"/bao-cao/{query}").status_code == 200


def test_home_says_what_waits(world, client):
    reports.submitted(world.report, world.chair)
    client.force_login(world.officer)
    assert "1 báo cáo · Tháng 5/2024" in client.get("/").content.decode()

    client.post(url(world.report, "tra-lai/"), {"reason": "Số đoàn viên không khớp sổ"})
    client.force_login(world.chair)
    assert "Số đoàn viên không khớp sổ" in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["administrator", "inspector"])
def test_who_has_no_report_sees_the_open_periods(world, client, who):
    client.force_login(getattr(people, who)(world.units["city"]))

    assert "Các kỳ đang mở" in client.get("/").content.decode()


def test_home_without_anything_says_what_fills_it(world, client):
    client.force_login(people.person("newcomer"))

    assert "Không có việc nào đang chờ" in client.get("/").content.decode()


@pytest.mark.parametrize("action", ["mo", "khoa", "mo-lai"])
def test_the_administrator_of_a_part_does_not_decide_about_periods_of_all(world, client, action):
    client.force_login(people.administrator(world.units["district_a"]))

    answer = client.post(f"/ky-bao-cao/{reports.MONTH}/{action}/", {"reason": "Bổ sung"})

    assert answer.status_code == 403
    assert "/ky-bao-cao/" not in client.get("/").content.decode()


def test_a_period_that_is_only_derived_is_not_opened(world, client):
    client.force_login(people.administrator(world.units["city"]))

    answer = client.post("/ky-bao-cao/2024-9M/mo/")

    assert answer.status_code == 409
    assert "không có báo cáo riêng" in answer.content.decode()
    assert Period.objects.get(code="2024-9M").state == PeriodState.PLANNED
