"""An officer of a district with 120 unions empties the inbox: 100 fine, 15 with questions, 5 that do not fit."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import TODAY
from tests.factories import reports
from tests.factories.tree import FOUNDED
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.rules import NewUnit, UnitKind
from thidua.org.services.founding import place_units
from thidua.people.models import User
from thidua.reporting.models import Report, ReturnReason
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports

FINE, QUESTIONED, WRONG = 100, 15, 5
UNIONS = FINE + QUESTIONED + WRONG
MOST_INTERACTIONS = 60
MONTHS = ("2024-M01", "2024-M02", "2024-M03", "2024-M04", "2024-M05")
HANDED_IN = datetime(2024, 5, 17, 2, 0, tzinfo=UTC)


@dataclass
class Hand:
    """What the officer does; each press of the mouse and each key is one interaction."""

    page: Page
    count: int = 0

    def click(self, selector: str) -> None:
        self.count += 1
        self.page.locator(selector).first.click()

    def key(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)


@pytest.fixture
def officer(live_server: Any, settings: Any) -> User:
    """The officer of 120 unions whose reports of May wait."""
    settings.THIDUA_TODAY = TODAY
    reports.forms()
    rows = [NewUnit("UH", "Liên đoàn Lao động huyện Ứng Hòa", "LĐLĐ huyện Ứng Hòa", UnitKind.DISTRICT, "", FOUNDED)]
    rows += [
        NewUnit(f"UH-{n:03}", f"CĐCS Trường Tiểu học số {n}", f"TH số {n}", UnitKind.GRASSROOTS, "UH", FOUNDED)
        for n in range(UNIONS)
    ]
    units = place_units(rows=rows, by=None)
    chair, acceptor = people.person("chair"), people.officer(units[0])
    for code in MONTHS:
        reports.opened(code)
    periods = {period.code: period for period in Period.objects.filter(code__in=MONTHS)}
    arriving = [
        _told(unit, periods[code], number, chair, acceptor) for number, unit in enumerate(units[1:]) for code in MONTHS
    ]
    record_reports(arriving=arriving, by=None)
    return acceptor


def _told(unit: Unit, period: Period, number: int, chair: User, acceptor: User) -> Arriving:
    """A month of a union: its own size, a little different each month; in May some are out of the ordinary."""
    month, members = period.span.ordinal, 31 + number
    helped = 7 + (number + month) % 4
    if period.code == MONTHS[-1] and number < WRONG:
        helped = members + 20
    elif period.code == MONTHS[-1] and number < WRONG + QUESTIONED:
        helped = 27
    values = {
        "ORG16": members + 2,
        "ORG17": 13 + number % 17,
        "ORG18": members,
        "ORG19": 12 + number % 17,
        "WEL01": helped,
    }
    texts = reports.GOOD_MONTH | dict.fromkeys(("ORG21", "ORG24"), "0") | {code: str(v) for code, v in values.items()}
    texts["WEL02"] = f"0,00{3 + month % 3}"
    cells = {catalogue().by_code[code].pk: reports.cell(code, text) for code, text in texts.items()}
    waits = period.code == MONTHS[-1]
    return Arriving(
        unit_id=unit.pk,
        period_id=period.pk,
        cells=cells,
        state=ReportState.SUBMITTED if waits else ReportState.ACCEPTED,
        typed_by=chair,
        submitted_at=HANDED_IN,
        accepted_by=None if waits else acceptor,
        accepted_at=None if waits else HANDED_IN,
    )


def test_an_inbox_of_120_is_emptied_in_under_60_interactions(officer, signed_in, capsys):
    page = signed_in(officer, "/hop-thu/")
    hand = Hand(page)
    expect(page.locator("#group-wrong")).to_contain_text(str(WRONG))
    expect(page.locator("#group-asked")).to_contain_text(str(QUESTIONED))

    hand.click("text=Tiếp nhận cả 100 báo cáo")
    expect(page.locator("toast-list")).to_contain_text("Đã tiếp nhận 100 báo cáo")
    for left in reversed(range(WRONG)):
        hand.click("[data-group=wrong] [data-return]")
        hand.click("[data-group=wrong] .chip:has-text('Không khớp')")
        hand.click("[data-group=wrong] >> text=Gửi trả lại")
        expect(page.locator("[data-group=wrong] [data-row]")).to_have_count(left)
    # The report after the one that was decided has the focus: a key decides it.
    for left in reversed(range(QUESTIONED)):
        expect(page.locator("[data-group=asked] [data-row]").first).to_be_focused()
        hand.key("a")
        expect(page.locator("[data-group=asked] [data-row]")).to_have_count(left)
    expect(page.locator("#inbox")).to_contain_text("Không có báo cáo nào chờ tiếp nhận")

    with capsys.disabled():
        sys.stdout.write(f"\ninbox of {UNIONS}: {hand.count} interactions\n")
    assert hand.count < MOST_INTERACTIONS
    states = Counter(
        Report.objects.filter(period__code=MONTHS[-1], unit__code__startswith="UH-").values_list("state", flat=True)
    )
    assert states == {"accepted": FINE + QUESTIONED, "returned": WRONG}
    assert ReturnReason.objects.filter(indicator__code="WEL01").count() == WRONG


def test_the_full_inbox_answers_quickly_and_has_nothing_that_axe_objects_to(officer, signed_in, axe, client):
    client.force_login(officer)
    client.get("/hop-thu/")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/hop-thu/")

    assert answer.status_code == 200
    assert len(queries) <= 25
    for width in (1280, 390):
        assert axe(signed_in(officer, "/hop-thu/", width=width)) == []
