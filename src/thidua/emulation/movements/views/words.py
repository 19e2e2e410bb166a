"""How pages say the days and the people of a movement."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.core.periods import Calendar
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.queries.deadlines import year_of
from thidua.org.rules import UnitKind


def days_in_words(movement: Movement) -> str:
    """ "Năm 2024", "Năm học 2023-2024", "01/05/2024 đến 31/05/2024"."""
    calendar = Calendar(movement.calendar)
    if calendar != Calendar.WINDOW:
        return year_of(calendar, movement.year).title
    return _("%(from)s đến %(to)s") % {"from": f"{movement.starts:%d/%m/%Y}", "to": f"{movement.ends:%d/%m/%Y}"}


def kinds_in_words(movement: Movement) -> str:
    """The kinds of units that a movement is for, in the order of kinds."""
    return ", ".join(str(kind.label) for kind in UnitKind if kind in movement.kinds)
