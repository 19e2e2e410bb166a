"""How the last backup went, as the audit log tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from thidua.audit.models import AuditEvent
from thidua.cli.backups.schedule import OVERDUE_AFTER
from thidua.core import clock


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made (`made_at` None: never), and why the one after it failed ("": it did not)."""

    made_at: datetime | None = None
    name: str = ""
    size: str = ""
    failed_at: datetime | None = None
    why: str = ""

    @property
    def too_old(self) -> bool:
        """Whether somebody should look after it."""
        return self.made_at is not None and clock.now() - self.made_at > OVERDUE_AFTER


def last_backup() -> LastBackup:
    """The last backup made and a later failure, from the sealed part of the log."""
    made = AuditEvent.objects.filter(event="backup.made").order_by("-number").first()
    failures = AuditEvent.objects.filter(event="backup.failed", number__gt=made.number if made else 0)
    failed = failures.order_by("-number").first()
    return LastBackup(
        made_at=made.at if made else None,
        name=str(made.facts["name"]) if made else "",
        size=str(made.facts["size"]) if made else "",
        failed_at=failed.at if failed else None,
        why=str(failed.facts["why"]) if failed else "",
    )
