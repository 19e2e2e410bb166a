"""Reorganisations with their real parts: drafted, previewed, carried out, undone, and what stands in the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import people
from tests.factories.reports import accepted, forms, opened, report_of
from tests.factories.tree import tree
from tests.reorganisation.conftest import ON, TODAY, City
from thidua.access.models import Grant
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.core.errors import BadEntries
from thidua.figures.check import differences
from thidua.figures.fold import fold_marks
from thidua.figures.restating import refresh_current
from thidua.notices.models import Notice
from thidua.org.models import Placement, Unit
from thidua.org.plans import People, Weight
from thidua.org.rules import WHOLE
from thidua.org.services import end_unit
from thidua.reorganisation import order
from thidua.reorganisation.errors import (
    BadReorganisation,
    NotPreviewed,
    ReorganisationBeyondReach,
    ReorganisationBuiltUpon,
    ReorganisationHasErrors,
    ReorganisationNotOpen,
)
from thidua.reorganisation.models import Involvement, Reorganisation
from thidua.reorganisation.rules import Change, ChangeKind, Part, Stage
from thidua.reorganisation.services import (
    Decision,
    add_change,
    ask_for_commit,
    ask_for_undo,
    commit_reorganisation,
    discard_reorganisation,
    draft_reorganisation,
    edit_reorganisation,
    give_up_abandoned,
    note_failure,
    preview_reorganisation,
    read_list,
    remove_change,
    restore_change,
    undo_reorganisation,
)
from thidua.reorganisation.services.progress import progress_of
from thidua.reorganisation.stored import errors_in, read_preview
from thidua.reorganisation.tasks import commit, undo
from thidua.reporting.models import Report
from thidua.reporting.services.periods import close_period

K = ChangeKind
MERGE = Change(K.MERGE, "district_east", heirs=(("district_west", WHOLE),))
MOVE = Change(K.MOVE, "school", under="district_west")
# What a round trip leaves behind: the log, notices, jobs, and the reorganisation itself.
TRACES = {"audit", "notices", "procrastinate", "reorganisation", "sessions"}

# Written anew after every change, so that their rows are the same under other ids.
DERIVED = {"org.Lineage": "unit_id, ancestor_id, depth, during", "org.Custody": "unit_id, holder_id"}

# What folding and restating write anew; the check of totals says whether it is right.
REWRITTEN = frozenset(
    {
        "figures.Mark",
        "figures.BaseTotal",
        "figures.Total",
        "figures.Restatement",
        "figures.RestatedPlace",
        "figures.RestatedUnit",
        "figures.RestatedBaseTotal",
        "figures.RestatedTotal",
        "figures.RestatementMark",
    }
)


def fold_all() -> None:
    """Fold until nothing is stale."""
    while fold_marks():
        pass


def tables(but_for: frozenset[str] = frozenset()) -> dict[str, list[tuple]]:
    """Every row of every table of ours, but for the traces that a round trip leaves."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            label = model._meta.label
            if model._meta.app_label in TRACES | but_for or label in but_for:
                continue
            columns = DERIVED.get(label, "t")
            cursor.execute(f"SELECT ({columns})::text FROM {model._meta.db_table} t ORDER BY 1")
            found[label] = cursor.fetchall()
    return found


# ── drafting ──────────────────────────────────────────────────────────────────


def decision(**facts: object) -> Decision:
    return Decision(**({"title": "Sắp xếp", "number": "12/QĐ", "decided_on": TODAY, "on": ON} | facts))


def test_a_draft_counts_from_its_own_day_when_that_is_open(city: City):
    made = draft_reorganisation(issuer=city.units["city"], decision=decision(), by=city.admin)

    assert (made.counts_from, made.stage) == (ON, Stage.DRAFT)
    assert AuditInbox.objects.filter(event="reorganisation.drafted").exists()


