"""A list of units from preview to undo."""

from __future__ import annotations

import time

import pytest

from tests.factories import reports
from tests.org.units import NEW_YEAR, new, parent_of, place
from tests.people import officer, person
from thidua.audit.models import AuditInbox
from thidua.org.errors import ImportBuiltUpon, ImportHasErrors, ImportNotOpen
from thidua.org.models import Lineage, Unit, UnitImport
from thidua.org.queries import lineage_differences
from thidua.org.rules import PostRole
from thidua.org.services import (
    appoint,
    commit_import,
    end_unit,
    place_units,
    preview_import,
    refresh_preview,
    rename_unit,
    undo_import,
)

pytestmark = pytest.mark.django_db

HEADINGS = "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập\n"
GOOD = "D1,Huyện Một,LĐLĐ huyện,city,01/01/2019\nS1,Trường Một,CĐCS,D1,01/01/2019\n"


def preview(rows: str) -> UnitImport:
    return preview_import(file_name="ds.csv", content=(HEADINGS + rows).encode(), by=person())


@pytest.fixture
def city() -> Unit:
    return place("city")[0]


def committed(rows: str = GOOD) -> UnitImport:
    return commit_import(import_id=preview(rows).pk, by=person())


def test_a_list_is_previewed_committed_and_undone(city):
    stored = preview(GOOD)
    assert (stored.new_count, stored.unchanged_count, stored.bad_count) == (2, 0, 0)
    assert Unit.objects.count() == 1

    commit_import(import_id=stored.pk, by=person())
    assert parent_of(Unit.objects.get(code="S1"), NEW_YEAR).code == "D1"
    assert lineage_differences() == []

    undo_import(import_id=stored.pk, by=person())
    assert list(Unit.objects.all()) == [city]
    assert Lineage.objects.count() == 1
    assert lineage_differences() == []
    events = AuditInbox.objects.filter(event__startswith="unit_import").order_by("pk")
    assert [row.event for row in events] == [
        "unit_import.previewed",
        "unit_import.committed",
        "unit_import.undone",
    ]


def test_one_bad_row_stops_the_whole_list(city):
    stored = preview(GOOD + "S2,Trường Hai,CĐCS,không-có,01/01/2019\n")

    assert stored.findings[0]["row"] == 4
    assert (stored.new_count, stored.bad_count) == (3, 1)
    with pytest.raises(ImportHasErrors, match="Dòng 4, cột «Mã cấp trên»"):
        commit_import(import_id=stored.pk, by=person())
    assert Unit.objects.count() == 1


def test_a_hidden_character_is_still_bad_when_the_list_is_committed(city):
    stored = preview("S1,Trường\0Một,CĐCS,city,01/01/2019\n")

    assert stored.bad_count == 1
    with pytest.raises(ImportHasErrors, match="ký tự ẩn"):
        commit_import(import_id=stored.pk, by=person())


def test_what_happened_since_the_preview_counts(city):
    stored = preview(GOOD)
    place("D1")

    with pytest.raises(ImportHasErrors, match="đã có trong hệ thống"):
        commit_import(import_id=stored.pk, by=person())
    assert Unit.objects.count() == 2
    assert refresh_preview(import_id=stored.pk).bad_count == 1


def test_rows_that_exist_are_left_alone_and_not_undone(city):
    committed()

    again = preview(GOOD + "S2,Trường Hai,CĐCS,D1,01/01/2019\n")
    assert (again.new_count, again.unchanged_count) == (1, 2)
    commit_import(import_id=again.pk, by=person())
    undo_import(import_id=again.pk, by=person())

    assert set(Unit.objects.values_list("code", flat=True)) == {"city", "D1", "S1"}


def test_nothing_new_is_nothing_to_commit(city):
    committed()

    with pytest.raises(ImportHasErrors, match="không có gì để ghi"):
        committed()


def test_each_step_is_taken_once(city):
    stored = committed()

    with pytest.raises(ImportNotOpen, match="Đã ghi"):
        commit_import(import_id=stored.pk, by=person())
    undo_import(import_id=stored.pk, by=person())
    with pytest.raises(ImportNotOpen, match="Đã hoàn tác"):
        undo_import(import_id=stored.pk, by=person())
    with pytest.raises(ImportNotOpen):
        refresh_preview(import_id=stored.pk)


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
def test_what_stands_on_the_units_is_named_and_keeps_them(city, build, said):
    stored = committed()
    build()

    with pytest.raises(ImportBuiltUpon) as refused:
        undo_import(import_id=stored.pk, by=person())

    assert said in refused.value.sentence
    assert Unit.objects.filter(code="S1").exists()


@pytest.mark.slow
def test_five_thousand_rows_are_previewed_within_two_seconds(city):
    rows = "".join(f"S{i},Công đoàn cơ sở số {i},CĐCS,city,01/01/2019\n" for i in range(5_000))

    began = time.perf_counter()
    stored = preview(rows)
    previewed = time.perf_counter() - began
    commit_import(import_id=stored.pk, by=person())
    undo_import(import_id=stored.pk, by=person())

    assert stored.new_count == 5_000
    assert Unit.objects.count() == 1
    # The promise is two seconds; a machine that does many things at once is allowed four.
    assert previewed < 4
