"""What a plan is to each unit that it names, or takes units from."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from thidua.org.models import Placement
from thidua.org.plans import Plan

from .rules import Part


def involvements_of(plan: Plan) -> list[tuple[str, Part]]:
    """Units by their codes with each part that they have in a plan; asked before it is applied."""
    return sorted(set(_involvements(plan)))


def _involvements(plan: Plan) -> Iterator[tuple[str, Part]]:
    yield from ((unit.code, Part.FOUNDED) for unit in plan.founded)
    yield from ((code, Part.RENAMED) for code in plan.renamed)
    yield from ((code, Part.MOVED) for code in plan.moved)
    yield from ((code, Part.ENDED) for code in plan.ended)
    yield from ((code, Part.DIVIDED) for code in plan.divided)
    for code in (*plan.ended, *plan.divided):
        yield from ((heir, Part.HEIR) for heir, _share in plan.heirs_of(code) if heir != code)
    yield from ((unit.parent, Part.JOINED) for unit in plan.founded if unit.parent)
    yield from ((under, Part.JOINED) for under in plan.moved.values())
    yield from ((code, Part.LEFT) for code in _left(plan))


def _left(plan: Plan) -> set[str]:
    """The units from under which others go; those that end themselves are told so anyway."""
    moving = [plan.ids[code] for code in (*plan.moved, *plan.ended)]
    places = Placement.objects.filter(unit__in=moving, parent__isnull=False, during__contains=plan.on)
    return set(places.values_list(F("parent__code"), flat=True)) - plan.ended.keys()
