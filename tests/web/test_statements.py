"""No page asks the database more often because it shows more: a district of three unions beside one of thirty."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.web.world import write
from thidua.core.periods import Calendar
from thidua.figures import restating
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.notices.services import notify
from thidua.org.models import Unit
from thidua.org.rules import WHOLE
from thidua.org.services import end_unit
from thidua.registers.members.rules import Details
from thidua.registers.members.services import admit_member
from thidua.reporting.rules import ReportState
from thidua.targets.services import Grounds, assign_target

pytestmark = pytest.mark.django_db

PAST, MONTH = "2024-M04", "2024-M05"
SIZES = {"district_few": 3, "district_many": 30}
CODES = ("ORG16", "ORG21", "WEL01")
# What is asked about a district; "*" stands for its code.
PAGES = {
    "home": "/",
    "inbox": reverse("inbox"),
    "missing": f"{reverse('inbox-missing')}?ky={MONTH}",
    "coverage": reverse("inbox-coverage"),
    "many units": reverse("many-units", args=[MONTH, "grassroots-month"]),
    "reports": reverse("report-list"),
    "report": reverse("report", args=["*", PAST, "upper-union-month"]),
    "targets": reverse("target-list"),
    "board": reverse("target-board", args=["*", 2024]),
    "plan": reverse("target-plan", args=["*", 2024]),
    "copy": reverse("target-copy", args=["*", 2024]),
    "answers": reverse("target-answers", args=["*", 2024]),
    "split": reverse("target-split", args=["*", 2024, "ORG21"]),
    "unit": f"{reverse('unit', args=['*'])}?ky={PAST}",
    "charts": f"{reverse('unit-charts', args=['*', 'ORG21'])}?ky={PAST}",
    "figure": reverse("figure", args=["*", PAST, "ORG21"]),
    "area": f"{reverse('area', args=['ORG'])}?don-vi=*&ky={PAST}",
    "committee": reverse("committee", args=["*", PAST]),
    "comparison": f"{reverse('compare')}?don-vi=*&ky={PAST}",
    "members": f"{reverse('member-list', args=['*'])}?state=all",
    "member figures": f"{reverse('member-figures', args=['*'])}?ky={PAST}",
    "request": reverse("request-new"),
    "tree": reverse("tree"),
    "children": reverse("tree-children", args=["*"]),
    "search": f"{reverse('unit-search')}?q=school",
    "notices": reverse("notices"),
}
# What stands on these pages, taken away as a file.
TAKEN = (
    "inbox",
    "missing",
    "coverage",
    "many units",
    "reports",
    "targets",
    "board",
    "figure",
    "tree",
    "children",
    "search",
)
PAGES |= {f"{page} as a file": f"/tep-xuat/bang{PAGES[page]}" for page in TAKEN}
NOW = "cay=nay"
PAGES |= {
    "unit as it is": f"{PAGES['unit']}&{NOW}",
    "charts as they are": f"{PAGES['charts']}&{NOW}",
    "figure as it is": f"{PAGES['figure']}?{NOW}",
    "area as it is": f"{PAGES['area']}&{NOW}",
    "committee as it is": f"{PAGES['committee']}?{NOW}",
    "comparison as it is": f"{PAGES['comparison']}&{NOW}",
    "board as it is": f"{PAGES['board']}?{NOW}",
    "coverage as it is": f"{PAGES['coverage']}?{NOW}",
}


@pytest.fixture
def districts(settings) -> dict[str, Client]:
    """The officers of both districts, whose unions have reported, been late, and got targets alike."""
    settings.THIDUA_TODAY = date(2024, 5, 18)
    reports.forms()
    units = tree(*(f"city > {name} > school_{name}_{n}" for name, size in SIZES.items() for n in range(size)))
    for period in (PAST, MONTH):
        reports.opened(period)
    schools = [name for name in units if name.startswith("school")]
    write(units, PAST, {name: {"ORG16": 50 + n, "ORG21": n, "WEL01": 2} for n, name in enumerate(schools)})
    # Every third union has not handed in, so that each list of each district has something to show.
    some = [name for n, name in enumerate(schools) if n % 3]
    write(units, MONTH, {name: {"ORG16": 50, "ORG21": 40} for name in some}, state=ReportState.SUBMITTED)
    _assign(units)
    _admit(units, schools)
    _merge(units)
    return {name: _officer(units[name], SIZES[name]) for name in SIZES}


def _assign(units: dict[str, Unit]) -> None:
    year = ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"]
    for unit in units.values():
        assign_target(
            unit=unit,
            indicator=catalogue().by_code["ORG21"],
            period=year,
            amount=40,
            grounds=Grounds(on=date(2024, 1, 2)),
            by=people.person("confederation"),
        )


def _admit(units: dict[str, Unit], schools: list[str]) -> None:
    """Somebody belongs to every union."""
    by = people.person("confederation")
    for name in schools:
        letters = "".join("abcdefghij"[int(c)] for c in name if c.isdigit())
        admit_member(unit=units[name], details=Details(f"Nguyễn Thị {letters}"), on=date(2020, 9, 1), by=by)


def _merge(units: dict[str, Unit]) -> None:
    """Half of the unions of each district are merged into its first one: that there are more adds no statement."""
    for name, size in SIZES.items():
        heir = units[f"school_{name}_0"]
        for n in range(1, 1 + size // 2):
            gone = units[f"school_{name}_{n}"]
            end_unit(unit=gone, on=date(2024, 5, 2), reason="sáp nhập", successors=[(heir, WHOLE)], by=None)
    restating.refresh_current()


def _officer(unit: Unit, notices: int) -> Client:
    user = people.officer(unit)
    facts = {"by": "x", "unit": unit.code, "report": "x", "due": "x"}
    for number in range(notices):
        notify(users=[user.pk], kind="report.reminded", link="/", key=f"{unit.code} {number}", **facts)
    client = Client()
    client.force_login(user)
    return client


def _statements(client: Client, path: str) -> list[str]:
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [" ".join(query["sql"].split())[:160] for query in captured]


def test_no_page_asks_more_for_thirty_unions_than_for_three(districts):
    grown = {}
    for page, path in PAGES.items():
        few, many = (_statements(client, path.replace("*", name)) for name, client in districts.items())
        if len(few) != len(many):
            grown[page] = (len(few), len(many), sorted(set(many) - set(few))[:3])

    assert grown == {}


@pytest.mark.parametrize("page", ["account-list", "audit-log", "period-list"])
def test_no_list_of_the_whole_installation_asks_more_when_it_is_longer(page):
    units = tree("city > district > school")
    keeper, reader = people.administrator(units["city"]), people.inspector(units["city"])
    client = Client()
    client.force_login(reader if page == "audit-log" else keeper)
    reports.opened(PAST)
    few = _statements(client, reverse(page))
    for number in range(20):
        people.officer(units["district"], f"officer.{number}")
    reports.opened(MONTH)

    assert len(_statements(client, reverse(page))) == len(few)
