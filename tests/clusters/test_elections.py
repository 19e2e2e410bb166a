"""Electing next year's lead: the members are the options, one person votes for each, the winner is proposed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.catalogue import installed
from tests.factories.emulation import cluster_of
from tests.factories.tree import tree
from tests.people import leader, officer
from thidua.emulation.clusters.ballot_models import Election
from thidua.emulation.clusters.errors import BallotUnfit
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.rules import NextLead
from thidua.emulation.clusters.services.ballots import call_election, elected
from thidua.emulation.clusters.services.membership import set_turns
from thidua.voting.models import Ballot, Option
from thidua.voting.rules import Act
from thidua.voting.services.casting import cast_vote, new_slip, paper_of
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.keys import rehearse_share, turn_key
from thidua.voting.services.setup import discard_ballot, prepare_ballot, set_committee

pytestmark = pytest.mark.django_db
CODES = ("district_1", "district_2", "district_3", "district_4")


@pytest.fixture
def cluster() -> Cluster:
    installed()
    units = tree(*(f"city > {code}" for code in CODES))
    for code in CODES:
        leader(units[code])
    return cluster_of(units["city"], *(units[code] for code in CODES))


def call(cluster: Cluster) -> Ballot:
    return call_election(cluster_id=cluster.pk, by=officer(cluster.owner))


def play(ballot: Ballot, *, for_option: int) -> None:
    """Everybody chooses one option; two of three shares count."""
    by = ballot.made_by
    committee = [officer(ballot.owner, f"counter.{number}") for number in range(3)]
    set_committee(ballot_id=ballot.pk, members=[(one, "") for one in committee], by=by)
    shares = prepare_ballot(ballot_id=ballot.pk, by=by)
    for member, share in zip(committee, shares, strict=True):
        rehearse_share(ballot_id=ballot.pk, words=share.words, by=member)
    for act in (Act.OPEN, Act.CLOSE):
        for member in committee[:2]:
            turn_key(ballot_id=ballot.pk, act=act, by=member)
        if act == Act.OPEN:
            paper = paper_of(ballot.reference)
            marks = tuple(int(at == for_option) for at in range(len(CODES)))
            for voter in ballot.voters.select_related("user"):
                cast_vote(paper=paper, votes=(marks,), slip=new_slip(paper.ballot, voter.user).signed, by=voter.user)
    count_ballot(ballot_id=ballot.pk, shares=[share.words for share in shares[1:]], by=committee[1])


def test_one_person_votes_for_each_member_and_the_winner_is_proposed(cluster):
    ballot = call(cluster)
    assert sorted(voter.body for voter in ballot.voters.all()) == sorted(CODES)
    assert elected(cluster) is None
    name = Option.objects.filter(question__ballot=ballot).order_by("position")[2].name

    play(ballot, for_option=2)

    assert elected(cluster) == Election.objects.get(cluster=cluster).stands_for[name]
    set_turns(cluster_id=cluster.pk, next_lead=NextLead.ELECTION, order=_members(cluster), by=ballot.made_by)
    client = Client()
    client.force_login(ballot.made_by)
    page = client.get(reverse("cluster-continue", args=[cluster.reference]))
    assert f"Theo kết quả bầu, {name} làm cụm trưởng." in page.content.decode()


def _members(cluster: Cluster) -> list[int]:
    return list(cluster.seats.values_list("unit", flat=True))


def test_a_second_election_waits_until_the_first_is_discarded(cluster):
    ballot = call(cluster)
    with pytest.raises(BallotUnfit):
        call(cluster)

    discard_ballot(ballot_id=ballot.pk, by=ballot.made_by)

    assert call(cluster).pk != ballot.pk


def test_options_that_were_renamed_elect_nobody(cluster):
    ballot = call(cluster)
    Option.objects.filter(question__ballot=ballot, position=3).update(name="Một người khác")

    play(ballot, for_option=2)

    assert elected(cluster) is None
