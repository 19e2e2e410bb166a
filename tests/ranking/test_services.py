"""From settled points to places that members see: drawn up, settled, put to a vote, decided, published, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.catalogue import installed
from tests.factories.emulation import cluster_of, scheme_of, settled_round
from tests.factories.tree import tree
from tests.people import leader, officer
from tests.voting.ballots import ONE, held
from thidua.core import clock
from thidua.emulation.clusters.errors import BallotUnfit
from thidua.emulation.ranking.errors import (
    AlreadyDecided,
    AlreadyPublished,
    NotDecided,
    NotFrozen,
    PlacesIncomplete,
    RankingChanged,
    ReasonMissing,
)
from thidua.emulation.ranking.models import Place, Ranking, RankingVote
from thidua.emulation.ranking.queries import chain_of, past_of, pasts_of
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.ranking.services.publishing import publish_ranking, tell_members, undo_publication
from thidua.emulation.ranking.services.settling import (
    Settled,
    decide_ranking,
    discard_ranking,
    reopen_ranking,
    settle_places,
)
from thidua.emulation.ranking.services.voting import take_votes
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.notices.models import Notice
from thidua.org.models import Unit
from thidua.voting.rules import Act, State

pytestmark = pytest.mark.django_db
SEVEN_TEAMS = {
    "district_1": (24, 22, 24, 20),
    "district_2": (25, 24, 24, 24),
    "district_3": (25, 24, 23, 23),
    "district_4": (24, 22, 23, 21),
    "district_5": (23, 23, 23, 21),
    "district_6": (24, 22, 24, 20),
    "district_7": (24, 23, 22, 21),
}


@pytest.fixture(autouse=True)
def _year(settings):
    settings.THIDUA_TODAY = date(2024, 12, 20)


@pytest.fixture
def units() -> dict[str, Unit]:
    installed()
    return tree(*(f"city > {code}" for code in SEVEN_TEAMS))


@pytest.fixture
def settled(units: dict[str, Unit]) -> Round:
    cluster = cluster_of(units["city"], *(units[code] for code in SEVEN_TEAMS))
    return settled_round(cluster, scheme_of(units["city"]), SEVEN_TEAMS)


@pytest.fixture
def drawn(settled: Round) -> Ranking:
    return draw_up(round_id=settled.pk, by=officer(settled.owner)).ranking


def place(ranking: Ranking, code: str) -> Place:
    return ranking.places.get(unit__code=code)


def settle(ranking: Ranking, code: str, *, final: int | None = None, label: str = "", reason: str = "") -> int:
    stands = place(ranking, code)
    seen = (stands.final, stands.final_class, stands.reason, stands.votes)
    wanted = Settled(stands.pk, final, label, reason, stands.votes, seen)
    return settle_places(ranking_id=ranking.pk, settled=[wanted], by=officer(ranking.round.owner))


def test_the_seven_teams_come_where_their_points_put_them(drawn):
    found = {one.unit.code: (one.total, one.by_points, one.class_by_points) for one in drawn.places.all()}

    assert found["district_2"] == (97_000, 1, "Xuất sắc")
    assert found["district_3"] == (95_000, 2, "Xuất sắc")
    assert {found[f"district_{number}"] for number in (1, 4, 5, 6, 7)} == {(90_000, 3, "Xuất sắc")}


def test_nothing_is_ranked_while_points_can_move(settled):
    Round.objects.filter(pk=settled.pk).update(state=RoundState.FROZEN)

    with pytest.raises(NotFrozen):
        draw_up(round_id=settled.pk, by=officer(settled.owner))


def test_drawn_again_the_table_comes_anew_and_what_the_council_set_stays(drawn):
    settle(drawn, "district_2", final=2, reason="Đơn thư chưa giải quyết xong")
    Place.objects.filter(ranking=drawn, unit__code="district_2").update(total=1, by_points=7)

    again = draw_up(round_id=drawn.round_id, by=officer(drawn.round.owner))

    stands = place(drawn, "district_2")
    assert again.changed == 1
    assert (stands.total, stands.by_points) == (97_000, 1)
    assert (stands.final, stands.reason) == (2, "Đơn thư chưa giải quyết xong")


def test_a_place_that_differs_from_the_table_needs_a_reason(drawn):
    for code, final in (("district_2", 2), ("district_3", 1)):
        settle(drawn, code, final=final)

    with pytest.raises(ReasonMissing):
        decide_ranking(ranking_id=drawn.pk, by=leader(drawn.round.owner))

    for code, final in (("district_2", 2), ("district_3", 1)):
        settle(drawn, code, final=final, reason="Hội nghị bỏ phiếu")
    decide_ranking(ranking_id=drawn.pk, by=leader(drawn.round.owner))
    assert (place(drawn, "district_3").by_points, place(drawn, "district_3").final) == (2, 1)
    assert place(drawn, "district_1").final == 3


def test_a_class_that_differs_needs_a_reason_too(drawn):
    settle(drawn, "district_1", label="Tốt")

    with pytest.raises(ReasonMissing):
        decide_ranking(ranking_id=drawn.pk, by=leader(drawn.round.owner))


def test_places_with_a_hole_are_not_decided(drawn):
    settle(drawn, "district_3", final=9, reason="Xếp cuối")

    with pytest.raises(PlacesIncomplete):
        decide_ranking(ranking_id=drawn.pk, by=leader(drawn.round.owner))
    drawn.refresh_from_db()
    assert drawn.decided_at is None


def test_two_who_set_the_same_place_find_out_about_each_other(drawn):
    stands = place(drawn, "district_4")
    seen = (stands.final, stands.final_class, stands.reason, stands.votes)
    settle(drawn, "district_4", final=3)

    with pytest.raises(RankingChanged):
        settle_places(
            ranking_id=drawn.pk,
            settled=[Settled(stands.pk, 4, "", "", None, seen)],
            by=officer(drawn.round.owner),
        )
    assert place(drawn, "district_4").final == 3


def test_votes_rank_by_themselves(drawn):
    rows = []
    for code, votes in (("district_2", 3), ("district_3", 4), ("district_1", 0)):
        stands = place(drawn, code)
        rows.append(Settled(stands.pk, None, "", "", votes, (None, "", "", None)))
    settle_places(ranking_id=drawn.pk, settled=rows, by=officer(drawn.round.owner))

    assert [place(drawn, code).by_vote for code in ("district_3", "district_2", "district_1")] == [1, 2, 3]
    assert place(drawn, "district_5").by_vote is None


def test_votes_that_a_ballot_counted_are_not_typed_over(drawn, units):
    ballot = held(units["city"], state=State.COUNTED)
    stands_for = {ONE[0].options[0].name: units["district_3"].pk}
    RankingVote.objects.create(ranking=drawn, ballot=ballot.ballot, stands_for=stands_for)
    take_votes(ranking_id=drawn.pk, by=officer(drawn.round.owner))
    stands = place(drawn, "district_3")
    assert (stands.votes, stands.by_vote) == (1, 1)

    typed = [Settled(stands.pk, None, "", "", 5, (None, "", "", 1))]
    with pytest.raises(BallotUnfit):
        settle_places(ranking_id=drawn.pk, settled=typed, by=officer(drawn.round.owner))
    client = Client()
    client.force_login(officer(drawn.round.owner))
    sent = {f"p{stands.pk}-seen": '[null, "", "", 1]', f"p{stands.pk}-votes": "5", f"p{stands.pk}-final": "2"}
    assert client.post(reverse("ranking-settle", args=[drawn.round.reference]), sent).status_code == 302
    assert (place(drawn, "district_3").votes, place(drawn, "district_3").final) == (1, 2)

    ballot.both(Act.VOID, "Danh sách sai")
    with pytest.raises(BallotUnfit, match="bị hủy"):
        decide_ranking(ranking_id=drawn.pk, by=leader(drawn.round.owner))
    typed = [Settled(stands.pk, 2, "", "", None, (2, "", "", 1))]
    settle_places(ranking_id=drawn.pk, settled=typed, by=officer(drawn.round.owner))
    assert decide_ranking(ranking_id=drawn.pk, by=leader(drawn.round.owner)).decided_at


def test_what_is_decided_stays_until_it_is_reopened(drawn):
    chief = leader(drawn.round.owner)
    decide_ranking(ranking_id=drawn.pk, by=chief)

    for change in (
        lambda: settle(drawn, "district_1", final=1, reason="Muộn"),
        lambda: draw_up(round_id=drawn.round_id, by=chief),
        lambda: decide_ranking(ranking_id=drawn.pk, by=chief),
        lambda: discard_ranking(ranking_id=drawn.pk, by=chief),
    ):
        with pytest.raises(AlreadyDecided):
            change()
    reopen_ranking(ranking_id=drawn.pk, by=chief)
    assert settle(drawn, "district_1", final=3) == 1


def test_members_are_told_when_the_moment_has_come_and_once(drawn, units):
    chief, member = leader(drawn.round.owner), officer(units["district_1"])
    decide_ranking(ranking_id=drawn.pk, by=chief)
    publish_ranking(ranking_id=drawn.pk, at=clock.now() + timedelta(days=2), by=chief)

    assert tell_members(ranking_id=drawn.pk) == 0
    Ranking.objects.filter(pk=drawn.pk).update(published_at=clock.now() - timedelta(minutes=1))
    assert tell_members(ranking_id=drawn.pk) == 1
    assert tell_members(ranking_id=drawn.pk) == 0
    assert Notice.objects.get(user=member, kind="ranking.published").facts == {"round": drawn.round.name}


def test_a_publication_is_undone_before_the_decision_is(drawn):
    chief = leader(drawn.round.owner)
    with pytest.raises(NotDecided):
        publish_ranking(ranking_id=drawn.pk, at=clock.now(), by=chief)
    decide_ranking(ranking_id=drawn.pk, by=chief)
    publish_ranking(ranking_id=drawn.pk, at=clock.now(), by=chief)

    with pytest.raises(AlreadyPublished):
        reopen_ranking(ranking_id=drawn.pk, by=chief)
    undo_publication(ranking_id=drawn.pk, by=chief)
    reopen_ranking(ranking_id=drawn.pk, by=chief)
    with pytest.raises(NotDecided):
        undo_publication(ranking_id=drawn.pk, by=chief)


def test_the_years_of_a_cluster_are_its_own_chain(drawn, units, settings):
    decide_ranking(ranking_id=drawn.pk, by=leader(units["city"]))
    settings.THIDUA_TODAY = date(2025, 12, 20)
    after = cluster_of(
        units["city"], units["district_2"], units["district_3"], year=2025, continues=drawn.round.cluster
    )
    two = {code: SEVEN_TEAMS[code] for code in ("district_2", "district_3")}
    later = settled_round(after, scheme_of(units["city"], year=2025), two)

    assert chain_of(after) == [after.pk, drawn.round.cluster_id]
    (past,) = pasts_of(later, everything=True)
    assert (past.year, past.places[units["district_2"].pk]) == (2024, 1)
    assert pasts_of(drawn.round, everything=True) == []
    one = past_of(later, everything=True, units=[units["district_3"].pk])
    assert one is not None
    assert (one.year, dict(one.places)) == (2024, {units["district_3"].pk: 2})

    assert pasts_of(later, everything=False) == []
    publish_ranking(ranking_id=drawn.pk, at=clock.now(), by=leader(units["city"]))
    assert [one.year for one in pasts_of(later, everything=False)] == [2024]
