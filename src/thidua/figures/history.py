"""In whose tree figures are read: that of each period, today's, or that of any day.

An address says it as `cay`: nothing or "ky" for each period's own tree, "nay" for today's, a day for that day's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.indicators.models import PeriodPart
from thidua.org.models import Unit
from thidua.people.models import User

from . import restating
from .models import RestatedUnit, Restatement

PARAMETER = "cay"
OF_EACH_PERIOD, OF_TODAY = "ky", "nay"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class History:
    """In whose tree the past is read. `on` is the day of that tree; None: each period in its own.

    `restatement_id` names the figures that were carried into the tree of `on`; None where none had to be.
    """

    on: date | None = None
    today: bool = False
    restatement_id: int | None = None

    @property
    def as_it_is(self) -> bool:
        """Whether the past is read in one tree."""
        return self.on is not None

    @property
    def value(self) -> str:
        """What an address says; "" for the usual reading."""
        if self.on is None:
            return ""
        return OF_TODAY if self.today else self.on.isoformat()

    @property
    def query(self) -> str:
        """The part of an address that says it; "" for the usual reading."""
        return f"&{PARAMETER}={self.value}" if self.value else ""

    @property
    def first_query(self) -> str:
        """The same for an address without a query."""
        return f"?{self.query[1:]}" if self.query else ""

    @property
    def label(self) -> str:
        """The reading in a few words, as every page and file says it."""
        if self.on is None:
            return _("Theo cây của từng kỳ")
        return _("Theo cây hiện nay") if self.today else _("Theo cây ngày %(day)s") % {"day": f"{self.on:%d/%m/%Y}"}


AS_IT_WAS = History()


def day_of(text: str) -> date | None:
    """The day that an address names; None where it names none."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class BeingRestated(Exception):
    """The past is being added up in the tree of `history`; `waiting.waits_for_restatement` answers."""

    def __init__(self, history: History) -> None:
        super().__init__(history.value)
        self.history = history


def day_read(text: str) -> History:
    """What an address asks for of a page that reads no figures: nothing has to be added up for it."""
    day = clock.today() if text == OF_TODAY else day_of(text)
    if day is None:
        return AS_IT_WAS
    return History(min(day, clock.today()), today=day >= clock.today())


def chosen_history(text: str, by: User) -> History:
    """What an address asks for; today's tree for days to come, each period's own for what cannot be meant.

    A day that nobody asked for yet is put in hand. Raises BeingRestated until it is ready, and for today's tree while
    a change of it is still being taken in: to read as it was under that label would be wrong.
    """
    read = day_read(text)
    if read.on is None:
        return read
    if read.today:
        now = restating.current()
        if now is None and restating.is_behind():
            raise BeingRestated(read)
        return History(now.on, today=True, restatement_id=now.pk) if now else read
    asked = restating.ask_for(read.on, by)
    if asked.ready_at is None:
        raise BeingRestated(read)
    return replace(read, restatement_id=asked.pk)


def is_ready(day: date | None) -> bool:
    """Whether the past may be read in the tree of a day that was asked for; None: in today's."""
    asked = Q(today=True) if day is None else Q(on=day)
    return Restatement.objects.filter(asked, ready_at__isnull=False).exists()


def differs(history: History, *, units: Iterable[int], periods: Iterable[int]) -> bool:
    """Whether units, or anything below them, read otherwise in today's or the chosen tree than in the periods' own.

    One statement.
    """
    trees = Restatement.objects.filter(Q(today=True) | Q(pk=history.restatement_id), ready_at__isnull=False)
    bases = PeriodPart.objects.filter(period__in=list(periods)).values("base")
    return RestatedUnit.objects.filter(
        restatement__in=trees.values("pk"), period__in=bases, unit__in=list(units)
    ).exists()


def settled(history: History, *, ends: date, unit: Unit | None = None) -> tuple[History, str]:
    """The reading in which a period and a unit can be shown, and a sentence where it is not the one asked for.

    A tree takes in only what was over on its day, and a unit that does not stand in it has no figures there.
    """
    if history.on is None:
        return history, ""
    day = f"{history.on:%d/%m/%Y}"
    if history.on < ends and not history.today:
        sentence = _("Ngày %(day)s ở trước ngày cuối của kỳ nên số liệu được xem theo cây của từng kỳ.")
        return AS_IT_WAS, sentence % {"day": day}
    if unit is not None and not stands(unit, history.on):
        sentence = _("Đơn vị không có trong cây ngày %(day)s nên số liệu được xem theo cây của từng kỳ.")
        return AS_IT_WAS, sentence % {"day": day}
    return history, ""


def stands(unit: Unit, on: date) -> bool:
    """Whether a unit exists on a day."""
    return unit.founded_on <= on and (unit.dissolved_on is None or on < unit.dissolved_on)
