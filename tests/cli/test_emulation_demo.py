"""Emulation in the demonstration: what was published of two clusters, and years that are played through to the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.factories.catalogue import installed
from thidua.cli.demodata.building import federation
from thidua.cli.demodata.emulation.members import CLUSTER_2, CLUSTER_6, CLUSTER_8
from thidua.cli.demodata.emulation.story import POLICIES, VISITOR, play_clusters
from thidua.cli.demodata.files import document
from thidua.cli.demodata.people import give_roles, open_accounts
from thidua.cli.federation.loading import load_federation
from thidua.cli.federation.shape import Federation
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.queries.figures import grid, periods_of
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Covenant
from thidua.emulation.covenants.queries.living import GOOD, living
from thidua.emulation.covenants.rules import ClauseState, CovenantState, SignerRole
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.queries import past_of
from thidua.emulation.ranking.rules import RankingState
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.queries.waiting import waiting
from thidua.emulation.scorecards.rules import RoundState, Stage, point_at
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.standing import standing_to
from thidua.figures.fold import fold_marks
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.voting.models import Ballot
from thidua.voting.rules import State

pytestmark = pytest.mark.slow

PUBLISHED = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[1] / "cases" / "real-figures.json").read_text("utf-8"))["cases"]
}
TODAY = date(2024, 5, 18)
TOLD_OF = "HN-NTL"
"""Whose grassroots unions are loaded, so that clauses of today have figures."""


@pytest.fixture(scope="module")
def users(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """The years of the clusters as the demonstration plays them, undone afterwards."""
    settings = pytest.MonkeyPatch()
    settings.setattr("django.conf.settings.THIDUA_TODAY", TODAY)
    with django_db_blocker.unblock(), transaction.atomic():
        installed()
        accounts = open_accounts()
        load_federation(_reduced(federation()), by=accounts["quantri"])
        give_roles(accounts)
        while fold_marks():
            pass
        play_clusters(accounts)
        yield accounts
        transaction.set_rollback(True)
    settings.undo()


def _reduced(whole: Federation) -> Federation:
    """The demonstration with the grassroots unions of one district, since last year, and those who have a chair."""
    chaired = document("people.json")["chairs"]
    units = [u for u in whole.units if u.kind != UnitKind.GRASSROOTS or u.parent == TOLD_OF or u.code in chaired]
    kept = {unit.code for unit in units}
    return replace(
        whole,
        units=tuple(units),
        unit_paths=tuple(f"units[{index}]" for index in range(len(units))),
        reports=tuple(row for row in whole.reports if row.unit in kept and row.period.year >= TODAY.year - 1),
        targets=tuple(row for row in whole.targets if row.unit in kept),
        wordings=(),
    )


def cluster(year: int, code: str) -> Cluster:
    """The cluster in which a unit sat in a year."""
    return Cluster.objects.get(year=year, seats__unit__code=code)


def covenant_of(found: Cluster) -> Covenant:
    return Covenant.objects.get(cluster=found, amends=None)


@pytest.mark.parametrize(
    ("year", "members", "case"),
    [(2020, CLUSTER_8, "ha-noi-cluster-8-2020"), (2022, CLUSTER_2, "ha-noi-cluster-2-2022")],
)
def test_the_members_and_the_lead_are_those_that_were_published(users, year, members, case):
    published = PUBLISHED[case]["cluster"]
    found = cluster(year, members[0])
    seats = Seat.objects.filter(cluster=found)

    assert (found.name, found.year) == (published["name"], published["year"])
    assert set(seats.values_list("unit__code", flat=True)) == set(members)
    assert len(members) == len(published["members"]) == 6
    assert seats.get(role=SeatRole.LEAD).unit.code == members[0] == {2020: "HN-GD", 2022: "HN-TH"}[year]


def test_every_unit_of_cluster_8_kept_the_eight_policies(users):
    found = cluster(2020, "HN-GD")
    year = next(period for period in periods_of(found) if period.code == "2020")
    seats = list(Seat.objects.filter(cluster=found).select_related("unit").order_by("pk"))
    indicators = [catalogue().by_code[code] for code in POLICIES]

    rows = grid(owner=found.owner, seats=seats, indicators=indicators, period=year).rows

    assert len(rows) == len(PUBLISHED["ha-noi-cluster-8-2020"]["figures"]) == 8
    for row in rows:
        assert [cell.value for cell in row.cells] == ["100%"] * 6, row.indicator.code
        assert {cell.result.value for cell in row.cells if cell.result} == {Fraction(100)}, row.indicator.code


def test_the_covenant_of_2022_was_signed_by_six_and_witnessed(users):
    published = PUBLISHED["ha-noi-cluster-2-2022"]["covenant"]
    covenant = covenant_of(cluster(2022, "HN-TH"))
    signatures = covenant.signatures.filter(voided_at=None)

    assert covenant.state == CovenantState.IN_FORCE
    assert covenant.articles.filter(removed_at=None).count() == published["articles"] == 8
    members = signatures.filter(role=SignerRole.MEMBER).values_list("unit__code", flat=True)
    assert sorted(members) == sorted(CLUSTER_2)
    assert len(members) == published["signed_by"]
    assert signatures.get(role=SignerRole.WITNESS).unit.code == "HN"


def test_the_ranking_of_2022_took_the_result_of_the_vote(users):
    ranking = Ranking.objects.get(round__cluster=cluster(2022, "HN-TH"))
    places = list(ranking.places.all())

    assert (ranking.state, ranking.round.state) == (RankingState.DECIDED, RoundState.FINAL)
    assert ranking.published_at is not None
    assert ranking.vote.taken_at is not None
    assert ranking.vote.ballot.state == State.COUNTED
    assert len(places) == 6
    assert all(place.votes is not None and place.by_vote is not None for place in places)
    assert min(place.by_points for place in places) == min(place.final for place in places) == 1
    assert all(place.reason for place in places if place.final != place.by_points)


def test_every_unit_voted_in_secret(users):
    ballot = Ballot.objects.get()

    assert ballot.voters.count() == ballot.opened.count() == 6
    assert not ballot.sealed.exists()


def test_2023_is_compared_with_2022(users):
    ranking = Ranking.objects.get(round__cluster=cluster(2023, "HN-HD"))
    past = past_of(ranking.round, everything=False)
    before = Ranking.objects.get(round__cluster=cluster(2022, "HN-TH"))

    assert past is not None
    assert past.year == 2022
    assert past.places == dict(before.places.values_list("unit", "final"))
    assert set(past.places) == set(ranking.places.values_list("unit", flat=True))


def test_the_clauses_of_today_live(users):
    covenant = covenant_of(cluster(2024, "HN-NTL"))
    found = living(covenant)
    told_of = Unit.objects.get(code=TOLD_OF).pk
    states = {cell.state for row in found.rows for cell in row.cells if cell.member.unit_id == told_of}

    assert covenant.state == CovenantState.IN_FORCE
    assert found.period is not None
    assert found.period.code.startswith("2024")
    assert len(found.members) == 6
    assert states & GOOD
    assert {ClauseState.CONFIRMED, ClauseState.WAITING} <= found.counts().keys()
    shares = [cell.share for row in found.rows for cell in row.cells if cell.share is not None]
    assert any(share > Fraction(0) for share in shares)


def test_the_visitors_cluster_leaves_her_something_to_do(users):
    last, this = cluster(2023, VISITOR), cluster(2024, VISITOR)
    cards = Card.objects.filter(round__cluster=last)
    covenant = covenant_of(this)

    assert this.continues == last
    assert set(cards.filter(self_submitted_at=None).values_list("unit__code", flat=True)) == {VISITOR, CLUSTER_6[-1]}
    assert cards.count() == 6
    assert covenant.state == CovenantState.COMMENTING
    assert not covenant.opinions.filter(unit__code=VISITOR).exists()


def test_the_first_quarter_waits_for_the_department_that_verifies(users):
    found = Round.objects.get(cluster=cluster(2024, "HN-NTL"))
    standing = standing_to(users["chuyenvien.thanhpho"], found)
    verified = [
        (position, one)
        for position, one in enumerate(scheme_of(found).positions)
        if standing.covers(Stage.DEPARTMENT, one)
    ]

    assert (found.period, found.state) == ("2024-Q1", RoundState.RECHECK)
    assert [one.round.pk for one in waiting(standing.user)] == [found.pk]
    assert [one.area for _position, one in verified] == ["WOM"]
    (position, criterion) = verified[0]
    cards = list(standing.cards())
    assert len(cards) == 6
    assert all(standing.may_give(Stage.DEPARTMENT, card, criterion) for card in cards)
    assert all(point_at(card.verified, position) is None for card in cards)
