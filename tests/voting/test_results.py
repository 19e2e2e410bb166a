"""Results of a ballot: pages that do not grow with its votes, a code that is found unseen, and the count made again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.tree import tree
from tests.voting.ballots import NO, YES, Held, held
from tests.voting.test_pages import as_, text_of
from thidua.org.models import Unit
from thidua.voting import errors
from thidua.voting.models import Ballot, OpenedBallot, SealedBallot, Voter, WrittenEntry
from thidua.voting.queries import results_of, votes_with_code
from thidua.voting.recounting import recount
from thidua.voting.rules import Act, How, Secrecy, State, new_code
from thidua.voting.services.casting import cast_vote, new_slip, paper_of
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.roll import mark_written
from thidua.voting.services.written import WrittenPaper, enter_paper

pytestmark = pytest.mark.django_db
LISTED = 100


@pytest.fixture
def owner() -> Unit:
    return tree("city > district")["district"]


def counted(owner: Unit, secrecy: Secrecy = Secrecy.SECRET) -> Held:
    """Two yes, one no, one stayed away."""
    made = held(owner, secrecy=secrecy)
    for voter, votes in zip(made.voters, (YES, YES, NO), strict=False):
        made.vote(voter, votes)
    made.ballot = made.count()
    return made


def address(made: Held, name: str = "ballot-result") -> str:
    return reverse(name, args=[made.ballot.reference])


def test_the_page_asks_the_same_of_three_votes_and_of_three_hundred(owner: Unit) -> None:
    made = counted(owner)
    client = as_(made.voters[0])
    client.get(address(made))
    with CaptureQueriesContext(connection) as few:
        client.get(address(made))
    OpenedBallot.objects.bulk_create(
        OpenedBallot(ballot=made.ballot, code=new_code(), votes=[[1]]) for _n in range(300)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(address(made))

    assert len(many) == len(few)
    rows = [one["sql"] for one in many if 'FROM "voting_openedballot"' in one["sql"] and "COUNT" not in one["sql"]]
    assert rows
    assert all(f"LIMIT {LISTED}" in one for one in rows)
    # The roll is not counted again: its numbers were written with the result.
    assert not [one["sql"] for one in many if '"voting_voter"."how"' in one["sql"] and "COUNT" in one["sql"]]
    assert page.content.decode().count("opened-code") == LISTED
    assert "101–200 trong 303 phiếu" in text_of(client.get(f"{address(made)}?trang=2"))


def test_no_statement_carries_the_code_that_is_looked_for(owner: Unit) -> None:
    made = counted(owner)
    client, codes = as_(made.voters[0]), list(made.ballot.opened.values_list("code", flat=True))
    with CaptureQueriesContext(connection) as asked:
        found = client.post(address(made, "ballot-result-find"), {"code": codes[0]})
    assert found.content.decode().count("opened-code") == 1
    assert not [one for one in asked if codes[0] in one["sql"]]
    assert [votes_with_code(made.ballot, code) for code in (codes[0], "", "BCDFG", f"{codes[0]}B")] == [
        [tuple(map(tuple, made.ballot.opened.get(code=codes[0]).votes))],
        [],
        [],
        [],
    ]
    assert client.post(address(made, "ballot-result-find"), {"code": "x"}).status_code == 422


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_a_count_that_was_made_again_agrees_until_a_vote_a_result_or_the_roll_is_changed(
    owner: Unit, secrecy: Secrecy
) -> None:
    made = counted(owner, secrecy)
    client = as_(made.voters[3])
    page = text_of(client.post(address(made, "ballot-recount")))
    assert "Đã đếm lại 3 phiếu đã công bố: mọi con số khớp" in page
    assert recount(made.ballot).agrees

    question = made.ballot.questions.get()
    written = question.result
    question.result = written | {"options": [written["options"][0] | {"voices": 3}]}
    question.save()
    assert recount(made.ballot).differing == (1,)
    assert "Câu có kết quả khác: 1." in text_of(client.post(address(made, "ballot-recount")))
    question.result = written
    question.save()
    Voter.objects.filter(ballot=made.ballot, user=made.voters[3]).update(how=How.REMOTE, voted_at=made.ballot.opened_at)
    assert not recount(made.ballot).agrees


def test_a_recount_counts_envelopes_that_did_not_open(owner: Unit) -> None:
    made = held(owner)
    for voter in made.voters:
        made.vote(voter, YES)
    broken = SealedBallot.objects.all()[0]
    SealedBallot.objects.filter(pk=broken.pk).update(envelope=bytes(len(broken.envelope)))
    ballot = made.count()
    assert recount(ballot).agrees
    assert recount(ballot).votes == 4


# ── What a count refuses ─────────────────────────────────────────────────────


def test_a_secret_vote_that_is_alone_is_not_opened(owner: Unit) -> None:
    """The roll says who voted, the list would say what."""
    made = held(owner)
    made.vote(made.voters[0], YES)
    with pytest.raises(errors.TooFewVotes):
        made.count()
    assert Ballot.objects.get().state == State.CLOSED
    assert SealedBallot.objects.count() == 1
    made.both(Act.VOID, "Chỉ có một phiếu")
    assert not SealedBallot.objects.exists()


def test_an_envelope_that_somebody_copied_stops_the_count(owner: Unit) -> None:
    """Who writes to the database may put a voter's envelope in again for members who stay away, and look what comes
    out several times: it would be her vote."""
    made = held(owner)
    for voter in made.voters[:2]:
        made.vote(voter, YES)
    copied = SealedBallot.objects.all()[0]
    SealedBallot.objects.create(ballot=made.ballot, envelope=copied.envelope)
    Voter.objects.filter(user=made.voters[2]).update(how=How.REMOTE, voted_at=made.ballot.opened_at)
    with pytest.raises(errors.RollDisagrees, match="sao chép"):
        made.count()
    assert not OpenedBallot.objects.exists()


def test_pages_and_envelopes_of_one_ballot_are_worth_nothing_in_another(owner: Unit) -> None:
    """A vote for one electorate never becomes one of another."""
    made = held(owner)
    other = held(owner, voters=made.voters)
    slip = new_slip(made.ballot, made.voters[0]).signed
    with pytest.raises(errors.SlipBroken):
        cast_vote(paper=paper_of(other.ballot.reference), votes=YES, slip=slip, by=made.voters[0])
    for voter in made.voters[:2]:
        made.vote(voter, YES)
        other.vote(voter, NO)
    moved, replaced = made.ballot.sealed.all()[0], other.ballot.sealed.all()[0]
    SealedBallot.objects.filter(pk=replaced.pk).update(envelope=moved.envelope)
    (result,) = results_of(other.count())
    assert (result.result.invalid, result.result.options[0].voices, result.result.options[0].no) == (1, 0, 1)


def test_an_envelope_that_is_put_in_as_a_paper_stops_the_count(owner: Unit) -> None:
    made = _with_a_paper(owner)
    copied = SealedBallot.objects.all()[0]
    WrittenEntry.objects.update(votes=copied.envelope)
    with pytest.raises(errors.RollDisagrees, match="sao chép"):
        count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])


def test_readings_that_do_not_open_are_read_again(owner: Unit) -> None:
    made = _with_a_paper(owner)
    WrittenEntry.objects.update(votes=b"x")
    with pytest.raises(errors.WrittenDisagree):
        count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    _read(made)
    assert count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0]).state == State.COUNTED


def test_codes_of_papers_are_the_same_when_a_count_is_broken_off(owner: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else whoever keeps the log of writes would see which codes changed: those of papers."""
    made, seen = _with_a_paper(owner), []

    def broken(**_given: object) -> None:
        seen.append(set(made.ballot.opened.values_list("code", flat=True)))
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("thidua.voting.services.counting.draft_minutes", broken)
        for _time in range(2):
            with pytest.raises(RuntimeError):
                count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])
    seen.append(set(made.ballot.opened.values_list("code", flat=True)))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == 3


def _with_a_paper(owner: Unit) -> Held:
    """A closed ballot with two votes and a paper that two members have read."""
    made = held(owner)
    for voter, votes in zip(made.voters, (YES, NO), strict=False):
        made.vote(voter, votes)
    absent = Voter.objects.get(ballot=made.ballot, user=made.voters[2])
    mark_written(ballot_id=made.pk, voter_id=absent.pk, by=made.committee[0])
    made.both(Act.CLOSE)
    _read(made)
    return made


def _read(made: Held) -> None:
    for member in made.committee[:2]:
        enter_paper(ballot_id=made.pk, paper=WrittenPaper(number=1), votes=NO, by=member)
