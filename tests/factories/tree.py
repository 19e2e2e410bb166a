"""Trees of units, drawn as text."""

from __future__ import annotations

from datetime import date

from thidua.org.models import Unit
from thidua.org.rules import NewUnit, UnitKind
from thidua.org.services.founding import place_units

FOUNDED = date(2015, 1, 1)

# The kind of a unit by the first word of its name; everything else is a grassroots union.
KINDS = {
    "confederation": UnitKind.CONFEDERATION,
    "city": UnitKind.PROVINCE,
    "province": UnitKind.PROVINCE,
    "district": UnitKind.DISTRICT,
    "sector": UnitKind.SECTOR,
    "agency": UnitKind.AGENCY,
    "zone": UnitKind.ZONE,
    "corporation": UnitKind.CORPORATION,
    "ward": UnitKind.WARD,
    "department": UnitKind.DEPARTMENT,
    "section": UnitKind.SECTION,
    "team": UnitKind.TEAM,
    "fund": UnitKind.LOAN_FUND,
}


def tree(*paths: str, founded_on: date = FOUNDED) -> dict[str, Unit]:
    """Found the units of paths like ``"city > district_a > school"``; return them by name.

    A name may come up in several paths and is one unit. Names are also the codes; the kind follows from the
    word before the first underscore.
    """
    above: dict[str, str] = {}
    for path in paths:
        parent = ""
        for name in (part.strip() for part in path.split(">")):
            if above.setdefault(name, parent) != parent:
                raise ValueError(f"{name} stands under {above[name]!r} and under {parent!r}")
            parent = name
    rows = [
        NewUnit(
            code=name,
            name=name,
            short_name=name,
            kind=KINDS.get(name.split("_")[0], UnitKind.GRASSROOTS),
            parent=parent,
            founded_on=founded_on,
        )
        for name, parent in above.items()
    ]
    return dict(zip(above, place_units(rows=rows, by=None), strict=True))
