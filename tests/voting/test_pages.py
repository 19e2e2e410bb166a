"""Pages of ballots: a whole secret ballot by its pages alone, and who may open what in which state."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.tree import tree
from thidua.people.models import User
from thidua.voting.models import Ballot

pytestmark = pytest.mark.django_db


class Hall:
    """A city that votes: its officer, three members of the committee, five voters and a stranger."""

    def __init__(self) -> None:
        self.units = tree("city > district > school", "city > other")
        self.officer = people.officer(self.units["city"], "canbo")
        self.committee = [people.officer(self.units["district"], f"to{n}") for n in (1, 2, 3)]
        self.voters = [people.chair(self.units["school"], f"cu.tri{n}") for n in range(1, 6)]
        self.stranger = people.chair(self.units["other"], "nguoi.la")
        self.reference = ""

    def url(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.reference, *args])

    @property
    def ballot(self) -> Ballot:
        return Ballot.objects.get(reference=self.reference)


SETTINGS = {
    "owner": "city",
    "title": "Bầu Cụm trưởng năm 2025",
    "purpose": "Theo quy chế cụm",
    "secrecy": "secret",
    "place": "both",
    "quorum_strict": "least",
    "quorum": "2/3",
    "quorum_on": "cast_total",
    "opens_at": "",
    "closes_at": "",
}
QUESTION = {
    "text": "Chọn Cụm trưởng",
    "kind": "choose",
    "options": "Huyện A | dẫn đầu năm 2024\nHuyện B\nHuyện C",
    "most": "1",
    "seats": "1",
    "threshold_strict": "more",
    "threshold": "1/2",
    "threshold_base": "total",
}


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def hidden(answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"no {name} on the page"
    return html.unescape(found[1])


@pytest.fixture
def hall() -> Hall:
    return Hall()


def drafted(hall: Hall, **changed: str) -> None:
    """A draft with a question, five voters and a committee, by the pages."""
    officer = as_(hall.officer)
    answer = officer.post(reverse("ballot-new"), {**SETTINGS, **changed})
    assert answer.status_code == 302, text_of(answer)
    hall.reference = Ballot.objects.get().reference
    steps = (
        ("ballot-question-add", QUESTION),
        ("ballot-roster", {"units": "", "role": "chair", "people": "\n".join(one.username for one in hall.voters)}),
        (
            "ballot-committee",
            dict(zip(("first", "second", "third"), [one.username for one in hall.committee], strict=True)),
        ),
    )
    for name, data in steps:
        answer = officer.post(hall.url(name), data)
        assert answer.status_code == 302, text_of(answer)


def prepared(hall: Hall) -> list[str]:
    """The words of the three shares, as the page shows them."""
    answer = as_(hall.officer).post(hall.url("ballot-prepare"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    lists = re.findall(r'<ol class="share-words"[^>]*>(.*?)</ol>', answer.content.decode(), re.DOTALL)
    return [" ".join(re.findall(r"<li>(\w+)</li>", one)) for one in lists]


def opened(hall: Hall, **changed: str) -> list[str]:
    drafted(hall, **changed)
    shares = prepared(hall)
    for member, words in zip(hall.committee, shares, strict=True):
        assert as_(member).post(hall.url("ballot-open"), {"words": words}).status_code == 302
    for member in hall.committee[:2]:
        assert as_(member).post(hall.url("ballot-key", "open")).status_code == 302
    return shares


def voted(hall: Hall, user: User, option: int) -> str:
    """Vote by the pages; the code that was shown."""
    client, address = as_(user), hall.url("ballot-vote")
    page = client.get(address)
    assert page.status_code == 200
    review = client.post(address, {"step": "review", "slip": hidden(page, "slip"), "c1-0": str(option)})
    assert review.status_code == 200
    assert "Đọc lại phiếu" in text_of(review)
    answer = client.post(address, {"step": "cast", "slip": hidden(review, "slip"), "c1-0": hidden(review, "c1-0")})
    assert answer.status_code == 200, text_of(answer)
    return re.search(r'class="ballot-code">([^<]+)<', answer.content.decode())[1]


def test_a_whole_secret_ballot_by_its_pages(hall):
    shares = opened(hall)
    assert hall.ballot.state == "open"

    codes = [voted(hall, user, option) for user, option in zip(hall.voters, (1, 1, 1, 2), strict=False)]
    assert "đã bỏ phiếu" in text_of(as_(hall.voters[0]).get(hall.url("ballot"))).lower()
    for member in hall.committee[1:]:
        assert as_(member).post(hall.url("ballot-key", "close")).status_code == 302
    counted = as_(hall.committee[2]).post(
        hall.url("ballot-count"), {"one-words": shares[0], "two-words": shares[2].upper()}
    )

    assert counted.status_code == 302, text_of(counted)
    result = text_of(as_(hall.voters[4]).get(hall.url("ballot-result")))
    assert "Cần 3/5 phiếu" in result
    assert "4/5 người đã bỏ phiếu." in result
    assert all(code in result for code in codes)
    found = text_of(as_(hall.voters[3]).post(hall.url("ballot-result-find"), {"code": codes[3].lower()}))
    assert codes[3] in found
    assert codes[0] not in found
    assert "Huyện B" in found
