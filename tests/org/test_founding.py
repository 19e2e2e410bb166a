from __future__ import annotations

from datetime import date

import pytest

from tests.org.units import BASE, NEW_YEAR, new, place
from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.core.errors import BadEntries
from thidua.org.checks import Known, beginnings, flaws_of
from thidua.org.errors import BadUnit
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.queries import lineage_differences
from thidua.org.rules import UnitKind
from thidua.org.services import end_unit, found_unit, place_units

pytestmark = pytest.mark.django_db


def test_a_list_in_any_order_becomes_a_tree():
    school, city, district = place("school under district", "city", "district under city")

    assert set(Lineage.objects.filter(unit=school).values_list("ancestor", "depth")) == {
        (school.pk, 0),
        (district.pk, 1),
        (city.pk, 2),
    }
    assert lineage_differences() == []


def test_founding_fills_what_search_and_order_need_and_leaves_a_trace():
    city = place("city")[0]

    found_unit(
        code="UH",
        name="  Liên đoàn Lao động   huyện Ứng Hòa ",
        short_name="LĐLĐ huyện Ứng Hòa",
        kind=UnitKind.DISTRICT,
        parent=city,
        founded_on=NEW_YEAR,
        by=person("clerk"),
    )

    placement = Placement.objects.get(unit__code="UH")
    assert placement.name == "Liên đoàn Lao động huyện Ứng Hòa"
    assert placement.search == "lien doan lao dong huyen ung hoa | ldld huyen ung hoa | uh"
    assert placement.parent == city
    assert placement.during.lower == NEW_YEAR
    assert AuditInbox.objects.filter(event="unit.founded", actor_label="clerk").count() == 1


def test_history_begins_when_the_unit_above_enters_the_system():
    place("district", founded_on=NEW_YEAR)

    old = place("old under district", founded_on=date(1955, 9, 5))[0]

    assert Placement.objects.get(unit=old).during.lower == NEW_YEAR
    assert Unit.objects.get(code="old").founded_on == date(1955, 9, 5)


def test_one_bad_row_founds_nothing_and_every_bad_row_is_named():
    place("taken")
    rows = [
        new("good"),
        new("TAKEN"),
        new("lost", "nowhere"),
        new("twice"),
        new("twice"),
        new("a", "b"),
        new("b", "a"),
        new("nul", name="a\0b"),
        new("bidi", name="a\u202eb"),
        new("long", name="x" * 201),
        new("empty", name=""),
        new("có dấu"),
        new("ancient", founded_on=date(1000, 1, 1)),
    ]

    with pytest.raises(BadEntries) as refused:
        place_units(rows=rows, by=None)

    assert [entry.path for entry in refused.value.entries] == [
        "units[7].name",
        "units[8].name",
        "units[9].name",
        "units[1].code",
        "units[2].parent",
        "units[4].code",
        "units[5].parent",
        "units[6].parent",
        "units[10].name",
        "units[11].code",
        "units[12].founded_on",
    ]
    assert list(Unit.objects.values_list("code", flat=True)) == ["taken"]


def test_nothing_is_founded_under_a_unit_that_has_ended():
    parent = place("parent")[0]
    end_unit(unit=parent, on=NEW_YEAR, reason="giải thể", by=None)

    with pytest.raises(BadUnit, match=r"đã kết thúc ngày 01/01/2020") as refused:
        found_unit(
            code="late",
            name="Muộn",
            short_name="Muộn",
            kind=UnitKind.GRASSROOTS,
            parent=parent,
            founded_on=BASE,
            by=None,
        )

    assert refused.value.where == "parent"


def test_a_chain_deeper_than_any_federation_is_refused():
    chain = [new(f"n{i}", f"n{i - 1}" if i else "") for i in range(40)]

    assert {flaw.field for flaw in flaws_of(chain, {})} == {"parent"}


def test_beginnings_follow_the_chain_of_new_units():
    rows = [new("c", "b"), new("b", "a")]

    assert beginnings(rows, {"a": Known("a", NEW_YEAR, None)}) == {"b": NEW_YEAR, "c": NEW_YEAR}
