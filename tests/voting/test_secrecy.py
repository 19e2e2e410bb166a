"""No page, session, message, log or report of an error keeps a choice, a code or a share."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories.tree import tree
from tests.voting.ballots import Held, held
from thidua.people.models import User
from thidua.voting.envelopes import laid_out, plain_length, read
from thidua.voting.papers import read_paper
from thidua.voting.rules import Asked, Base, Kind, Part, State, Votes, printed_code
from thidua.voting.services import casting, keys
from thidua.voting.services.casting import Slip, new_slip, paper_of
from thidua.voting.services.setup import NewOption, NewQuestion

pytestmark = pytest.mark.django_db
STATEMENTS = 7
"""Session, account, beginning, lock, vote, audit, end."""


@pytest.fixture
def made() -> Held:
    return held(tree("city > district")["district"])


def browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def cast(client: Client, made: Held, slip: Slip) -> str:
    """The page that answers a vote."""
    address = reverse("ballot-vote", args=[made.ballot.reference])
    answer = client.post(address, {"step": "cast", "slip": slip.signed, "c1-1": "1"})
    assert answer.status_code == 500 or answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def test_the_code_is_in_the_answer_and_nowhere_else(made: Held, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    voter = made.voters[0]
    client, slip = browser(voter), new_slip(made.ballot, voter)
    assert printed_code(slip.code) in cast(client, made, slip)
    kept = [
        str(Session(session_data=one).get_decoded()) for one in Session.objects.values_list("session_data", flat=True)
    ]
    for secret in (slip.code, printed_code(slip.code), slip.signed):
        assert secret not in caplog.text
        assert not any(secret in text for text in kept)
        assert secret not in str(client.cookies)


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_while_a_vote_is_cast_reports_nothing_of_it(
    made: Held,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    debug: bool,
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    settings.DEBUG = debug
    monkeypatch.setattr(casting, "record", broken)
    slip = new_slip(made.ballot, made.voters[0])
    page = cast(browser(made.voters[0]), made, slip)
    assert not debug or "the disk is full" in page
    for text in (page, caplog.text):
        assert slip.code not in text
        assert slip.signed not in text


@pytest.mark.parametrize("step", ["review", "edit"])
def test_what_was_marked_does_not_show_in_the_size_of_the_page(step: str) -> None:
    options = tuple(NewOption(f"Đơn vị «{name}»") for name in ("A & B", "Trường Mầm non Hoa Sen", "C"))
    questions = [NewQuestion(f"Câu {kind}", kind, options) for kind in Kind]
    made = held(tree("city > district")["district"], questions=questions)
    client, address = browser(made.voters[0]), reverse("ballot-vote", args=[made.ballot.reference])
    marks: list[dict[str, str]] = [
        {},
        {"c1-1": "1"},
        {"c1-1": "2", "c1-2": "0", "c1-3": "2"},
        {"c2-1": "1", "c2-2": "1", "c2-3": "1", "c3-2": "1", "c3-3": "2", "c3-1": "3"},
    ]
    sizes = {len(client.post(address, {"step": step, **one}).content) for one in marks}
    assert len(sizes) == 1


def test_who_looks_for_her_vote_is_answered_by_a_page_of_one_size() -> None:
    made = held(tree("city > district")["district"], state=State.COUNTED)
    client, address = browser(made.voters[3]), reverse("ballot-result-find", args=[made.ballot.reference])
    answers = [client.post(address, {"code": code}) for code in made.ballot.opened.values_list("code", flat=True)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({len(answer.content) for answer in answers}) == 1


def test_what_was_marked_does_not_show_in_the_size_of_the_request_that_casts_it() -> None:
    options = tuple(NewOption(f"Đơn vị {number}") for number in range(1, 12))
    questions = [NewQuestion(f"Câu {kind}", kind, options) for kind in Kind]
    questions.append(NewQuestion("Câu chọn một", Kind.CHOOSE, options, most=1))
    made = held(tree("city > district")["district"], questions=questions)
    puts = paper_of(made.ballot.reference).puts
    marks: list[dict[str, str]] = [
        {},
        {"c1-1": "1", "c1-2": "0", "c2-3": "1"},
        {f"c{question}-{at}": "1" for question in (1, 2) for at in range(1, 12)},
        {"c4-0": "11"},
        {f"c3-{place}": str(place) for place in range(1, 12)},
    ]
    papers = [read_paper(puts, one) for one in marks]
    assert all(paper.valid for paper in papers)
    assert len({len(urlencode(list(paper.hidden()))) for paper in papers}) == 1
    assert [read_paper(puts, dict(paper.hidden())).votes for paper in papers] == [paper.votes for paper in papers]


def test_a_fault_while_a_share_is_tried_reports_nothing_of_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    made = held(tree("city > district")["district"], state=State.READY)
    settings.DEBUG = True
    monkeypatch.setattr(keys, "record", broken)
    words = made.shares[0].words
    answer = browser(made.committee[0]).post(reverse("ballot-open", args=[made.ballot.reference]), {"words": words})
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "the disk is full" in text
    assert not any(" ".join(words.split()[at : at + 3]) in text for at in range(30))


def test_a_vote_costs_few_statements(made: Held, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    first, second, *_rest = made.voters
    cast(browser(first), made, new_slip(made.ballot, first))
    client, slip = browser(second), new_slip(made.ballot, second)
    with django_assert_max_num_queries(STATEMENTS):
        assert printed_code(slip.code) in cast(client, made, slip)


@pytest.mark.parametrize(
    ("kind", "some", "others"),
    [
        (Kind.APPROVAL, (1, 1, 1), (0, 2, 0)),
        (Kind.CHOOSE, (1, 1, 1), (0, 0, 0)),
        (Kind.RANK, (3, 2, 1), (0, 0, 1)),
    ],
)
def test_all_votes_of_a_ballot_have_one_length(kind: Kind, some: tuple[int, ...], others: tuple[int, ...]) -> None:
    asked = [Asked(kind, 3, Part(1, 2), Base.VALID)] * 20
    answers: list[Votes] = [(some,) * 20, (others,) * 20, (None,) * 20]
    plain = [laid_out(asked, "BCDFGHJKMN", votes) for votes in answers]
    assert {len(one) for one in plain} == {plain_length(asked)}
    assert [read(asked, one) for one in plain] == [("BCDFGHJKMN", votes) for votes in answers]
