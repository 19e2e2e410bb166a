from __future__ import annotations

from datetime import timedelta

import pytest

from tests.org.units import BASE, NEW_YEAR, parent_of, place
from tests.people import person
from thidua.core.text import BadText
from thidua.org.errors import (
    BadShares,
    BadUnit,
    ChangeTooEarly,
    CircularTree,
    LivingChildren,
    NothingChanges,
    PostHeldAlready,
    UnitHasEnded,
)
from thidua.org.models import Custody, Lineage, Placement, Post, Unit
from thidua.org.queries import lineage_differences, names_of, percent_digits_of, posts_at
from thidua.org.rules import WHOLE, PostRole
from thidua.org.services import appoint, end_unit, move_unit, rebuild_lineage, rename_unit
from thidua.org.tasks import hold_units_that_ended

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


def test_the_tree_of_an_earlier_day_is_left_as_it_was():
    _city, a, b, school = place("city", "a under city", "b under city", "school under a")

    move_unit(unit=school, under=b, on=NEW_YEAR, by=person("clerk"))

    assert parent_of(school, NEW_YEAR - ONE_DAY) == a
    assert parent_of(school, NEW_YEAR) == b


def test_all_below_move_along():
    city, _a, b, school, section = place(
        "city", "a under city", "b under city", "school under a", "section under school"
    )

    move_unit(unit=school, under=b, on=NEW_YEAR, by=None)

    above = Lineage.objects.filter(unit=section, during__contains=NEW_YEAR).order_by("depth")
    assert list(above.values_list("ancestor", flat=True)) == [section.pk, school.pk, b.pk, city.pk]
    # The city was above it all along: one span, whatever happened in between.
    assert Lineage.objects.filter(unit=section, ancestor=city).count() == 1
    assert lineage_differences() == []


def test_a_unit_cannot_stand_under_itself():
    top, middle, leaf = place("top", "middle under top", "leaf under middle")

    for below in (top, middle, leaf):
        with pytest.raises(CircularTree):
            move_unit(unit=top, under=below, on=NEW_YEAR, by=None)
    assert parent_of(top, NEW_YEAR) is None


def test_a_circle_that_closes_only_later_is_refused_too():
    a, b, other = place("a", "b", "other")
    move_unit(unit=b, under=a, on=NEW_YEAR, by=None)

    with pytest.raises(CircularTree, match="không thể là cấp trên"):
        move_unit(unit=a, under=b, on=BASE + ONE_DAY, by=None)
    move_unit(unit=a, under=other, on=BASE + ONE_DAY, by=None)


def test_the_rebuild_itself_refuses_a_circle_that_was_written_past_the_services():
    a, b = place("a", "b under a")
    Placement.objects.filter(unit=a).update(parent=b)

    with pytest.raises(CircularTree):
        rebuild_lineage()


def test_history_is_never_overwritten():
    city, a, b = place("city", "a under city", "b")
    move_unit(unit=a, under=b, on=NEW_YEAR, by=None)

    for day in (BASE, NEW_YEAR - ONE_DAY, NEW_YEAR):
        with pytest.raises(ChangeTooEarly, match="01/01/2020"):
            move_unit(unit=a, under=city, on=day, by=None)


def test_a_unit_moves_only_to_where_a_unit_is():
    a, ended, future = place("a", "ended", "future")
    end_unit(unit=ended, on=NEW_YEAR, reason="giải thể", by=None)
    Placement.objects.filter(unit=future).update(during=(NEW_YEAR, None))
    rebuild_lineage()

    with pytest.raises(UnitHasEnded):
        move_unit(unit=a, under=ended, on=NEW_YEAR, by=None)
    with pytest.raises(ChangeTooEarly, match="chưa có"):
        move_unit(unit=a, under=future, on=NEW_YEAR - ONE_DAY, by=None)
    with pytest.raises(NothingChanges):
        move_unit(unit=a, under=None, on=NEW_YEAR, by=None)


def test_a_renamed_unit_keeps_its_place_and_its_former_name():
    _city, unit = place("city", "unit under city")

    rename_unit(unit=unit, name="Công đoàn Mới", on=NEW_YEAR, by=None)

    assert names_of([unit.pk], NEW_YEAR - ONE_DAY)[unit.pk].name == "Công đoàn unit"
    after = names_of([unit.pk], NEW_YEAR)[unit.pk]
    assert (after.name, after.short_name) == ("Công đoàn Mới", "CĐ unit")
    assert after.parent_id == _city.pk
    assert lineage_differences() == []


