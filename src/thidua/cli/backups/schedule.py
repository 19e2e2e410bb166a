"""When a backup is due and which ones are kept: rules on days and hours alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from thidua.cli import environment
from thidua.cli.environment import BadEnvironment
from thidua.core.clock import VIETNAM

OVERDUE_AFTER = timedelta(days=2)
LAST_HOUR = 23
_NAME = "thidua-%Y-%m-%dT%H%M%S.backup"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where scheduled backups go, at which hour of Việt Nam, and for how many days, weeks and months one is kept."""

    folder: Path
    hour: int
    daily: int
    weekly: int
    monthly: int

    def due(self, now: datetime) -> bool:
        """Whether the last appointed hour has passed without a backup since."""
        appointed = datetime.combine(now.date(), time(self.hour), tzinfo=VIETNAM)
        if appointed > now:
            appointed -= timedelta(days=1)
        newest = self.newest()
        return newest is None or newest < appointed

    def overdue(self, now: datetime) -> bool:
        """Whether there are backups and the newest one is too old."""
        newest = self.newest()
        return newest is not None and now - newest > OVERDUE_AFTER

    def newest(self) -> datetime | None:
        """When the newest backup in the folder was begun."""
        return max(self.made(), default=None)

    def made(self) -> dict[datetime, Path]:
        """The backups in the folder, by the moment that their names tell. Other files are none of ours."""
        moments = ((moment_of(path), path) for path in self.folder.glob("thidua-*.backup"))
        return {moment: path for moment, path in moments if moment is not None}

    def outlived(self) -> list[Path]:
        """The backups that need not be kept any longer."""
        made = self.made()
        keep = kept(made, daily=self.daily, weekly=self.weekly, monthly=self.monthly)
        return [path for moment, path in sorted(made.items()) if moment not in keep]


def schedule() -> Schedule | None:
    """Read the schedule from the environment; None where no folder is named. Raises BadEnvironment."""
    if not environment.text("THIDUA_BACKUP_DIR"):
        return None
    found = Schedule(
        folder=environment.folder("THIDUA_BACKUP_DIR", Path()),
        hour=environment.number("THIDUA_BACKUP_HOUR", 1),
        daily=environment.number("THIDUA_BACKUP_DAILY", 7),
        weekly=environment.number("THIDUA_BACKUP_WEEKLY", 4),
        monthly=environment.number("THIDUA_BACKUP_MONTHLY", 12),
    )
    if not 0 <= found.hour <= LAST_HOUR:
        raise BadEnvironment(f"THIDUA_BACKUP_HOUR must be an hour from 0 to 23, not {found.hour}")
    if min(found.daily, found.weekly, found.monthly) < 0:
        raise BadEnvironment("THIDUA_BACKUP_DAILY, _WEEKLY and _MONTHLY must not be negative")
    return found


def name_at(moment: datetime) -> str:
    """The name of a scheduled backup begun at a moment."""
    return moment.astimezone(VIETNAM).strftime(_NAME)


def moment_of(path: Path) -> datetime | None:
    """The moment that a scheduled backup's name tells; None for another name."""
    try:
        return datetime.strptime(path.name, _NAME).replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def kept(moments: Iterable[datetime], *, daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Which backups to keep: the newest one always, and the newest one of each of the last days, weeks and months.

    Days, weeks and months without a backup do not count: after a long stop as many are kept as before.
    """
    newest_first = sorted(moments, reverse=True)
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (daily, datetime.date),
        (weekly, lambda moment: moment.isocalendar()[:2]),
        (monthly, lambda moment: (moment.year, moment.month)),
    )
    keep = set(newest_first[:1])
    for count, span_of in rules:
        newest_of: dict[object, datetime] = {}
        for moment in newest_first:
            newest_of.setdefault(span_of(moment), moment)
        keep |= set(list(newest_of.values())[:count])
    return keep
