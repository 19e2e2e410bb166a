"""Ad-hoc requests: who is asked, what counts, who sees what, how they end."""

from datetime import date, timedelta

import pytest

from tests import people
from tests.factories import reports
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.figures.fold import fold_marks
from thidua.figures.models import PeriodUnit, Total
from thidua.figures.queries import figures, readable_periods
from thidua.figures.rules import Basis
from thidua.indicators.models import Form, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import PeriodState
from thidua.notices.models import Notice
from thidua.reporting.errors import (
    DueTooEarly,
    NobodyAsked,
    PeriodNotOpen,
    ReportsWaiting,
    RequestOver,
    RequestRunning,
    TooManyAsked,
)
from thidua.reporting.models import AdHocRequest, Report
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.queries.periods import period_rows
from thidua.reporting.queries.requests import counts_of, once_forms
from thidua.reporting.services.requests import Asked, end_request, extend_request, reopen_request, send_request
from thidua.reporting.services.workflow import accept_report


def chosen(*codes, optional=()):
    return Asked(indicators={catalogue().by_code[code]: code not in optional for code in codes})


def due():
    return clock.today() + timedelta(days=5)


def sent(world, *units, asker="city", by=None, **kwargs):
    facts = {"title": "Rà soát nhà trọ", "message": "", "window": (date(2024, 5, 1), date(2024, 5, 20)), "due": due()}
    return send_request(
        asker=world.units[asker],
        asked=kwargs.pop("asked", None) or chosen("WEL01", "ORG16", optional=["ORG16"]),
        unit_ids=[world.units[unit].pk for unit in units],
        by=by or people.officer(world.units[asker]),
        **{**facts, **kwargs},
    )


def report_of(request, world, unit):
    return Report.objects.select_related("sheet__form_version__form", "unit", "period").get(
        period=request.period, unit=world.units[unit]
    )


@pytest.fixture
def city(world, client):
    client.force_login(people.officer(world.units["city"]))
    return client


# ── Sending ──────────────────────────────────────────────────────────────────


def test_only_the_chosen_units_are_asked_and_their_people_are_told(world):
    request = sent(world, "school", "market")

    assert set(Report.objects.filter(period=request.period).values_list("unit__code", flat=True)) == {
        "school",
        "market",
    }
    assert set(PeriodUnit.objects.filter(period=request.period).values_list("unit__code", flat=True)) == {
        "city",
        "district_a",
        "district_b",
        "school",
        "market",
    }
    assert Notice.objects.get(user=world.chair).kind == "request.sent"
    assert AuditInbox.objects.filter(event="request.sent").exists()


def test_the_same_days_are_asked_about_twice(world):
    assert [sent(world, "school").period.code for _again in range(2)] == ["2024-X0501-0520-1", "2024-X0501-0520-2"]


def test_a_form_of_an_earlier_request_is_used_again(world):
    first = sent(world, "school")
    assert list(once_forms()) == [first.form_version]
    again = sent(world, "clinic", asked=Asked(form_version=first.form_version))
    assert again.form_version == first.form_version
    assert Form.objects.filter(frequency=Frequency.ONCE).count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"due": date(2024, 5, 1)}, DueTooEarly),
        ({"asked": Asked()}, TooManyAsked),
        ({"asked": "all"}, TooManyAsked),
        ({"window": (date(1950, 1, 1), date(1950, 1, 9))}, NobodyAsked),
    ],
)
def test_what_cannot_be_sent_leaves_nothing(world, change, error):
    if change.get("asked") == "all":
        change = {"asked": Asked(indicators=dict.fromkeys(list(catalogue().indicators)[:31], True))}
    with pytest.raises(error):
        sent(world, "school", **change)
    assert not Period.objects.filter(frequency=Frequency.ONCE, reports__isnull=False).exists()
    assert not AdHocRequest.objects.exists()


def test_units_elsewhere_are_not_asked(world):
    with pytest.raises(NobodyAsked, match="market"):
        sent(world, "market", asker="district_a")
    with pytest.raises(NobodyAsked, match="district_a"):
        sent(world, "district_a", asker="district_a")
    with pytest.raises(NobodyAsked):
        sent(world)


# ── Answers and what they add up to ──────────────────────────────────────────