def test_a_draft_of_a_closed_day_counts_from_the_first_open_one(city: City):
    forms()
    close_period(period=opened("2024-M03"), by=city.admin)

    made = draft_reorganisation(issuer=city.units["city"], decision=decision(on=date(2024, 2, 1)), by=city.admin)

    assert made.counts_from == date(2024, 4, 1)
    with pytest.raises(BadReorganisation) as refused:
        edit_reorganisation(
            reorganisation_id=made.pk,
            decision=decision(on=date(2024, 2, 1), counts_from=date(2024, 3, 31)),
            by=city.admin,
        )
    assert refused.value.where == "counts_from"


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"title": " "}, "title"),
        ({"number": ""}, "number"),
        ({"number": "x" * 81}, "number"),
        ({"on": date(1899, 1, 1)}, "on"),
        ({"on": date(2099, 1, 1)}, "on"),
        ({"decided_on": date(1, 1, 1)}, "decided_on"),
        ({"counts_from": date(2024, 6, 30)}, "counts_from"),
        ({"counts_from": date(2199, 1, 1)}, "counts_from"),
    ],
)
def test_a_decision_that_cannot_be_names_the_field(city: City, facts, where):
    with pytest.raises(BadReorganisation) as refused:
        draft_reorganisation(issuer=city.units["city"], decision=decision(**facts), by=city.admin)

    assert refused.value.where == where
    assert not Reorganisation.objects.exists()


def test_rows_are_added_removed_and_put_back_where_they_stood(city: City):
    draft = city.draft(MERGE, Change(K.RENAME, "bank", name="Ngân hàng"))

    gone = remove_change(reorganisation_id=draft.pk, row=1, by=city.admin)
    added = add_change(reorganisation_id=draft.pk, change=MOVE, by=city.admin)
    restore_change(reorganisation_id=draft.pk, change=gone, by=city.admin)
    restore_change(reorganisation_id=draft.pk, change=gone, by=city.admin)

    draft.refresh_from_db()
    assert [row["code"] for row in draft.changes] == ["district_east", "bank", "school"]
    assert added.row == 3
    assert draft.preview is not None


def test_a_file_takes_the_place_of_the_list_and_is_previewed(city: City):
    draft = city.draft(MOVE)
    content = "Thay đổi;Mã đơn vị;Đơn vị kế tục\nSáp nhập vào;district_east;district_west\n".encode()

    read_list(reorganisation_id=draft.pk, file_name="ds.csv", content=content, by=city.admin)

    draft.refresh_from_db()
    assert (draft.file_name, [row["kind"] for row in draft.changes]) == ("ds.csv", ["merge"])
    assert errors_in(draft.preview) == 0


def test_a_file_with_bad_words_changes_nothing(city: City):
    draft = city.draft(MOVE)

    with pytest.raises(BadEntries) as refused:
        read_list(
            reorganisation_id=draft.pk,
            file_name="ds.csv",
            content="Thay đổi;Mã đơn vị\nNhân đôi;school\n".encode(),
            by=city.admin,
        )

    assert refused.value.entries[0].path.startswith("Dòng 2")
    draft.refresh_from_db()
    assert [row["kind"] for row in draft.changes] == ["move"]


# ── previewing ────────────────────────────────────────────────────────────────


def test_a_preview_speaks_of_units_and_people_and_changes_nothing(city: City):
    people.officer(city.units["district_east"], "lan")
    before = tables()

    draft = city.draft(MERGE)

    found = read_preview(draft.preview)
    assert {one.about for one in found} >= {"units", "people"}
    assert not [one for one in found if one.weight is Weight.ERROR]
    assert tables() == before


def test_what_a_part_says_of_one_unit_leads_to_its_row(city: City):
    draft = city.draft(Change(K.RENAME, "bank", name="Ngân hàng"), Change(K.MOVE, "district_east", under="school"))

    errors = [one for one in read_preview(draft.preview) if one.weight is Weight.ERROR]
    assert [one.row for one in errors] == [2]


def test_who_manages_one_district_reorganises_only_that(city: City):
    local = people.administrator(city.units["district_east"], "local")
    draft = draft_reorganisation(issuer=city.units["district_east"], decision=decision(), by=local)

    add_change(reorganisation_id=draft.pk, change=Change(K.RENAME, "school", name="Trường"), by=local)
    add_change(reorganisation_id=draft.pk, change=Change(K.RENAME, "bank", name="Ngân hàng"), by=local)

    draft.refresh_from_db()
    (wrong,) = [one for one in read_preview(draft.preview) if one.weight is Weight.ERROR]
    assert (wrong.row, "trong phạm vi bạn quản lý" in wrong.sentence) == (2, True)


# ── carrying out ──────────────────────────────────────────────────────────────


