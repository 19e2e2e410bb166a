"""Drafting, launching, reminding, reviewing; last days; papers; programmes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import people
from tests.factories.uploads import png
from tests.movements.conftest import LAST_DAY, TODAY, launched, registers, setting
from thidua.core.periods import Calendar
from thidua.emulation.movements import errors
from thidua.emulation.movements.models import Movement, RegistrationDeadline
from thidua.emulation.movements.queries.deadlines import deadline_for
from thidua.emulation.movements.rules import PaperRole, State
from thidua.emulation.movements.services import movements as services
from thidua.emulation.movements.services.deadlines import install_deadlines, set_deadline
from thidua.emulation.movements.services.papers import NewPaper, attach, remove, restore
from thidua.emulation.movements.services.telling import AT_ONCE, remind_by_timetable, remind_missing, tell_some
from thidua.notices.models import Notice
from thidua.org.rules import UnitKind

pytestmark = pytest.mark.django_db


class TestLaunching:
    def test_those_that_it_is_for_are_told_once(self, units, officer, chair):
        movement = launched(units, officer)

        assert (movement.state, movement.addressed, movement.told) == (State.LAUNCHED, 3, 3)
        assert [one.user for one in Notice.objects.filter(kind="movement.register")] == [chair]
        assert not tell_some(movement_id=movement.pk)

    def test_many_are_told_by_a_worker_some_at_a_time(self, units, officer, chair, monkeypatch):
        monkeypatch.setattr("thidua.emulation.movements.services.telling.AT_ONCE", 2)
        movement = launched(units, officer)
        assert (movement.told, AT_ONCE > 2) == (0, True)

        assert tell_some(movement_id=movement.pk)
        assert not tell_some(movement_id=movement.pk)

        movement.refresh_from_db()
        assert movement.told == 3
        assert Notice.objects.filter(kind="movement.register", user=chair).count() == 1

    def test_a_launch_is_undone_until_somebody_registers(self, units, officer, chair):
        movement = launched(units, officer)
        services.undo_launch(movement_id=movement.pk, by=officer)
        assert Movement.objects.get().state == State.DRAFT

        movement = services.launch_movement(movement_id=movement.pk, launched_on=TODAY, by=officer)
        registers(movement, units["school"], chair)
        with pytest.raises(errors.MovementStands):
            services.undo_launch(movement_id=movement.pk, by=officer)

    def test_for_whom_it_is_changes_only_in_a_draft(self, units, officer, movement):
        services.edit_movement(movement_id=movement.pk, setting=setting(units, title="Tên mới"), by=officer)
        assert Movement.objects.get().title == "Tên mới"

        changed = setting(units, kinds=(UnitKind.DISTRICT,))
        with pytest.raises(errors.MovementStands):
            services.edit_movement(movement_id=movement.pk, setting=changed, by=officer)

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"ends": date(2023, 1, 1)}, errors.BadDays),
            ({"register_until": date(2025, 1, 1)}, errors.BadDays),
            ({"kinds": ()}, errors.NobodyAddressed),
        ],
    )
    def test_days_and_units_have_to_fit(self, units, officer, changes, error):
        with pytest.raises(error):
            services.draft_movement(owner=units["city"], setting=setting(units, **changes), by=officer)

    def test_nobody_calls_units_outside_its_own(self, units):
        with pytest.raises(errors.NobodyAddressed):
            services.draft_movement(
                owner=units["district_a"], setting=setting(units), by=people.officer(units["district_a"])
            )

    def test_nothing_is_launched_to_nobody(self, units, officer):
        drafted = services.draft_movement(
            owner=units["city"], setting=setting(units, kinds=(UnitKind.ZONE,)), by=officer
        )
        with pytest.raises(errors.NobodyAddressed):
            services.launch_movement(movement_id=drafted.pk, launched_on=TODAY, by=officer)


class TestReminding:
    def test_only_those_that_have_not_registered(self, units, movement, officer, chair):
        clinic = people.chair(units["clinic"])
        registers(movement, units["school"], chair)

        assert remind_missing(movement_id=movement.pk, by=officer) == 2

        assert [one.user for one in Notice.objects.filter(kind="movement.reminded")] == [clinic]

    def test_by_the_timetable_each_step_once(self, units, movement, chair, settings):
        settings.THIDUA_TODAY = date(2024, 1, 21)
        assert remind_by_timetable() == 0
        settings.THIDUA_TODAY = date(2024, 1, 22)
        assert remind_by_timetable() == 1
        assert remind_by_timetable() == 0
        registers(movement, units["school"], chair)
        settings.THIDUA_TODAY = LAST_DAY
        assert remind_by_timetable() == 0

    def test_nobody_is_reminded_after_the_last_day(self, movement, officer, settings):
        settings.THIDUA_TODAY = date(2024, 1, 26)
        with pytest.raises(errors.MovementStands):
            remind_missing(movement_id=movement.pk, by=officer)


class TestTheEnd:
    def test_it_is_reviewed_with_words_closed_and_opened_again(self, movement, officer):
        with pytest.raises(errors.ReasonMissing):
            services.move_movement(movement_id=movement.pk, to=State.REVIEWED, seen=State.LAUNCHED, by=officer)
        services.move_movement(
            movement_id=movement.pk, to=State.REVIEWED, seen=State.LAUNCHED, review="Tốt", by=officer
        )
        services.move_movement(movement_id=movement.pk, to=State.CLOSED, seen=State.REVIEWED, by=officer)
        services.move_movement(movement_id=movement.pk, to=State.LAUNCHED, seen=State.CLOSED, by=officer)

        assert (Movement.objects.get().state, Movement.objects.get().review) == (State.LAUNCHED, "Tốt")

    def test_who_saw_another_state_changes_nothing(self, movement, officer):
        with pytest.raises(errors.MovementStands):
            services.move_movement(movement_id=movement.pk, to=State.LAUNCHED, seen=State.CLOSED, by=officer)


class TestLastDays:
    def test_what_comes_with_the_system_is_written_once(self, units):
        assert (install_deadlines(), install_deadlines()) == (2, 0)
        found = deadline_for(units["district_a"].pk, Calendar.SCHOOL, 2024)
        assert found is not None
        assert found.on == date(2024, 10, 20)

    def test_a_units_own_holds_from_its_year_on_and_below_it(self, units, officer):
        install_deadlines()
        facts = {"owner": units["city"], "calendar": Calendar.CALENDAR, "source": "12/HD", "by": officer}
        set_deadline(first_year=2025, month=2, day=15, **facts)
        set_deadline(first_year=2026, month=3, day=1, **facts)

        days = [deadline_for(units["district_b"].pk, Calendar.CALENDAR, year) for year in (2024, 2025, 2026)]

        assert [one.on for one in days if one] == [date(2024, 1, 25), date(2025, 2, 15), date(2026, 3, 1)]

    def test_a_later_setting_gives_way_to_one_that_begins_before(self, units, officer):
        facts = {"owner": units["city"], "calendar": Calendar.CALENDAR, "source": "12/HD", "by": officer}
        set_deadline(first_year=2026, month=3, day=1, **facts)
        set_deadline(first_year=2025, month=2, day=15, **facts)

        assert [str(one) for one in RegistrationDeadline.objects.all()] == ["15/02"]

    def test_a_day_that_there_is_not_each_year_is_refused(self, units, officer):
        with pytest.raises(errors.BadDays):
            set_deadline(
                owner=units["city"],
                calendar=Calendar.CALENDAR,
                first_year=2025,
                month=2,
                day=29,
                source="12/HD",
                by=officer,
            )


def test_papers_are_added_taken_away_and_put_back(movement, officer):
    paper = attach(to=movement, paper=NewPaper(PaperRole.PLAN, SimpleUploadedFile("ke-hoach.png", png())), by=officer)
    remove(paper_id=paper.pk, by=officer)
    with pytest.raises(errors.PaperGone):
        remove(paper_id=paper.pk, by=officer)
    restore(paper_id=paper.pk, by=officer)

    assert [str(one) for one in movement.papers.filter(removed_at=None)] == ["ke-hoach.png"]
    with pytest.raises(errors.PaperGone):
        attach(to=movement, paper=NewPaper(PaperRole.PLAN), by=officer)
