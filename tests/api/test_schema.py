"""The description of the API is the API: committed, and attacked from its own words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.api.conftest import FORM, MONTH, Federation
from thidua.api.assembly import api
from thidua.api.management.commands.openapi import described

COMMITTED = Path("docs/openapi.json")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PROVE = bool(os.environ.get("THIDUA_PROVE"))
EXAMPLES = 300 if PROVE else 12
# What there is: addresses made up at random lead nowhere.
HERE = {"unit": "school", "period": MONTH, "form": FORM, "indicator": "ORG16", "year": "2024"}


def operations() -> list[Any]:
    """Everything that the API can be asked."""
    schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
    schema.app = application
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's transaction open over requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_committed_description_is_the_present_one() -> None:
    """Refresh it by `.venv/bin/thidua manage openapi > docs/openapi.json`."""
    assert COMMITTED.read_text(encoding="utf-8").strip() == described().strip()


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
@pytest.mark.usefixtures("one_connection")
def test_whatever_is_sent_is_answered_as_described(federation: Federation, operation: Any) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=not PROVE,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), at_home=booleans(), own=booleans())
    def attack(case: Any, *, at_home: bool, own: bool) -> None:
        if at_home:
            case.path_parameters |= {name: HERE[name] for name in case.path_parameters if name in HERE}
        who = federation.chair if own else federation.officer
        headers = {"Authorization": f"Bearer {who.secret}", "Idempotency-Key": str(uuid4())}
        case.call_and_validate(headers=headers, checks=CHECKS)

    attack()