def test_a_merge_is_carried_out_by_every_part(city: City):
    people.officer(city.units["district_east"], "lan")

    done = city.done(MERGE, people=People.FOLLOW)

    east = Unit.objects.get(code="district_east")
    assert (done.stage, done.committed_by, east.dissolved_on) == (Stage.COMMITTED, city.admin, ON)
    assert Placement.objects.get(unit=city.units["school"], during__contains=ON).parent.code == "district_west"
    assert Grant.objects.filter(user__username="lan", unit__code="district_west", during__contains=ON).exists()


def test_involvements_say_what_it_was_to_each_unit(city: City):
    city.done(
        Change(K.FOUND, "ward", name="Phường", unit_kind="ward_union", under="city"),
        MERGE,
        Change(K.MOVE, "mill", under="ward"),
        Change(K.SPLIT, "bank", heirs=(("bank", WHOLE - 1), ("ward", 1))),
    )

    assert set(Involvement.objects.values_list("unit__code", "part")) == {
        ("ward", Part.FOUNDED),
        ("city", Part.JOINED),
        ("city", Part.LEFT),
        ("district_east", Part.ENDED),
        ("district_west", Part.HEIR),
        ("district_west", Part.JOINED),
        ("school", Part.MOVED),
        ("mill", Part.MOVED),
        ("ward", Part.JOINED),
        ("bank", Part.DIVIDED),
        ("ward", Part.HEIR),
    }


def test_everybody_is_told_once_what_matters_most_to_her(city: City):
    ended = people.officer(city.units["district_east"], "ended")
    people.officer(city.units["district_west"], "given")
    people.chair(city.units["school"], "moved")
    people.officer(city.units["city"], "above")
    people.chair(city.units["bank"], "bystander")
    give = Grant.objects.create(
        user=ended,
        role="chair",
        scope="subtree",
        unit=city.units["school"],
        areas=[],
        during=Grant.objects.first().during,
    )

    done = city.done(MERGE)

    assert set(Notice.objects.values_list("user__username", "kind")) == {
        ("ended", "reorganisation.ended"),
        ("moved", "reorganisation.moved"),
        ("given", "reorganisation.given"),
        ("above", "reorganisation.changed"),
        ("admin", "reorganisation.changed"),
    }
    assert give.pk
    ask_for_undo(reorganisation_id=done.pk, by=city.admin)
    undo_reorganisation(reorganisation_id=done.pk, by=city.admin)
    assert Notice.objects.filter(kind="reorganisation.undone").count() == 5


def test_what_is_dated_ahead_takes_effect_on_its_day(city: City):
    city.done(MOVE)

    assert Placement.objects.get(unit=city.units["school"], during__contains=TODAY).parent.code == "district_east"
    assert Placement.objects.get(unit=city.units["school"], during__contains=ON).parent.code == "district_west"


def test_commit_waits_for_a_preview_without_errors(city: City):
    empty = city.draft()
    wrong = city.draft(Change(K.MOVE, "school", under="nobody"))
    stale = city.draft(MOVE)
    Reorganisation.objects.filter(pk=stale.pk).update(preview=None)

    for draft, error in ((empty, NotPreviewed), (wrong, ReorganisationHasErrors), (stale, NotPreviewed)):
        with pytest.raises(error):
            ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    assert not Reorganisation.objects.exclude(stage=Stage.DRAFT).exists()


def test_asking_twice_commits_once(city: City):
    draft = city.draft(MOVE)

    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    commit_reorganisation(reorganisation_id=draft.pk, by=city.admin)
    commit_reorganisation(reorganisation_id=draft.pk, by=city.admin)
    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)

    assert ProcrastinateJob.objects.filter(task_name="reorganisation.commit").count() == 1
    assert AuditInbox.objects.filter(event="reorganisation.committed").count() == 1
    assert Placement.objects.filter(unit=city.units["school"]).count() == 2


def test_the_tree_is_judged_again_when_it_is_carried_out(city: City):
    late = city.draft(MERGE)
    ask_for_commit(reorganisation_id=late.pk, by=city.admin)
    city.done(Change(K.DISSOLVE, "district_west", under="city", reason="Trước"))
    before = tables()

    with pytest.raises(ReorganisationHasErrors):
        commit_reorganisation(reorganisation_id=late.pk, by=city.admin)

    assert tables() == before


def test_who_lost_her_rights_meanwhile_commits_nothing(city: City):
    draft = city.draft(MOVE)
    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    Grant.objects.filter(user=city.admin).delete()

    with pytest.raises(ReorganisationHasErrors):
        commit_reorganisation(reorganisation_id=draft.pk, by=city.admin)


