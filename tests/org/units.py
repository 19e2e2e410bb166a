"""Small trees for the tests of the organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from thidua.org.models import Placement, Unit
from thidua.org.rules import NewUnit, UnitKind
from thidua.org.services import place_units

BASE = date(2018, 1, 1)
NEW_YEAR = date(2020, 1, 1)


def new(code: str, parent: str = "", **fields: Any) -> NewUnit:
    """A grassroots union to be founded on BASE, with its code in its name."""
    values = {
        "name": f"Công đoàn {code}",
        "short_name": f"CĐ {code}",
        "kind": UnitKind.GRASSROOTS,
        "founded_on": BASE,
    }
    return NewUnit(code=code, parent=parent, **(values | fields))


def place(*lines: str, **fields: Any) -> list[Unit]:
    """Found units from lines like ``"school under district"``, in their order."""
    rows = [new(code, parent, **fields) for line in lines for code, _, parent in [line.partition(" under ")]]
    return place_units(rows=rows, by=None)


def parent_of(unit: Unit, as_of: date) -> Unit | None:
    """Where a unit stood on a day."""
    return Placement.objects.get(unit=unit, during__contains=as_of).parent
