"""What reports say in words: written while a report may be written, version by version, read when accepted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.reports import fresh, submitted
from tests.people import chair
from thidua.audit.models import AuditInbox
from thidua.core.periods import parse
from thidua.core.text import BadText
from thidua.reporting.errors import NotEditable
from thidua.reporting.narrative_models import Narrative
from thidua.reporting.queries.narrative import narrative_of, told_within
from thidua.reporting.rules import NarrativePart
from thidua.reporting.services.narrative import write_narrative
from thidua.reporting.services.workflow import accept_report, amend_report

P = NarrativePart


def write(world: Any, **texts: str) -> int:
    return write_narrative(
        report_id=world.report.pk, texts={P(part): text for part, text in texts.items()}, by=world.chair
    )


def told(world: Any) -> list[str]:
    return [one.text for one in told_within([world.report.unit_id], parse("2024-Q2"))]


def test_parts_are_kept_as_typed_and_said_once(world: Any) -> None:
    assert write(world, results="  Một cách làm mới.\r\nHai. ", tasks="") == 1
    assert narrative_of(world.report, 1) == {P.RESULTS: "Một cách làm mới.\nHai."}
    events = AuditInbox.objects.filter(event="report.told").count()
    assert write(world, results="Một cách làm mới.\nHai.") == 0
    assert AuditInbox.objects.filter(event="report.told").count() == events


def test_a_part_is_taken_back_by_leaving_it_empty(world: Any) -> None:
    write(world, results="Một.", causes="Hai.")
    write(world, results="")
    assert narrative_of(world.report, 1) == {P.CAUSES: "Hai."}


def test_hidden_characters_and_reports_handed_in_are_refused(world: Any) -> None:
    with pytest.raises(BadText):
        write(world, results="a\u202eb")
    submitted(world.report, world.chair)
    with pytest.raises(NotEditable):
        write(world, results="Muộn.")
    assert not Narrative.objects.exists()


def test_only_accepted_words_are_told_and_an_amendment_only_once_it_is_accepted(world: Any) -> None:
    write(world, results="Bản một.", causes="Nguyên nhân.")
    submitted(world.report, world.chair)
    assert told(world) == []
    accept_report(report_id=world.report.pk, by=world.officer)
    assert told(world) == ["Nguyên nhân.", "Bản một."]
    amend_report(report_id=world.report.pk, by=world.chair)
    write(world, results="Bản hai.")
    assert told(world) == ["Nguyên nhân.", "Bản một."]
    assert narrative_of(fresh(world.report), 2) == {P.RESULTS: "Bản hai.", P.CAUSES: "Nguyên nhân."}
    assert narrative_of(fresh(world.report), 1) == {P.RESULTS: "Bản một.", P.CAUSES: "Nguyên nhân."}


def test_the_page_keeps_what_was_typed_when_it_is_refused(world: Any, client: Client) -> None:
    client.force_login(world.chair)
    address = reverse("report-narrative", args=["school", "2024-M05", "grassroots-month"])
    refused = client.post(address, {"results": "x" * 4001, "tasks": "Giữ lại."})
    assert refused.status_code == 422
    assert "Giữ lại." in refused.content.decode()
    hidden = client.post(address, {"results": "a\u202eb", "tasks": "Giữ lại."})
    assert hidden.status_code == 422
    assert "Giữ lại." in hidden.content.decode()
    assert client.post(address, {"results": "Đã lưu."}).status_code == 302
    assert "Đã lưu." in client.get(address).content.decode()
    client.force_login(chair(world.units["clinic"]))
    assert client.get(address).status_code in {403, 404}