def test_a_part_that_fails_leaves_nothing(city: City):
    """The last part refuses, because what it owns is in the way: nothing that earlier parts did remains."""
    draft = city.draft(MERGE)
    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    before = tables()
    told: list[str] = []

    def fail_at_the_last(doing: str) -> None:
        told.append(doing)
        if doing == str(order.PARTS[-1].doing):
            raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        commit_reorganisation(reorganisation_id=draft.pk, by=city.admin, tell=fail_at_the_last)
    note_failure(reorganisation_id=draft.pk, sentence="Có lỗi", by=city.admin)

    draft.refresh_from_db()
    assert tables() == before
    assert (draft.stage, draft.failure, draft.progress, draft.changes != []) == (Stage.DRAFT, "Có lỗi", "", True)
    assert len(told) > len(order.PARTS) - 1
    assert not Involvement.objects.exists()
    city.carry_out(draft)


def test_nothing_is_edited_once_it_is_asked_for(city: City):
    done = city.done(MOVE)
    pk = {"reorganisation_id": done.pk, "by": city.admin}

    for step in (
        lambda: edit_reorganisation(decision=decision(), **pk),
        lambda: add_change(change=MERGE, **pk),
        lambda: remove_change(row=1, **pk),
        lambda: restore_change(change=MERGE, **pk),
        lambda: preview_reorganisation(**pk),
        lambda: discard_reorganisation(**pk),
        lambda: read_list(file_name="x", content="Thay đổi;Mã\nChuyển;a".encode(), **pk),
    ):
        with pytest.raises(ReorganisationNotOpen):
            step()


# ── undoing ───────────────────────────────────────────────────────────────────


def undone(city: City, done: Reorganisation) -> Reorganisation:
    ask_for_undo(reorganisation_id=done.pk, by=city.admin)
    return undo_reorganisation(reorganisation_id=done.pk, by=city.admin)


def test_a_period_that_was_opened_since_and_closed_stands_on_the_new_tree(city: City):
    forms()
    done = city.done(MOVE, on=date(2024, 7, 10))
    close_period(period=opened("2024-M07"), by=city.admin)

    with pytest.raises(ReorganisationBuiltUpon, match="kỳ Tháng 7/2024 đã khóa theo cây mới"):
        ask_for_undo(reorganisation_id=done.pk, by=city.admin)


def test_who_manages_only_the_issuer_undoes_nothing_elsewhere(city: City):
    within = people.administrator(city.units["district_east"], "east")
    wide, narrow = city.done(MOVE), city.draft(Change(K.RENAME, "mill", name="Nhà máy mới"))
    city.carry_out(narrow)
    Reorganisation.objects.update(issuer=city.units["district_east"])

    with pytest.raises(ReorganisationBeyondReach):
        ask_for_undo(reorganisation_id=wide.pk, by=within)
    ask_for_undo(reorganisation_id=narrow.pk, by=within)

    assert undo_reorganisation(reorganisation_id=narrow.pk, by=within).stage == Stage.UNDONE


EVERYTHING = (
    Change(K.FOUND, "ward", name="Phường", unit_kind="ward_union", under="city"),
    Change(K.MERGE, "district_east", heirs=(("ward", WHOLE),)),
    Change(K.RENAME, "mill", name="Nhà máy mới"),
    Change(K.SPLIT, "bank", heirs=(("bank", 600_000), ("school", 400_000))),
    Change(K.DISSOLVE, "district_west", under="ward", reason="Theo luật"),
)


@pytest.mark.parametrize("follows", list(People))
def test_commit_and_undo_leave_every_table_as_it_was(city: City, follows):
    people.officer(city.units["district_east"], "lan")
    people.chair(city.units["bank"], "hoa")
    before = tables()

    back = undone(city, city.done(*EVERYTHING, people=follows))

    assert tables() == before
    assert (back.stage, back.undone_by) == (Stage.UNDONE, city.admin)
    assert not Involvement.objects.exists()


