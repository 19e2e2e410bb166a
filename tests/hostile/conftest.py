"""One stage for all cases; whatever a case leaves behind is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.hostile.fingerprint import fingerprint
from tests.hostile.stage import Stage, set_stage


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The stage, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield set_stage()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def untouched(standing: Stage) -> dict[str, str]:
    """What the database holds before anything is tried."""
    return fingerprint()


@pytest.fixture
def stage(standing: Stage, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The stage for one case. Commands use the database of the tests instead of starting their own."""
    monkeypatch.setenv("DATABASE_URL", "postgresql:///this-very-connection")
    monkeypatch.setenv("THIDUA_PROCESS", "web")
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing
        transaction.set_rollback(True)