@pytest.mark.parametrize(
    ("name", "error"),
    [("  ", BadUnit), ("Công đoàn unit", NothingChanges), ("a\0b", BadText), ("x" * 201, BadText)],
)
def test_a_new_name_must_be_a_name(name, error):
    unit = place("unit")[0]

    with pytest.raises(error):
        rename_unit(unit=unit, name=name, on=NEW_YEAR, by=None)
    assert Placement.objects.filter(unit=unit).count() == 1


def test_a_unit_with_living_children_does_not_end():
    top, _leaf = place("top", "leaf under top")

    with pytest.raises(LivingChildren, match="Còn 1 đơn vị"):
        end_unit(unit=top, on=NEW_YEAR, reason="giải thể", by=None)


def test_an_ended_unit_is_held_by_its_successors_else_by_the_nearest_living_above():
    city, a, b, merged, gone = place("city", "a under city", "b under city", "merged under a", "gone under a")

    end_unit(unit=merged, on=NEW_YEAR, reason="sáp nhập", successors=[(gone, 400_000), (b, 600_000)], by=None)
    end_unit(unit=gone, on=NEW_YEAR + ONE_DAY, reason="giải thể", by=None)
    end_unit(unit=a, on=NEW_YEAR + 2 * ONE_DAY, reason="giải thể", by=None)

    assert set(Custody.objects.values_list("unit", "holder")) == {
        (merged.pk, b.pk),
        (merged.pk, city.pk),
        (gone.pk, city.pk),
        (a.pk, city.pk),
    }
    assert Unit.objects.get(pk=merged.pk).ended_because == "sáp nhập"
    with pytest.raises(UnitHasEnded):
        rename_unit(unit=merged, name="Lại", on=NEW_YEAR + ONE_DAY, by=None)


def test_custody_begins_on_the_day_of_the_end_not_before(settings):
    city, unit = place("city", "unit under city")
    settings.THIDUA_TODAY = NEW_YEAR

    end_unit(unit=unit, on=NEW_YEAR + ONE_DAY, reason="giải thể", by=None)
    assert not Custody.objects.exists()

    settings.THIDUA_TODAY = NEW_YEAR + ONE_DAY
    hold_units_that_ended(0)
    assert list(Custody.objects.values_list("unit", "holder")) == [(unit.pk, city.pk)]


@pytest.mark.parametrize("shares", [(500_000, 400_000), (1_000_000, 0), (1_200_000, -200_000), (WHOLE, WHOLE)])
def test_shares_of_successors_make_a_whole(shares):
    unit, a, b = place("unit", "a", "b")

    with pytest.raises(BadShares):
        end_unit(
            unit=unit,
            on=NEW_YEAR,
            reason="chia",
            successors=list(zip((a, b), shares, strict=True)),
            by=None,
        )


def test_successors_are_others_and_living():
    unit, ended = place("unit", "ended")
    end_unit(unit=ended, on=NEW_YEAR, reason="giải thể", by=None)

    with pytest.raises(BadShares):
        end_unit(unit=unit, on=NEW_YEAR, reason="chia", successors=[(unit, WHOLE)], by=None)
    with pytest.raises(UnitHasEnded):
        end_unit(unit=unit, on=NEW_YEAR, reason="chia", successors=[(ended, WHOLE)], by=None)
    assert Unit.objects.get(pk=unit.pk).dissolved_on is None


def test_posts_are_held_over_days_once_and_end_with_their_unit():
    unit = place("unit")[0]
    lan, binh = person("lan").person, person("binh").person
    appoint(person=binh, unit=unit, role=PostRole.VICE_CHAIR, title="Phó Chủ tịch", during=(BASE, None), by=None)
    appoint(person=lan, unit=unit, role=PostRole.CHAIR, title="Chủ tịch", during=(BASE, None), by=None)

    with pytest.raises(PostHeldAlready):
        appoint(person=lan, unit=unit, role=PostRole.CHAIR, title="Chủ tịch", during=(NEW_YEAR, None), by=None)
    assert [post.person for post in posts_at(unit, NEW_YEAR)] == [lan, binh]

    end_unit(unit=unit, on=NEW_YEAR, reason="giải thể", by=None)

    assert posts_at(unit, NEW_YEAR) == []
    assert len(posts_at(unit, NEW_YEAR - ONE_DAY)) == 2
    assert Post.objects.count() == 2


def test_digits_of_percentages_come_from_the_nearest_above():
    city, district, school = place("city", "district under city", "school under district")
    assert percent_digits_of(school) == 1

    Unit.objects.filter(pk=city.pk).update(percent_digits=2)
    assert percent_digits_of(school) == 2

    Unit.objects.filter(pk=district.pk).update(percent_digits=0)
    assert percent_digits_of(school) == 0

    end_unit(unit=school, on=NEW_YEAR, reason="giải thể", by=None)
    school.refresh_from_db()
    assert percent_digits_of(school) == 0
