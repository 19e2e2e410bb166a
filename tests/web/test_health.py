"""What a host says of itself to whoever shares requests out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from thidua.web import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_known() -> Iterator[None]:
    """Each test begins as a new process."""
    health._schema_was_whole = False
    yield
    health._schema_was_whole = False


def test_a_host_with_its_database_can_serve(client: Client) -> None:
    answer = client.get("/suc-khoe/")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "finding": ""}
    assert "no-store" in answer["Cache-Control"]


def test_once_it_can_serve_it_asks_one_statement_only(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    client.get("/suc-khoe/")

    with django_assert_num_queries(1):
        client.get("/suc-khoe/")


def test_a_host_whose_program_is_newer_than_the_schema_does_not_serve(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'figures'")

    answer = client.get("/suc-khoe/")

    assert answer.status_code == 503
    assert answer.json()["finding"] == "schema-behind"


def test_a_host_without_its_database_does_not_serve(client: Client) -> None:
    with connection.execute_wrapper(_fails):
        answer = client.get("/suc-khoe/")

    assert answer.status_code == 503
    assert answer.json()["finding"] == "database-away"


def _fails(*_: object) -> None:
    from django.db import OperationalError

    raise OperationalError("server closed the connection unexpectedly")
