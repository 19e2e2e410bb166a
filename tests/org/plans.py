"""Plans for the tests of the organisation, carried out or refused, and what the tables say."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.org.units import NEW_YEAR
from tests.people import person
from thidua.core.errors import DomainError
from thidua.org import reorganising
from thidua.org.models import Custody, Jurisdiction, Lineage, Placement, Post, Succession, Unit
from thidua.org.plans import Ledger, Plan, Weight
from thidua.org.rules import WHOLE

ONE_DAY = timedelta(days=1)
APRIL = date(2020, 4, 1)
HALF = WHOLE // 2


def plan(on: date = NEW_YEAR, counts_from: date | None = None, **changes: Any) -> Plan:
    """A plan whose changes count from their legal day unless said otherwise."""
    return Plan(on, counts_from or on, "QĐ 1", **changes)


def done(of: Plan) -> Ledger:
    """Carry a plan out; the ledger as it comes back from where it is kept."""
    return json.loads(json.dumps(reorganising.apply(of, by=person("clerk"))))


def tables() -> dict[str, list[tuple]]:
    """Everything that says what the tree was and is; the derived tables without the numbers of their rows."""
    stored = {
        model.__name__: sorted(model.objects.values_list(), key=repr)
        for model in (Unit, Placement, Succession, Post, Jurisdiction)
    }
    lineage = Lineage.objects.values_list("unit", "ancestor", "depth", "during")
    return stored | {
        "Lineage": sorted(lineage, key=repr),
        "Custody": sorted(Custody.objects.values_list("unit", "holder")),
    }


def wrong(of: Plan) -> list[str]:
    """The sentences that forbid a plan; applying it must be refused with the first of them, and change nothing."""
    errors = [note.sentence for note in reorganising.preview(of) if note.weight is Weight.ERROR]
    before = tables()
    with pytest.raises(DomainError) as caught, transaction.atomic():
        reorganising.apply(of, by=None)
    assert caught.value.sentence == errors[0]
    assert tables() == before
    return errors


def spans(unit: Unit) -> list[tuple[str, str]]:
    """The days of a unit's places, by the law and in figures."""
    places = Placement.objects.filter(unit=unit).order_by("during")
    return [(_said(place.during), _said(place.counts)) for place in places]


def _said(days: DateRange) -> str:
    return "never" if days.isempty else f"{days.lower}..{days.upper or ''}"
