"""Jobs whose worker died are taken up by another one."""

from __future__ import annotations

import structlog
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

log = structlog.get_logger(__name__)

# A job that took so many workers with it will take the next one, too.
MOST_ATTEMPTS = 3


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take-up-stalled", name="core.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Put jobs in the queue again whose worker has not been heard of for half a minute; each is one transaction."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        log.warning("job.stalled", task=job.task_name, attempts=job.attempts)
        if job.attempts >= MOST_ATTEMPTS or not await _retried(manager, job):
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)


async def _retried(manager: JobManager, job: Job) -> bool:
    """Put a job in the queue again; False when another one that does the same waits there."""
    try:
        await manager.retry_job(job)
    except UniqueViolation:
        return False
    return True
