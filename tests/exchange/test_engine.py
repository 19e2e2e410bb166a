"""What holds of every kind of list: no row is lost, nothing is written that was not shown, columns are remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.words import WORDS, judged, received
from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.exchange.errors import BadMapping, ListHasErrors, ListNotOpen, NothingToSave
from thidua.exchange.kinds import Field
from thidua.exchange.models import Intake
from thidua.exchange.refused import refused_workbook
from thidua.exchange.rules import WRITTEN, Stage, Verdict
from thidua.exchange.services import (
    ask_for_commit,
    ask_for_undo,
    cancel_list,
    choose_all,
    choose_rows,
    discard_list,
    forget_old,
    map_columns,
    receive_list,
)
from thidua.exchange.tables import read_table
from thidua.exchange.template import template_workbook

pytestmark = pytest.mark.django_db

WORD = st.sampled_from([*Verdict.values, "gì đó", "=1+1"])


def commit(stored: Intake, kind=WORDS) -> Intake:
    return ask_for_commit(intake_id=stored.pk, kind=kind, by=person())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORD, min_size=1, max_size=40), data=st.data())
def test_rows_in_are_rows_saved_and_left_and_refused(db, words, data):
    stored = received(person(), words)
    assert stored.total == len(words)
    assert stored.new_count + stored.changed_count + stored.unchanged_count + stored.refused_count == len(words)
    writable = list(stored.rows.filter(verdict__in=WRITTEN).values_list("number", flat=True))
    shown = data.draw(st.lists(st.sampled_from(writable), unique=True)) if writable else []
    chosen = data.draw(st.lists(st.sampled_from(shown), unique=True)) if shown else []
    kept = set(writable) - set(shown) | set(chosen)
    assert choose_rows(intake_id=stored.pk, shown=shown, chosen=chosen) == len(kept)
    if not kept:
        with pytest.raises(NothingToSave):
            commit(stored)
        return

    stored = commit(stored)

    assert stored.stage == Stage.COMMITTED
    assert set(stored.rows.filter(saved=True).values_list("number", flat=True)) == kept
    assert stored.saved_count == len(kept)
    left_out = len(writable) - len(kept)
    assert stored.saved_count + left_out + stored.unchanged_count + stored.refused_count == len(words)
    refused = read_table(refused_workbook(stored, WORDS))
    assert len(refused) - 1 == stored.refused_count
    assert [row[0] for row in refused[1:]] == [word for word in words if word not in set(Verdict.values) - {"refused"}]
    assert ask_for_undo(intake_id=stored.pk, kind=WORDS, by=person()).stage == Stage.UNDONE
    assert not stored.rows.filter(saved=True).exists()


def test_refused_rows_come_back_with_their_reasons_and_can_be_mended_and_uploaded_again():
    stored = received(person(), ["new", "sai", "=HYPERLINK(1)"])

    table = read_table(refused_workbook(stored, WORDS))

    assert table == [
        ["Từ", "Ghi chú", "Lý do không nhận"],
        ["sai", "ghi chú 1", "Từ: Không hiểu «sai»."],
        ["=HYPERLINK(1)", "ghi chú 2", "Từ: Không hiểu «=HYPERLINK(1)»."],
    ]
    again = receive_list(
        kind=WORDS, file_name="sửa.xlsx", content=refused_workbook(stored, WORDS), options={}, by=person()
    )
    assert (again.total, again.refused_count) == (2, 2)


def test_choosing_none_and_all():
    stored = received(person(), ["new", "changed", "unchanged", "sai"])

    assert choose_all(intake_id=stored.pk, chosen=False) == 0
    assert choose_all(intake_id=stored.pk, chosen=True, verdict="changed") == 1
    assert choose_all(intake_id=stored.pk, chosen=True) == 2
    assert choose_rows(intake_id=stored.pk, shown=[4, 5, 99], chosen=[4, 5, 99]) == 2


def test_what_differs_from_what_was_shown_is_shown_again():
    stored = received(person(), ["new", "changed", "new"])
    changing = replace(
        WORDS, judge=lambda lines, *_rest: [replace(judged(line), changes=(), verdict=Verdict.NEW) for line in lines]
    )

    stored = commit(stored, changing)

    assert (stored.stage, stored.saved_count) == (Stage.PREVIEWED, 0)
    assert "1 dòng đã khác" in stored.failure
    assert commit(stored, changing).saved_count == 3


def test_a_row_that_nobody_chose_may_differ():
    stored = received(person(), ["new", "changed", "new"])
    choose_rows(intake_id=stored.pk, shown=[3], chosen=[])
    changing = replace(
        WORDS, judge=lambda lines, *_rest: [replace(judged(line), changes=(), verdict=Verdict.NEW) for line in lines]
    )

    assert commit(stored, changing).saved_count == 2


def test_a_kind_that_forgets_a_row_is_found_out():
    with pytest.raises(ValueError, match="every row once"):
        received(person(), ["new", "new"], replace(WORDS, judge=lambda lines, *_rest: [judged(lines[0])]))
    stored = received(person(), ["new", "new"])
    with pytest.raises(ValueError, match="what it made"):
        commit(stored, replace(WORDS, commit=lambda *_all: []))


def test_of_a_whole_list_one_refused_row_refuses_all():
    stored = received(person(), ["new", "sai"], replace(WORDS, whole=True))

    with pytest.raises(ListHasErrors):
        commit(stored, replace(WORDS, whole=True))


def test_columns_that_nobody_recognises_are_asked_for_once():
    content = "Cột A,Cột B\nx,new\ny,new\n".encode()

    def upload() -> Intake:
        return receive_list(kind=WORDS, file_name="la.csv", content=content, options={}, by=person())

    stored = upload()
    assert (stored.stage, stored.mapping) == (Stage.MAPPING, {})
    stored = map_columns(intake_id=stored.pk, kind=WORDS, mapping={"word": 1}, by=person())
    assert (stored.stage, stored.new_count) == (Stage.PREVIEWED, 2)

    again = upload()
    assert (again.stage, again.mapping) == (Stage.PREVIEWED, {"word": 1})
    elsewhere = receive_list(kind=WORDS, file_name="la.csv", content=content, options={}, by=person("other"))
    assert elsewhere.stage == Stage.MAPPING


@pytest.mark.parametrize(
    ("mapping", "where"),
    [({}, "word"), ({"note": 1}, "word"), ({"word": 0, "note": 0}, "note"), ({"word": 9}, "word")],
)
def test_columns_that_cannot_be_meant(mapping, where):
    stored = received(person(), ["new"])

    with pytest.raises(BadMapping) as refused:
        map_columns(intake_id=stored.pk, kind=WORDS, mapping=mapping, by=person())

    assert refused.value.where == where


def test_another_mapping_judges_anew_and_chooses_all_rows_again():
    stored = received(person(), ["new", "new"])
    choose_all(intake_id=stored.pk, chosen=False)

    stored = map_columns(intake_id=stored.pk, kind=WORDS, mapping={"word": 1}, by=person())

    assert stored.refused_count == 2
    assert stored.rows.filter(chosen=True).count() == 2


def test_a_list_is_thrown_away_with_its_rows_but_not_once_it_is_written():
    stored = received(person(), ["new"])
    assert discard_list(intake_id=stored.pk, by=person()).stage == Stage.DISCARDED
    assert not stored.rows.exists()
    with pytest.raises(ListNotOpen):
        commit(stored)

    written = commit(received(person(), ["new"]))
    with pytest.raises(ListNotOpen):
        discard_list(intake_id=written.pk, by=person())
    assert not cancel_list(intake_id=written.pk, by=person())


def test_lists_that_were_never_written_are_forgotten_after_a_season(time_machine):
    written = commit(received(person(), ["new"]))
    received(person(), ["new"])
    assert forget_old() == 0

    time_machine.move_to("2100-01-01")
    assert forget_old() > 0
    assert list(Intake.objects.all()) == [written]


def test_everything_is_recorded():
    stored = commit(received(person(), ["new"]))
    ask_for_undo(intake_id=stored.pk, kind=WORDS, by=person())

    events = AuditInbox.objects.filter(event__startswith="list.").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["list.received", "list.committed", "list.undone"]


def test_the_template_can_be_read_back_and_offers_what_may_be_chosen():
    fields = (
        *WORDS.fields,
        Field("day", "Ngày", cell="day", example="2015-09-05"),
        Field("size", "Cỡ", choices=lambda _user: [("s", "Nhỏ"), ("l", "Lớn")]),
        Field("count", "Số", cell="number", example="12"),
    )

    content = template_workbook(replace(WORDS, fields=fields), person())

    assert read_table(content) == [
        ["Từ", "Ghi chú", "Ngày", "Cỡ", "Số"],
        ["new", "", "2015-09-05", "", "12"],
    ]
