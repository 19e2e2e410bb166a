"""Which reorganisations touched a tree."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.tree import tree
from tests.people import person
from thidua.core import clock
from thidua.org.models import Unit
from thidua.reorganisation.models import Involvement, Reorganisation
from thidua.reorganisation.queries import changes_of_tree, reorganisations_of
from thidua.reorganisation.rules import Part, Stage

pytestmark = pytest.mark.django_db

SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def units() -> dict[str, Unit]:
    return tree("city > district_a > school", "city > district_a > mill", "city > district_b > bank")


def made(city: Unit, on: date, *parts: tuple[Unit, Part]) -> Reorganisation:
    reorganisation = Reorganisation.objects.create(
        issuer=city,
        title="Sắp xếp",
        number="12/QĐ",
        decided_on=on,
        on=on,
        counts_from=on,
        stage=Stage.COMMITTED,
        made_by=person(),
        made_at=clock.now(),
        committed_by=person(),
        committed_at=clock.now(),
    )
    Involvement.objects.bulk_create(
        [Involvement(reorganisation=reorganisation, unit=unit, part=part) for unit, part in parts]
    )
    return reorganisation


def test_each_tree_counts_its_own_units(units):
    made(
        units["city"],
        date(2024, 6, 1),
        (units["school"], Part.MOVED),
        (units["mill"], Part.MOVED),
        (units["bank"], Part.ENDED),
    )

    (city,) = changes_of_tree(units["city"], SINCE, UNTIL)
    (district,) = changes_of_tree(units["district_b"], SINCE, UNTIL)

    assert (city.on, city.number, city.counts) == (date(2024, 6, 1), "12/QĐ", {Part.MOVED: 2, Part.ENDED: 1})
    assert district.counts == {Part.ENDED: 1}


def test_days_bound_the_answer_and_the_earliest_comes_first(units):
    made(units["city"], date(2024, 9, 1), (units["school"], Part.MOVED))
    made(units["city"], date(2024, 3, 1), (units["school"], Part.RENAMED))
    made(units["city"], date(2023, 12, 31), (units["school"], Part.RENAMED))

    assert [change.on for change in changes_of_tree(units["school"], SINCE, UNTIL)] == [
        date(2024, 3, 1),
        date(2024, 9, 1),
    ]


def test_a_unit_has_only_those_in_which_it_had_a_part(units):
    mine = made(units["city"], date(2024, 6, 1), (units["school"], Part.MOVED))
    made(units["city"], date(2024, 6, 1), (units["bank"], Part.MOVED))

    assert list(reorganisations_of(units["school"])) == [mine]
    assert not reorganisations_of(units["city"]).exists()
