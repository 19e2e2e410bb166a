"""Undoing a plan puts every row back; what stands on it is named."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.org.plans import APRIL, HALF, ONE_DAY, done, plan, tables
from tests.org.units import BASE, new, place
from tests.people import person
from thidua.access.models import Grant
from thidua.access.rules import Role
from thidua.org import reorganising
from thidua.org.errors import PlanBuiltUpon
from thidua.org.models import Post, Unit
from thidua.org.plans import End, Ledger, Plan
from thidua.org.queries import lineage_differences
from thidua.org.rules import WHOLE, PostRole
from thidua.org.services import appoint, assign_area, end_unit, move_unit, place_units, resume_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged() -> tuple[Plan, Ledger, dict[str, list[tuple]]]:
    """A district that was merged into a new ward, and what there was before."""
    _city, district = place("city", "district under city", "a under district", "b under district", "c under city")[:2]
    lan = person("lan").person
    appoint(person=lan, unit=district, role=PostRole.CHAIR, title="Chủ tịch", during=(BASE, None), by=None)
    appoint(person=lan, unit=district, role=PostRole.HEAD, title="Trưởng ban", during=(APRIL, APRIL + ONE_DAY), by=None)
    assign_area(unit=district, area_code="1", area_name="Phường Một", during=(BASE, None), by=None)
    assign_area(unit=district, area_code="2", area_name="Phường Hai", during=(APRIL, None), by=None)
    before = tables()
    of = plan(
        counts_from=APRIL,
        founded=(new("ward", "city"),),
        renamed={"a": ("Tên mới", "mới")},
        moved={"a": "ward", "b": "city"},
        ended={"district": End("nhập", (("ward", HALF), ("city", HALF)))},
        divided={"c": (("c", HALF), ("ward", HALF))},
    )
    return of, done(of), before


def test_undoing_puts_everything_back(merged):
    of, ledger, before = merged
    assert tables() != before
    assert reorganising.obstacles(of, ledger) == []

    reorganising.undo(of, ledger, by=person("clerk"))

    assert tables() == before
    assert lineage_differences() == []


def _later_move() -> None:
    move_unit(unit=Unit.objects.get(code="a"), under=Unit.objects.get(code="c"), on=APRIL, by=None)


def _later_end() -> None:
    end_unit(unit=Unit.objects.get(code="b"), on=APRIL, reason="giải thể", by=None)


def _later_child() -> None:
    place_units(rows=[new("team", "ward", founded_on=APRIL)], by=None)


def _later_post() -> None:
    ward = Unit.objects.get(code="ward")
    appoint(
        person=person("lan").person, unit=ward, role=PostRole.CHAIR, title="Chủ tịch", during=(APRIL, None), by=None
    )


def _later_area() -> None:
    assign_area(
        unit=Unit.objects.get(code="ward"), area_code="1", area_name="Phường Một", during=(APRIL, None), by=None
    )


def _later_division() -> None:
    done(plan(APRIL, divided={"c": (("c", HALF), ("city", HALF))}))


@pytest.mark.parametrize(
    ("later", "what"),
    [
        (_later_move, "thay đổi sau đó của a"),
        (_later_end, "thay đổi sau đó của b"),
        (_later_child, "đơn vị trực thuộc đơn vị mới lập: team"),
        (_later_post, "1 chức vụ tại đơn vị mới lập"),
        (_later_area, "1 địa bàn của đơn vị mới lập"),
        (_later_division, "kế tục sau đó của c"),
    ],
)
def test_what_was_built_upon_a_plan_is_named_and_forbids_undoing_it(merged, later, what):
    of, ledger, _before = merged
    later()
    after = tables()

    assert reorganising.obstacles(of, ledger) == [what]
    with pytest.raises(PlanBuiltUpon, match=what), transaction.atomic():
        reorganising.undo(of, ledger, by=None)
    assert tables() == after


def test_a_post_that_somebody_let_go_on_since_stays_as_it_is(merged):
    of, ledger, _before = merged
    ended = Post.objects.get(unit__code="district", role=PostRole.CHAIR)
    resumed = resume_post(post_id=ended.pk, until=APRIL, by=None)

    reorganising.undo(of, ledger, by=None)

    chairs = Post.objects.filter(unit__code="district", role=PostRole.CHAIR)
    assert [(post.pk, post.during.upper) for post in chairs] == [(resumed.pk, APRIL)]


def test_rows_of_other_apps_at_a_founded_unit_forbid_undoing(merged):
    of, ledger, _before = merged
    ward = Unit.objects.get(code="ward")
    Grant.objects.create(user=person("lan"), role=Role.OFFICER, unit=ward, during=DateRange(APRIL, None))

    with pytest.raises(PlanBuiltUpon, match="quyền của người dùng"), transaction.atomic():
        reorganising.undo(of, ledger, by=None)


def test_nothing_goes_back_under_a_unit_that_has_ended_since_or_went_below_it():
    place("city", "a under city", "b under city", "c under a", "d under b")
    away = plan(moved={"c": "city", "d": "city"})
    ledger = done(away)
    done(plan(APRIL, moved={"b": "d"}, ended={"a": End("giải thể")}))

    assert reorganising.obstacles(away, ledger) == [
        "việc kết thúc cấp trên cũ a",
        "việc chuyển đơn vị xuống dưới b, d",
    ]


def test_the_latest_plan_is_undone_first(merged):
    of, ledger, before = merged
    later = plan(APRIL + ONE_DAY, moved={"a": "city"}, ended={"ward": End("nhập", (("city", WHOLE),))})
    later_ledger = done(later)
    assert reorganising.obstacles(of, ledger) == ["thay đổi sau đó của a, ward", "kế tục sau đó của ward"]

    reorganising.undo(later, later_ledger, by=None)
    reorganising.undo(of, ledger, by=None)

    assert tables() == before
