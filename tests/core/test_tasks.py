"""A job whose worker died is done by another one."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from thidua.core.tasks import MOST_ATTEMPTS, take_up_stalled

pytestmark = pytest.mark.django_db


def job_of_a_worker(*, silent_for: str, attempts: int = 1, queueing_lock: str | None = None) -> int:
    """A job in hand of a worker that was heard of for the last time so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent_for],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock, worker_id)"
            " VALUES ('default', 'api.forget_receipts', 'doing', %s, %s, %s) RETURNING id",
            [attempts, queueing_lock, worker],
        )
        (job,) = cursor.fetchone()
    return int(job)


def status_of(job: int) -> str:
    return ProcrastinateJob.objects.get(pk=job).status


def take_up() -> None:
    own = Job(id=None, queue="default", lock=None, queueing_lock=None, task_name=take_up_stalled.name)
    context = JobContext(app=app, job=own, start_timestamp=0.0, abort_reason=lambda: None)
    async_to_sync(take_up_stalled.func)(context, 0)


@pytest.mark.parametrize(
    ("silent_for", "attempts", "status"),
    [
        ("5 seconds", 1, "doing"),
        ("2 minutes", 1, "todo"),
        ("2 minutes", MOST_ATTEMPTS - 1, "todo"),
        ("2 minutes", MOST_ATTEMPTS, "failed"),
    ],
)
def test_a_job_is_taken_up_when_its_worker_is_silent(silent_for: str, attempts: int, status: str) -> None:
    job = job_of_a_worker(silent_for=silent_for, attempts=attempts)

    take_up()

    assert status_of(job) == status
