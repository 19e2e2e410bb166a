"""No page of emulation asks the database more often because it shows more: three members beside thirty."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.factories import reports
from tests.factories.emulation import FOUR_OF_25, cluster_of, open_round_of, scheme_of, settled_round
from tests.factories.tree import tree
from tests.scorecards.world import SCHEME
from thidua.core.periods import Calendar
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.services import duties
from thidua.emulation.movements.rules import MovementKind, ProgrammeKind
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.programmes import About, add_programme
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.ranking.services.settling import decide_ranking
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.voting.services.setup import BallotFacts, found_ballot

pytestmark = pytest.mark.django_db

TODAY = date(2024, 5, 18)
SIZES = {"few": 3, "many": 30}
PER = 3
"""How many members there are for each movement, programme, point table, ballot and round that is open."""

FIRST_PAGE = {"home of an officer": 17, "home of a member": 17, "home of a leader": 15}
"""How many statements the first page takes, however much it shows."""

LISTS = ("movement-list", "programme-list", "scheme-list", "cluster-list", "round-list", "ballot-list")
OF_CLUSTER = (
    "cluster",
    "cluster-members",
    "cluster-figures",
    "cluster-calendar",
    "cluster-rounds",
    "cluster-ranking",
    "cluster-reviews",
    "cluster-talk",
)
OF_ROUND = ("round", "round-grid", "round-cross", "round-late")
OF_RANKING = ("ranking", "ranking-council")


@pytest.fixture
def asked(settings) -> dict[str, dict[str, tuple[Client, str]]]:
    """For each size and page: who asks for it, and where it is."""
    settings.THIDUA_TODAY = TODAY
    reports.forms()
    units = tree(*(f"city > district_{name} > school_{name}_{n}" for name, size in SIZES.items() for n in range(size)))
    ensure_periods(calendar=Calendar.CALENDAR, year=TODAY.year)
    return {
        name: _pages(units[f"district_{name}"], [units[f"school_{name}_{n}"] for n in range(size)])
        for name, size in SIZES.items()
    }


def _pages(district: Unit, schools: list[Unit]) -> dict[str, tuple[Client, str]]:
    officer = people.officer(district)
    reader, member = _client(officer), _client(people.chair(schools[0]))
    cluster = cluster_of(district, *schools, year=TODAY.year)
    duties.lay_out(cluster_id=cluster.pk, by=officer)
    opened = open_round_of(cluster, scheme_of(district, SCHEME))
    ranked = settled_round(cluster, scheme_of(district), {})
    _furnish(cluster, officer, len(schools) // PER)
    _decided(ranked.pk, district)
    pages = {page: (reader, reverse(page)) for page in LISTS}
    pages |= {page: (reader, reverse(page, args=[cluster.reference])) for page in OF_CLUSTER}
    pages |= {page: (reader, reverse(page, args=[opened.reference])) for page in OF_ROUND}
    pages |= {page: (reader, reverse(page, args=[ranked.reference])) for page in OF_RANKING}
    pages["column"] = (reader, reverse("round-column", args=[opened.reference, "A3"]))
    pages["home of an officer"] = (reader, "/")
    pages["home of a member"] = (member, "/")
    pages["home of a leader"] = (_client(people.leader(district)), "/")
    pages["movements of a member"] = (member, reverse("movement-list"))
    pages["rounds of a member"] = (member, reverse("round-list"))
    pages["card"] = (member, reverse("card", args=[opened.reference, schools[0].code]))
    pages["grid of the lead"] = (member, reverse("round-grid", args=[opened.reference]))
    return pages


def _furnish(cluster: Cluster, by: User, count: int) -> None:
    """Movements, programmes, point tables, drafts of ballots and rounds of a district, so many of each."""
    for number in range(1, count + 1):
        owner, name = cluster.owner, f"{number}"
        add_programme(owner=owner, about=About(ProgrammeKind.SCHEME, f"Đề án {name}", 2023, 2028), by=by)
        movement = draft_movement(owner=owner, setting=_setting(owner, f"Phong trào {name}"), by=by)
        launch_movement(movement_id=movement.pk, launched_on=TODAY, by=by)
        found_ballot(owner=owner, facts=BallotFacts(title=f"Bầu {name}"), by=by)
        scheme = scheme_of(owner, FOUR_OF_25 | {"name": f"Bảng {name}"})
        month = Period.objects.get(code=f"2024-M{number:02}")
        open_round(opening=Opening(owner, scheme, month, f"Chấm {name}", cluster=cluster), by=by)


def _setting(owner: Unit, title: str) -> Setting:
    return Setting(
        kind=MovementKind.MOVEMENT,
        title=title,
        calendar=Calendar.CALENDAR,
        year=TODAY.year,
        starts=TODAY,
        ends=date(2024, 12, 31),
        among=owner,
        kinds=(UnitKind.GRASSROOTS,),
        register_until=date(2024, 6, 1),
    )


def _decided(round_id: int, owner: Unit) -> None:
    ranking = draw_up(round_id=round_id, by=people.officer(owner)).ranking
    decide_ranking(ranking_id=ranking.pk, by=people.leader(owner))


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _statements(client: Client, path: str) -> list[str]:
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [" ".join(query["sql"].split())[:200] for query in captured]


def test_the_first_page_takes_no_more_statements_than_it_did(asked):
    assert {page: len(_statements(*asked["many"][page])) for page in FIRST_PAGE} == FIRST_PAGE


def test_no_page_asks_more_for_thirty_members_than_for_three(asked):
    grown = {}
    for page in asked["few"]:
        few, many = (_statements(*asked[size][page]) for size in SIZES)
        if len(few) != len(many):
            grown[page] = (len(few), len(many), sorted(set(many) - set(few))[:3])

    assert grown == {}
