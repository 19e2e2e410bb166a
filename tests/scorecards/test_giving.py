"""Points through the stages: what counts, what needs a reason, what is kept, who was faster, what freezing holds."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.uploads import upload
from tests.scorecards.world import DISTRICTS, World, cluster_of, target, world
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.scorecards.errors import (
    NotComplete,
    OwnCard,
    PointChanged,
    ReasonMissing,
    RoundNotReady,
    StageClosed,
)
from thidua.emulation.scorecards.forms import PointForm
from thidua.emulation.scorecards.models import Card, CardFact, PointChange, Round
from thidua.emulation.scorecards.queries.changed import late_changes
from thidua.emulation.scorecards.queries.waiting import waiting
from thidua.emulation.scorecards.rules import RoundState, Stage, effective, effective_points
from thidua.emulation.scorecards.services.cross import hand_in_check
from thidua.emulation.scorecards.services.facts import state_fact
from thidua.emulation.scorecards.services.handing_in import hand_in, withdraw
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.services.steps import go_back, go_on, remove_round
from thidua.emulation.scorecards.tables import table_of
from thidua.indicators.models import Period
from thidua.scoring.format import criterion_from

OWN = "district_b"


@pytest.fixture
def found(db: None) -> World:
    return world()


def give(
    found: World, stage: Stage, code: str, point: int | None, *, seen: int | None = None, reason: str = ""
) -> Card:
    """A point for district_b, by whoever gives it in that stage."""
    by = {Stage.SELF: found.members[OWN], Stage.FINAL: found.leader}.get(stage, found.officer)
    given = Given(stage, found.position(code), point, seen, reason)
    return give_point(card_id=found.card(OWN).pk, given=given, in_name_of=found.units["city"].pk, by=by)


def go(found: World, *steps: RoundState) -> None:
    for to in steps:
        by = found.leader if to == RoundState.FINAL else found.officer
        go_on(round_id=found.round.pk, to=to, seed=7, by=by)


def counts(found: World, code: str) -> tuple[Stage | None, int | None]:
    return effective(found.card(OWN).stages, found.position(code))


# ── What counts ──────────────────────────────────────────────────────────────


def test_the_latest_stage_counts_and_the_original_is_kept(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)
    go(found, RoundState.RECHECK)
    give(found, Stage.LEAD, "A2", 15_000, reason="Thiếu biên bản")
    go(found, RoundState.FROZEN)

    assert counts(found, "A2") == (Stage.LEAD, 15_000)
    give(found, Stage.FINAL, "A2", 16_000, reason="Hội nghị thống nhất")
    assert counts(found, "A2") == (Stage.FINAL, 16_000)
    changes = PointChange.objects.filter(card=found.card(OWN)).values_list("stage", "before", "after", "reason")
    assert list(changes) == [
        ("self", None, 18_000, ""),
        ("lead", None, 15_000, "Thiếu biên bản"),
        ("final", None, 16_000, "Hội nghị thống nhất"),
    ]


def test_a_point_that_differs_needs_a_reason_and_one_that_agrees_does_not(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)
    go(found, RoundState.RECHECK)

    with pytest.raises(ReasonMissing, match="lý do"):
        give(found, Stage.LEAD, "A2", 17_000)
    give(found, Stage.LEAD, "A2", 18_000)
    assert counts(found, "A2") == (Stage.LEAD, 18_000)


def test_taking_a_point_back_lets_the_stage_before_count(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)
    go(found, RoundState.RECHECK)
    give(found, Stage.LEAD, "A2", 10_000, reason="Thiếu")
    give(found, Stage.LEAD, "A2", None, seen=10_000)

    assert counts(found, "A2") == (Stage.SELF, 18_000)


def test_somebody_was_faster(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)

    with pytest.raises(PointChanged, match="18"):
        give(found, Stage.SELF, "A2", 12_000, seen=None)


def test_who_scored_it_herself_gives_no_later_point(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)
    go(found, RoundState.RECHECK)

    given = Given(Stage.LEAD, found.position("A2"), 10_000, None, "Thử")
    with pytest.raises(OwnCard):
        give_point(card_id=found.card(OWN).pk, given=given, in_name_of=found.units["city"].pk, by=found.members[OWN])


def test_what_was_given_is_final_in_the_database(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)

    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        PointChange.objects.update(after=20_000)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        PointChange.objects.all().delete()


# ── Handing in ───────────────────────────────────────────────────────────────


def test_what_is_missing_is_named(found: World) -> None:
    with pytest.raises(NotComplete, match="Phối hợp"):
        hand_in(card_id=found.card(OWN).pk, by=found.members[OWN])
    give(found, Stage.SELF, "A2", 18_000)
    give(found, Stage.SELF, "A3", 18_000)
    with pytest.raises(NotComplete, match="«An toàn lao động» chưa có minh chứng"):
        hand_in(card_id=found.card(OWN).pk, by=found.members[OWN])


def test_what_was_handed_in_is_not_changed_until_it_is_taken_back(found: World) -> None:
    hand_in(card_id=found.card(OWN).pk, although_missing=True, by=found.members[OWN])

    with pytest.raises(StageClosed):
        give(found, Stage.SELF, "A2", 18_000)
    withdraw(card_id=found.card(OWN).pk, by=found.members[OWN])
    give(found, Stage.SELF, "A2", 18_000)


def test_the_round_waits_for_whoever_has_to_score(found: World) -> None:
    assert [one.unit for one in waiting(found.members[OWN])] == [OWN]
    hand_in(card_id=found.card(OWN).pk, although_missing=True, by=found.members[OWN])
    assert waiting(found.members[OWN]) == []
    go(found, RoundState.CROSS)
    assert [one.unit for one in waiting(found.members[OWN])] == [
        found.round.cross_checks.get(checker=found.units[OWN]).checked.code
    ]


def test_an_award_counts_once_however_often_a_request_names_it() -> None:
    awards = [{"code": "A", "name": "Bằng khen", "points": 2}, {"code": "B", "name": "Cờ", "points": 3}]
    formula = {"method": "external", "best_only": False, "awards": awards}
    criterion = criterion_from({"code": "X", "name": "Thưởng", "max": 10, "formula": formula, "scorer": "unit"})

    form = PointForm(QueryDict("stage=self&awards=A&awards=B&awards=A&awards=A"), criterion=criterion, digits=1)

    assert form.is_valid()
    assert (form.cleaned_data["point"], form.counts) == (5_000, {"awards": ["A", "B"]})


# ── Steps ────────────────────────────────────────────────────────────────────


def test_a_step_is_taken_back_until_something_stands_on_it(found: World) -> None:
    go(found, RoundState.CROSS, RoundState.RECHECK)
    go_back(round_id=found.round.pk, by=found.officer)
    assert Round.objects.get().state == RoundState.CROSS
    go_back(round_id=found.round.pk, by=found.officer)
    assert Round.objects.get().cross_seed is None
    go(found, RoundState.RECHECK)
    give(found, Stage.LEAD, "A2", 10_000)

    with pytest.raises(RoundNotReady, match="Đã có điểm"):
        go_back(round_id=found.round.pk, by=found.officer)


def test_pairs_that_are_drawn_anew_begin_anew(found: World) -> None:
    go(found, RoundState.CROSS)
    hand_in_check(card_id=found.card(OWN).pk, by=found.officer)
    go_back(round_id=found.round.pk, by=found.officer)
    go(found, RoundState.CROSS)

    card = found.card(OWN)
    assert (card.cross_submitted_at, card.cross_submitted_by) == (None, None)


def test_a_round_is_removed_only_while_nobody_scored(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)

    with pytest.raises(RoundNotReady):
        remove_round(round_id=found.round.pk, by=found.officer)


def test_no_steps_are_skipped(found: World) -> None:
    with pytest.raises(RoundNotReady):
        go_on(round_id=found.round.pk, to=RoundState.FINAL, by=found.leader)


def test_pairs_do_not_come_twice_in_a_row(found: World) -> None:
    go(found, RoundState.CROSS)
    following = cluster_of(found.units, DISTRICTS, found.officer, year=2025)
    Cluster.objects.filter(pk=following.pk).update(continues=found.cluster)
    following.refresh_from_db()
    period = Period.objects.get(code="2024-H1")
    opening = Opening(found.units["city"], found.scheme, period, "Năm sau", cluster=following)
    later = open_round(opening=opening, by=found.officer)
    go_on(round_id=later.pk, to=RoundState.CROSS, seed=7, by=found.officer)

    first, second = (set(one.cross_checks.values_list("checker", "checked")) for one in (found.round, later))
    assert len(first) == len(second) == 4
    assert first.isdisjoint(second)


# ── Freezing ─────────────────────────────────────────────────────────────────


def test_what_changes_after_the_freeze_is_listed_and_not_counted(found: World) -> None:
    target(found.units[OWN], 10)
    go(found, RoundState.RECHECK, RoundState.FROZEN)
    before = found.card(OWN)
    target(found.units[OWN], 20)

    late = late_changes(Round.objects.get(), Card.objects.filter(round=found.round).select_related("unit"))

    assert [(one.card.unit.code, one.criterion.code) for one in late] == [(OWN, "A1")]
    assert (late[0].before.target, late[0].after.target) == (10, 20)
    assert found.card(OWN).computed == before.computed
    client = Client()
    client.force_login(found.officer)
    page = client.get(reverse("round-late", args=[found.round.reference]))
    assert "Kết nạp mới" in page.content.decode()
    assert client.post(reverse("round-compute", args=[found.round.reference])).status_code == 409


# ── What it all comes to ─────────────────────────────────────────────────────


def test_the_table_says_class_by_points_and_after_conditions(found: World) -> None:
    for code in ("A2", "A3"):
        give(found, Stage.SELF, code, 20_000)
    state_fact(card_id=found.card(OWN).pk, fact="fined", value=True, grounds="Quyết định 12/QĐ-XPHC", by=found.officer)
    go(found, RoundState.RECHECK, RoundState.FROZEN)
    give(found, Stage.FINAL, "B2", 20_000)
    table = table_of(Round.objects.get())
    row = next(row for row in table.rows if row.unit_code == OWN)

    assert row.total == 60_000
    assert (row.label_by_points, row.label) == ("Khá", "Yếu")
    assert ["xử phạt" in why for why in row.fired] == [True]
    assert row.stages[Stage.SELF] == 40_000
    assert row.stages[Stage.FINAL] == 60_000
    assert row.stages[Stage.CROSS] is None
    assert effective_points(found.card(OWN).stages, 5) == row.points


# ── Through the pages ────────────────────────────────────────────────────────


def test_a_card_keeps_what_it_could_not_take(found: World) -> None:
    client = Client()
    client.force_login(found.members[OWN])
    a2, a3 = found.position("A2"), found.position("A3")
    typed = {f"point-{a2}": "17,5", f"seen-{a2}": "", f"point-{a3}": "99", f"seen-{a3}": "", f"note-{a2}": "Có 3 cuộc"}

    answer = client.post(reverse("card", args=[found.round.reference, OWN]), typed)

    assert answer.status_code == 422
    assert "từ 0 đến 20 điểm" in answer.content.decode()
    assert 'value="99"' in answer.content.decode()
    assert counts(found, "A2") == (Stage.SELF, 17_500)
    assert found.card(OWN).notes == {"A2": "Có 3 cuộc"}


def test_points_follow_from_counts(found: World) -> None:
    go(found, RoundState.RECHECK)
    client = Client()
    client.force_login(found.officer)
    address = reverse("point", args=[found.round.reference, OWN, "B1"])

    assert client.post(address, {"stage": "lead", "seen": "", "minus": "3", "plus": "0"}).status_code == 302

    assert counts(found, "B1") == (Stage.LEAD, 14_000)
    assert "3 lần trừ" in client.get(address).content.decode()


def test_the_grid_answers_every_cell(found: World) -> None:
    give(found, Stage.SELF, "A2", 18_000)
    go(found, RoundState.RECHECK)
    client = Client()
    client.force_login(found.officer)
    edits = [
        {"unit": OWN, "code": "A2", "text": "17", "seen": None, "reason": ""},
        {"unit": OWN, "code": "A1", "text": "x", "seen": None, "reason": ""},
        {"unit": "district_c", "code": "A2", "text": "12,5", "seen": None, "reason": ""},
        {"unit": "nowhere", "code": "A2", "text": "1", "seen": None, "reason": ""},
    ]
    address = reverse("round-grid-save", args=[found.round.reference])

    answer = client.post(address, {"stage": "lead", "edits": edits}, content_type="application/json").json()

    assert [cell["outcome"] for cell in answer["cells"]] == ["reason", "refused", "saved", "refused"]
    assert [row["unit"] for row in answer["rows"]] == [OWN, "district_c"]
    for wrong in ({"stage": "lead"}, {"stage": "x", "edits": []}, {"stage": "lead", "edits": [{"unit": 1}]}, []):
        assert client.post(address, wrong, content_type="application/json").status_code == 422


def test_a_department_verifies_all_units_in_one_column(found: World) -> None:
    go(found, RoundState.RECHECK)
    client = Client()
    client.force_login(found.officer)
    typed = {f"point-{name}": str(10 + number) for number, name in enumerate(("district_a", OWN, "district_c"))}

    assert client.post(reverse("round-column", args=[found.round.reference, "A3"]), typed).status_code == 302

    assert counts(found, "A3") == (Stage.DEPARTMENT, 11_000)
    assert PointChange.objects.filter(stage=Stage.DEPARTMENT).count() == 3


def test_evidence_comes_goes_and_comes_back(found: World) -> None:
    client = Client()
    client.force_login(found.members[OWN])
    at = [found.round.reference, OWN, "A3"]
    assert (
        client.post(reverse("point-evidence", args=at), {"file": upload(), "caption": str(uuid4())}).status_code == 302
    )
    file = found.card(OWN).evidence.get()
    shown = reverse("point-evidence-file", args=[*at, file.pk])
    assert client.get(shown).status_code == 200
    assert client.post(reverse("point-evidence-remove", args=[*at, file.pk])).status_code == 302

    other = Client()
    other.force_login(found.officer)
    assert other.get(shown).status_code == 404
    assert client.get(shown).status_code == 200
    assert client.post(reverse("point-evidence-restore", args=[*at, file.pk])).status_code == 302
    assert other.get(shown).status_code == 200


def test_nobody_states_facts_of_her_own_card(found: World) -> None:
    people.officer(found.units[OWN], found.officer.username)
    client = Client()
    client.force_login(found.officer)
    stated = {"value": "0", "grounds": "Quyết định số 5"}
    address = {code: reverse("card-fact", args=[found.round.reference, code, "fined"]) for code in (OWN, "district_c")}

    assert client.post(address[OWN], stated).status_code == 403
    assert client.post(address["district_c"], stated).status_code == 302
    assert [line.card.unit.code for line in CardFact.objects.select_related("card__unit")] == ["district_c"]
