"""Out of whom a unit came and who carries it on: the sentences on its page, with links in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from thidua.core.numbers import print_percent
from thidua.org.models import Succession
from thidua.org.queries import UnitName, last_names_of
from thidua.org.rules import WHOLE
from thidua.reorganisation.queries import reorganisations_of

from .addresses import unit_address
from .unit_reading import Asked

SHARE_DIGITS = 4
"""Shares are millionths: 33,3333%."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit that came before or after another, with its share where that is not the whole."""

    name: str
    url: str
    share: str


@dataclass(frozen=True, slots=True)
class Kinship:
    """A sentence about a day of a unit, and the units that it leads to; `decision` is what it rests on."""

    sentence: str
    relatives: tuple[Relative, ...]
    decision: str


def kinship_of(asked: Asked) -> tuple[Kinship, ...]:
    """The end of a unit, what it gave away, and out of whom it came. One statement, four where there is any of it."""
    unit = asked.unit
    rows = list(Succession.objects.filter(Q(predecessor=unit) | Q(successor=unit)).order_by("on", "-share", "pk"))
    if not rows and unit.dissolved_on is None:
        return ()
    ids = {pk for row in rows for pk in (row.predecessor_id, row.successor_id)} - {unit.pk}
    telling = _Telling(
        asked,
        names=last_names_of(ids, max((row.on for row in rows), default=asked.period.ends)),
        visible=frozenset(asked.visible.filter(pk__in=ids).values_list("pk", flat=True)) if ids else frozenset(),
        decisions={each.on: f"{each.number} · {each.title}" for each in reversed(reorganisations_of(unit))},
    )
    came = [row for row in rows if row.successor_id == unit.pk != row.predecessor_id]
    went = [row for row in rows if row.predecessor_id == unit.pk != row.successor_id]
    days = sorted({row.on for row in (*came, *went)} | ({unit.dissolved_on} if unit.dissolved_on else set()))
    return tuple(
        kinship
        for day in days
        for kinship in (
            telling.origin(day, [row for row in came if row.on == day]),
            telling.future(day, [row for row in went if row.on == day]),
        )
        if kinship is not None
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the sentences about one unit need."""

    asked: Asked
    names: dict[int, UnitName]
    visible: frozenset[int]
    decisions: dict[date, str]

    def origin(self, day: date, rows: Sequence[Succession]) -> Kinship | None:
        """Out of whom the unit came, or who was added to it."""
        if not rows:
            return None
        new = day == self.asked.unit.founded_on
        sentence = _("Được thành lập ngày %(day)s, kế tục:") if new else _("Từ ngày %(day)s kế tục thêm:")
        relatives = self._relatives((row.predecessor_id, row.share) for row in rows)
        return Kinship(sentence % {"day": f"{day:%d/%m/%Y}"}, relatives, self.decisions.get(day, ""))

    def future(self, day: date, rows: Sequence[Succession]) -> Kinship | None:
        """When and why the unit ended and who carries it on, or to whom it gave a part of itself."""
        unit = self.asked.unit
        relatives = self._relatives((row.successor_id, row.share) for row in rows)
        if unit.dissolved_on != day:
            words = _("Ngày %(day)s đã giao một phần cho:") % {"day": f"{day:%d/%m/%Y}"}
            return Kinship(words, relatives, self.decisions.get(day, "")) if rows else None
        last = f"{day - timedelta(days=1):%d/%m/%Y}"
        ended = _("Đơn vị hoạt động đến hết ngày %(day)s.") % {"day": last}
        if unit.ended_because:
            ended = f"{ended} " + _("Lý do: %(reason)s.") % {"reason": unit.ended_because.rstrip(".")}
        carried = _("Kế tục:") if rows else _("Không có đơn vị kế tục.")
        return Kinship(f"{ended} {carried}", relatives, self.decisions.get(day, ""))

    def _relatives(self, pairs: Iterable[tuple[int, int]]) -> tuple[Relative, ...]:
        return tuple(
            Relative(
                name=self.names[pk].name,
                url=self._url(pk),
                share="" if share == WHOLE else print_percent(Fraction(share * 100, WHOLE), SHARE_DIGITS),
            )
            for pk, share in pairs
        )

    def _url(self, pk: int) -> str:
        if pk not in self.visible:
            return ""
        return unit_address(self.names[pk].code, self.asked.period.code, self.asked.lens)
