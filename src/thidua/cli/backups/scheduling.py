"""Making the backups of the schedule, and telling administrators when they fail."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.urls import reverse

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.rules import Permission, roles_with
from thidua.audit.services import record
from thidua.cli.backups.base import base_due, mirror_files, present_archive
from thidua.cli.backups.making import make_and_record
from thidua.cli.backups.manifest import Manifest
from thidua.cli.backups.schedule import Schedule, name_at, schedule
from thidua.cli.processes import dies_with_parent
from thidua.cli.refusal import Refusal
from thidua.core import clock
from thidua.core.clock import VIETNAM
from thidua.notices.services import notify
from thidua.people.models import User

LONGEST_REASON = 300
_STUCK = """
    SELECT last_failed_wal FROM pg_stat_archiver
    WHERE last_failed_time > coalesce(last_archived_time, '-infinity'::timestamptz)
"""


def keep_up() -> None:
    """Make the backups that are due and report what went wrong; nothing where nothing is set up."""
    now = datetime.now(VIETNAM)
    plan, archive = schedule(), present_archive()
    if plan is not None and plan.due(now):
        _make("--scheduled", now)
    if plan is not None and plan.overdue(now):
        tell_administrators("backup.overdue", key=f"backup.overdue:{now:%Y%m%d}")
    if archive is not None:
        watch_archive(now)
        if base_due(archive, now):
            _make("--base", now)
        else:
            mirror_files(archive)


def _make(what: str, now: datetime) -> None:
    """Make a backup in a process of its own, so that a worker that is told to stop need not wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "thidua.cli.main", "backup", what],
        env=os.environ | {"THIDUA_PROCESS": "command"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )
    if done.returncode:
        _report_failure(done.stderr.strip() or f"mã {done.returncode}", now)


def make_scheduled() -> tuple[Path, Manifest]:
    """Make the schedule's next backup and remove those that have had their time.

    Raises Refusal when no schedule is set, when another backup is being made, or when it cannot be made.
    """
    plan = schedule()
    if plan is None:
        raise Refusal("Chưa đặt THIDUA_BACKUP_DIR, thư mục của các bản sao lưu theo lịch. Hãy đặt biến này.")
    with _alone(plan.folder):
        target = plan.folder / name_at(datetime.now(VIETNAM))
        manifest = make_and_record(target)
        _clear(plan)
    return target, manifest


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder of backups; a process that dies lets go of it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "backup.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for leftover in folder.glob(".thidua-*.part-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield
    except BlockingIOError as error:
        raise Refusal(f"Đang có một bản sao lưu khác được lập trong {folder}. Hãy chờ xong rồi thử lại.") from error
    except OSError as error:
        raise Refusal(
            f"Không dùng được thư mục sao lưu {folder} ({error.strerror}). Hãy kiểm tra quyền ghi."
        ) from error


def _clear(plan: Schedule) -> None:
    for path in plan.outlived():
        path.unlink()


@transaction.atomic
def _report_failure(said: str, now: datetime) -> None:
    """Write a failure into the log and tell administrators, once a day; the schedule tries again every hour."""
    why = said.splitlines()[0][:LONGEST_REASON]
    record("backup.failed", by=None, why=why)
    tell_administrators("backup.failed", key=f"backup.failed:{now:%Y%m%d}", why=why)


def tell_administrators(kind: str, *, key: str, **facts: str) -> int:
    """Tell everybody who manages all accounts today; the answer is how many had not been told yet."""
    holders = Grant.objects.filter(role__in=roles_with(Permission.USER_MANAGE), during__contains=clock.today())
    link = f"{reverse('audit-log')}?event=backup.failed"
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    users = [user.pk for user in people if gate.everywhere(user, Permission.USER_MANAGE)]
    return notify(users=users, kind=kind, link=link, key=key, **facts)


def watch_archive(now: datetime) -> None:
    """Tell administrators when the database could not hand over its log; it keeps it and tries on."""
    with connection.cursor() as cursor:
        cursor.execute(_STUCK)
        stuck = cursor.fetchone()
    if stuck:
        tell_administrators("archive.stuck", key=f"archive.stuck:{now:%Y%m%d}", segment=stuck[0])
