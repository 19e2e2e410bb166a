"""Every address of the site is asked by every kind of person, by GET and by POST."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests import people
from tests.access.matrix import MATRIX, PEOPLE, World
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


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all addresses: each request is undone, and the whole at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _made()
        transaction.set_rollback(True)


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
def test_who_gets_what(name, world):
    assert name in MATRIX, f"add a line for {name!r} to tests/access/matrix.py"
    row = MATRIX[name]
    url = reverse(name, kwargs={key: v(world) if callable(v) else v for key, v in row.takes.items()})

    for method in ("get", "post"):
        answers = [_status(world, someone, method, url, row.data) for someone in PEOPLE]
        assert dict(zip(PEOPLE, answers, strict=True)) == dict(zip(PEOPLE, row.expected(method), strict=True)), (
            f"{method.upper()} {url}"
        )


def _status(world: World, someone: str, method: str, url: str, data: dict[str, object]) -> int:
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if someone in world.people:
            client.force_login(world.people[someone])
        status: int = getattr(client, method)(url, data if method == "post" else None).status_code
        transaction.set_rollback(True)
    return status
