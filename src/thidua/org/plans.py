"""What a reorganisation is to do, as every app that holds units reads it: preview it, apply it, undo it.

Each such app has a module `reorganising` with four functions, which `thidua.reorganisation.order` calls in one written
order (undoing in the other direction):

    preview(plan) -> list[Consequence]        what would happen; writes nothing
    apply(plan, by) -> Ledger                 do it; the answer is plain JSON, all that undoing needs
    obstacles(plan, ledger) -> list[str]      what stands on it by now, each in a few words; [] when it may be undone
    undo(plan, ledger, by) -> None            put everything back exactly as it was
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.org.rules import NewUnit

Ledger = dict[str, Any]


class OpenReports(TextChoices):
    """What becomes of the open reports of units that end."""

    CUT_OFF = "cut_off", _("Khóa với số liệu đến ngày chốt")
    HANDED_OVER = "handed_over", _("Giao đơn vị kế tục báo cáo tiếp")


class OpenTargets(TextChoices):
    """What becomes of the targets of units that end."""

    FOLLOW = "follow", _("Chuyển sang đơn vị kế tục theo tỷ lệ")
    CANCELLED = "cancelled", _("Hủy")


class People(TextChoices):
    """What becomes of the roles that people hold at units that end."""

    END = "end", _("Kết thúc cùng đơn vị")
    FOLLOW = "follow", _("Chuyển sang đơn vị kế tục")


class Weight(TextChoices):
    """How much a consequence matters to whoever decides."""

    NOTE = "note", _("Thông tin")
    WARNING = "warning", _("Cần xem")
    ERROR = "error", _("Không thực hiện được")


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that a reorganisation would do, or that stands in its way.

    `about` names the kind of thing (`units`, `reports`, `targets`, `people`, `figures`), `count` how many it touches,
    `examples` a few of them in words; `row` the row of the list that it comes from, 0 when it comes from none.
    """

    about: str
    sentence: str
    count: int = 0
    weight: Weight = Weight.NOTE
    examples: tuple[str, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """A unit ceases. `heirs` are (code, share in millionths), 1,000,000 altogether, none when nobody succeeds it."""

    reason: str
    heirs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A reorganisation with every unit by its code; `ids` has those that exist, after `org` applied it all of them.

    `on` is the legal day, the first of the new order; `counts_from` the first day on which periods count by it.
    Units in `founded` begin on `on`, whatever day they state. `moved` maps a unit to its new parent, "" for none
    (children of ended units are named here too, however they got there);
    `divided` are units that go on and give a part of themselves away: their heirs include themselves.
    """

    on: date
    counts_from: date
    decision: str
    founded: tuple[NewUnit, ...] = ()
    renamed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    ended: Mapping[str, End] = field(default_factory=dict)
    divided: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    open_reports: OpenReports = OpenReports.CUT_OFF
    open_targets: OpenTargets = OpenTargets.FOLLOW
    people: People = People.END
    ids: Mapping[str, int] = field(default_factory=dict)

    def heirs_of(self, code: str) -> tuple[tuple[str, int], ...]:
        """Who carries on what a unit was, by shares in millionths; () when nobody does, or nothing ended."""
        if code in self.ended:
            return self.ended[code].heirs
        return self.divided.get(code, ())
