"""Where the facts come from that conditions of a point table ask about. Their words are in `thidua.scoring.facts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Succession, Unit
from thidua.org.rules import Sector
from thidua.scoring.facts import KNOWN, FactKind, KnownFact

MONTHS = 12
FROM_TREE = _("Cây đơn vị")
STATED = _("Người tổ chức đợt chấm điểm ghi")
# What is not named here is stated in the round by who organises it.
_SOURCES: Mapping[str, str | Promise] = {
    "months_since_founding": FROM_TREE,
    "months_since_merger": FROM_TREE,
    "non_state": FROM_TREE,
    "registered": _("Sổ đăng ký phong trào"),
    "covenant_signed": _("Giao ước của cụm"),
    "submitted_on": _("Bảng tự chấm của đơn vị"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so of a unit or a person, with where its value comes from, in words."""

    known: KnownFact
    source: str | Promise

    @property
    def key(self) -> str:
        """The fact as conditions name it."""
        return self.known.key

    @property
    def words(self) -> str:
        """The fact as people know it."""
        return str(self.known.name)

    @property
    def yes_no(self) -> bool:
        """Whether it is true or false, and not a number or a word."""
        return self.known.kind == FactKind.FLAG

    @property
    def computed(self) -> bool:
        """Whether `known_facts` reads it."""
        return self.source is FROM_TREE


FACTS: Mapping[str, Fact] = MappingProxyType(
    {known.key: Fact(known, _SOURCES.get(known.key, STATED)) for known in KNOWN}
)


def known_facts(unit_ids: Iterable[int], day: date) -> dict[int, dict[str, int | bool]]:
    """What the tree says of units on a day, by unit and fact; two statements, however many units.

    A unit that never was split or merged has no months since.
    """
    wanted = list(unit_ids)
    found: dict[int, dict[str, int | bool]] = {
        unit: {
            "months_since_founding": months_between(founded, day),
            "non_state": sector in {Sector.NON_STATE, Sector.FDI},
        }
        for unit, founded, sector in Unit.objects.filter(pk__in=wanted).values_list("pk", "founded_on", "sector")
    }
    merged = Succession.objects.filter(successor__in=wanted, on__lte=day).values("successor").annotate(last=Max("on"))
    for row in merged:
        found[row["successor"]]["months_since_merger"] = months_between(row["last"], day)
    return found


def months_between(begin: date, end: date) -> int:
    """Whole months that lie between two days; 0 where the second comes first."""
    months = (end.year - begin.year) * MONTHS + end.month - begin.month
    return max(0, months - (end.day < begin.day))
