"""Changes of one unit: its name, its place, its end. History is closed and continued, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from thidua.org.models import Placement, Unit
from thidua.org.plans import End, Plan
from thidua.org.services.tree import carry_out
from thidua.people.models import User


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, by: User | None, short_name: str = "") -> Placement:
    """Call a unit otherwise from a day on; without a new short name the old one stays."""
    carry_out(Plan(on, on, "", renamed={unit.code: (name, short_name)}), by)
    return _place_of(unit)


@transaction.atomic
def move_unit(*, unit: Unit, under: Unit | None, on: date, by: User | None) -> Placement:
    """Place a unit, with all below it, under another from a day on (None: it becomes a root)."""
    carry_out(Plan(on, on, "", moved={unit.code: under.code if under else ""}), by)
    return _place_of(unit)


@transaction.atomic
def end_unit(
    *, unit: Unit, on: date, reason: str, successors: Sequence[tuple[Unit, int]] = (), by: User | None
) -> None:
    """End a unit: `on` is the first day without it.

    `successors` are pairs of a living unit and its share in millionths, 1,000,000 altogether; none when
    nobody carries its figures on. Its posts end with it. Raises LivingChildren while units stand under it.
    """
    heirs = tuple((heir.code, share) for heir, share in successors)
    carry_out(Plan(on, on, "", ended={unit.code: End(reason, heirs)}), by)
    unit.refresh_from_db(fields=["dissolved_on", "ended_because"])


def _place_of(unit: Unit) -> Placement:
    return Placement.objects.filter(unit=unit).latest("during")
