"""Long lists: done by a worker, cancelled, broken off, done twice, by two people at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.org.units import place
from tests.people import administrator
from thidua.core import clock
from thidua.exchange.errors import Cancelled
from thidua.exchange.kinds import ListKind
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage
from thidua.exchange.services import (
    ask_for_commit,
    ask_for_undo,
    cancel_list,
    commit_list,
    give_up_abandoned,
    receive_list,
)
from thidua.exchange.services import progress as progress_module
from thidua.exchange.services.common import AT_ONCE, COMMIT, JUDGE, UNDO
from thidua.exchange.services.progress import progress_of
from thidua.notices.models import Notice
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.web.lists import tasks
from thidua.web.lists.units import UNITS

MANY = AT_ONCE + 1
HEADINGS = "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập\n"


@pytest.fixture
def by(transactional_db: None) -> User:
    """Who manages a city; other connections see what she does."""
    return administrator(place("city")[0])


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Progress is written however short the work is."""
    monkeypatch.setattr(progress_module, "EVERY", 0)
    return


def received(by: User, rows: int = MANY) -> Intake:
    content = HEADINGS + "".join(f"S{n},Công đoàn {n},CĐCS,city,01/01/2019\n" for n in range(rows))
    return receive_list(kind=UNITS, file_name="ds.csv", content=content.encode(), options={}, by=by)


def worked(task, name: str) -> None:
    """Do the job that waits, as the worker does."""
    job = ProcrastinateJob.objects.filter(task_name=name).latest("id")
    task(**job.args)


def previewed(by: User) -> Intake:
    stored = received(by)
    worked(tasks.judge, JUDGE)
    return Intake.objects.get(pk=stored.pk)


def begun(by: User) -> Intake:
    return ask_for_commit(intake_id=previewed(by).pk, kind=UNITS, by=by)


def test_a_long_list_goes_all_the_way_through_the_worker(by):
    stored = received(by)
    assert (stored.stage, stored.total) == (Stage.READING, MANY)
    worked(tasks.judge, JUDGE)
    assert ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by).stage == Stage.COMMITTING
    assert Unit.objects.count() == 1
    worked(tasks.commit, COMMIT)
    assert Unit.objects.count() == 1 + MANY
    assert ask_for_undo(intake_id=stored.pk, kind=UNITS, by=by).stage == Stage.UNDOING
    worked(tasks.undo, UNDO)

    stored = Intake.objects.get(pk=stored.pk)
    assert (stored.stage, stored.saved_count, stored.done) == (Stage.UNDONE, MANY, 0)
    assert Unit.objects.count() == 1
    assert not Notice.objects.exists()


def test_who_waited_long_is_told(by, monkeypatch):
    monkeypatch.setattr(tasks, "LONG", 0)
    begun(by)
    worked(tasks.commit, COMMIT)

    assert [notice.kind for notice in Notice.objects.filter(user=by).order_by("pk")] == [
        "list.judged",
        "list.committed",
    ]


def test_a_job_that_runs_twice_does_its_work_once(by):
    begun(by)

    for _time in range(2):
        worked(tasks.judge, JUDGE)
        worked(tasks.commit, COMMIT)
        assert Unit.objects.count() == 1 + MANY
    ask_for_undo(intake_id=Intake.objects.latest("pk").pk, kind=UNITS, by=by)
    for task, name in ((tasks.commit, COMMIT), (tasks.undo, UNDO), (tasks.undo, UNDO), (tasks.commit, COMMIT)):
        worked(task, name)

    assert Unit.objects.count() == 1
    assert Intake.objects.get().stage == Stage.UNDONE


@pytest.mark.parametrize(
    ("ask", "task", "name", "back"),
    [
        (received, tasks.judge, JUDGE, Stage.MAPPING),
        (begun, tasks.commit, COMMIT, Stage.PREVIEWED),
    ],
)
def test_what_is_cancelled_before_the_worker_has_it_changes_nothing(by, ask, task, name, back):
    stored = ask(by)
    assert cancel_list(intake_id=stored.pk, by=by)
    assert not cancel_list(intake_id=stored.pk, by=by)

    worked(task, name)

    stored = Intake.objects.get(pk=stored.pk)
    assert (stored.stage, stored.cancelling) == (back, False)
    assert "Đã dừng theo yêu cầu" in stored.failure
    assert Unit.objects.count() == 1


