"""Units register, change, withdraw, undo; after the last day they ask."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.movements.conftest import LAST_DAY, ROWS, last_entry, launched, registers
from thidua.audit.models import AuditInbox
from thidua.core.periods import Calendar
from thidua.emulation.movements import errors
from thidua.emulation.movements.models import LateRequest, RegistrationEntry
from thidua.emulation.movements.queries.registrations import by_kind, registered, waiting
from thidua.emulation.movements.rules import Answer, LateState, Row
from thidua.emulation.movements.services.late import Decision, answer_late, ask_late, undo_answer
from thidua.emulation.movements.services.registering import register, undo_entry, withdraw
from thidua.notices.models import Notice

pytestmark = pytest.mark.django_db


def answers(units, year=2024, calendar=Calendar.CALENDAR):
    found = registered([unit.pk for unit in units.values()], calendar=calendar, year=year)
    names = {unit.pk: name for name, unit in units.items()}
    return {names[pk]: one.answer for pk, one in found.items()}


class TestInTime:
    def test_who_registered_and_who_has_still_to(self, units, movement, chair):
        registers(movement, units["school"], chair)

        assert answers(units) == {"school": Answer.YES, "clinic": Answer.WAITING, "market": Answer.WAITING}
        waits = waiting([units["school"].pk, units["clinic"].pk])
        assert [(one.unit.code, one.until, one.days) for one in waits] == [("clinic", LAST_DAY, 15)]
        assert [(one.addressed, one.registered, one.missing) for one in by_kind(movement)] == [(3, 1, 2)]

    def test_a_unit_that_the_movement_is_not_for_neither_registers_nor_is_judged(self, units, movement, officer):
        with pytest.raises(errors.NotAddressed):
            registers(movement, units["district_a"], officer)

        assert "district_a" not in answers(units)

    def test_a_change_keeps_since_when_it_is_registered(self, units, movement, chair):
        registers(movement, units["school"], chair)
        first = movement.registrations.get()
        registers(movement, units["school"], chair, aim="Bằng khen")

        again = movement.registrations.get()
        assert (again.aim, again.since) == ("Bằng khen", first.since)
        assert [entry.kind for entry in again.entries.all()] == ["registered", "changed"]
        sent = AuditInbox.objects.filter(unit_id=units["school"].pk).order_by("pk")
        assert [one.event for one in sent if one.event.startswith("reg")] == [
            "registration.made",
            "registration.changed",
        ]

    def test_nothing_is_written_when_nothing_changes(self, units, movement, chair):
        registers(movement, units["school"], chair)
        registers(movement, units["school"], chair)

        assert RegistrationEntry.objects.count() == 1

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, units, movement, chair):
        registers(movement, units["school"], chair)

        with pytest.raises(errors.RegistrationChanged):
            register(movement_id=movement.pk, unit=units["school"], aim="Khác", rows=ROWS, seen=0, by=chair)

    def test_each_step_is_undone_by_the_one_before(self, units, movement, chair):
        school = units["school"]
        registers(movement, school, chair)
        registers(movement, school, chair, aim="Bằng khen")
        withdraw(movement_id=movement.pk, unit=school, seen=last_entry(movement, school), by=chair)
        assert answers(units)["school"] == Answer.WAITING

        undo_entry(movement_id=movement.pk, unit=school, entry_id=last_entry(movement, school), by=chair)

        found = movement.registrations.get()
        assert (found.registered, found.aim) == (True, "Bằng khen")
        with pytest.raises(errors.RegistrationChanged):
            undo_entry(movement_id=movement.pk, unit=school, entry_id=found.entries.first().pk, by=chair)

    def test_undoing_the_first_leaves_the_unit_unregistered(self, units, movement, chair):
        registers(movement, units["school"], chair)
        undo_entry(
            movement_id=movement.pk, unit=units["school"], entry_id=last_entry(movement, units["school"]), by=chair
        )

        assert answers(units)["school"] == Answer.WAITING

    @pytest.mark.parametrize(
        ("typed", "where"),
        [
            (("", ROWS), "aim"),
            (("Cờ", ()), "rows"),
            (("Cờ", (Row(""), Row(" "))), "rows"),
            (("Cờ", (Row("", goal="5"),)), "rows"),
            (("Cờ", (Row("a"),) * 41), "rows"),
        ],
    )
    def test_what_says_nothing_or_too_much_is_refused(self, units, movement, chair, typed, where):
        aim, rows = typed
        with pytest.raises(errors.BadRegistration) as refused:
            register(movement_id=movement.pk, unit=units["school"], aim=aim, rows=rows, seen=0, by=chair)

        assert refused.value.where == where
        assert not movement.registrations.exists()


class TestAfterwards:
    @pytest.fixture(autouse=True)
    def _afterwards(self, units, movement, settings):
        settings.THIDUA_TODAY = date(2024, 1, 26)

    def test_nobody_registers_and_the_sentence_names_the_way_left(self, units, movement, chair):
        with pytest.raises(errors.RegistrationOver, match="đề nghị đăng ký bổ sung"):
            registers(movement, units["school"], chair)

        assert answers(units)["school"] == Answer.NO
        assert waiting([units["school"].pk]) == []

    def test_who_is_let_in_registers_until_that_day(self, units, movement, chair, officer, settings):
        late = ask_late(movement_id=movement.pk, unit=units["school"], reason="Kiện toàn", by=chair)
        assert Notice.objects.filter(user=officer, kind="late_registration.asked").exists()
        answer_late(late_id=late.pk, decision=Decision("Khách quan", date(2024, 2, 1)), by=officer)
        assert [one.until for one in waiting([units["school"].pk])] == [date(2024, 2, 1)]

        registers(movement, units["school"], chair)

        assert answers(units)["school"] == Answer.LATE
        assert Notice.objects.filter(user=chair, kind="late_registration.granted").exists()
        with pytest.raises(errors.LateAnswered):
            undo_answer(late_id=late.pk, by=officer)
        settings.THIDUA_TODAY = date(2024, 2, 2)
        with pytest.raises(errors.RegistrationOver):
            registers(movement, units["school"], chair, aim="Khác")

    def test_who_is_refused_stays_out_and_may_ask_again(self, units, movement, chair, officer):
        late = ask_late(movement_id=movement.pk, unit=units["school"], reason="Quên", by=chair)
        answer_late(late_id=late.pk, decision=Decision("Không có lý do chính đáng"), by=officer)

        assert answers(units)["school"] == Answer.NO
        assert ask_late(movement_id=movement.pk, unit=units["school"], reason="Có thêm minh chứng", by=chair)
        with pytest.raises(errors.LateAnswered):
            undo_answer(late_id=late.pk, by=officer)

    def test_an_answer_is_taken_back(self, units, movement, chair, officer):
        late = ask_late(movement_id=movement.pk, unit=units["school"], reason="Kiện toàn", by=chair)
        answer_late(late_id=late.pk, decision=Decision("Khách quan", date(2024, 2, 1)), by=officer)
        undo_answer(late_id=late.pk, by=officer)

        assert LateRequest.objects.get().state == LateState.ASKED
        assert answers(units)["school"] == Answer.NO

    @pytest.mark.parametrize(
        "decision",
        [Decision(" ", date(2024, 2, 1)), Decision("Được", date(2024, 1, 25)), Decision("Được", date(2025, 1, 1))],
    )
    def test_an_answer_needs_a_reason_and_a_day_to_come(self, units, movement, chair, officer, decision):
        late = ask_late(movement_id=movement.pk, unit=units["school"], reason="Kiện toàn", by=chair)

        with pytest.raises((errors.ReasonMissing, errors.BadDays)):
            answer_late(late_id=late.pk, decision=decision, by=officer)

        assert LateRequest.objects.get().state == LateState.ASKED

    def test_nobody_asks_twice_or_without_need(self, units, movement, chair, settings):
        ask_late(movement_id=movement.pk, unit=units["school"], reason="Kiện toàn", by=chair)
        with pytest.raises(errors.LateAskedWrongly):
            ask_late(movement_id=movement.pk, unit=units["school"], reason="Lần nữa", by=chair)
        settings.THIDUA_TODAY = LAST_DAY
        with pytest.raises(errors.LateAskedWrongly):
            ask_late(movement_id=movement.pk, unit=units["clinic"], reason="Sớm", by=chair)


class TestFacts:
    def test_the_worst_of_several_movements_decides(self, units, movement, chair, settings):
        launched(units, people.officer(units["district_a"]), "district_a", among=units["district_a"], title="Huyện")
        registers(movement, units["school"], chair)
        settings.THIDUA_TODAY = date(2024, 1, 26)

        found = registered([units["school"].pk], calendar=Calendar.CALENDAR, year=2024)[units["school"].pk]

        assert (found.answer, found.movement, found.since, found.counts) == (Answer.NO, "Huyện", None, False)

    def test_only_movements_of_the_year_and_calendar_that_decide_are_asked(self, units, officer):
        launched(units, officer, decides=False)

        assert answers(units) == {}
        launched(units, officer, title="Bắt buộc")
        assert answers(units, calendar=Calendar.SCHOOL) == {}
        assert answers(units, year=2023) == {}
        assert set(answers(units)) == {"school", "clinic", "market"}

    def test_it_asks_once_for_any_number_of_units(self, units, movement):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answers(units)

        assert len(asked) == 1
