"""What cells say besides their numbers: remarks, flags, estimates, reasons."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.factories import reports
from thidua.audit.models import AuditInbox
from thidua.core.text import BadText
from thidua.indicators.queries import catalogue
from thidua.reporting.errors import (
    CellsUnexplained,
    NotCollected,
    NotEditable,
    NothingSaid,
    NothingToMark,
    PeriodNotOpen,
)
from thidua.reporting.models import CellNote
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.queries.notes import unexplained
from thidua.reporting.rules import range_end_beyond
from thidua.reporting.services.notes import add_comment, flag_cell, give_reason, mark_estimate
from thidua.reporting.services.periods import close_period
from thidua.reporting.services.workflow import Reason, accept_report, amend_report, return_report, submit_report
from thidua.reporting.views.report import report_url


def pk(code):
    return catalogue().by_code[code].pk


def row(report, code):
    return next(row for row in entry_page(reports.fresh(report)).rows if row.code == code)


def last(event):
    return AuditInbox.objects.filter(event=event).order_by("-pk").first()


def url(report, code, action=""):
    return f"{report_url(report)}ghi-chu/{code}/{action}"


@pytest.fixture
def chair(world, client):
    client.force_login(world.chair)
    return client


@pytest.fixture
def with_past(world):
    """A month whose history of WEL01 is 10 to 12, and in which 60 is typed."""
    for month, number in (("2024-M01", "10"), ("2024-M02", "12"), ("2024-M03", "11")):
        reports.opened(month)
        past = reports.report_of(world.units["school"], month)
        reports.accepted(past, world.chair, world.officer, reports.GOOD_MONTH | {"WEL01": number, "WEL02": "5"})
    reports.completed(world.report, world.chair, reports.GOOD_MONTH | {"WEL01": "60"})
    return world


# ── The range ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("past", "now", "end"),
    [
        ([10, 12, 11], 25, 12),
        ([10, 12, 11], 24, None),
        ([10, 12, 11], 4, 10),
        ([10, 12, 11], 5, None),
        ([10, 12, 11], None, None),
        ([10, 12], 100, None),
        ([0, 0, 0], 5, None),
        ([0, 1, 0], 3, 1),
        ([-4, -2, -3], -9, -4),
        ([], 1, None),
    ],
)
def test_a_number_is_held_against_its_range(past, now, end):
    assert range_end_beyond(past, now) == end


# ── Services ─────────────────────────────────────────────────────────────────


def test_a_remark_is_kept_in_every_state_and_counted_at_its_cell(world):
    add_comment(report_id=world.report.pk, indicator_id=pk("ORG16"), text=" Có hai người mới ", by=world.chair)
    reports.submitted(world.report, world.chair)
    add_comment(report_id=world.report.pk, indicator_id=pk("ORG16"), text="Vì sao?", by=world.officer)

    assert row(world.report, "ORG16").noted.comments == 2
    assert [str(c.text) for c in entry_page(world.report).comments] == ["Có hai người mới", "Vì sao?"]
    assert last("cell.commented").facts["indicator"] == catalogue().by_code["ORG16"].name


@pytest.mark.parametrize(
    ("text", "error"), [("  ", NothingSaid), ("x" * 1001, BadText), ("a\u202eb", BadText), ("a\x00b", BadText)]
)
def test_a_bad_remark_is_refused(world, text, error):
    with pytest.raises(error):
        add_comment(report_id=world.report.pk, indicator_id=pk("ORG16"), text=text, by=world.chair)
    assert entry_page(world.report).comments == ()


def test_what_the_form_does_not_ask_has_no_notes(world):
    with pytest.raises(NotCollected):
        flag_cell(report_id=world.report.pk, indicator_id=pk("ORG01"), flagged=True, by=world.chair)


def test_nothing_is_said_about_closed_books(world):
    reports.accepted(world.report, world.chair, world.officer)
    close_period(period=world.report.period, by=None)

    with pytest.raises(PeriodNotOpen):
        add_comment(report_id=world.report.pk, indicator_id=pk("ORG16"), text="Muộn", by=world.chair)


def test_a_flag_goes_on_and_off_once(world):
    for flagged in (True, True, False):
        flag_cell(report_id=world.report.pk, indicator_id=pk("ORG16"), flagged=flagged, by=world.officer)

    assert not row(world.report, "ORG16").noted.flagged
    events = AuditInbox.objects.filter(event__startswith="cell.").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["cell.flagged", "cell.unflagged"]


def test_an_estimate_needs_a_number_and_a_draft(world):
    with pytest.raises(NothingToMark):
        mark_estimate(report_id=world.report.pk, indicator_id=pk("ORG16"), estimated=True, by=world.chair)
    report = reports.submitted(world.report, world.chair)
    with pytest.raises(NotEditable):
        mark_estimate(report_id=report.pk, indicator_id=pk("ORG16"), estimated=True, by=world.chair)
    assert not CellNote.objects.exists()


def test_a_better_estimate_is_an_estimate_still(world):
    reports.completed(world.report, world.chair)
    mark_estimate(report_id=world.report.pk, indicator_id=pk("WEL01"), estimated=True, by=world.chair)

    reports.typed(world.report, world.chair, {"WEL01": "13"})

    assert [one.code for one in entry_page(reports.fresh(world.report)).estimates] == ["WEL01"]
    mark_estimate(report_id=world.report.pk, indicator_id=pk("WEL01"), estimated=False, by=world.chair)
    assert entry_page(reports.fresh(world.report)).estimates == ()


def test_an_amendment_replaces_an_accepted_estimate_and_says_both_numbers(world):
    reports.completed(world.report, world.chair)
    mark_estimate(report_id=world.report.pk, indicator_id=pk("WEL01"), estimated=True, by=world.chair)
    submit_report(report_id=world.report.pk, by=world.chair)
    accept_report(report_id=world.report.pk, by=world.officer)
    amend_report(report_id=world.report.pk, by=world.chair)
    reports.typed(world.report, world.chair, {"ORG16": "62"})
    assert row(world.report, "WEL01").noted.estimated

    reports.typed(world.report, world.chair, {"WEL01": "15"})

    assert not row(world.report, "WEL01").noted.estimated
    facts = last("cell.estimate_replaced").facts
    assert (facts["before"], facts["after"]) == ("12", "15")


# ── Reasons ──────────────────────────────────────────────────────────────────


def test_people_say_why_a_number_is_out_of_range_before_they_hand_in(with_past):
    report = with_past.report
    assert [indicator.code for indicator in unexplained(reports.fresh(report))] == ["WEL01"]
    assert [one.code for one in entry_page(reports.fresh(report)).unexplained] == ["WEL01"]
    with pytest.raises(CellsUnexplained, match="Còn 1 số") as refused:
        submit_report(report_id=report.pk, by=with_past.chair, ask_reasons=True)
    assert refused.value.where == "cells.WEL01"

    give_reason(report_id=report.pk, indicator_id=pk("WEL01"), reason="Đợt cao điểm", by=with_past.chair)
    submit_report(report_id=report.pk, by=with_past.chair, ask_reasons=True)

    assert row(report, "WEL01").reason == "Đợt cao điểm"
    assert last("cell.explained").facts["number"] == "60"


def test_a_new_number_asks_anew(with_past):
    report = with_past.report
    give_reason(report_id=report.pk, indicator_id=pk("WEL01"), reason="Đợt cao điểm", by=with_past.chair)

    reports.typed(report, with_past.chair, {"WEL01": "70"})

    assert row(report, "WEL01").unexplained
    reports.typed(report, with_past.chair, {"WEL01": "12"})
    assert unexplained(reports.fresh(report)) == []


def test_a_reason_stays_with_its_number_over_a_return(with_past):
    report = with_past.report
    give_reason(report_id=report.pk, indicator_id=pk("WEL01"), reason="Đợt cao điểm", by=with_past.chair)
    submit_report(report_id=report.pk, by=with_past.chair, ask_reasons=True)
    return_report(report_id=report.pk, reasons=[Reason("Xem lại")], by=with_past.officer)

    submit_report(report_id=report.pk, by=with_past.chair, ask_reasons=True)


def test_a_reason_needs_words_and_a_number(world):
    with pytest.raises(NothingSaid):
        give_reason(report_id=world.report.pk, indicator_id=pk("WEL01"), reason=" ", by=world.chair)
    with pytest.raises(NothingToMark):
        give_reason(report_id=world.report.pk, indicator_id=pk("WEL01"), reason="Cao điểm", by=world.chair)


def test_programs_pass_and_the_acceptor_reads_the_question(with_past):
    report = with_past.report
    submit_report(report_id=report.pk, by=with_past.chair)

    assert row(report, "WEL01").unexplained


# ── Pages ────────────────────────────────────────────────────────────────────


def test_the_browser_is_told_how_many_numbers_need_a_reason(with_past, chair):
    answer = chair.post(f"{report_url(with_past.report)}nop/")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Còn 1 số khác hẳn các kỳ trước" in page
    assert 'href="#cell-WEL01" data-jump="WEL01">Đến ô đó' in page
    assert 'name="quick" value="Đợt cao điểm"' in page

    chair.post(url(with_past.report, "WEL01", "ly-do/"), {"quick": "Đợt cao điểm"})
    assert chair.post(f"{report_url(with_past.report)}nop/").status_code == 302


def test_own_words_come_before_a_quick_choice(with_past, chair):
    chair.post(url(with_past.report, "WEL01", "ly-do/"), {"why": "Thăm dịp Tết", "quick": "Đợt cao điểm"})

    assert row(with_past.report, "WEL01").reason == "Thăm dịp Tết"


def test_the_acceptor_reads_reason_flag_estimate_and_remarks(with_past, client):
    report = with_past.report
    give_reason(report_id=report.pk, indicator_id=pk("WEL01"), reason="Đợt cao điểm", by=with_past.chair)
    mark_estimate(report_id=report.pk, indicator_id=pk("WEL01"), estimated=True, by=with_past.chair)
    add_comment(report_id=report.pk, indicator_id=pk("WEL01"), text="Theo <b>sổ</b>", by=with_past.chair)
    submit_report(report_id=report.pk, by=with_past.chair, ask_reasons=True)
    client.force_login(with_past.officer)

    page = client.get(report_url(report)).content.decode()

    assert "Đợt cao điểm" in page
    assert ">ước</span>" in page
    assert "Còn 1 ô ước tính" in page
    assert "Theo &lt;b&gt;sổ&lt;/b&gt;" in page


def test_a_fragment_brings_everything_that_speaks_of_the_cell(with_past, chair):
    answer = chair.post(
        url(with_past.report, "WEL01", "ly-do/"), {"quick": "Đợt cao điểm"}, headers={"hx-request": "true"}
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "hx-swap-oob=\"innerHTML:[data-live='checks']\"" in text
    assert 'id="marks-WEL01" hx-swap-oob="true"' in text
    assert "<html" not in text


@pytest.mark.parametrize(
    ("action", "data", "words"),
    [
        ("y-kien/", {"text": ""}, "Hãy viết ý kiến"),
        ("y-kien/", {"text": "x" * 1001}, "1000"),
        ("dau/", {"mark": "lost", "on": "1"}, "lost"),
        ("dau/", {"mark": "estimated", "on": "1"}, "Ô chưa có số"),
        ("ly-do/", {}, "Hãy chọn hoặc viết lý do"),
        ("ly-do/", {"why": "x"}, "Ô chưa có số"),
    ],
)
def test_bad_input_is_answered_at_the_cell(world, chair, action, data, words):
    answer = chair.post(url(world.report, "ORG16", action), data)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_who_may_say_what(world, client):
    """Who reads may comment; who enters or accepts may flag; who enters may mark and explain."""
    report = reports.completed(world.report, world.chair)
    inspector = people.inspector(world.units["city"])
    allowed = {
        world.chair: {"y-kien/": 302, "flagged": 302, "estimated": 302},
        world.officer: {"y-kien/": 302, "flagged": 302, "estimated": 403},
        inspector: {"y-kien/": 302, "flagged": 403, "estimated": 403},
        people.chair(world.units["market"]): {"y-kien/": 404, "flagged": 404, "estimated": 404},
    }
    for person, expected in allowed.items():
        client.force_login(person)
        got = {"y-kien/": client.post(url(report, "ORG16", "y-kien/"), {"text": "Ý"}).status_code}
        for mark in ("flagged", "estimated"):
            got[mark] = client.post(url(report, "ORG16", "dau/"), {"mark": mark, "on": "1"}).status_code
        assert got == expected, person


def test_a_specialist_speaks_within_the_work_areas_only(world, client):
    client.force_login(people.specialist(world.units["school"], "WEL"))

    assert client.post(url(world.report, "WEL01", "y-kien/"), {"text": "Ý"}).status_code == 302
    assert client.post(url(world.report, "ORG16", "y-kien/"), {"text": "Ý"}).status_code == 403
    assert client.post(url(world.report, "ORG16", "dau/"), {"mark": "flagged", "on": "1"}).status_code == 403
    assert client.get(url(world.report, "ORG16")).status_code == 200


def test_without_javascript_a_form_leads_back_to_where_it_stood(world, chair):
    cell = url(world.report, "ORG16")

    on_report = chair.post(f"{cell}y-kien/", {"text": "Ý"})
    on_page = chair.post(f"{cell}y-kien/", {"text": "Ý"}, headers={"referer": f"http://testserver{cell}"})
    elsewhere = chair.post(f"{cell}y-kien/", {"text": "Ý"}, headers={"referer": "https://evil.example/x"})

    assert on_report.url == f"{report_url(world.report)}#panel-ORG16"
    assert on_page.url == cell
    assert elsewhere.url == on_report.url


def test_notes_cost_a_constant_number_of_statements(with_past, chair):
    report = with_past.report
    chair.get(report_url(report))

    with CaptureQueriesContext(connection) as few:
        chair.get(report_url(report))
    for code in ("ORG16", "ORG17", "ORG18", "WEL01"):
        add_comment(report_id=report.pk, indicator_id=pk(code), text="Ý", by=with_past.officer)
        flag_cell(report_id=report.pk, indicator_id=pk(code), flagged=True, by=with_past.officer)
    with CaptureQueriesContext(connection) as many:
        chair.get(report_url(report))

    assert len(many) == len(few)
