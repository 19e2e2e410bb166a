"""A ballot from its draft to its count, by the services."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from shamir_mnemonic import generate_mnemonics

from tests.factories.tree import tree
from tests.people import person
from tests.voting.ballots import ABSTAINED, NO, ONE, YES, Held, held
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.notices.models import Notice
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.voting import errors
from thidua.voting.models import Ballot, OpenedBallot, OpenVote, SealedBallot, Voter, WrittenEntry
from thidua.voting.queries import opened_list, results_of, turnout
from thidua.voting.rules import Act, How, Kind, Outcome, Part, Place, Secrecy, State, Votes
from thidua.voting.services.casting import cast_vote, new_slip, paper_of
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.keys import rehearse_share, take_back_key, turn_key
from thidua.voting.services.roll import mark_present, mark_written, unmark_written
from thidua.voting.services.setup import (
    BallotFacts,
    NewOption,
    NewQuestion,
    NewVoter,
    discard_ballot,
    edit_ballot,
    found_ballot,
    prepare_ballot,
    reopen_setup,
    restore_ballot,
    set_committee,
    set_questions,
    set_roster,
)
from thidua.voting.services.written import WrittenPaper, drop_paper, enter_paper, readings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Unit:
    return tree("city > district")["district"]


def voices(ballot: Ballot) -> tuple[int, int, int]:
    """Yes, no and abstained of the only option."""
    (result,) = results_of(ballot)
    (option,) = result.result.options
    return option.voices, option.no, option.abstained


# ── Set-up ───────────────────────────────────────────────────────────────────


def test_a_draft_says_all_that_it_lacks(owner: Unit) -> None:
    ballot = found_ballot(owner=owner, facts=BallotFacts("Bầu cụm trưởng"), by=person())
    with pytest.raises(errors.NotReady) as refused:
        prepare_ballot(ballot_id=ballot.pk, by=person())
    assert all(word in refused.value.sentence for word in ("câu hỏi", "Tổ kiểm phiếu", "Danh sách"))


@pytest.mark.parametrize(
    "question",
    [
        NewQuestion("", Kind.APPROVAL, (NewOption("A"),)),
        NewQuestion("Câu", Kind.APPROVAL, ()),
        NewQuestion("Câu", Kind.APPROVAL, (NewOption("  "),)),
        NewQuestion("Câu", Kind.CHOOSE, (NewOption("A"), NewOption("A"))),
        NewQuestion("Câu", Kind.CHOOSE, (NewOption("A"),), most=2),
        NewQuestion("Câu", Kind.RANK, (NewOption("A"),), seats=0),
        NewQuestion("Câu", Kind.APPROVAL, (NewOption("A"),), threshold=Part(3, 2)),
    ],
)
def test_a_question_that_nobody_can_count_is_refused(owner: Unit, question: NewQuestion) -> None:
    made = held(owner, state=State.DRAFT)
    with pytest.raises(errors.BadSetup):
        set_questions(ballot_id=made.pk, questions=[question], by=made.organiser)
    assert made.ballot.questions.count() == 1


def test_nobody_is_twice_on_a_roll_or_a_committee(owner: Unit) -> None:
    made = held(owner, state=State.DRAFT)
    twice = made.voters[0]
    with pytest.raises(errors.BadSetup):
        set_roster(ballot_id=made.pk, voters=[NewVoter(twice, "A"), NewVoter(twice, "B")], by=made.organiser)
    with pytest.raises(errors.BadSetup):
        set_committee(ballot_id=made.pk, members=[(twice, "A"), (twice, "B")], by=made.organiser)


def test_what_was_prepared_is_fixed_until_it_is_brought_back(owner: Unit) -> None:
    made = held(owner, state=State.READY)
    with pytest.raises(errors.NotDraft):
        set_questions(ballot_id=made.pk, questions=ONE, by=made.organiser)
    with pytest.raises(errors.NotDraft):
        edit_ballot(ballot_id=made.pk, facts=BallotFacts("Khác"), by=made.organiser)
    old = made.shares[0].words
    reopen_setup(ballot_id=made.pk, by=made.organiser)
    prepare_ballot(ballot_id=made.pk, by=made.organiser)
    with pytest.raises(errors.ShareWrong):
        rehearse_share(ballot_id=made.pk, words=old, by=made.committee[0])


def test_a_discarded_draft_comes_back(owner: Unit) -> None:
    made = held(owner, state=State.DRAFT)
    discard_ballot(ballot_id=made.pk, by=made.organiser)
    with pytest.raises(errors.NotDraft):
        edit_ballot(ballot_id=made.pk, facts=BallotFacts("Khác"), by=made.organiser)
    restore_ballot(ballot_id=made.pk, by=made.organiser)
    assert edit_ballot(ballot_id=made.pk, facts=BallotFacts("Khác"), by=made.organiser).title == "Khác"


# ── Keys ─────────────────────────────────────────────────────────────────────


def test_a_holder_rehearses_her_own_share_only(owner: Unit) -> None:
    made = held(owner, state=State.READY)
    first, second = made.shares[:2]
    with pytest.raises(errors.ShareWrong):
        rehearse_share(ballot_id=made.pk, words=second.words, by=made.committee[0])
    with pytest.raises(errors.ShareWrong):
        rehearse_share(ballot_id=made.pk, words="một hai ba", by=made.committee[0])
    typed = first.words.upper().replace(" ", "\n", 5)
    assert rehearse_share(ballot_id=made.pk, words=typed, by=made.committee[0]).rehearsed_at


def test_a_ballot_opens_when_all_shares_were_rehearsed_and_two_keys_turned(owner: Unit) -> None:
    made = held(owner, state=State.READY)
    first, second, third = made.committee
    with pytest.raises(errors.NotReady):
        turn_key(ballot_id=made.pk, act=Act.OPEN, by=first)
    for member, share in zip(made.committee, made.shares, strict=True):
        rehearse_share(ballot_id=made.pk, words=share.words, by=member)
    assert not turn_key(ballot_id=made.pk, act=Act.OPEN, by=first).done
    with pytest.raises(errors.AlreadyTurned):
        turn_key(ballot_id=made.pk, act=Act.OPEN, by=first)
    take_back_key(ballot_id=made.pk, act=Act.OPEN, by=first)
    assert not turn_key(ballot_id=made.pk, act=Act.OPEN, by=second).done
    assert turn_key(ballot_id=made.pk, act=Act.OPEN, by=third).done
    assert made.fresh().state == State.OPEN
    assert set(Notice.objects.filter(kind="ballot.opened").values_list("user", flat=True)) == {
        voter.pk for voter in made.voters
    }


def test_only_the_committee_turns_keys(owner: Unit) -> None:
    made = held(owner)
    for user in (made.organiser, made.voters[0]):
        with pytest.raises(errors.NotCommittee):
            turn_key(ballot_id=made.pk, act=Act.CLOSE, by=user)


def test_time_that_voters_were_promised_is_kept(owner: Unit) -> None:
    made = held(owner)
    Ballot.objects.filter(pk=made.pk).update(closes_at=clock.now() + timedelta(hours=1))
    made.vote(made.voters[0], YES)
    with pytest.raises(errors.CannotCloseYet):
        turn_key(ballot_id=made.pk, act=Act.CLOSE, by=made.committee[0])
    for voter in made.voters[1:]:
        made.vote(voter, NO)
    made.both(Act.CLOSE)
    assert made.fresh().state == State.CLOSED


@pytest.mark.parametrize(("size", "stretching"), [(16, 0), (32, 1)])
def test_shares_of_other_software_are_refused_before_anything_is_tried(owner: Unit, size: int, stretching: int) -> None:
    made = held(owner, state=State.CLOSED)
    (words,) = generate_mnemonics(1, [(2, 3)], bytes(size), iteration_exponent=stretching)
    with pytest.raises(errors.ShareWrong, match="không phải là một mảnh khóa"):
        count_ballot(ballot_id=made.pk, shares=words[:2], by=made.committee[0])


def test_declaring_void_needs_a_reason_and_erases_what_was_sealed(owner: Unit) -> None:
    made = held(owner)
    made.vote(made.voters[0], YES)
    with pytest.raises(errors.ReasonNeeded):
        turn_key(ballot_id=made.pk, act=Act.VOID, by=made.committee[0])
    made.both(Act.VOID, "Danh sách sai")
    ballot = made.fresh()
    assert (ballot.state, ballot.void_because) == (State.VOID, "Danh sách sai")
    assert not SealedBallot.objects.exists()


# ── Casting ──────────────────────────────────────────────────────────────────


def test_a_vote_is_kept_sealed_and_its_voter_marked(owner: Unit) -> None:
    made = held(owner)
    receipt = made.vote(made.voters[0], YES)
    assert len(receipt.code) == 10
    assert not receipt.again
    assert SealedBallot.objects.count() == 1
    assert turnout(made.ballot).cast == 1
    recorded = AuditInbox.objects.filter(event="ballot.cast").get()
    assert (recorded.actor_id, recorded.facts) == (made.voters[0].pk, {})


def test_the_same_request_again_is_the_same_vote_with_its_code(owner: Unit) -> None:
    made, paper = held(owner), None
    voter = made.voters[0]
    slip, paper = new_slip(made.ballot, voter), paper_of(made.ballot.reference)
    first = cast_vote(paper=paper, votes=YES, slip=slip.signed, by=voter)
    again = cast_vote(paper=paper, votes=YES, slip=slip.signed, by=voter)
    assert (first.again, again.again) == (False, True)
    assert first.code == again.code == slip.code
    assert (again.at, SealedBallot.objects.count()) == (first.at, 1)


def test_a_vote_on_a_second_page_is_refused_and_says_so(owner: Unit) -> None:
    made = held(owner)
    made.vote(made.voters[0], YES)
    with pytest.raises(errors.AlreadyVoted):
        made.vote(made.voters[0], NO)
    assert SealedBallot.objects.count() == 1


def test_a_slip_is_for_one_voter_and_one_ballot(owner: Unit) -> None:
    made = held(owner)
    paper, (one, other, *_rest) = paper_of(made.ballot.reference), made.voters
    for slip in (new_slip(made.ballot, other).signed, new_slip(Ballot(pk=0), one).signed, "", "x", "W10:x"):
        with pytest.raises(errors.SlipBroken):
            cast_vote(paper=paper, votes=YES, slip=slip, by=one)
    assert not SealedBallot.objects.exists()


@pytest.mark.parametrize("votes", [(), ((3,),), ((1, 1),), (None,), ((1,), (1,))])
def test_what_the_questions_do_not_allow_is_refused(owner: Unit, votes: Votes) -> None:
    made = held(owner)
    with pytest.raises(errors.BadVote):
        made.vote(made.voters[0], votes)
    assert turnout(made.ballot).cast == 0


def test_who_is_not_on_the_roll_does_not_vote(owner: Unit) -> None:
    made = held(owner)
    with pytest.raises(errors.NotOnRoll):
        made.vote(made.committee[0], YES)


def test_votes_are_taken_while_the_ballot_is_open(owner: Unit) -> None:
    made = held(owner)
    now = clock.now()
    for window in ({"opens_at": now + timedelta(hours=1)}, {"opens_at": None, "closes_at": now - timedelta(hours=1)}):
        Ballot.objects.filter(pk=made.pk).update(**window)
        with pytest.raises(errors.NotVoting):
            made.vote(made.voters[0], YES)
    made.both(Act.CLOSE)
    with pytest.raises(errors.NotVoting):
        made.vote(made.voters[0], YES)


def test_in_the_room_only_those_present_vote(owner: Unit) -> None:
    made = held(owner, place=Place.ROOM)
    with pytest.raises(errors.NotVoting):
        made.vote(made.voters[0], YES)
    first = Voter.objects.get(ballot=made.ballot, user=made.voters[0])
    mark_present(ballot_id=made.pk, voter_ids=[first.pk], present=True, by=made.committee[0])
    made.vote(made.voters[0], YES)
    first.refresh_from_db()
    assert first.how == How.ROOM
    assert mark_present(ballot_id=made.pk, voter_ids=[first.pk], present=False, by=made.committee[0]) == 0


# ── Counting ─────────────────────────────────────────────────────────────────


def test_a_secret_ballot_is_counted_by_any_two_shares(owner: Unit) -> None:
    for pair in ((0, 1), (0, 2), (1, 2)):
        made = held(owner, voters=5)
        codes = {
            made.vote(voter, votes).code for voter, votes in zip(made.voters, (YES, YES, NO, ABSTAINED), strict=False)
        }
        made.both(Act.CLOSE)
        shares = [made.shares[at].file for at in pair]
        ballot = count_ballot(ballot_id=made.pk, shares=shares, by=made.committee[0])
        assert voices(ballot) == (2, 1, 1)
        assert {opened.code for opened in opened_list(ballot)} == codes
        assert not ballot.sealed.exists()
        assert not ballot.voters.filter(token__isnull=False).exists()
        assert ballot.quorum_met


def test_a_threshold_on_all_members_is_measured_by_the_roll(owner: Unit) -> None:
    """Two of five say yes, nobody else votes: unanimous, and not half of all members."""
    made = held(owner, voters=5, quorum=Part(1, 5))
    for voter in made.voters[:2]:
        made.vote(voter, YES)
    (result,) = results_of(made.count())
    assert (result.result.base, result.result.needed) == (5, 3)
    assert result.result.options[0].outcome == Outcome.FAILED


def test_one_share_twice_or_another_ballots_share_opens_nothing(owner: Unit) -> None:
    made, other = held(owner, state=State.CLOSED), held(owner, state=State.READY)
    one = made.shares[0].words
    for shares in ([], [one], [one, one], [one, other.shares[1].words], [one, "abc"]):
        with pytest.raises(errors.ShareWrong):
            count_ballot(ballot_id=made.pk, shares=shares, by=made.committee[0])
    assert made.fresh().state == State.CLOSED


def test_nothing_is_counted_before_the_close(owner: Unit) -> None:
    made = held(owner)
    with pytest.raises(errors.WrongState):
        count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])


def test_an_envelope_that_is_missing_stops_the_count(owner: Unit) -> None:
    made = held(owner)
    for voter in made.voters:
        made.vote(voter, YES)
    made.both(Act.CLOSE)
    lost = SealedBallot.objects.all()[0]
    lost.delete()
    with pytest.raises(errors.RollDisagrees):
        count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    assert not OpenedBallot.objects.exists()


def test_an_envelope_that_does_not_open_is_an_invalid_vote(owner: Unit) -> None:
    made = held(owner)
    for voter in made.voters:
        made.vote(voter, YES)
    broken = SealedBallot.objects.all()[0]
    broken.envelope = bytes(len(broken.envelope))
    broken.save()
    ballot = made.count()
    (result,) = results_of(ballot)
    assert (ballot.invalid_envelopes, result.result.cast, result.result.invalid) == (1, 4, 1)


def test_an_open_ballot_is_counted_without_keys_and_by_name(owner: Unit) -> None:
    made = held(owner, secrecy=Secrecy.OPEN)
    assert made.shares == ()
    assert not made.vote(made.voters[0], YES).again
    assert made.vote(made.voters[0], YES).again
    with pytest.raises(errors.AlreadyVoted):
        made.vote(made.voters[0], NO)
    made.vote(made.voters[1], NO)
    made.both(Act.CLOSE)
    ballot = count_ballot(ballot_id=made.pk, by=made.committee[0])
    assert voices(ballot) == (1, 1, 0)
    assert OpenVote.objects.count() == 2


# ── Papers of absent voters ──────────────────────────────────────────────────


def with_papers(owner: Unit, secrecy: Secrecy = Secrecy.SECRET) -> tuple[Held, list[Voter]]:
    """A closed ballot: one voted yes, two handed in papers, one stayed away."""
    made = held(owner, secrecy=secrecy)
    made.vote(made.voters[0], YES)
    absent = list(Voter.objects.filter(ballot=made.ballot, user__in=made.voters[1:3]).order_by("pk"))
    for voter in absent:
        mark_written(ballot_id=made.pk, voter_id=voter.pk, by=made.committee[0])
    made.both(Act.CLOSE)
    return made, absent


def test_papers_count_once_two_members_read_the_same(owner: Unit) -> None:
    made, _absent = with_papers(owner)
    first, second, _third = made.committee
    one, two = WrittenPaper(number=1), WrittenPaper(number=2)
    enter_paper(ballot_id=made.pk, paper=one, votes=NO, by=first)
    enter_paper(ballot_id=made.pk, paper=one, votes=NO, by=second)
    enter_paper(ballot_id=made.pk, paper=two, votes=(None,), by=first)
    enter_paper(ballot_id=made.pk, paper=two, votes=YES, by=second)
    with pytest.raises(errors.WrittenDisagree, match="2"):
        count_ballot(ballot_id=made.pk, shares=made.two, by=first)
    enter_paper(ballot_id=made.pk, paper=two, votes=(None,), by=second)
    assert [len(reading.readers) for reading in readings_of(made.ballot)] == [2, 2]
    ballot = count_ballot(ballot_id=made.pk, shares=made.two, by=first)
    (result,) = results_of(ballot)
    assert voices(ballot) == (1, 1, 0)
    assert (result.result.cast, result.result.invalid) == (3, 1)
    assert len({opened.code for opened in opened_list(ballot)}) == 3
    assert not WrittenEntry.objects.exists()


def test_a_third_member_who_reads_the_same_does_not_stop_the_count(owner: Unit) -> None:
    made, _absent = with_papers(owner)
    for number, readers in ((1, made.committee), (2, made.committee[:2])):
        for member in readers:
            enter_paper(ballot_id=made.pk, paper=WrittenPaper(number=number), votes=NO, by=member)
    enter_paper(ballot_id=made.pk, paper=WrittenPaper(number=1), votes=YES, by=made.committee[2])
    with pytest.raises(errors.WrittenDisagree, match="1"):
        count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    enter_paper(ballot_id=made.pk, paper=WrittenPaper(number=1), votes=NO, by=made.committee[2])
    assert count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0]).state == State.COUNTED


def test_nobody_reads_the_second_copy_of_her_own(owner: Unit) -> None:
    made, _absent = with_papers(owner)
    for number in (1, 2):
        for _twice in range(2):
            enter_paper(ballot_id=made.pk, paper=WrittenPaper(number=number), votes=NO, by=made.committee[0])
    with pytest.raises(errors.WrittenDisagree):
        count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    drop_paper(ballot_id=made.pk, paper=WrittenPaper(number=1), by=made.committee[0])
    assert [len(reading.readers) for reading in readings_of(made.ballot)] == [0, 1]


def test_only_papers_that_came_in_are_entered(owner: Unit) -> None:
    made, absent = with_papers(owner)
    for paper in (WrittenPaper(number=3), WrittenPaper(number=0), WrittenPaper(voter_id=absent[0].pk), WrittenPaper()):
        with pytest.raises(errors.NotWritten):
            enter_paper(ballot_id=made.pk, paper=paper, votes=YES, by=made.committee[0])


def test_papers_of_an_open_ballot_are_kept_by_name(owner: Unit) -> None:
    made, absent = with_papers(owner, Secrecy.OPEN)
    for voter in absent:
        for member in made.committee[:2]:
            enter_paper(ballot_id=made.pk, paper=WrittenPaper(voter_id=voter.pk), votes=NO, by=member)
    ballot = count_ballot(ballot_id=made.pk, by=made.committee[0])
    assert voices(ballot) == (1, 2, 0)
    assert OpenVote.objects.filter(voter__in=absent).count() == 2


def test_who_voted_in_writing_votes_no_other_way_and_the_reverse(owner: Unit) -> None:
    made = held(owner)
    made.vote(made.voters[0], YES)
    first, second = (Voter.objects.get(ballot=made.ballot, user=user) for user in made.voters[:2])
    with pytest.raises(errors.AlreadyVoted):
        mark_written(ballot_id=made.pk, voter_id=first.pk, by=made.committee[0])
    mark_written(ballot_id=made.pk, voter_id=second.pk, by=made.committee[0])
    with pytest.raises(errors.AlreadyVoted):
        made.vote(made.voters[1], YES)
    unmark_written(ballot_id=made.pk, voter_id=second.pk, by=made.committee[0])
    assert not made.vote(made.voters[1], YES).again


# ── At one time ──────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_double_clicks_and_a_closing_at_the_same_instant_lose_and_double_nothing(owner: Unit) -> None:
    made = held(owner, voters=8)
    # Two are in before, so that there is something to count whoever is first.
    for voter in (early := made.voters[6:]):
        made.vote(voter, YES)
    late = made.voters[:6]
    slips = {voter.pk: new_slip(made.ballot, voter).signed for voter in late}
    start, told = threading.Barrier(2 * len(late) + 2), Counter[str]()

    def click(voter: User) -> None:
        start.wait()
        try:
            receipt = cast_vote(paper=paper_of(made.ballot.reference), votes=YES, slip=slips[voter.pk], by=voter)
            told["again" if receipt.again else "kept"] += 1
        except errors.NotVoting:
            told["late"] += 1
        finally:
            connections.close_all()

    def close(member: User) -> None:
        start.wait()
        try:
            turn_key(ballot_id=made.pk, act=Act.CLOSE, by=member)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=[voter]) for voter in late for _click in range(2)]
    threads += [threading.Thread(target=close, args=[member]) for member in made.committee[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(told.values()) == 12
    kept = told["kept"] + len(early)
    assert kept == turnout(made.ballot).cast == SealedBallot.objects.count()
    ballot = count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    assert voices(ballot) == (kept, 0, 0)
