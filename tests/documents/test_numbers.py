"""Numbers of documents: one after the other, each once, whoever asks at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection, transaction

from tests.factories.tree import tree
from thidua.documents.models import NumberSeries
from thidua.documents.services.numbers import next_number

SYMBOL = "BC-LĐLĐ"


@pytest.mark.django_db
def test_a_series_belongs_to_a_unit_a_year_and_a_symbol():
    units = tree("city > district")
    city, district = units["city"], units["district"]
    assert [next_number(unit=city, year=2024, symbol=SYMBOL) for _ in range(3)] == [1, 2, 3]
    assert next_number(unit=city, year=2025, symbol=SYMBOL) == 1
    assert next_number(unit=city, year=2024, symbol="TB-LĐLĐ") == 1
    assert next_number(unit=district, year=2024, symbol=SYMBOL) == 1
    assert next_number(unit=city, year=2024, symbol=SYMBOL) == 4


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_only_inside_the_transaction_that_uses_it():
    city = tree("city")["city"]
    with pytest.raises(AssertionError):
        next_number(unit=city, year=2024, symbol=SYMBOL)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_of_whom_some_fail_leave_no_gap_and_no_double():
    city = tree("city")["city"]

    def take(seed: int) -> list[int]:
        kept, chance = [], Random(seed)
        try:
            for _ in range(12):
                with transaction.atomic():
                    number = next_number(unit=city, year=2024, symbol=SYMBOL)
                    fails = chance.random() < 0.4
                    transaction.set_rollback(fails)
                if not fails:
                    kept.append(number)
        finally:
            connection.close()
        return kept

    with ThreadPoolExecutor(6) as threads:
        numbers = sorted(number for taken in threads.map(take, range(6)) for number in taken)
    assert 0 < len(numbers) < 72, "some must fail and some succeed"
    assert numbers == list(range(1, len(numbers) + 1))
    assert NumberSeries.objects.get().last == len(numbers)
