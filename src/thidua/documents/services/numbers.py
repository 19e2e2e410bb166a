"""The numbers that a unit gives its documents: one after the other, each once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from thidua.documents.models import NumberSeries
from thidua.org.models import Unit


def next_number(*, unit: Unit, year: int, symbol: str) -> int:
    """The number after the last one of this unit, year and symbol ("BC-LĐLĐ"), from 1 on.

    The series stays locked until the caller's transaction ends: one that fails gives its number back, so there is
    neither a gap nor a double. Must be called inside the transaction that uses the number.
    """
    assert transaction.get_connection().in_atomic_block, "a number is taken in the transaction that uses it"
    series = {"unit": unit, "year": year, "symbol": symbol}
    NumberSeries.objects.bulk_create([NumberSeries(**series)], ignore_conflicts=True)
    NumberSeries.objects.filter(**series).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(**series)
