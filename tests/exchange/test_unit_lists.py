"""A list of units from preview to undo."""

from __future__ import annotations

import time

import pytest

from tests.factories import reports
from tests.org.units import NEW_YEAR, new, parent_of, place
from tests.people import administrator, officer, person
from thidua.access.models import Grant
from thidua.audit.models import AuditInbox
from thidua.exchange.errors import ListHasErrors, ListNotOpen, NothingToSave, NotYourRows
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage, Verdict
from thidua.exchange.services import (
    ask_for_commit,
    ask_for_undo,
    commit_list,
    discard_list,
    judge_list,
    map_columns,
    receive_list,
    undo_list,
)
from thidua.org.errors import ImportBuiltUpon
from thidua.org.models import Lineage, Unit
from thidua.org.queries import lineage_differences
from thidua.org.rules import PostRole
from thidua.org.services import appoint, end_unit, place_units, rename_unit
from thidua.people.models import User
from thidua.web.lists.units import UNITS

pytestmark = pytest.mark.django_db

HEADINGS = "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập\n"
GOOD = "D1,Huyện Một,LĐLĐ huyện,city,01/01/2019\nS1,Trường Một,CĐCS,D1,01/01/2019\n"


@pytest.fixture
def city() -> Unit:
    return place("city")[0]


@pytest.fixture
def by(city: Unit) -> User:
    return administrator(city)


def received(rows: str, by: User) -> Intake:
    return receive_list(kind=UNITS, file_name="ds.csv", content=(HEADINGS + rows).encode(), options={}, by=by)


def committed(by: User, rows: str = GOOD) -> Intake:
    return ask_for_commit(intake_id=received(rows, by).pk, kind=UNITS, by=by)


def counts(intake: Intake) -> tuple[int, int, int]:
    return intake.new_count, intake.unchanged_count, intake.refused_count


def test_a_list_is_previewed_committed_and_undone(city, by):
    stored = received(GOOD, by)
    assert (stored.stage, stored.total, counts(stored)) == (Stage.PREVIEWED, 2, (2, 0, 0))
    assert Unit.objects.count() == 1

    stored = ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by)
    assert (stored.stage, stored.saved_count) == (Stage.COMMITTED, 2)
    assert parent_of(Unit.objects.get(code="S1"), NEW_YEAR).code == "D1"
    assert lineage_differences() == []

    stored = ask_for_undo(intake_id=stored.pk, kind=UNITS, by=by)
    assert stored.stage == Stage.UNDONE
    assert list(Unit.objects.all()) == [city]
    assert Lineage.objects.count() == 1
    assert lineage_differences() == []
    events = AuditInbox.objects.filter(event__regex="^(list|units)").order_by("pk")
    assert [row.event for row in events] == [
        "list.received",
        "units.placed",
        "list.committed",
        "units.removed",
        "list.undone",
    ]


def test_one_bad_row_stops_the_whole_list(city, by):
    stored = received(GOOD + "S2,Trường Hai,CĐCS,không-có,01/01/2019\n", by)

    assert counts(stored) == (2, 0, 1)
    assert list(stored.rows.filter(verdict=Verdict.REFUSED).values_list("number", flat=True)) == [4]
    with pytest.raises(ListHasErrors, match="1 dòng còn sai"):
        ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by)
    assert Unit.objects.count() == 1


def test_what_happened_since_the_preview_is_shown_instead_of_written(city, by):
    stored = received(GOOD, by)
    place("D1")

    stored = ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by)

    assert (stored.stage, counts(stored)) == (Stage.PREVIEWED, (1, 0, 1))
    assert "1 dòng đã khác" in stored.failure
    assert "đã có trong hệ thống" in stored.rows.get(verdict=Verdict.REFUSED).flaws[0]["sentence"]
    assert Unit.objects.count() == 2


def test_rows_that_exist_are_left_alone_and_not_undone(city, by):
    committed(by)

    again = committed(by, GOOD + "S2,Trường Hai,CĐCS,D1,01/01/2019\n")
    assert (again.saved_count, again.unchanged_count) == (1, 2)
    ask_for_undo(intake_id=again.pk, kind=UNITS, by=by)

    assert set(Unit.objects.values_list("code", flat=True)) == {"city", "D1", "S1"}


