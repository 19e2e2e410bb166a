"""Separation of duties: whatever happens in whatever order, nobody decides about what is her own.

Random people do random things with one report, through the pages; a naive model of the rules says what each of them
gets. Then the office that has only one officer.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.factories import reports
from tests.rights.report_actions import ACTIONS, Try, trace
from tests.rights.report_rules import PEOPLE, answer_to
from tests.rights.report_world import CELL, World, world
from tests.rights.tables import DONE, NOTHING, said
from thidua.access.models import Grant
from thidua.access.rules import Role
from thidua.reporting.errors import DomainError
from thidua.reporting.models import Report
from thidua.reporting.services.behalf import answer_link, make_link

WALKS, STEPS = (24, 200) if os.environ.get("THIDUA_PROVE") else (3, 45)

STANDS_IN_FOR = {
    "deputy": {"chair"},
    "officer's deputy": {"officer"},
    "deputy of both": {"chair", "officer"},
    "officer as deputy": {"chair"},
}
# The link is answered by whoever holds it; everything else by those who have some part in it.
THE_LINK = "the link"
TRIED = (
    "type",
    "submit",
    "withdraw",
    "return",
    "accept",
    "undo",
    "amend",
    "begin",
    "confirm",
    "object",
    "inbox-accept",
)
WALKING = tuple(
    name for name, row in PEOPLE.items() if name != "seeing as chair" and "ok" in {row["send"], row["accept"]}
)


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all walks; what happens in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@dataclass
class Version:
    """Who had a hand in a version of the report; `word` is the unit's, None where the unit types itself."""

    begun_by: str = ""
    typed_by: set[str] = field(default_factory=set)
    handed_in_by: str = ""
    word: str | None = None


@dataclass
class Model:
    """The report as a reader with pencil and paper follows it; `accepted` holds the versions that were, in order."""

    state: str = "draft"
    version: Version = field(default_factory=Version)
    earlier: list[Version] = field(default_factory=list)
    accepted: list[tuple[Version, str]] = field(default_factory=list)

    @property
    def row(self) -> str:
        """The row of the table that holds now."""
        if self.version.word is None:
            return self.state
        if self.state == "submitted":
            return f"on behalf, {self.version.word}"
        return "accepted, waiting" if self.state == "accepted" and self.version.word == "waiting" else self.state

    def answer(self, who: str, action: str) -> str:
        """What somebody gets by the rules."""
        bound = {"accept": self._own, "inbox-accept": self._own, "confirm": self._instead, "object": self._instead}
        is_bound = action in bound and bound[action](who)
        found = answer_to(self.row, who, action, on_behalf=self.version.word is not None, bound=is_bound)
        said_again = action == "begin" and self.version.begun_by
        return NOTHING if found == DONE and said_again else found

    def do(self, who: str, action: str) -> None:
        """Write down what was done."""
        match action:
            case "begin":
                self.version.begun_by = self.version.begun_by or who
                self.version.word = "waiting"
            case "type":
                self.version.typed_by.add(who)
            case "submit":
                self.state, self.version.handed_in_by = "submitted", who
                if self.version.word == "waiting" and PEOPLE[who]["send"] == "ok" and not self._instead(who):
                    self.version.word = "confirmed"
            case "withdraw" | "return" | "amend":
                unfinished = "amending" if self.accepted else "draft"
                self._go_on("returned" if action == "return" else unfinished)
            case "accept" | "inbox-accept":
                self.state = "accepted"
                self.accepted.append((self.version, who))
            case "undo":
                self.state = "submitted"
                self.accepted.pop()
            case "confirm" | "object":
                self.version.word = "confirmed" if action == "confirm" else "objected"

    def _go_on(self, state: str) -> None:
        self.earlier.append(self.version)
        self.state, self.version = state, Version()

    def _hands(self) -> set[str]:
        return {self.version.begun_by, self.version.handed_in_by, *self.version.typed_by} - {""}

    def _own(self, who: str) -> bool:
        """Whether accepting would be deciding about what is her own."""
        both = bound_by(who)
        if self.version.word == "waiting":
            return bool(both & self._hands())
        by_the_unit = PEOPLE[self.version.handed_in_by]["send"] == "ok" if self.version.handed_in_by else False
        return self.version.handed_in_by in both and (self.version.word is None or by_the_unit)

    def _instead(self, who: str) -> bool:
        """Whether she typed in the unit's stead, so that she cannot give its word."""
        both = bound_by(who)
        may_type_instead = PEOPLE[who]["start"] == "ok"
        return self.version.begun_by in both or (may_type_instead and bool(both & self._hands()))


def bound_by(who: str) -> set[str]:
    """Whose doings bind a person: her own, and those of whom she stands in for."""
    return {who} | STANDS_IN_FOR.get(who, set())


@pytest.mark.parametrize("seed", range(WALKS))
def test_nobody_accepts_her_own(seed: int, everybody: World) -> None:
    dice, told = random.Random(seed), list[str]()
    with transaction.atomic():
        model, at = Model(), Try(reports.completed(everybody.report, everybody.by("chair")))
        model.version.typed_by.add("chair")
        for _step in range(STEPS):
            who, action = dice.choice(WALKING), dice.choice(TRIED)
            if model.version.word == "waiting" and dice.random() < 0.1:
                who, action = THE_LINK, dice.choice(("confirm", "object"))
            wanted = _link_opens(model) if who == THE_LINK else model.answer(who, action)
            found = _through_the_link(everybody, at, action) if who == THE_LINK else _tried(everybody, at, who, action)
            told.append(f"{model.row}: {who}, {action}: {found}")
            assert found == wanted, f"seed {seed}: {wanted} by the rules\n" + "\n".join(told)
            if found == DONE:
                model.do(who, action)
            _refuse_own_acceptance(model, told)
        assert Report.objects.get(pk=at.report.pk).state == model.state
        transaction.set_rollback(True)


