"""Taking back what was saved in one go: what stood there comes back, both stay on record, nobody's work is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import people
from tests.scorecards.world import World, world
from thidua.audit.models import AuditInbox
from thidua.emulation.scorecards.models import PointChange
from thidua.emulation.scorecards.queries.cards import last_reasons
from thidua.emulation.scorecards.rules import RoundState, Stage, point_at
from thidua.emulation.scorecards.services.handing_in import hand_in
from thidua.emulation.scorecards.services.steps import go_on
from thidua.people.models import User
from thidua.ui.notices import undo_of

OWN = "district_b"


@pytest.fixture
def found(db: None) -> World:
    return world()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def undo_offered(response: HttpResponse) -> str:
    """The address that the toast undoes at."""
    message = list(get_messages(response.wsgi_request))[-1]  # type: ignore[attr-defined]
    return undo_of(message.extra_tags)


def score(client: Client, found: World, code: str, stage: Stage, **data: Any) -> str:
    """Give a point on its page; the answer is where it is taken back."""
    address = reverse("point", args=[found.round.reference, OWN, code])
    seen = point_at(found.card(OWN).stages[stage], found.position(code))
    response = client.post(address, {"stage": stage, "seen": "" if seen is None else seen, **data})
    assert response.status_code == 302
    return undo_offered(response)


def at(found: World, stage: Stage, code: str) -> int | None:
    return point_at(found.card(OWN).stages[stage], found.position(code))


def test_undo_restores_what_stood_there_and_keeps_both(found: World) -> None:
    client = browser(found.members[OWN])
    score(client, found, "A2", Stage.SELF, point="18")
    undo = score(client, found, "A2", Stage.SELF, point="12", reason="Đếm lại")

    back = client.post(undo)

    assert back.url == reverse("point", args=[found.round.reference, OWN, "A2"])
    assert at(found, Stage.SELF, "A2") == 18_000
    lines = PointChange.objects.filter(card=found.card(OWN)).order_by("pk")
    assert list(lines.values_list("before", "after")) == [(None, 18_000), (18_000, 12_000), (12_000, 18_000)]
    assert (lines[2].undoes_id, lines[2].by, lines[2].in_name_of) == (lines[1].pk, lines[1].by, lines[1].in_name_of)
    events = AuditInbox.objects.filter(event__startswith="point.").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["point.given", "point.given", "point.taken_back"]
    assert "hoàn tác" in client.get(back.url).content.decode()


@pytest.mark.parametrize(
    ("steps", "stage", "who", "code"),
    [
        ((), Stage.SELF, "member", "A2"),
        ((RoundState.CROSS,), Stage.CROSS, "checker", "A2"),
        ((RoundState.RECHECK,), Stage.LEAD, "lead", "A2"),
        ((RoundState.RECHECK,), Stage.DEPARTMENT, "specialist", "A3"),
        ((RoundState.RECHECK, RoundState.FROZEN), Stage.FINAL, "leader", "A2"),
    ],
)
def test_every_stage_is_taken_back(
    steps: tuple[RoundState, ...], stage: Stage, who: str, code: str, found: World
) -> None:
    for to in steps:
        go_on(round_id=found.round.pk, to=to, seed=3, by=found.officer)
    check = found.round.cross_checks.filter(checked=found.units[OWN]).select_related("checker").first()
    users = {
        "member": found.members[OWN],
        "checker": found.members[check.checker.code] if check else found.officer,
        "lead": found.members["district_a"],
        "specialist": people.specialist(found.units["city"], "LAW"),
        "leader": found.leader,
    }
    client = browser(users[who])
    undo = score(client, found, code, stage, point="9", reason="Thử")
    assert at(found, stage, code) == 9_000

    assert client.post(undo).status_code == 302
    assert at(found, stage, code) is None


def test_nothing_is_taken_back_twice_or_after_somebody_else(found: World) -> None:
    member, other = browser(found.members[OWN]), browser(people.leader(found.units[OWN]))
    undo = score(member, found, "A2", Stage.SELF, point="18")
    score(other, found, "A2", Stage.SELF, point="17")

    answer = member.post(undo, headers={"accept": "application/json"})

    assert answer.status_code == 409
    assert "đã được sửa sau đó" in answer.content.decode()
    assert at(found, Stage.SELF, "A2") == 17_000
    undo = score(member, found, "A2", Stage.SELF, point="15")
    assert [member.post(undo).status_code for _time in range(2)] == [302, 409]
    assert at(found, Stage.SELF, "A2") == 17_000


def test_only_who_gave_it_takes_it_back(found: World) -> None:
    undo = score(browser(found.members[OWN]), found, "A2", Stage.SELF, point="18")

    assert browser(people.leader(found.units[OWN])).post(undo).status_code == 403
    assert browser(found.officer).post(undo).status_code == 403
    assert browser(found.members["district_c"]).post(undo).status_code == 404
    assert browser(found.members[OWN]).get(undo).status_code == 405
    assert at(found, Stage.SELF, "A2") == 18_000


def test_nothing_is_taken_back_once_the_stage_is_over(found: World) -> None:
    client = browser(found.members[OWN])
    undo = score(client, found, "A2", Stage.SELF, point="18")
    hand_in(card_id=found.card(OWN).pk, although_missing=True, by=found.members[OWN])
    assert client.post(undo).status_code == 409
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    assert client.post(undo).status_code == 409

    assert at(found, Stage.SELF, "A2") == 18_000


def test_counts_come_back_with_their_point(found: World) -> None:
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    client = browser(found.officer)
    score(client, found, "B1", Stage.LEAD, minus="3", plus="0")
    undo = score(client, found, "B1", Stage.LEAD, minus="5", plus="0")

    client.post(undo)

    assert at(found, Stage.LEAD, "B1") == 14_000
    assert found.card(OWN).counts == {"B1": {"plus": 0, "minus": 3}}


def test_the_reason_that_stands_is_that_of_the_point_that_stands(found: World) -> None:
    client = browser(found.members[OWN])
    score(client, found, "A2", Stage.SELF, point="18", reason="Theo biên bản")
    undo = score(client, found, "A2", Stage.SELF, point="12", reason="Nhầm")
    client.post(undo)

    assert last_reasons(found.card(OWN))[found.position("A2"), "self"] == "Theo biên bản"


def test_a_card_and_a_column_are_taken_back_in_one_go(found: World) -> None:
    member = browser(found.members[OWN])
    card = reverse("card", args=[found.round.reference, OWN])
    positions = [found.position(code) for code in ("A2", "A3")]
    saved = member.post(card, {f"point-{at}": "7" for at in positions} | {f"seen-{at}": "" for at in positions})
    back = member.post(undo_offered(saved))
    assert (back.url, at(found, Stage.SELF, "A2"), at(found, Stage.SELF, "A3")) == (card, None, None)

    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    officer = browser(found.officer)
    column = reverse("round-column", args=[found.round.reference, "A3"])
    saved = officer.post(column, {f"point-{name}": "11" for name in found.members})
    assert PointChange.objects.filter(stage=Stage.DEPARTMENT).count() == 4
    back = officer.post(undo_offered(saved))
    assert back.url == column
    assert not any(any(card.verified) for card in found.round.cards.all())


def test_a_column_is_taken_back_as_a_whole_or_not_at_all(found: World) -> None:
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    specialist, officer = browser(people.specialist(found.units["city"], "LAW")), browser(found.officer)
    column = reverse("round-column", args=[found.round.reference, "A3"])
    saved = officer.post(column, {f"point-{name}": "11" for name in found.members})
    score(specialist, found, "A3", Stage.DEPARTMENT, point="12", reason="Có thêm hồ sơ")

    assert officer.post(undo_offered(saved)).status_code == 409
    assert sorted(card.verified[found.position("A3")] for card in found.round.cards.all()) == [11_000] * 3 + [12_000]


def test_cells_of_the_grid_are_taken_back(found: World) -> None:
    go_on(round_id=found.round.pk, to=RoundState.RECHECK, by=found.officer)
    officer = browser(found.officer)
    edits = [{"unit": unit, "code": "A2", "text": "12", "seen": None} for unit in (OWN, "district_c")]
    address = reverse("round-grid-save", args=[found.round.reference])
    body = json.dumps({"stage": "lead", "edits": edits})

    undo = officer.post(address, body, content_type="application/json").json()["undo"]

    assert at(found, Stage.LEAD, "A2") == 12_000
    assert officer.post(undo).url == f"{reverse('round-grid', args=[found.round.reference])}?buoc=lead"
    assert at(found, Stage.LEAD, "A2") is None


def test_what_changes_nothing_offers_no_undo(found: World) -> None:
    client = browser(found.members[OWN])
    score(client, found, "A2", Stage.SELF, point="18")

    assert score(client, found, "A2", Stage.SELF, point="18") == ""


def test_the_database_takes_no_second_undo(found: World) -> None:
    client = browser(found.members[OWN])
    client.post(score(client, found, "A2", Stage.SELF, point="18"))
    line = PointChange.objects.get(undoes__isnull=False)
    line.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)
