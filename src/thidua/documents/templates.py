"""Which layout a unit's documents are made with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from thidua.core import clock
from thidua.org.models import Lineage, Unit

from .models import Template
from .rules import Kind


@dataclass(frozen=True, slots=True)
class InUse:
    """What holds for one kind and format at a unit; `template` is None for the shipped layout."""

    kind: Kind
    format: Template.Format
    template: Template | None


def template_for(unit: Unit, kind: Kind, format_: Template.Format) -> Template | None:
    """The newest version in use at the unit or the nearest one above; None for the shipped layout."""
    return _held_by(unit).get((kind, format_))


def in_use_at(unit: Unit) -> list[InUse]:
    """What holds for every kind and format at a unit."""
    held = _held_by(unit)
    return [InUse(kind, format_, held.get((kind, format_))) for kind, format_ in product(Kind, Template.Format)]


def _held_by(unit: Unit) -> dict[tuple[str, str], Template]:
    """By kind and format the template that holds at a unit."""
    above = Lineage.objects.filter(unit=unit, during__contains=clock.today()).values_list("ancestor_id", "depth")
    depths = dict(above) or {unit.pk: 0}
    active = Template.objects.filter(unit__in=depths, active=True).select_related("file", "unit", "made_by__person")
    held: dict[tuple[str, str], Template] = {}
    # The nearest unit's newest version comes last and stays.
    for template in sorted(active, key=lambda one: (-depths[one.unit_id], one.number)):
        held[template.kind, template.format] = template
    return held
