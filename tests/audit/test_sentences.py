"""Every event that the program records has a sentence for the log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import thidua
from thidua.audit.models import AuditEvent
from thidua.audit.sentences import declared, sentence

SOURCE = Path(thidua.__file__).parent
RECORDERS = {"record", "record_each"}


def recorded_events() -> Iterator[tuple[str, str]]:
    """Yield (event, file) of every call of `record` and `record_each` in the source."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDERS and node.args:
                event = node.args[0]
                if isinstance(event, ast.Constant) and isinstance(event.value, str):
                    yield event.value, str(file.relative_to(SOURCE))


def test_every_recorded_event_has_a_sentence():
    events = set(recorded_events())

    assert ("user.added", "people/services/accounts.py") in events
    assert [found for found in sorted(events) if found[0] not in declared()] == []


def test_events_are_named_by_their_resource_and_what_became_of_it():
    assert [event for event in declared() if not re.fullmatch(r"[a-z_]+\.[a-z_]+", event)] == []


def test_a_sentence_reads_its_facts_and_survives_missing_ones():
    event = AuditEvent(event="grant.given", about_label="Lê Thị C", facts={"role": "chair"})

    with translation.override("vi"):
        assert sentence(event) == "giao vai trò «Chủ tịch công đoàn cơ sở» tại (không rõ) cho Lê Thị C"


@pytest.mark.parametrize("event", ["test.unknown", ""])
def test_an_event_that_nobody_declares_shows_its_name(event):
    assert sentence(AuditEvent(event=event)) == event