def test_answers_fold_up_and_count_nowhere_else(world):
    request = sent(world, "school", "clinic", "market")
    months = {total.pk for total in Total.objects.exclude(period=request.period)}
    school = reports.submitted(report_of(request, world, "school"), world.chair, {"WEL01": "7", "ORG16": "60"})
    reports.submitted(report_of(request, world, "clinic"), people.chair(world.units["clinic"]), {"WEL01": "5"})
    accept_report(report_id=school.pk, by=world.officer)
    fold_marks()

    indicators = [catalogue().by_code[code] for code in ("WEL01", "ORG16")]
    units = [world.units["city"].pk, world.units["district_a"].pk]
    found = figures(units=units, periods=[request.period], indicators=indicators, basis=Basis.PRELIMINARY)
    official = figures(units=units, periods=[request.period], indicators=indicators, basis=Basis.OFFICIAL)
    at_city = found[units[0], request.period_id, indicators[0].pk]
    assert (at_city.value, at_city.to_date, at_city.received, at_city.expected) == (12, 12, 2, 3)
    assert found[units[1], request.period_id, indicators[0].pk].value == 12
    assert official[units[0], request.period_id, indicators[0].pk].value == 7
    assert {total.pk for total in Total.objects.exclude(period=request.period)} == months
    assert not Total.objects.exclude(period=request.period).filter(sums__contains=[12]).exists()
    counts = counts_of([request.period_id])[request.period_id]
    assert (counts.asked, counts.answered, counts.accepted, counts.late) == (3, 2, 1, 0)


def test_optional_cells_may_stay_empty(world):
    request = sent(world, "school")
    page = entry_page(report_of(request, world, "school"))
    assert {row.code: row.required for row in page.rows} == {"WEL01": True, "ORG16": False}
    assert page.report.period.span.previous().code == "2024-X0411-0430-1"


def test_windows_are_no_periods_of_dashboards_or_of_the_calendar(world):
    request = sent(world, "school")
    assert request.period.code not in {p.code for p in readable_periods(world.units["city"].pk, date(2024, 6, 30))}
    assert request.period not in [row.period for row in period_rows(2024)]


def test_a_window_is_closed_with_its_request_and_not_from_the_periods(world, client):
    request = sent(world, "school")
    client.force_login(people.administrator(world.units["city"]))
    for action in ("mo", "khoa", "mo-lai"):
        assert client.post(f"/ky-bao-cao/{request.period.code}/{action}/").status_code == 404
    assert Period.objects.get(pk=request.period_id).state == PeriodState.OPEN


# ── Extending, ending, opening again ─────────────────────────────────────────


def test_extending_moves_what_is_not_handed_in(world):
    request = sent(world, "school", "clinic")
    done = reports.submitted(report_of(request, world, "school"), world.chair, {"WEL01": "7"})
    extend_request(request_id=request.pk, due=due() + timedelta(days=3), by=request.by)

    clinic = report_of(request, world, "clinic")
    assert (clinic.due_at - reports.fresh(done).due_at).days == 3
    with pytest.raises(DueTooEarly):
        extend_request(request_id=request.pk, due=clock.today() - timedelta(days=1), by=request.by)
    with pytest.raises(DueTooEarly):
        extend_request(request_id=request.pk, due=due(), by=request.by)


def test_an_ended_request_takes_no_answers_until_it_is_opened_again(world):
    request = sent(world, "school")
    with pytest.raises(RequestRunning):
        reopen_request(request_id=request.pk, by=request.by)
    end_request(request_id=request.pk, by=request.by)
    with pytest.raises(PeriodNotOpen):
        reports.typed(report_of(request, world, "school"), world.chair, {"WEL01": "7"})
    with pytest.raises(RequestOver):
        end_request(request_id=request.pk, by=request.by)
    with pytest.raises(RequestOver):
        extend_request(request_id=request.pk, due=due(), by=request.by)

    reopen_request(request_id=request.pk, by=request.by)
    reports.typed(report_of(request, world, "school"), world.chair, {"WEL01": "7"})
    assert Period.objects.get(pk=request.period_id).state == PeriodState.OPEN


def test_what_waits_is_decided_before_a_request_ends(world):
    request = sent(world, "school")
    report = reports.submitted(report_of(request, world, "school"), world.chair, {"WEL01": "7"})
    with pytest.raises(ReportsWaiting):
        end_request(request_id=request.pk, by=request.by)
    accept_report(report_id=report.pk, by=world.officer)
    end_request(request_id=request.pk, by=request.by)


# ── Pages ────────────────────────────────────────────────────────────────────


def typed(**changes):
    data = {
        "title": "Rà soát nhà trọ",
        "message": "Theo công văn 12.",
        "starts": "01/05/2024",
        "ends": "20/05/2024",
        "due": f"{due():%d/%m/%Y}",
        "who": "kinds",
        "kinds": ["grassroots"],
        "indicator": ["WEL01", "ORG16"],
        "optional": ["ORG16"],
    }
    return data | changes


def test_a_request_is_previewed_then_sent(world, city):
    kinds = sorted({kind for kind, _label in _form_kinds(city)})
    preview = city.post("/dot-xuat/moi/", typed(kinds=kinds)).content.decode()
    assert "Yêu cầu sẽ tới 5 đơn vị" in preview
    assert not AdHocRequest.objects.exists()

    codes = typed(who="codes", codes="school\nmarket, school", send="1")
    answer = city.post("/dot-xuat/moi/", codes, follow=True)
    assert "Rà soát nhà trọ" in answer.content.decode()
    request = AdHocRequest.objects.get()
    assert set(Report.objects.filter(period=request.period).values_list("unit__code", flat=True)) == {
        "school",
        "market",
    }
    rows = request.form_version.sections.get().rows.order_by("order")
    assert {row.indicator.code: row.required for row in rows} == {"WEL01": True, "ORG16": False}