def test_nothing_new_is_nothing_to_commit(city, by):
    committed(by)

    with pytest.raises(NothingToSave):
        committed(by)


def test_each_step_is_taken_once_and_asking_again_changes_nothing(city, by):
    stored = committed(by)

    assert ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by).saved_count == 2
    assert commit_list(intake_id=stored.pk, kind=UNITS, by=by).saved_count == 2
    assert Unit.objects.count() == 3
    with pytest.raises(ListNotOpen, match="đã ghi"):
        discard_list(intake_id=stored.pk, by=by)
    ask_for_undo(intake_id=stored.pk, kind=UNITS, by=by)
    assert undo_list(intake_id=stored.pk, kind=UNITS, by=by).stage == Stage.UNDONE
    for step in (commit_list, judge_list):
        assert step(intake_id=stored.pk, kind=UNITS, by=by).stage == Stage.UNDONE
    with pytest.raises(ListNotOpen, match="đã hoàn tác"):
        ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by)
    with pytest.raises(ListNotOpen):
        map_columns(intake_id=stored.pk, kind=UNITS, mapping={}, by=by)


def _unit_below():
    place_units(rows=[new("later", "S1")], by=None)


def _renamed():
    rename_unit(unit=Unit.objects.get(code="S1"), name="Tên khác", on=NEW_YEAR, by=None)


def _ended():
    end_unit(unit=Unit.objects.get(code="S1"), on=NEW_YEAR, reason="giải thể", by=None)


def _post():
    unit = Unit.objects.get(code="S1")
    appoint(
        person=person().person,
        unit=unit,
        role=PostRole.CHAIR,
        title="Chủ tịch",
        during=(NEW_YEAR, None),
        by=None,
    )


def _grant():
    officer(Unit.objects.get(code="S1"))


def _report() -> None:
    reports.forms()
    reports.opened()


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (_unit_below, "đơn vị trực thuộc (CĐ later…)"),
        (_renamed, "1 thay đổi"),
        (_ended, "1 thay đổi"),
        (_post, "1 chức vụ"),
        (_grant, "quyền của người dùng"),
        (_report, "báo cáo; số liệu"),
    ],
)
def test_what_stands_on_the_units_is_named_and_keeps_them(city, by, build, said):
    stored = committed(by)
    build()

    with pytest.raises(ImportBuiltUpon) as refused:
        ask_for_undo(intake_id=stored.pk, kind=UNITS, by=by)

    assert said in refused.value.sentence
    assert Unit.objects.filter(code="S1").exists()
    assert Intake.objects.get(pk=stored.pk).stage == Stage.COMMITTED


def test_who_was_moved_away_takes_nothing_back(city, by):
    stored = committed(by)
    Grant.objects.filter(user=by).delete()

    with pytest.raises(NotYourRows):
        ask_for_undo(intake_id=stored.pk, kind=UNITS, by=by)

    assert Unit.objects.filter(code="S1").exists()


def test_a_manager_of_a_part_stays_within_it(city):
    a, _b = place("a under city", "b under city")
    rows = "S1,Một,CĐCS,a,01/01/2019\nS2,Hai,CĐCS,b,01/01/2019\nS3,Ba,CĐCS,,01/01/2019\n"

    stored = received(rows, administrator(a))

    refused = stored.rows.filter(verdict=Verdict.REFUSED).order_by("number")
    assert [(row.number, row.flaws[0]["field"]) for row in refused] == [(3, "parent"), (4, "parent")]


@pytest.mark.slow
def test_ten_thousand_rows_are_previewed_committed_and_undone_in_seconds(city, by):
    rows = "".join(f"S{i},Công đoàn cơ sở số {i},CĐCS,city,01/01/2019\n" for i in range(10_000))

    took = []
    stored = received(rows, by)
    for step, begin in ((judge_list, None), (commit_list, ask_for_commit), (undo_list, ask_for_undo)):
        if begin:
            begin(intake_id=stored.pk, kind=UNITS, by=by)
        began = time.perf_counter()
        stored = step(intake_id=stored.pk, kind=UNITS, by=by)
        took.append(time.perf_counter() - began)

    assert (stored.stage, stored.saved_count, Unit.objects.count()) == (Stage.UNDONE, 10_000, 1)
    # The promise is twenty seconds for each step.
    assert max(took) < 20
