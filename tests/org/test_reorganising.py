"""Plans of changes: each kind, each sentence that forbids one, and undoing them exactly."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from tests.org.units import BASE, NEW_YEAR, new, parent_of, place
from tests.people import person
from thidua.access.models import Grant
from thidua.access.rules import Role
from thidua.audit.models import AuditInbox
from thidua.core.errors import DomainError
from thidua.core.periods import Calendar
from thidua.figures.models import PeriodUnit
from thidua.figures.periods import freeze_tree
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.org import reorganising
from thidua.org.errors import PlanBuiltUpon
from thidua.org.models import Custody, Jurisdiction, Lineage, Placement, Post, Succession, Unit
from thidua.org.plans import End, Ledger, Plan, Weight
from thidua.org.queries import lineage_differences, names_of, posts_at
from thidua.org.rules import WHOLE, PostRole
from thidua.org.services import appoint, assign_area, end_unit, move_unit, place_units

pytestmark = pytest.mark.django_db

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


# ── what forbids a plan ───────────────────────────────────────────────────────


def test_a_plan_must_say_something():
    assert wrong(plan()) == ["Danh sách chưa có thay đổi nào. Hãy thêm ít nhất một thay đổi."]


def test_a_plan_counts_from_its_day_or_later():
    place("city", "a under city")
    assert "không được trước ngày có hiệu lực 01/01/2020" in wrong(plan(counts_from=BASE, moved={"a": ""}))[0]


CASES: list[tuple[dict[str, Any], str]] = [
    ({"moved": {"x9": "b"}}, "Không có đơn vị nào mang mã «x9»"),
    ({"moved": {"a": "x9"}}, "Không có đơn vị nào mang mã «x9»"),
    ({"renamed": {"x\0": ("Tên", "")}}, "Không có đơn vị nào mang mã «x»"),
    ({"ended": {"b": End("nhập", (("x9", WHOLE),))}}, "Không có đơn vị nào mang mã «x9»"),
    ({"divided": {"x9": (("x9", HALF), ("b", HALF))}}, "Không có đơn vị nào mang mã «x9»"),
    ({"moved": {"gone": "b"}}, "Đơn vị gone đã kết thúc"),
    ({"moved": {"a": "gone"}}, "Đơn vị gone đã kết thúc"),
    ({"divided": {"gone": (("gone", HALF), ("b", HALF))}}, "Đơn vị gone đã kết thúc"),
    ({"moved": {"moved": "b"}}, "Ngày thay đổi moved phải sau 01/06/2020"),
    ({"ended": {"moved": End("giải thể")}}, "Ngày thay đổi moved phải sau 01/06/2020"),
    ({"moved": {"a": "later"}}, "Ngày 01/01/2020 chưa có đơn vị later"),
    ({"founded": (new("n", "later"),)}, "Ngày 01/01/2020 chưa có đơn vị later"),
    ({"divided": {"later": (("later", HALF), ("b", HALF))}}, "Ngày 01/01/2020 chưa có đơn vị later"),
    ({"ended": {"b": End("nhập", (("later", WHOLE),))}}, "later kế tục b nên phải đang hoạt động"),
    ({"ended": {"b": End("nhập", (("gone", WHOLE),))}}, "gone kế tục b nên phải đang hoạt động"),
    ({"ended": {"b": End("nhập", (("c", WHOLE),)), "c": End("giải thể")}}, "c kế tục b nên phải đang hoạt động"),
    ({"moved": {"a": "team"}}, "team nằm dưới a nên không thể là cấp trên"),
    ({"moved": {"a": "a"}}, "a nằm dưới a nên không thể là cấp trên"),
    ({"moved": {"a": "n"}, "founded": (new("n", "team"),)}, "n nằm dưới a nên không thể là cấp trên"),
    ({"ended": {"a": End("giải thể")}}, "Còn 1 đơn vị đứng dưới a (CĐ team…)"),
    ({"ended": {"c": End("giải thể")}, "moved": {"a": "c"}}, "Đơn vị c kết thúc trong danh sách này nên a không về đó"),
    ({"ended": {"c": End("giải thể")}, "founded": (new("n", "c"),)}, "Đơn vị cấp trên c đã kết thúc ngày 01/01/2020"),
    ({"ended": {"c": End("giải thể")}, "moved": {"c": "b"}}, "Đơn vị c kết thúc trong danh sách này nên không đổi gì"),
    ({"ended": {"b": End("chia", (("a", HALF), ("c", HALF - 1)))}}, "kế tục b phải dương và cộng lại đúng 100%"),
    ({"ended": {"b": End("chia", (("a", WHOLE), ("c", 0)))}}, "kế tục b phải dương và cộng lại đúng 100%"),
    ({"ended": {"b": End("chia", (("a", HALF), ("a", HALF)))}}, "Mỗi đơn vị kế tục b nêu một lần"),
    ({"ended": {"b": End("chia", (("b", WHOLE),))}}, "Mỗi đơn vị kế tục b nêu một lần"),
    ({"divided": {"b": (("a", HALF), ("c", HALF))}}, "Đơn vị b tách ra thì giữ một phần"),
    ({"divided": {"b": (("b", WHOLE),)}}, "Đơn vị b tách ra thì giữ một phần"),
    ({"divided": {"b": ()}}, "kế tục b phải dương và cộng lại đúng 100%"),
    ({"founded": (new("a", "city"),)}, "Mã a đã có trong hệ thống"),
    ({"founded": (new("n", "city"), new("N", "city"))}, "Mã N đã dùng ở một dòng trên"),
    ({"founded": (new("n", "x9"),)}, "Không có đơn vị cấp trên nào mang mã x9"),
    ({"founded": (new("n", "city"),), "renamed": {"n": ("Tên", "")}}, "Đơn vị n được thành lập ngay trong danh sách"),
    ({"founded": (new("n", "city", name="\u202eTên"),)}, "dấu đổi chiều chữ ẩn"),
    ({"moved": {"a": "city"}}, "Đơn vị a đang đứng đúng ở đó"),
    ({"moved": {"city": ""}}, "Đơn vị city đang đứng đúng ở đó"),
    ({"renamed": {"a": ("Công đoàn  a", "")}}, "Đơn vị a đang mang đúng tên này"),
    ({"renamed": {"a": (" ", "")}}, "Thiếu tên. Hãy nhập tên mới của đơn vị a"),
    ({"renamed": {"a": ("\u202eTên", "")}}, "dấu đổi chiều chữ ẩn"),
    ({"ended": {"b": End("x" * 201)}}, "200"),
    ({"moved": {"a": "b", "A": "c"}}, "Đơn vị a được nêu hai lần"),
    ({"ended": {"heir": End("giải thể")}}, "Đơn vị heir đã giao hoặc nhận kế tục ngày 01/06/2020"),
    (
        {"moved": {"slow": "b"}, "counts_from": date(2020, 2, 1)},
        "Thay đổi trước của đơn vị slow tính từ ngày 01/04/2020",
    ),
    (
        {"moved": {"a": "young"}, "counts_from": date(2020, 2, 1)},
        "Đơn vị young chỉ tính vào số liệu từ ngày 01/04/2020",
    ),
]


@pytest.fixture
def stage() -> None:
    """A tree in which every rule can be broken on New Year's Day of 2020."""
    place(
        *("city", "a under city", "team under a", "b under city", "c under city", "gone under city"),
        *("moved under city", "heir under city", "slow under city"),
    )
    place_units(rows=[new("later", "city", founded_on=date(2020, 3, 1))], by=None)
    done(plan(date(2019, 5, 1), ended={"gone": End("giải thể")}))
    done(plan(date(2019, 6, 1), APRIL, moved={"slow": "c"}, founded=(new("young", "city"),)))
    done(plan(date(2020, 6, 1), moved={"moved": "c"}, divided={"heir": (("heir", HALF), ("moved", HALF))}))


