"""A browser sends as many bytes whatever the voter marks, in every step, without any script; the answers are as long.

What a browser would send is read from the page: fields that bear a mark already, and what was marked in their place.
"""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories.tree import tree
from tests.voting.ballots import Held, held
from tests.voting.test_pages import as_
from thidua.voting.models import Voter
from thidua.voting.rules import Act, Kind
from thidua.voting.services.roll import mark_written
from thidua.voting.services.setup import NewOption, NewQuestion

pytestmark = pytest.mark.django_db
OPTIONS = tuple(NewOption(f"Đơn vị «{number} & {number}»") for number in range(1, 13))
QUESTIONS = (
    *(NewQuestion(f"Câu {kind}", kind, OPTIONS) for kind in Kind),
    NewQuestion("Chọn một", Kind.CHOOSE, OPTIONS, most=1),
    NewQuestion("Chọn hai", Kind.CHOOSE, OPTIONS, most=2),
)
MARKS: list[dict[str, str]] = [
    {},
    {"c1-1": "1"},
    {f"c1-{at}": "2" for at in range(1, 13)},
    {"c2-1": "1", "c2-12": "1", "c4-0": "12", "c5-3": "1", "c5-4": "1"},
    {f"c2-{at}": "1" for at in range(1, 13)},
    {f"c3-{at}": f"{at:02}" for at in range(1, 13)} | {"c4-0": "01"},
]


class Fields(HTMLParser):
    """What the form with a field `step` would send, but for its button; and what each of its fields may hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.offered: set[tuple[str, str]] = set()
        self._select = ""
        self._forms: list[tuple[dict[str, str], set[tuple[str, str]]]] = []
        self.feed(page)
        self.sent, self.offered = max(self._forms, key=lambda form: len(form[0]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._forms.append(({}, set()))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            self._field(self._select, given["value"], sent="selected" in given)
        elif tag == "input" and given.get("name") and self._forms:
            choice = given["type"] in {"radio", "checkbox"}
            self._field(given["name"], given.get("value", ""), sent=not choice or "checked" in given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _field(self, name: str, value: str, *, sent: bool) -> None:
        fields, offered = self._forms[-1]
        offered.add((name, value))
        if sent:
            fields[name] = value


def request_of(page: HttpResponse, marks: dict[str, str], **button: str) -> str:
    """The body of the request after so was marked on a page."""
    fields = Fields(page.content.decode())
    assert set(marks.items()) <= fields.offered
    return urlencode({**fields.sent, **marks, **button})


def posted(client: Client, address: str, body: str) -> HttpResponse:
    return client.post(address, dict(parse_qsl(body, keep_blank_values=True)))


@pytest.fixture
def made() -> Held:
    return held(tree("city > district")["district"], questions=QUESTIONS, voters=len(MARKS))


def test_no_step_of_voting_shows_by_its_size_what_was_marked(made: Held) -> None:
    address = reverse("ballot-vote", args=[made.ballot.reference])
    sizes: dict[str, set[int]] = {}

    def note(step: str, body: str, answer: HttpResponse) -> None:
        assert answer.status_code == 200
        sizes.setdefault(f"{step}: request", set()).add(len(body))
        sizes.setdefault(f"{step}: answer", set()).add(len(answer.content))

    client = as_(made.voters[0])
    for marks in MARKS:
        body = request_of(client.get(address), marks, step="review")
        review = posted(client, address, body)
        note("review", body, review)
        body = request_of(review, {}, step="edit")
        edited = posted(client, address, body)
        note("edit", body, edited)
        # Nothing was lost on the way, and what is marked again is as long.
        assert marks.items() <= Fields(edited.content.decode()).sent.items()
        again = request_of(edited, {"c4-0": "00"}, step="review")
        note("review", again, posted(client, address, again))
    body = request_of(posted(client, address, again), {}, step="cast")
    note("cast", body, posted(client, address, body))

    assert {step: len(found) for step, found in sizes.items()} == dict.fromkeys(sizes, 1)


def test_a_paper_is_read_by_requests_of_one_size(made: Held) -> None:
    absent = Voter.objects.get(ballot=made.ballot, user=made.voters[1])
    mark_written(ballot_id=made.pk, voter_id=absent.pk, by=made.committee[0])
    made.both(Act.CLOSE)
    client, address = as_(made.committee[0]), reverse("ballot-paper", args=[made.ballot.reference, 1])
    page = client.get(address)
    bodies = [request_of(page, marks) for marks in (*MARKS, {"c1": "x"}, {"c1": "x", "c4": "x"})]
    assert len({len(body) for body in bodies}) == 1
    assert {posted(client, address, body).status_code for body in bodies} == {302}
    # Too many are refused by a page that has one size, too.
    wrong = [{f"c5-{at}": "1" for at in range(1, 13)}, {"c5-1": "1", "c5-2": "1", "c5-3": "1", "c2-1": "1"}]
    answers = [posted(client, address, request_of(page, marks)) for marks in wrong]
    assert {answer.status_code for answer in answers} == {422}
    assert len({len(answer.content) for answer in answers}) == 1


def test_a_mark_that_the_paper_does_not_offer_is_refused(made: Held) -> None:
    client, address = as_(made.voters[0]), reverse("ballot-vote", args=[made.ballot.reference])
    for name, mark in (("c1-1", "3"), ("c2-1", "2"), ("c3-1", "13"), ("c4-0", "13"), ("c4-0", "-1"), ("c4-0", "²")):
        answer = client.post(address, {"step": "review", name: mark})
        assert answer.status_code == 422, (name, mark)
    # The number of an option is no mark of another question, and a yes beside the shared field counts for nothing.
    assert client.post(address, {"step": "review", "c4-1": "1"}).status_code == 200


def test_one_of_several_is_chosen_by_its_number(made: Held) -> None:
    slip = dict(parse_qsl(request_of(as_(made.voters[0]).get(_vote(made)), {})))["slip"]
    as_(made.voters[0]).post(_vote(made), {"step": "cast", "slip": slip, "c4-0": "12"})
    made.vote(made.voters[1], ((1,) * 12, (0,) * 12, (0,) * 12, (0,) * 12, (0,) * 12))
    ballot = made.count()
    voices = [one["voices"] for one in ballot.questions.get(position=4).result["options"]]
    assert voices == [0] * 11 + [1]


def _vote(made: Held) -> str:
    return reverse("ballot-vote", args=[made.ballot.reference])
