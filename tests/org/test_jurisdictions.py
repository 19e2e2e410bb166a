"""Areas that units look after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.org.units import BASE, NEW_YEAR, place
from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.org.errors import AreaHeldAlready, BadArea, BadTerm, UnitHasEnded
from thidua.org.models import Area, Jurisdiction
from thidua.org.queries import areas_of
from thidua.org.services import Assignment, assign_area, assign_areas, end_unit

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
ALWAYS = (BASE, None)


def test_units_and_areas_belong_together_many_to_many_over_days():
    a, b = place("a", "b")

    assign_areas(
        assignments=[
            Assignment(a, "02", "Xã  Đông Anh", (BASE, NEW_YEAR)),
            Assignment(a, "01", "Phường Ba Đình", ALWAYS),
            Assignment(b, "01", "Phường Ba Đình", ALWAYS),
        ],
        by=person("clerk"),
    )

    assert [area.name for area in areas_of(a, NEW_YEAR - ONE_DAY)] == ["Phường Ba Đình", "Xã Đông Anh"]
    assert [area.code for area in areas_of(a, NEW_YEAR)] == ["01"]
    assert [area.code for area in areas_of(b, NEW_YEAR)] == ["01"]
    assert areas_of(b, BASE - ONE_DAY) == []
    assert AuditInbox.objects.filter(event="area.assigned", unit_id=a.pk).count() == 2


def test_a_known_area_takes_the_new_name():
    a, b = place("a", "b")
    assign_area(unit=a, area_code="01", area_name="Phường Cũ", during=ALWAYS, by=None)

    assign_area(unit=b, area_code="01", area_name="Phường Mới", during=ALWAYS, by=None)

    assert [area.name for area in areas_of(a, BASE)] == ["Phường Mới"]
    assert Area.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "name", "during", "error"),
    [
        ("", "Phường", ALWAYS, BadArea),
        ("01", " ", ALWAYS, BadArea),
        ("01", "Phường", (NEW_YEAR, NEW_YEAR), BadTerm),
        ("00", "Phường", (NEW_YEAR, None), AreaHeldAlready),
        ("00", "Phường", (BASE, BASE + ONE_DAY), AreaHeldAlready),
    ],
)
def test_an_area_is_assigned_whole_and_once(code, name, during, error):
    unit = place("unit")[0]
    assign_area(unit=unit, area_code="00", area_name="Phường", during=ALWAYS, by=None)

    with pytest.raises(error):
        assign_area(unit=unit, area_code=code, area_name=name, during=during, by=None)
    assert Jurisdiction.objects.count() == 1


def test_a_list_is_taken_whole_or_not_at_all():
    unit = place("unit")[0]
    twice = [Assignment(unit, "00", "Phường", ALWAYS), Assignment(unit, "00", "Phường", (NEW_YEAR, None))]

    with pytest.raises(AreaHeldAlready, match="unit đã phụ trách Phường"):
        assign_areas(assignments=twice, by=None)
    assert not Area.objects.exists()


def test_an_ended_unit_looks_after_nothing_new():
    unit = place("unit")[0]
    end_unit(unit=unit, on=NEW_YEAR, reason="giải thể", by=None)

    with pytest.raises(UnitHasEnded, match="01/01/2020"):
        assign_area(unit=unit, area_code="00", area_name="Phường", during=ALWAYS, by=None)
    assign_area(unit=unit, area_code="00", area_name="Phường", during=(BASE, NEW_YEAR), by=None)
    assert len(areas_of(unit, BASE)) == 1
