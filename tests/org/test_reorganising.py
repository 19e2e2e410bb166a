"""Plans of changes: each kind, what previews say, and the periods that they leave alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.org.plans import APRIL, HALF, ONE_DAY, done, plan, spans, tables
from tests.org.units import BASE, NEW_YEAR, new, parent_of, place
from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.core.periods import Calendar
from thidua.figures.models import PeriodUnit
from thidua.figures.periods import freeze_tree
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.org import reorganising
from thidua.org.models import Custody, Jurisdiction, Post, Succession, Unit
from thidua.org.plans import End, Weight
from thidua.org.queries import lineage_differences, names_of, posts_at
from thidua.org.rules import WHOLE, PostRole
from thidua.org.services import appoint, assign_area, place_units

pytestmark = pytest.mark.django_db

# ── each kind ─────────────────────────────────────────────────────────────────


def test_units_are_founded_renamed_and_moved_as_one_new_tree():
    city, school, clinic = place("city", "school under city", "clinic under city")

    ledger = done(
        plan(
            founded=(new("team", "ward"), new("ward", "city")),
            renamed={"school": ("Trường Mới", "")},
            moved={"school": "ward", "clinic": "school"},
        )
    )

    units = {unit.code: unit for unit in Unit.objects.all()}
    assert ledger["founded"] == {"ward": units["ward"].pk, "team": units["team"].pk}
    assert units["ward"].founded_on == NEW_YEAR
    assert [parent_of(unit, NEW_YEAR) for unit in (units["team"], units["ward"], school, clinic)] == [
        units["ward"],
        city,
        units["ward"],
        school,
    ]
    assert parent_of(school, NEW_YEAR - ONE_DAY) == city
    name = names_of([school.pk], NEW_YEAR)[school.pk]
    assert (name.name, name.short_name) == ("Trường Mới", "CĐ school")
    assert len(spans(school)) == 2
    assert lineage_differences() == []


def test_a_district_ends_and_its_schools_go_where_the_plan_says():
    _city, district, a, _b, ward = place(
        "city", "district under city", "a under district", "b under district", "ward under city"
    )
    lan = person("lan").person
    for unit in (district, a):
        appoint(person=lan, unit=unit, role=PostRole.CHAIR, title="Chủ tịch", during=(BASE, None), by=None)
    appoint(person=lan, unit=district, role=PostRole.HEAD, title="Trưởng ban", during=(APRIL, None), by=None)
    assign_area(unit=district, area_code="1", area_name="Phường Một", during=(BASE, None), by=None)

    done(plan(moved={"a": "ward", "b": "city"}, ended={"district": End("kết thúc theo luật", (("ward", WHOLE),))}))

    district.refresh_from_db()
    assert (district.dissolved_on, district.ended_because) == (NEW_YEAR, "kết thúc theo luật")
    heirs = Succession.objects.values_list("predecessor", "successor", "share", "on", "counts_from")
    assert list(heirs) == [(district.pk, ward.pk, WHOLE, NEW_YEAR, NEW_YEAR)]
    assert list(Custody.objects.values_list("unit", "holder")) == [(district.pk, ward.pk)]
    assert [post.during.upper for post in Post.objects.filter(unit=district)] == [NEW_YEAR]
    assert len(posts_at(a, NEW_YEAR)) == 1
    assert Jurisdiction.objects.get(unit=district).during.upper == NEW_YEAR
    assert lineage_differences() == []


def test_a_divided_unit_goes_on_and_keeps_its_share():
    place("city", "a under city")

    done(plan(founded=(new("b", "city"),), divided={"a": (("a", 700_000), ("b", 300_000))}))

    a, b = (Unit.objects.get(code=code) for code in "ab")
    assert set(Succession.objects.values_list("predecessor", "successor", "share")) == {
        (a.pk, a.pk, 700_000),
        (a.pk, b.pk, 300_000),
    }
    assert a.dissolved_on is None
    assert len(spans(a)) == 1


def test_a_unit_may_become_a_root_and_two_may_change_places():
    city, upper, lower = place("city", "upper under city", "lower under upper")

    done(plan(moved={"lower": "", "upper": "lower", "city": "upper"}))

    assert [parent_of(unit, NEW_YEAR) for unit in (lower, upper, city)] == [None, lower, upper]
    assert lineage_differences() == []


def test_what_counts_later_leaves_the_days_before_it_as_they_counted():
    _city, a, b = place("city", "a under city", "b under city")

    done(plan(counts_from=APRIL, founded=(new("ward", "city"),), moved={"a": "ward"}, ended={"b": End("giải thể")}))

    assert spans(a) == [("2018-01-01..2020-01-01", "2018-01-01..2020-04-01"), ("2020-01-01..", "2020-04-01..")]
    assert spans(b) == [("2018-01-01..2020-01-01", "2018-01-01..2020-04-01")]
    assert spans(Unit.objects.get(code="ward")) == [("2020-01-01..", "2020-04-01..")]


def test_what_is_founded_under_a_unit_counts_no_sooner_than_that_unit():
    place("city")
    done(plan(counts_from=APRIL, founded=(new("ward", "city"),)))

    place_units(rows=[new("team", "school"), new("school", "ward")], by=None)

    for code in ("school", "team"):
        assert spans(Unit.objects.get(code=code)) == [("2020-01-01..", "2020-04-01..")]


def test_a_place_that_was_left_before_it_counted_never_counts():
    _city, a = place("city", "a under city", "b under city", "c under city")[:2]
    done(plan(counts_from=APRIL, moved={"a": "b"}))

    done(plan(date(2020, 2, 1), APRIL, moved={"a": "c"}))

    assert spans(a) == [
        ("2018-01-01..2020-01-01", "2018-01-01..2020-04-01"),
        ("2020-01-01..2020-02-01", "never"),
        ("2020-02-01..", "2020-04-01.."),
    ]


def test_codes_are_found_whatever_the_case_of_their_letters():
    _city, a, _b = place("city", "a under city", "b under city")

    done(plan(moved={"A": "B"}))

    assert parent_of(a, NEW_YEAR).code == "b"


def test_each_change_stands_in_the_log_of_its_unit():
    _city, a, b, c = place("city", "a under city", "b under city", "c under city")
    ledger = done(
        plan(
            founded=(new("ward", "city"),),
            renamed={"a": ("Mới", "")},
            moved={"a": "ward"},
            ended={"b": End("nhập", (("ward", WHOLE),))},
            divided={"c": (("c", HALF), ("ward", HALF))},
        )
    )
    told = AuditInbox.objects.filter(event__startswith="unit.")
    assert set(told.values_list("event", "unit_id")) == {
        ("unit.founded", ledger["founded"]["ward"]),
        ("unit.renamed", a.pk),
        ("unit.moved", a.pk),
        ("unit.ended", b.pk),
        ("unit.divided", c.pk),
    }


# ── the preview ───────────────────────────────────────────────────────────────


def test_a_preview_counts_what_would_change_and_writes_nothing():
    place("city", "district under city", "a under district", "team under a", "b under city", "c under city")
    district = Unit.objects.get(code="district")
    appoint(
        person=person("lan").person, unit=district, role=PostRole.CHAIR, title="Chủ tịch", during=(BASE, None), by=None
    )
    before = tables()

    notes = reorganising.preview(
        plan(
            founded=(new("ward", "city"),),
            renamed={"b": ("Tên mới", "")},
            moved={"a": "ward"},
            ended={"district": End("kết thúc", (("ward", WHOLE),))},
            divided={"c": (("c", HALF), ("ward", HALF))},
        )
    )

    assert [(note.about, note.sentence, note.count) for note in notes] == [
        ("units", "Thành lập 1 đơn vị.", 1),
        ("units", "Đổi tên 1 đơn vị.", 1),
        ("units", "Chuyển 1 đơn vị về cấp trên khác.", 1),
        ("units", "Kết thúc 1 đơn vị.", 1),
        ("units", "Tách một phần của 1 đơn vị.", 1),
        ("units", "1 đơn vị đứng dưới các đơn vị đó đi theo.", 1),
        ("people", "1 chức vụ kết thúc cùng đơn vị.", 1),
    ]
    assert notes[2].examples == ("CĐ a (a) → ward",)
    assert notes[6].examples == (f"{person('lan').person}, Chủ tịch (district)",)
    assert {note.weight for note in notes} == {Weight.NOTE}
    assert tables() == before


@pytest.mark.parametrize("many", [3, 30])
def test_the_statements_do_not_grow_with_the_units(many):
    place("city", "x under city", "y under city", *(f"u{i} under x" for i in range(many)))
    moves = plan(moved={f"u{i}": "y" for i in range(many)}, ended={"x": End("giải thể")})

    with CaptureQueriesContext(connection) as previewing:
        reorganising.preview(moves)
    with CaptureQueriesContext(connection) as applying:
        ledger = done(moves)
    with CaptureQueriesContext(connection) as undoing:
        reorganising.undo(moves, ledger, by=None)

    assert (len(previewing), len(applying), len(undoing)) <= (9, 30, 40)


# ── periods ───────────────────────────────────────────────────────────────────


def test_a_change_in_the_past_leaves_the_trees_of_periods_before_it_counts():
    place("city", "district under city", "a under district", "b under city")
    months = ensure_periods(calendar=Calendar.CALENDAR, year=2020)
    march, april = months["2020-M03"], months["2020-M04"]
    before = _frozen(march)

    done(
        plan(
            counts_from=APRIL,
            founded=(new("ward", "city"),),
            moved={"a": "ward", "b": "ward"},
            ended={"district": End("nhập", (("ward", WHOLE),))},
        )
    )

    assert _frozen(march) == before == {"city": None, "district": "city", "a": "district", "b": "city"}
    assert _frozen(april) == {"city": None, "ward": "city", "a": "ward", "b": "ward"}


def _frozen(period: Period) -> dict[str, str | None]:
    freeze_tree(period)
    return dict(PeriodUnit.objects.filter(period=period).values_list("unit__code", "parent__code"))
