"""Ballots of the district in each of their stages, for the screens."""

from __future__ import annotations

from tests.browser.world import World
from tests.people import chair
from thidua.voting.models import Ballot
from thidua.voting.rules import Act, Kind, Part
from thidua.voting.services.casting import cast_vote, new_slip, paper_of
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.keys import rehearse_share, turn_key
from thidua.voting.services.roll import mark_written
from thidua.voting.services.setup import (
    BallotFacts,
    HandedShare,
    NewOption,
    NewQuestion,
    NewVoter,
    found_ballot,
    prepare_ballot,
    set_committee,
    set_questions,
    set_roster,
)

OPTIONS = tuple(map(NewOption, ("CĐCS Trường THCS Phù Lưu", "CĐCS May Sông Đáy", "CĐCS Trạm Y tế Hòa Xá")))
QUESTIONS = (
    NewQuestion("Chọn hai đơn vị đề nghị tặng Cờ thi đua", Kind.CHOOSE, OPTIONS, most=2, threshold=Part(80, 100)),
    NewQuestion("Đồng ý tặng Bằng khen", Kind.APPROVAL, OPTIONS),
    NewQuestion("Xếp thứ tự ba đơn vị", Kind.RANK, OPTIONS, threshold=Part(1, 3)),
)
VOTES = ((1, 0, 1), (1, 2, 0), (1, 3, 2))


def furnish_ballots(world: World) -> dict[str, str]:
    """One ballot in each stage that has a screen of its own; their references by name."""
    stages = ("draft", "ready", "open", "closed", "counted")
    return {f"ballot-{stage}": _ballot(world, stage).reference for stage in stages}


def _ballot(world: World, stage: str) -> Ballot:
    committee = [world.deputy, chair(world.units["UH-02"], "kim"), chair(world.units["UH-03"], "sen")]
    ballot = found_ballot(owner=world.units["UH"], facts=BallotFacts("Bình xét cuối năm"), by=world.officer)
    set_questions(ballot_id=ballot.pk, questions=QUESTIONS, by=world.officer)
    voters = [NewVoter(user, str(user), "Cụm số 8") for user in (world.chair, world.officer, *committee)]
    set_roster(ballot_id=ballot.pk, voters=voters, by=world.officer)
    members = [(user, str(user)) for user in committee]
    set_committee(ballot_id=ballot.pk, members=members, by=world.officer)
    if stage != "draft":
        shares = prepare_ballot(ballot_id=ballot.pk, by=world.officer)
        if stage != "ready":
            _play(world, ballot, stage, shares)
    return ballot


def _play(world: World, ballot: Ballot, stage: str, shares: tuple[HandedShare, ...]) -> None:
    """Open the ballot and bring it to its stage; the officer's vote comes on paper where it is only closed."""
    keys = [member.user for member in ballot.committee.order_by("position")]
    for user, share in zip(keys, shares, strict=True):
        rehearse_share(ballot_id=ballot.pk, words=share.words, by=user)
    for user in keys[:2]:
        turn_key(ballot_id=ballot.pk, act=Act.OPEN, by=user)
    if stage == "open":
        return
    paper = paper_of(ballot.reference)
    for user in (world.chair, *keys):
        cast_vote(paper=paper, votes=VOTES, slip=new_slip(paper.ballot, user).signed, by=user)
    if stage == "closed":
        mark_written(ballot_id=ballot.pk, voter_id=ballot.voters.get(user=world.officer).pk, by=keys[0])
    for user in keys[:2]:
        turn_key(ballot_id=ballot.pk, act=Act.CLOSE, by=user)
    if stage == "counted":
        count_ballot(ballot_id=ballot.pk, shares=[share.words for share in shares[:2]], by=keys[0])
