"""Which administrative areas units look after."""

from __future__ import annotations

from datetime import date

from thidua.org.models import Area, Unit


def areas_of(unit: Unit, as_of: date) -> list[Area]:
    """The areas that a unit looked after on a day, in Vietnamese order."""
    held = Area.objects.filter(jurisdictions__unit=unit, jurisdictions__during__contains=as_of)
    return list(held.order_by("sort_key", "code"))