def test_it_is_undone_after_everything_was_folded_and_restated(city: City):
    """Open books, reports and targets of the new tree, totals and the past in it: nothing of that is in the way."""
    forms()
    closed, month = opened("2024-M04"), opened("2024-M07")
    chair, officer = people.chair(city.units["school"]), people.officer(city.units["district_east"])
    accepted(report_of(city.units["school"], closed.code), chair, officer)
    close_period(period=closed, by=city.admin)
    fold_all()
    before = tables(but_for=REWRITTEN)

    done = city.done(*EVERYTHING)
    assert Report.objects.filter(unit__code="district_east", period=month).get().cut_off
    fold_all()
    refresh_current()
    undone(city, done)

    assert tables(but_for=REWRITTEN) == before
    fold_all()
    assert not differences()


def test_two_in_a_row_are_undone_in_reverse_only(city: City):
    before = tables()
    first = city.done(MOVE)
    second = city.done(Change(K.MOVE, "school", under="city"), on=date(2024, 8, 1))

    with pytest.raises(ReorganisationBuiltUpon, match="12/QĐ-LĐLĐ"):
        ask_for_undo(reorganisation_id=first.pk, by=city.admin)
    undone(city, second)
    undone(city, first)

    assert tables() == before


def test_what_is_built_upon_it_is_named(city: City):
    done = city.done(Change(K.FOUND, "ward", name="Phường", unit_kind="ward_union", under="city"))
    people.officer(Unit.objects.get(code="ward"), "lan")

    with pytest.raises(ReorganisationBuiltUpon, match="vai trò"):
        ask_for_undo(reorganisation_id=done.pk, by=city.admin)


def test_undoing_twice_is_undoing_once(city: City):
    done = city.done(MOVE)

    undone(city, done)
    undo_reorganisation(reorganisation_id=done.pk, by=city.admin)
    ask_for_undo(reorganisation_id=done.pk, by=city.admin)

    assert ProcrastinateJob.objects.filter(task_name="reorganisation.undo").count() == 1
    assert AuditInbox.objects.filter(event="reorganisation.undone").count() == 1


# ── broken off ────────────────────────────────────────────────────────────────


def test_work_that_nobody_does_any_more_is_given_back(city: City):
    waiting, lost = city.draft(MOVE), city.draft(MERGE)
    for draft in (waiting, lost):
        ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE (args->>'reorganisation_id')::int = %s", [lost.pk]
        )

    assert give_up_abandoned() == 0
    Reorganisation.objects.update(busy_since=clock.now() - timedelta(minutes=3))
    assert give_up_abandoned() == 1

    stages = dict(Reorganisation.objects.values_list("pk", "stage"))
    assert stages == {waiting.pk: Stage.COMMITTING, lost.pk: Stage.DRAFT}


@pytest.mark.django_db(transaction=True)
def test_the_task_says_how_far_it_is_and_why_it_ended_in_vain(settings):
    """In transactions of its own, as the worker runs it: progress is seen from beside, a failure leaves the draft."""
    settings.THIDUA_TODAY = TODAY
    units = tree("city > district_east > school", "city > district_west > bank")
    city = City(units, people.administrator(units["city"], "admin"))
    good, late = city.draft(MOVE), city.draft(Change(K.MOVE, "district_west", under="school"))
    for draft in (good, late):
        ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    end_unit(unit=units["school"], on=date(2024, 6, 1), reason="Trước", by=None)
    seen: list[str] = []

    with progress_of(good.pk) as tell:
        tell("Đang làm")
        seen.append(Reorganisation.objects.get(pk=good.pk).progress)
    for draft in (good, late):
        commit(draft.pk, city.admin.pk)

    good.refresh_from_db()
    late.refresh_from_db()
    assert seen == ["Đang làm"]
    assert {good.stage, late.stage} == {Stage.DRAFT}
    assert "đã kết thúc ngày 01/06/2024" in good.failure
    assert "đã kết thúc ngày 01/06/2024" in late.failure
    assert (good.progress, good.busy_since) == ("", None)
    assert AuditInbox.objects.filter(event="reorganisation.failed").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_task_commits_and_undoes(settings):
    settings.THIDUA_TODAY = TODAY
    units = tree("city > district_east > school", "city > district_west > bank")
    city = City(units, people.administrator(units["city"], "admin"))
    draft = city.draft(MOVE)

    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    commit(draft.pk, city.admin.pk)
    assert Reorganisation.objects.get().stage == Stage.COMMITTED
    ask_for_undo(reorganisation_id=draft.pk, by=city.admin)
    undo(draft.pk, city.admin.pk)

    assert Reorganisation.objects.get().stage == Stage.UNDONE
