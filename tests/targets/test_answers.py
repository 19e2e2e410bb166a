"""Answers: a unit accepts or objects, the unit above adjusts or keeps, a new line of the ledger asks anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.targets.conftest import give, signed_in
from thidua.audit.models import AuditInbox
from thidua.indicators.queries import catalogue
from thidua.notices.models import Notice
from thidua.notices.sentences import sentence
from thidua.targets.answers import AnswerState, Mark, marks_of
from thidua.targets.models import Target, TargetEntry, TargetResponse
from thidua.targets.responding import Answer, NothingToKeep, answer_targets, keep_target
from thidua.targets.rules import ResponseKind
from thidua.targets.services import Grounds, NothingAssigned, ReasonNeeded, TargetChanged, adjust_target

pytestmark = pytest.mark.django_db
PAGE = "/chi-tieu/bang/district_a/2024/tra-loi/"
WHY = Grounds(on=date(2024, 5, 2), decision="31/QĐ", reason="Doanh nghiệp giải thể")


@pytest.fixture
def asked(city):
    """The district's officer and the city's, after the district was assigned 5."""
    own, above = people.officer(city["district_a"]), people.officer(city["city"])
    give(city["district_a"], "ORG21", 5)
    return city["district_a"], own, above


def mark(unit) -> Mark:
    period = Target.objects.get(unit=unit).period_id
    return marks_of(unit_ids=[unit.pk], period_id=period)[unit.pk, catalogue().by_code["ORG21"].pk]


def answered(unit, by, kind=ResponseKind.OBJECTED, reason="Đề nghị 4") -> Mark:
    was = mark(unit)
    answer_targets(answers=[Answer(was.target_id, was.entry_id, kind, reason)], by=by)
    return mark(unit)


def told(user) -> list[str]:
    return [sentence(notice) for notice in Notice.objects.filter(user=user).order_by("pk")]


def test_an_assignment_waits_and_asks_the_unit(asked):
    unit, own, _above = asked

    assert mark(unit).state is AnswerState.WAITING
    assert told(own) == ["Đơn vị được giao hoặc điều chỉnh 1 chỉ tiêu năm 2024. Hãy đồng ý hoặc nêu ý kiến."]


def test_an_objection_reaches_the_unit_above_which_keeps_the_amount(asked):
    unit, own, above = asked

    was = answered(unit, own)
    assert (was.state, was.reason) == (AnswerState.OBJECTED, "Đề nghị 4")
    assert told(above)[-1] == "district_a có ý kiến về 1 chỉ tiêu năm 2024."

    keep_target(target_id=was.target_id, entry_id=was.entry_id, reason="Đã tính đủ", by=above)
    assert mark(unit).state is AnswerState.KEPT
    assert told(own)[-1].startswith("Cấp trên giữ nguyên chỉ tiêu")
    assert AuditInbox.objects.filter(event__in=["target.objected", "target.kept"]).count() == 2


def test_an_adjustment_asks_anew(asked):
    unit, own, above = asked
    was = answered(unit, own)

    adjust_target(target_id=was.target_id, amount=4, seen=5, grounds=WHY, by=above)

    assert (mark(unit).state, mark(unit).adjustments) == (AnswerState.WAITING, 1)
    with pytest.raises(TargetChanged):
        answer_targets(answers=[Answer(was.target_id, was.entry_id, ResponseKind.ACCEPTED)], by=own)
    with pytest.raises(TargetChanged):
        keep_target(target_id=was.target_id, entry_id=was.entry_id, reason="Muộn", by=above)


def test_what_nobody_objects_to_cannot_be_kept_and_what_is_cancelled_not_answered(asked):
    unit, own, above = asked
    was = answered(unit, own, ResponseKind.ACCEPTED, "")

    with pytest.raises(NothingToKeep):
        keep_target(target_id=was.target_id, entry_id=was.entry_id, reason="?", by=above)
    adjust_target(target_id=was.target_id, amount=None, seen=5, grounds=WHY, by=above)
    with pytest.raises(NothingAssigned):
        answer_targets(answers=[Answer(was.target_id, was.entry_id, ResponseKind.ACCEPTED)], by=own)


def test_an_objection_without_a_reason_changes_nothing(asked):
    unit, own, _above = asked

    with pytest.raises(ReasonNeeded):
        answered(unit, own, reason=" ")
    assert not TargetResponse.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_answer(asked, change):
    unit, own, _above = asked
    answered(unit, own)
    responses = TargetResponse.objects.all()

    with pytest.raises(IntegrityError, match="neither changed nor deleted"), transaction.atomic():
        responses.update(reason="x") if change == "update" else responses.delete()


def test_the_page_answers_what_is_chosen_and_accepts_the_rest(asked, city):
    unit, own, _above = asked
    give(unit, "ORG24", 3)
    client = signed_in(own)
    pk = catalogue().by_code["ORG21"].pk

    refused = client.post(PAGE, {f"answer-{pk}": "objected", f"reason-{pk}": "", "all": "1"})
    assert refused.status_code == 422
    assert not TargetResponse.objects.exists()

    sent = client.post(PAGE, {f"answer-{pk}": "objected", f"reason-{pk}": "Chỉ làm được 4", "all": "1"})
    assert sent.status_code == 302
    states = {row.target.indicator.code: row.kind for row in TargetResponse.objects.select_related("target__indicator")}
    assert states == {"ORG21": "objected", "ORG24": "accepted"}
    assert client.get(PAGE).context["waiting"] == []


@pytest.mark.parametrize(
    "data",
    [{}, {"answer-1": "accepted"}, {"answer-x": "objected"}, {"answer-99999999999999999999": "accepted"}],
)
def test_nothing_chosen_is_said_and_nothing_written(asked, data):
    _unit, own, _above = asked

    assert signed_in(own).post(PAGE, data).status_code == 422
    assert not TargetResponse.objects.exists()


@pytest.mark.parametrize(("reason", "status"), [("a\0b", 422), ("\u202eabc", 422), ("x" * 401, 422)])
def test_reasons_that_cannot_be_kept_are_refused(asked, reason, status):
    _unit, own, _above = asked
    pk = catalogue().by_code["ORG21"].pk

    answer = signed_in(own).post(PAGE, {f"answer-{pk}": "objected", f"reason-{pk}": reason})

    assert answer.status_code == status
    assert not TargetResponse.objects.exists()


def test_a_line_that_was_replaced_meanwhile_is_not_answered_on_the_page(asked):
    unit, own, above = asked
    was = mark(unit)
    adjust_target(target_id=was.target_id, amount=4, seen=5, grounds=WHY, by=above)
    pk = catalogue().by_code["ORG21"].pk

    answer = signed_in(own).post(PAGE, {f"answer-{pk}": "accepted", f"entry-{pk}": was.entry_id})

    assert answer.status_code == 409


def test_the_ledger_shows_answers_and_the_unit_above_keeps_from_there(asked):
    unit, own, above = asked
    was = answered(unit, own)
    client = signed_in(above)

    panel = client.get("/chi-tieu/district_a/2024/ORG21/so/")
    assert "Đề nghị 4" in panel.content.decode()
    assert 'name="reason"' in panel.content.decode()

    keep = "/chi-tieu/district_a/2024/ORG21/giu-nguyen/"
    assert client.post(keep, {"entry": was.entry_id, "reason": ""}).status_code == 422
    assert client.post(keep, {"entry": "1e9", "reason": "a"}).status_code == 409
    assert client.post(keep, {"entry": was.entry_id, "reason": "Đã tính đủ"}).status_code == 302
    assert TargetEntry.objects.filter(target=was.target_id).count() == 1