def _refuse_own_acceptance(model: Model, told: list[str]) -> None:
    """What is promised, said once more in other words than the model's."""
    for version, acceptor in model.accepted:
        if version.word in {None, "waiting"} or PEOPLE[version.handed_in_by]["send"] == "ok":
            assert version.handed_in_by not in bound_by(acceptor), "\n".join(told)


def _tried(everybody: World, at: Try, who: str, action: str) -> str:
    before = trace(at.report)
    browser = everybody.browsers[who]
    cookies = browser.cookies.output()
    response = _typed(browser, at) if action == "type" else ACTIONS[action][1](browser, at)
    browser.cookies.load(cookies)
    changed = trace(at.report) != before
    return said(response.status_code, changed=changed)


def _typed(browser: Client, at: Try):
    [now] = reports.texts(at.report, CELL)
    edit = {"code": CELL, "before": now, "text": str(62 + (int(now) - 61) % 5)}
    body = json.dumps({"key": str(uuid4()), "edits": [edit]})
    return browser.post(at.url("report-save"), body, content_type="application/json")


def _link_opens(model: Model) -> str:
    return DONE if model.state in {"submitted", "accepted"} else "409"


def _through_the_link(everybody: World, at: Try, action: str) -> str:
    try:
        secret = make_link(report_id=at.report.pk, by=everybody.by("officer"))
        answer_link(secret=secret, name="Bà Hoa", objection="Sai" if action == "object" else "")
    except DomainError as error:
        return str(error.status)
    return DONE


# ── The unit's word ──────────────────────────────────────────────────────────


def test_a_chair_who_corrected_a_cell_still_gives_the_word_of_the_unit(everybody: World) -> None:
    with transaction.atomic():
        at = Try(reports.completed(everybody.report, everybody.by("officer")))
        done = [("officer", "begin"), ("chair", "type"), ("officer", "submit"), ("chair", "confirm")]
        found = [_tried(everybody, at, who, action) for who, action in done]
        transaction.set_rollback(True)

    assert found == [DONE] * 4


def test_who_types_in_the_unit_s_stead_gives_not_its_word_by_handing_in(everybody: World) -> None:
    with transaction.atomic():
        at = Try(reports.completed(everybody.report, everybody.by("officer")))
        done = [("officer", "begin"), ("officer as deputy", "type"), ("officer as deputy", "submit")]
        assert [_tried(everybody, at, who, action) for who, action in done] == [DONE] * 3
        found = {
            who: _tried(everybody, at, who, "accept") for who in ("officer as deputy", "officer", "deputy of both")
        }
        transaction.set_rollback(True)

    assert found == dict.fromkeys(found, "409")


# ── An office with one officer ───────────────────────────────────────────────


@pytest.fixture
def one_officer(everybody: World) -> Iterator[World]:
    """The district as it is when its officer sits there alone."""
    with transaction.atomic():
        others = Grant.objects.filter(unit=everybody.units["district"]).exclude(user=everybody.by("officer"))
        others.delete()
        yield everybody
        transaction.set_rollback(True)


def _typed_for_the_school(lonely: World) -> Try:
    at = Try(lonely.report)
    reports.completed(lonely.report, lonely.by("chair"))
    assert _tried(lonely, at, "officer", "begin") == DONE
    assert _tried(lonely, at, "officer", "submit") == DONE
    return at


def test_one_officer_alone_does_not_accept_what_she_typed(one_officer: World) -> None:
    at = _typed_for_the_school(one_officer)

    assert _tried(one_officer, at, "officer", "accept") == "409"
    assert _tried(one_officer, at, "officer's deputy", "accept") == "409"
    assert [_tried(one_officer, at, who, "accept") for who in ("leader", "second", "colleague")] == ["404"] * 3


def test_the_word_of_the_unit_frees_the_one_officer(one_officer: World) -> None:
    at = _typed_for_the_school(one_officer)

    assert _tried(one_officer, at, "chair", "confirm") == DONE
    assert _tried(one_officer, at, "officer", "accept") == DONE


def test_a_second_person_is_named_once_and_accepts_until_her_part_ends(one_officer: World) -> None:
    at, officer = _typed_for_the_school(one_officer), one_officer.browsers["officer"]
    address = "/nguoi-tiep-nhan/district/"
    people.person("helper")
    helper = Client()
    helper.force_login(people.person("helper"))

    assert officer.post(address, {"username": one_officer.by("officer").username}).status_code == 422
    assert officer.post(address, {"username": "helper"}).status_code == 302
    with transaction.atomic():
        assert helper.post(at.url("report-accept")).status_code == 302
        transaction.set_rollback(True)

    grant = Grant.objects.get(role=Role.SECOND, user__username="helper")
    assert officer.post(f"{address}{grant.pk}/thoi/").status_code == 302
    assert helper.post(at.url("report-accept")).status_code in {403, 404}
