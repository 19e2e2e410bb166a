"""Files beside points in every step: who checks adds, the unit answers, and what lies there stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.uploads import upload
from tests.scorecards.world import World, world
from thidua.emulation.scorecards.errors import EvidenceGone, RoundNotReady, StageClosed
from thidua.emulation.scorecards.models import CardEvidence
from thidua.emulation.scorecards.queries.missing import missing_of
from thidua.emulation.scorecards.rules import RoundState, Stage, point_at
from thidua.emulation.scorecards.services.evidence import attach_evidence, remove_evidence
from thidua.emulation.scorecards.services.steps import go_back, go_on
from thidua.people.models import User

OWN = "district_b"


@pytest.fixture
def found(db: None) -> World:
    return world()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def attached(found: World, by: User, stage: Stage, name: str = "anh.png") -> CardEvidence:
    return attach_evidence(
        card_id=found.card(OWN).pk, position=found.position("A3"), upload=upload(name=name), stage=stage, by=by
    )


def go(found: World, *steps: RoundState) -> None:
    for to in steps:
        go_on(round_id=found.round.pk, to=to, seed=3, by=found.officer)


def address(found: World, name: str, file: CardEvidence) -> str:
    return reverse(name, args=[found.round.reference, OWN, "A3", file.pk])


def test_who_checks_sends_a_file_with_the_point(found: World) -> None:
    go(found, RoundState.RECHECK)
    client = browser(found.members["district_a"])
    page = reverse("point", args=[found.round.reference, OWN, "A2"])
    sent: dict[str, Any] = {"stage": "lead", "seen": "", "point": "15", "reason": "Thiếu", "caption": "Biên bản"}

    assert client.post(page, sent | {"file": upload()}).status_code == 302

    file = CardEvidence.objects.get()
    assert (file.stage, file.step, file.caption, file.by) == (
        "lead",
        "recheck",
        "Biên bản",
        found.members["district_a"],
    )
    assert point_at(found.card(OWN).lead_checked, found.position("A2")) == 15_000
    shown = client.get(page).content.decode()
    assert "Phúc tra" in shown
    assert "Biên bản" in shown


def test_a_point_that_is_refused_leaves_no_file(found: World) -> None:
    go(found, RoundState.RECHECK)
    page = reverse("point", args=[found.round.reference, OWN, "A2"])
    wrong: dict[str, Any] = {"stage": "lead", "seen": "1000", "point": "15"}

    assert browser(found.officer).post(page, wrong | {"file": upload()}).status_code == 409
    bad = browser(found.officer).post(page, {**wrong, "seen": "", "file": upload(b"<html>", "a.png")})

    assert bad.status_code == 422
    assert not CardEvidence.objects.exists()
    assert point_at(found.card(OWN).lead_checked, found.position("A2")) is None


def test_a_file_comes_without_a_new_point_and_is_taken_back(found: World) -> None:
    go(found, RoundState.RECHECK)
    client = browser(people.specialist(found.units["city"], "LAW"))
    page = reverse("point", args=[found.round.reference, OWN, "A3"])

    client.post(page, {"stage": "department", "seen": "", "point": "", "file": upload()})

    file = CardEvidence.objects.get()
    assert (file.stage, found.card(OWN).verified) == ("department", [])
    assert client.post(address(found, "point-evidence-remove", file)).status_code == 302
    assert browser(found.members[OWN]).get(address(found, "point-evidence-file", file)).status_code == 404
    assert client.post(address(found, "point-evidence-restore", file)).status_code == 302


def test_what_lies_there_from_a_step_before_stays(found: World) -> None:
    file = attached(found, found.members[OWN], Stage.SELF)
    go(found, RoundState.RECHECK)
    answer = attached(found, found.members[OWN], Stage.SELF, "bo-sung.png")

    with pytest.raises(EvidenceGone, match="bước trước"):
        remove_evidence(card_id=file.card_id, evidence_id=file.pk, by=found.members[OWN])
    member = browser(found.members[OWN])
    assert member.post(address(found, "point-evidence-remove", file)).status_code == 409
    assert browser(found.officer).post(address(found, "point-evidence-remove", file)).status_code == 403
    shown = member.get(reverse("point", args=[found.round.reference, OWN, "A3"])).content.decode()
    assert "bổ sung sau bước tự chấm" in shown
    assert member.post(address(found, "point-evidence-remove", answer)).status_code == 302


def test_nobody_takes_away_what_another_one_put_there(found: World) -> None:
    go(found, RoundState.RECHECK)
    file = attached(found, found.officer, Stage.LEAD)

    for user in (found.members["district_a"], found.members[OWN], found.leader):
        assert browser(user).post(address(found, "point-evidence-remove", file)).status_code == 403
    assert browser(found.officer).post(address(found, "point-evidence-remove", file)).status_code == 302


def test_nothing_is_added_or_taken_away_once_the_inputs_are_frozen(found: World) -> None:
    go(found, RoundState.RECHECK)
    file = attached(found, found.officer, Stage.LEAD)
    go(found, RoundState.FROZEN)

    for stage in Stage:
        with pytest.raises(StageClosed, match="đã chốt"):
            attached(found, found.leader, stage)
    assert browser(found.officer).post(address(found, "point-evidence-remove", file)).status_code == 409
    page = browser(found.leader).get(reverse("point", args=[found.round.reference, OWN, "A3"])).content.decode()
    assert 'type="file"' not in page


def test_a_step_with_files_is_not_taken_back(found: World) -> None:
    go(found, RoundState.RECHECK)
    file = attached(found, found.members[OWN], Stage.SELF)

    with pytest.raises(RoundNotReady, match="minh chứng"):
        go_back(round_id=found.round.pk, by=found.officer)
    remove_evidence(card_id=file.card_id, evidence_id=file.pk, by=found.members[OWN])
    assert go_back(round_id=found.round.pk, by=found.officer).state == RoundState.SELF


def test_files_of_others_are_not_the_units_evidence(found: World) -> None:
    go(found, RoundState.RECHECK)
    card = found.card(OWN)
    card.self_scored = [10_000] * 5
    card.save()
    attached(found, found.officer, Stage.LEAD)
    assert [one.criterion.code for one in missing_of(card) if "minh chứng" in one.sentence] == ["A3"]
    attached(found, found.members[OWN], Stage.SELF)

    assert not [one for one in missing_of(card) if "minh chứng" in one.sentence]