def _elsewhere(work) -> None:
    """Do something from another connection, and wait for it."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_what_is_cancelled_in_the_middle_changes_nothing(by):
    stored = begun(by)
    seen: list[int] = []

    def half(rows, user, options, tell):
        made = UNITS.commit(rows[: len(rows) // 2], user, options, tell)
        seen.append(Unit.objects.count())
        _elsewhere(lambda: cancel_list(intake_id=stored.pk, by=by))
        tell(len(made), len(rows))
        raise AssertionError("the worker was told to stop")

    with progress_of(stored.pk) as tell, pytest.raises(Cancelled):
        commit_list(intake_id=stored.pk, kind=replace(UNITS, commit=half), by=by, tell=tell)

    assert seen == [1 + MANY // 2]
    assert Unit.objects.count() == 1


def test_what_is_cancelled_at_the_last_moment_changes_nothing(by):
    stored = begun(by)

    def all_of_it(rows, user, options, tell):
        made = UNITS.commit(rows, user, options, tell)
        _elsewhere(lambda: cancel_list(intake_id=stored.pk, by=by))
        return made

    with pytest.raises(Cancelled):
        commit_list(intake_id=stored.pk, kind=replace(UNITS, commit=all_of_it), by=by)

    assert Unit.objects.count() == 1


def test_progress_is_seen_from_outside_while_nothing_else_is(by):
    stored = begun(by)
    seen: list[tuple[int, int]] = []

    def watched(rows, user, options, tell):
        made = UNITS.commit(rows, user, options, tell)
        tell(len(rows) // 2, len(rows))
        _elsewhere(lambda: seen.append((Intake.objects.get(pk=stored.pk).done, Unit.objects.count())))
        return made

    with progress_of(stored.pk) as tell:
        commit_list(intake_id=stored.pk, kind=replace(UNITS, commit=watched), by=by, tell=tell)

    # Judging again is the first half of the work.
    assert seen == [(MANY * (len(range(MANY)) + MANY // 2) // (2 * MANY), 1)]


def test_an_error_gives_the_list_back_as_it_was(by, monkeypatch):
    begun(by)

    def broken(*_all):
        raise RuntimeError("the power is off")

    monkeypatch.setattr(tasks, "kind_named", lambda _name: replace(UNITS, commit=broken))
    with pytest.raises(RuntimeError):
        worked(tasks.commit, COMMIT)

    stored = Intake.objects.latest("pk")
    assert stored.stage == Stage.PREVIEWED
    assert "Có lỗi ở máy chủ" in stored.failure
    monkeypatch.undo()
    ask_for_commit(intake_id=stored.pk, kind=UNITS, by=by)
    worked(tasks.commit, COMMIT)
    assert Unit.objects.count() == 1 + MANY


def test_work_that_nobody_does_any_more_is_given_back(by):
    stored = begun(by)
    assert give_up_abandoned() == 0
    Intake.objects.filter(pk=stored.pk).update(busy_since=clock.now() - timedelta(minutes=5))
    assert give_up_abandoned() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    assert give_up_abandoned() == 1
    stored = Intake.objects.get(pk=stored.pk)
    assert (stored.stage, stored.busy_since) == (Stage.PREVIEWED, None)


def test_two_people_write_the_same_units_at_once_and_one_of_them_sees_it(by):
    other = administrator(Unit.objects.get(code="city"), "second")
    lists = {user: received(user, 3).pk for user in (by, other)}
    start = threading.Barrier(2)

    def run(user: User, kind: ListKind) -> None:
        try:
            start.wait()
            ask_for_commit(intake_id=lists[user], kind=kind, by=user)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(user, UNITS)) for user in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Unit.objects.count() == 4
    assert sorted(Intake.objects.values_list("stage", "saved_count")) == [(Stage.COMMITTED, 3), (Stage.PREVIEWED, 0)]
    assert Intake.objects.get(stage=Stage.PREVIEWED).unchanged_count == 3
