"""From a list of changes to a plan: what each kind becomes, and what is said of rows that cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from thidua.org.checks import key
from thidua.org.plans import End, Plan, Weight
from thidua.org.rules import WHOLE, LegalType, Sector, UnitKind
from thidua.reorganisation.plans import Judged, Terms, judge
from thidua.reorganisation.rules import Change, ChangeKind
from thidua.reorganisation.stored import MOST_KEPT, errors_in, read_plan, read_preview, stored_plan, stored_preview
from thidua.reorganisation.world import Standing, World

ON = date(2024, 7, 1)
TERMS = Terms(ON, ON, "12/QĐ")
K = ChangeKind


def world(reached: set[str] | None = None, **parents: str) -> World:
    """Units by the code of their parent: world(city="", district="city")."""
    units = {
        key(code): Standing(at, code, f"Đơn vị {code}", code, parent, date(2015, 1, 1), None)
        for at, (code, parent) in enumerate(parents.items(), start=1)
    }
    children = {
        code: tuple(unit for unit in units.values() if unit.parent == code)
        for code in {unit.parent for unit in units.values()}
    }
    return World(units, children, None if reached is None else frozenset(reached))


CITY = world(city="", east="city", west="city", school="east", mill="east", bank="west")


def judged(*changes: Change, of: World = CITY) -> Judged:
    return judge(changes, TERMS, of)


def plan(*changes: Change, of: World = CITY) -> Plan:
    found = judged(*changes, of=of)
    assert not found.findings
    return found.plan


def refusal(*changes: Change, of: World = CITY) -> str:
    found = judged(*changes, of=of)
    (wrong,) = [finding for finding in found.findings if finding.weight is Weight.ERROR]
    assert found.wrong
    return wrong.sentence


# ── what each kind becomes ────────────────────────────────────────────────────


def test_found():
    made = plan(
        Change(K.FOUND, "ward", name="Công đoàn phường", unit_kind="Công đoàn xã, phường", under="CITY"),
        Change(K.FOUND, "taxi", name="Taxi", unit_kind="Nghiệp đoàn", under="ward", sector="tư nhân", bloc="Vận tải"),
    )

    ward, taxi = made.founded
    assert (ward.kind, ward.parent, ward.short_name, ward.founded_on) == (UnitKind.WARD, "city", "Công đoàn phường", ON)
    assert (taxi.legal_type, taxi.sector, taxi.parent) == (LegalType.OCCUPATIONAL, Sector.NON_STATE, "ward")


def test_rename_keeps_what_is_not_said():
    made = plan(Change(K.RENAME, "School", name=" Trường   mới "), Change(K.RENAME, "mill", short_name="Xưởng"))

    assert made.renamed == {"school": ("Trường mới", "school"), "mill": ("Đơn vị mill", "Xưởng")}


def test_move():
    assert plan(Change(K.MOVE, "school", under="West")).moved == {"school": "west"}


def test_merge_takes_the_units_below_along():
    made = plan(Change(K.MERGE, "east", heirs=(("west", WHOLE),)))

    assert made.ended == {"east": End("Sáp nhập vào west", (("west", WHOLE),))}
    assert made.moved == {"school": "west", "mill": "west"}


def test_merge_into_a_new_unit():
    made = plan(
        Change(K.FOUND, "north", name="Bắc", unit_kind="district_federation", under="city"),
        Change(K.MERGE, "east", heirs=(("north", WHOLE),)),
        Change(K.MERGE, "west", heirs=(("north", WHOLE),), under="city"),
    )

    assert made.moved == {"school": "north", "mill": "north", "bank": "city"}
    assert {code: end.heirs for code, end in made.ended.items()} == dict.fromkeys(("east", "west"), (("north", WHOLE),))


def test_split_ends_a_unit_or_leaves_a_part_of_it():
    ends = plan(Change(K.SPLIT, "school", heirs=(("mill", 600_000), ("bank", 400_000))))
    stays = plan(Change(K.SPLIT, "school", heirs=(("school", 600_000), ("bank", 400_000))))

    assert ends.ended["school"].heirs == (("mill", 600_000), ("bank", 400_000))
    assert (stays.ended, stays.divided) == ({}, {"school": (("school", 600_000), ("bank", 400_000))})


def test_dissolve_moves_the_units_below_where_it_says_unless_their_own_rows_say_otherwise():
    made = plan(
        Change(K.DISSOLVE, "east", under="city", reason="Theo luật"),
        Change(K.MOVE, "mill", under="west"),
    )

    assert made.ended == {"east": End("Theo luật", ())}
    assert made.moved == {"school": "city", "mill": "west"}


def test_a_unit_below_that_ends_too_needs_no_place():
    made = plan(
        Change(K.DISSOLVE, "east", reason="x"),
        Change(K.DISSOLVE, "school", reason="x"),
        Change(K.MERGE, "mill", heirs=(("bank", WHOLE),)),
    )

    assert made.moved == {}


def test_a_plan_names_the_ids_of_all_that_exist():
    made = plan(Change(K.MERGE, "east", heirs=(("west", WHOLE),)))

    assert made.ids == {"east": 2, "west": 3, "school": 4, "mill": 5}


def test_a_unit_may_be_renamed_moved_and_divided_at_once():
    made = plan(
        Change(K.RENAME, "school", name="Mới"),
        Change(K.MOVE, "school", under="west"),
        Change(K.SPLIT, "school", heirs=(("school", 1), ("bank", WHOLE - 1))),
    )

    assert set(made.renamed) == set(made.moved) == set(made.divided) == {"school"}


# ── what is said of rows that cannot be ───────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(K.MOVE, "", under="west"), "Thiếu mã đơn vị"),
        (Change(K.MOVE, "nobody", under="west"), "Không có đơn vị mang mã «nobody»"),
        (Change(K.MOVE, "school"), "Thiếu đơn vị cấp trên mới"),
        (Change(K.MOVE, "school", under="nobody"), "Không có đơn vị mang mã «nobody»"),
        (Change(K.MOVE, "school", under="school"), "chính nó"),
        (Change(K.RENAME, "school"), "Thiếu tên mới"),
        (Change(K.RENAME, "school", name="a\u202eb"), "dấu đổi chiều"),
        (Change(K.RENAME, "school", name="x" * 201), "tối đa 200"),
        (Change(K.MERGE, "school"), "Thiếu đơn vị kế tục"),
        (Change(K.MERGE, "school", heirs=(("school", WHOLE),)), "cũng kết thúc"),
        (Change(K.SPLIT, "school", heirs=(("mill", WHOLE),)), "hai đơn vị kế tục"),
        (Change(K.SPLIT, "school", heirs=(("mill", 1), ("bank", 2))), "đúng 100%"),
        (Change(K.SPLIT, "school", heirs=(("mill", 0), ("bank", WHOLE))), "phải dương"),
        (Change(K.SPLIT, "school", heirs=(("mill", 1), ("Mill", WHOLE - 1))), "hai lần"),
        (Change(K.DISSOLVE, "school"), "Thiếu lý do"),
        (Change(K.DISSOLVE, "school", reason="x", heirs=(("mill", WHOLE),)), "không có đơn vị kế tục"),
        (Change(K.DISSOLVE, "school", reason="x" * 201), "tối đa 200"),
        (Change(K.DISSOLVE, "east", reason="x"), "Còn 2 đơn vị trực thuộc east"),
        (Change(K.DISSOLVE, "east", reason="x", under="school"), "lại là nơi nhận"),
        (Change(K.FOUND, "school", name="x", unit_kind="grassroots", under="city"), "đã có trong hệ thống"),
        (Change(K.FOUND, "new", name="x", unit_kind="grassroots", under="nobody"), "Không có đơn vị cấp trên"),
        (Change(K.FOUND, "new", unit_kind="grassroots", under="city"), "Thiếu tên"),
        (Change(K.FOUND, "new", name="x", under="city"), "Thiếu loại đơn vị"),
        (Change(K.FOUND, "new", name="x", unit_kind="vũ trụ", under="city"), "Không hiểu loại đơn vị"),
        (Change(K.FOUND, "new", name="x", unit_kind="grassroots", sector="vũ trụ", under="city"), "Không hiểu khu vực"),
        (Change(K.FOUND, "mã lạ", name="x", unit_kind="grassroots", under="city"), "Mã chỉ gồm"),
    ],
)
def test_a_row_that_cannot_be_carried_out_says_why(change, said):
    assert said in refusal(change)


def test_nothing_goes_to_a_unit_that_ends_by_the_same_list():
    east = Change(K.DISSOLVE, "east", under="city", reason="x", row=1)

    assert "cũng kết thúc" in refusal(east, Change(K.MOVE, "bank", under="east", row=2))
    assert "cũng kết thúc" in refusal(east, Change(K.MERGE, "bank", heirs=(("east", WHOLE),), row=2))
    assert "cũng kết thúc" in refusal(east, Change(K.FOUND, "new", name="x", unit_kind="team", under="east", row=2))


def test_rows_that_contradict_each_other_name_the_earlier_one():
    said = refusal(
        Change(K.DISSOLVE, "school", reason="x", row=4),
        Change(K.RENAME, "School", name="y", row=9),
    )

    assert "dòng 4" in said


def test_what_is_founded_here_is_not_changed_here():
    said = refusal(
        Change(K.FOUND, "new", name="x", unit_kind="team", under="city", row=1),
        Change(K.MOVE, "school", under="new", row=2),
        Change(K.RENAME, "New", name="y", row=3),
    )

    assert "đã có ở dòng 1" in said


def test_what_changes_nothing_is_left_out_with_a_warning():
    found = judged(Change(K.MOVE, "school", under="east"), Change(K.RENAME, "mill", name="Đơn vị mill"))

    assert [finding.weight for finding in found.findings] == [Weight.WARNING, Weight.WARNING]
    assert (found.plan.moved, found.plan.renamed) == ({}, {})


def test_ended_units_are_not_changed_again():
    school = Standing(9, "old", "Cũ", "Cũ", "east", date(2015, 1, 1), date(2020, 1, 1))
    of = World({**CITY.units, "old": school}, CITY.children)

    assert "đã kết thúc ngày 01/01/2020" in refusal(Change(K.MOVE, "old", under="west"), of=of)
    assert "đã kết thúc ngày 01/01/2020" in refusal(Change(K.MOVE, "school", under="old"), of=of)


# ── whom somebody may reorganise ──────────────────────────────────────────────

EAST_ONLY = world(
    {"east", "school", "mill"}, city="", east="city", west="city", school="east", mill="east", bank="west"
)


@pytest.mark.parametrize(
    "change",
    [
        Change(K.MOVE, "bank", under="east"),
        Change(K.MOVE, "school", under="west"),
        Change(K.MERGE, "school", heirs=(("bank", WHOLE),)),
        Change(K.DISSOLVE, "bank", reason="x"),
    ],
)
def test_units_out_of_reach_are_as_if_they_were_not_there(change):
    assert "trong phạm vi bạn quản lý" in refusal(change, of=EAST_ONLY)


def test_a_unit_is_not_taken_from_under_one_out_of_reach():
    assert "cấp trên" in refusal(Change(K.MOVE, "east", under="school"), of=EAST_ONLY)


def test_who_manages_a_part_founds_no_roots():
    assert "Thiếu mã cấp trên" in refusal(Change(K.FOUND, "new", name="x", unit_kind="team"), of=EAST_ONLY)


# ── kept as plain data ────────────────────────────────────────────────────────


def test_plans_survive_being_stored():
    made = plan(
        Change(K.FOUND, "north", name="Bắc", unit_kind="ward_union", under="city"),
        Change(K.MERGE, "east", heirs=(("north", WHOLE),)),
        Change(K.RENAME, "west", name="Tây"),
        Change(K.SPLIT, "bank", heirs=(("bank", 1), ("north", WHOLE - 1))),
    )

    assert read_plan(stored_plan(made)) == made


def test_previews_keep_the_first_of_each_weight_and_count_all():
    wrong = judged(*(Change(K.MOVE, f"nobody{at}", under="west", row=at) for at in range(MOST_KEPT + 5)))

    kept = stored_preview(wrong.findings)

    assert errors_in(kept) == MOST_KEPT + 5
    assert read_preview(kept) == list(wrong.findings[:MOST_KEPT])
