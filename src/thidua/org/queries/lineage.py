"""The derived closure compared with a fresh derivation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thidua.core import clock, sql
from thidua.org.models import Custody, Unit

MOST_DIFFERENCES = 50


@dataclass(frozen=True, slots=True)
class _Held:
    unit_id: int
    holder_id: int


@dataclass(frozen=True, slots=True)
class _Difference:
    what: str
    unit: str
    ancestor: str
    depth: int
    during: str


def fresh_custody(today: date) -> list[tuple[int, int]]:
    """Pairs (ended unit, holder) as successions and placements say, not as stored."""
    rows = sql.fetch("thidua.org", "custody", {"today": today}, into=_Held)
    return [(row.unit_id, row.holder_id) for row in rows]


def lineage_differences() -> list[str]:
    """What is wrong with the stored lineage and custody, one sentence each, at most fifty of a kind."""
    return [*_differences_of_lineage(), *_differences_of_custody()]


def _differences_of_lineage() -> list[str]:
    found = sql.fetch("thidua.org", "lineage_differences", {"most": MOST_DIFFERENCES}, into=_Difference)
    sentences = {
        "missing": _("Phả hệ thiếu: %(unit)s dưới %(ancestor)s, cấp %(depth)d, %(during)s."),
        "extra": _("Phả hệ thừa: %(unit)s dưới %(ancestor)s, cấp %(depth)d, %(during)s."),
    }
    return [
        sentences[row.what] % {"unit": row.unit, "ancestor": row.ancestor, "depth": row.depth, "during": row.during}
        for row in found
    ]


def _differences_of_custody() -> list[str]:
    stored = set(Custody.objects.values_list("unit_id", "holder_id"))
    fresh = set(fresh_custody(clock.today()))
    wrong = sorted(stored ^ fresh)[:MOST_DIFFERENCES]
    codes = dict(Unit.objects.filter(pk__in={pk for pair in wrong for pk in pair}).values_list("pk", "code"))
    return [
        _("Giữ hộ sai: %(unit)s và %(holder)s.") % {"unit": codes[unit], "holder": codes[holder]}
        for unit, holder in wrong
    ]