def _form_kinds(client):
    form = client.get("/dot-xuat/moi/").context["form"]
    return form.fields["kinds"].choices


def test_children_of_a_chosen_parent_are_asked(world, city):
    parent = str(world.units["district_a"].pk)
    page = city.post("/dot-xuat/moi/", typed(who="children", parent=parent)).content.decode()
    assert "Yêu cầu sẽ tới 2 đơn vị" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": ""}, "bắt buộc"),
        ({"title": "x" * 201}, "200"),
        ({"message": "a\u202eb"}, "đổi chiều"),
        ({"starts": "hôm qua"}, "ngày"),
        ({"starts": "20/05/2024", "ends": "20/05/2024"}, "Ngày cuối phải sau ngày đầu"),
        ({"starts": "01/05/2022"}, "360 ngày"),
        ({"due": "01/05/2020", "who": "children", "send": "1"}, "Hạn trả lời đã qua"),
        ({"who": "everyone"}, "everyone"),
        ({"who": "kinds", "kinds": []}, "ít nhất một loại"),
        ({"who": "kinds", "kinds": ["planet"]}, "planet"),
        ({"who": "codes", "codes": ""}, "ít nhất một mã"),
        ({"who": "codes", "codes": "school nowhere"}, "nowhere"),
        ({"who": "codes", "codes": " ".join(f"c{n}" for n in range(2001))}, "tối đa 2000"),
        ({"who": "children", "parent": "999999"}, "999999"),
        ({"indicator": []}, "Hãy chọn từ 1"),
        ({"indicator": ["ORG99999"]}, "ORG99999"),
        ({"version": "1e9"}, "Biểu đột xuất đã có</a>:"),
    ],
)
def test_a_bad_request_is_refused_with_all_that_was_typed(world, city, change, says):
    refused = city.post("/dot-xuat/moi/", typed(**{"who": "children", **change}))
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not AdHocRequest.objects.exists()


def test_the_page_of_a_request_shows_answers_sum_and_coverage(world, city):
    request = sent(world, "school", "clinic")
    reports.submitted(report_of(request, world, "school"), world.chair, {"WEL01": "7"})
    fold_marks()
    address = f"/dot-xuat/{request.period.code}/"
    page = city.get(address).content.decode()
    assert "1/2" in page
    assert "Chưa bắt đầu" in page
    missing = city.get(f"{address}?loc=chua").content.decode()
    assert "/bao-cao/clinic/" in missing
    assert "/bao-cao/school/" not in missing
    assert city.post(f"{address}gia-han/", {"due": "x"}).status_code == 422
    assert city.post(f"{address}gia-han/", {"due": f"{due() + timedelta(days=1):%Y-%m-%d}"}).status_code == 302
    assert city.post(f"{address}ket-thuc/").status_code == 409


def test_who_has_not_answered_is_reminded(world, city):
    request = sent(world, "school")
    address = f"/dot-xuat/{request.period.code}/nhac/"
    assert city.post(address).status_code == 302
    assert set(Notice.objects.filter(user=world.chair).values_list("kind", flat=True)) == {
        "request.sent",
        "report.reminded",
    }


def test_who_may_see_and_steer_a_request(world, client):
    request = sent(world, "school", asker="district_a", by=world.officer)
    address = f"/dot-xuat/{request.period.code}/"
    expected = {
        people.officer(world.units["city"]): (200, 302),
        people.leader(world.units["district_a"]): (200, 403),
        people.inspector(world.units["city"]): (200, 403),
        world.chair: (403, 403),
        people.officer(world.units["district_b"]): (404, 404),
    }
    for user, (read, steer) in expected.items():
        client.force_login(user)
        assert client.get(address).status_code == read, user
        assert (
            client.post(f"{address}gia-han/", {"due": f"{due() + timedelta(days=1):%Y-%m-%d}"}).status_code == steer
        ), user


def test_the_asked_chair_finds_the_task_and_the_message(world, client):
    request = sent(world, "school", message="Theo công văn 12.")
    client.force_login(world.chair)
    address = f"/bao-cao/school/{request.period.code}/dot-xuat-{request.period.code.lower()}/"
    assert address in client.get("/dot-xuat/").content.decode()
    assert address in client.get("/").content.decode()
    page = client.get(address).content.decode()
    assert "Theo công văn 12." in page
    assert 'name="cell-WEL01"' in page


def test_the_list_asks_as_often_for_many_requests_as_for_one(world, city, django_assert_max_num_queries):
    sent(world, "school")
    city.get("/dot-xuat/")
    with django_assert_max_num_queries(30) as one:
        city.get("/dot-xuat/")
    for _more in range(3):
        sent(world, "school", "clinic")
    with django_assert_max_num_queries(len(one)):
        city.get("/dot-xuat/")
