"""Every address of the site is asked by every kind of person, by GET and by POST."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.access.matrix import MATRIX, PEOPLE, Row, World
from tests.factories.reports import forms, opened, report_of
from tests.factories.tree import tree


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Yield the name of every address, with its namespaces; the route itself where it has no name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)


ADDRESSES = sorted(set(addresses(get_resolver())))
FULL = bool(os.environ.get("THIDUA_PROVE"))
WRONG_METHOD, REFUSED = 405, {401, 403, 404}


@dataclass(frozen=True)
class Asked:
    """The world, and for each of PEOPLE the cookies of a browser in which they are signed in."""

    world: World
    cookies: Mapping[str, str]
    browser: Client


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Asked]:
    """One world for all addresses, everybody signed in once: each request is undone, and the whole at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = _made()
        cookies = {someone: _signed_in(world, someone) for someone in PEOPLE}
        yield Asked(world, cookies, Client(raise_request_exception=False))
        transaction.set_rollback(True)


def _signed_in(world: World, someone: str) -> str:
    browser = Client()
    if someone in world.people:
        browser.force_login(world.people[someone])
    return browser.cookies.output(attrs=[], header="", sep=";")


def _made() -> World:
    units = tree("city > district > school", "city > district > second_school", "city > other_district > other_school")
    forms()
    opened()
    return World(
        units=units,
        people={
            "stranger": people.chair(units["other_school"]),
            "chair": people.chair(units["school"]),
            "district": people.officer(units["district"]),
            "city": people.officer(units["city"]),
            "inspector": people.inspector(units["city"]),
            "administrator": people.administrator(units["city"]),
        },
        report=report_of(units["school"]),
    )


def test_no_line_is_left_of_an_address_that_is_gone():
    assert sorted(MATRIX.keys() - set(ADDRESSES)) == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_gets_what(name, asked):
    assert name in MATRIX, f"add a line for {name!r} to tests/access/matrix.py"
    row = MATRIX[name]
    url = reverse(name, kwargs={key: v(asked.world) if callable(v) else v for key, v in row.takes.items()})

    for method in ("get", "post"):
        expected = dict(zip(PEOPLE, row.expected(method), strict=True))
        answers = {who: _status(asked, who, method, url, row) for who in _askers(name, row, method)}
        assert answers == {who: expected[who] for who in answers}, f"{method.upper()} {url}"


def _askers(name: str, row: Row, method: str) -> list[str]:
    """Whoever is refused; of those who get the same page, at each address two in turn (all by `make prove`)."""
    alike: dict[int, list[str]] = {}
    for someone, status in zip(PEOPLE, row.expected(method), strict=True):
        alike.setdefault(status, []).append(someone)
    return [who for status, group in alike.items() for who in _some(group, status, ADDRESSES.index(name))]


def _some(group: list[str], status: int, turn: int) -> list[str]:
    """A method that nobody may use is refused before anybody's right is looked at: one of them is enough."""
    if FULL or status in REFUSED:
        return group
    return [group[(turn + at) % len(group)] for at in range(min(len(group), 1 if status == WRONG_METHOD else 2))]


def _status(asked: Asked, someone: str, method: str, url: str, row: Row) -> int:
    """The status. What a refused POST says is asked for as a script does: the page of a refusal is drawn for GET."""
    expected = row.expected(method)[PEOPLE.index(someone)]
    plain = (method == "post" and expected in {403, 404}) or expected == WRONG_METHOD
    headers = {"Accept": "application/json"} if plain and not FULL else {}
    asked.browser.cookies = SimpleCookie(asked.cookies[someone])
    with transaction.atomic():
        send = getattr(asked.browser, method)
        status: int = send(url, row.data if method == "post" else None, headers=headers).status_code
        transaction.set_rollback(True)
    return status