@pytest.mark.parametrize(("changes", "sentence"), CASES, ids=[sentence for _changes, sentence in CASES])
def test_what_cannot_be_done_is_said(stage, changes, sentence):
    errors = wrong(plan(**changes))
    assert any(sentence in error for error in errors), errors


def test_everything_that_is_wrong_is_said_with_the_code_of_its_unit(stage):
    errors = [
        note
        for note in reorganising.preview(plan(moved={"a": "team", "b": "x9"}, ended={"gone": End("giải thể")}))
        if note.weight is Weight.ERROR
    ]
    assert {note.examples for note in errors} == {("a",), ("b",), ("gone",)}
    assert {note.about for note in errors} == {"units"}


def test_a_circle_that_closes_only_later_is_foreseen():
    place("city", "a under city", "b under city")
    done(plan(APRIL, moved={"b": "a"}))

    assert "b nằm dưới a nên không thể là cấp trên" in wrong(plan(moved={"a": "b"}))[0]


def test_a_child_that_leaves_only_later_keeps_its_unit_alive():
    place("city", "a under city", "child under a")
    done(plan(APRIL, moved={"child": "city"}))

    assert "Còn 1 đơn vị đứng dưới a" in wrong(plan(ended={"a": End("giải thể")}))[0]


# ── undoing ───────────────────────────────────────────────────────────────────


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
