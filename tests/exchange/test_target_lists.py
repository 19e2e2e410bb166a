"""A list of targets from preview to undo: the ledger, the sums, and who may."""

from __future__ import annotations

import pytest

from tests import people
from tests.targets.conftest import city, city_built, give  # noqa: F401 - fixtures
from thidua.access.models import Grant
from thidua.audit.models import AuditInbox
from thidua.exchange.errors import NoSuchChoice, NotYourRows
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage, Verdict
from thidua.exchange.services import ask_for_commit, ask_for_undo, choose_rows, receive_list
from thidua.targets.batches import BatchChanged
from thidua.targets.models import Target, TargetEntry
from thidua.web.lists.targets import TARGETS

pytestmark = pytest.mark.django_db

HEADINGS = "Mã đơn vị,Mã chỉ tiêu,Số giao\n"
OPTIONS = {"year": "2024", "on": "2024-01-15", "decision": "05/QĐ-LĐLĐ", "reason": ""}
WHOLE = "district_a,ORG21,30\ndistrict_b,ORG21,10\n"


@pytest.fixture
def by(city):  # noqa: F811
    return people.officer(city["city"])


def received(by, rows: str, **options: str) -> Intake:
    content = (HEADINGS + rows).encode()
    return receive_list(kind=TARGETS, file_name="ct.csv", content=content, options=OPTIONS | options, by=by)


def commit(by, stored: Intake) -> Intake:
    return ask_for_commit(intake_id=stored.pk, kind=TARGETS, by=by)


def refusals(stored: Intake) -> dict[int, tuple[str, str]]:
    rows = stored.rows.filter(verdict=Verdict.REFUSED)
    return {row.number: (row.flaws[0]["field"], row.flaws[0]["sentence"]) for row in rows}


def standing() -> dict[tuple[str, str], int | None]:
    rows = Target.objects.filter(period__code="2024").values_list("unit__code", "indicator__code", "assigned")
    return {(unit, code): amount for unit, code, amount in rows}


def test_a_list_is_one_decision_of_the_ledger_and_is_taken_back(by):
    before = standing()
    stored = received(by, WHOLE)
    assert (stored.new_count, stored.refused_count) == (2, 0)

    stored = commit(by, stored)

    assert stored.saved_count == 2
    assert standing()["district_a", "ORG21"] == 30
    entries = TargetEntry.objects.filter(decision="05/QĐ-LĐLĐ")
    assert entries.count() == 2
    assert entries.values("batch").distinct().count() == 1
    assert AuditInbox.objects.filter(event="target.planned").count() == 1

    stored = ask_for_undo(intake_id=stored.pk, kind=TARGETS, by=by)
    assert stored.stage == Stage.UNDONE
    after = standing()
    assert {key: amount for key, amount in after.items() if amount is not None} == before
    assert AuditInbox.objects.filter(event="target.undone").count() == 1


def test_a_difference_is_shown_and_what_stands_is_left_alone(by):
    commit(by, received(by, WHOLE))

    stored = received(by, "district_a,ORG21,31\ndistrict_b,ORG21,10\n", reason="điều chỉnh giữa năm")

    changed = stored.rows.get(verdict=Verdict.CHANGED)
    assert changed.changes == [{"field": "amount", "before": "30", "after": "31"}]
    assert stored.unchanged_count == 1


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("nowhere,ORG21,1", "unit", "Không có đơn vị nào"),
        ("city,ORG21,1", "unit", "không giao chỉ tiêu cho đơn vị này"),
        ("school,ORG21,1", "unit", "không giao chỉ tiêu cho đơn vị này"),
        ("district_a,ORG999,1", "indicator", "Danh mục không có chỉ tiêu"),
        ("district_a,ORG22,nhiều", "amount", "chữ số"),
        ("district_a,ORG22,-1", "amount", "từ 0 trở lên"),
        ("district_a,ORG21,30", "", "dòng trên"),
    ],
)
def test_what_cannot_be_assigned_is_refused_and_the_rest_is_not(by, row, field, said):
    stored = received(by, WHOLE + row + "\n")

    assert stored.new_count == 2
    assert refusals(stored)[4][0] == field
    assert said in refusals(stored)[4][1]


def test_what_is_not_given_on_exactly_needs_a_reason(by):
    rows = "district_a,ORG21,30\ndistrict_b,ORG21,9\n"

    stored = received(by, rows)
    assert {field for field, _said in refusals(stored).values()} == {"amount"}
    assert "lệch 1 so với" in refusals(stored)[2][1]

    assert received(by, rows, reason="giữ lại dự phòng").new_count == 2


def test_who_was_moved_away_takes_nothing_back(by):
    stored = commit(by, received(by, WHOLE))
    Grant.objects.filter(user=by).delete()

    with pytest.raises(NotYourRows):
        ask_for_undo(intake_id=stored.pk, kind=TARGETS, by=by)
    assert standing()["district_a", "ORG21"] == 30


def test_what_was_changed_after_the_list_stands_in_the_way_of_undoing_it(by):
    stored = commit(by, received(by, WHOLE))
    commit(by, received(by, "district_a,ORG21,31\n", reason="điều chỉnh"))

    with pytest.raises(BatchChanged):
        ask_for_undo(intake_id=stored.pk, kind=TARGETS, by=by)


def test_what_somebody_else_assigned_meanwhile_is_shown_first(by, city):  # noqa: F811
    stored = received(by, WHOLE)
    give(city["district_a"], "ORG21", 25)

    stored = commit(by, stored)

    assert (stored.stage, stored.changed_count) == (Stage.PREVIEWED, 1)
    assert "1 dòng đã khác" in stored.failure
    assert standing()["district_a", "ORG21"] == 25


def test_rows_that_are_not_chosen_are_left_out(by):
    stored = received(by, "district_a,ORG22,3\ndistrict_b,ORG22,4\n")
    assert choose_rows(intake_id=stored.pk, shown=[2, 3], chosen=[3]) == 1

    stored = commit(by, stored)

    assert stored.saved_count == 1
    assert ("district_a", "ORG22") not in standing()


def test_the_year_is_one_of_those_that_there_are(by):
    with pytest.raises(NoSuchChoice) as refused:
        received(by, WHOLE, year="1999")
    assert refused.value.where == "year"
    with pytest.raises(NoSuchChoice) as refused:
        received(by, WHOLE, decision="05\u202eQĐ")
    assert refused.value.where == "decision"
