"""Pages of reorganisations: writing one, looking for a row, carrying it out, and who may read what."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.factories.uploads import png
from tests.reorganisation.conftest import ON, City
from thidua.org.models import Unit
from thidua.org.rules import WHOLE
from thidua.people.models import User
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Change, ChangeKind, Stage
from thidua.reorganisation.services import (
    ask_for_commit,
    ask_for_undo,
    commit_reorganisation,
    note_failure,
    undo_reorganisation,
)

K = ChangeKind
MERGE = Change(K.MERGE, "district_east", heirs=(("district_west", WHOLE),))
MOVE = Change(K.MOVE, "school", under="district_west")
DECISION = {
    "issuer": "city",
    "number": "12/QĐ-LĐLĐ",
    "decided_on": "2024-05-10",
    "title": "Sắp xếp quận",
    "on": "2024-07-01",
    "counts_from": "",
    "open_reports": "cut_off",
    "open_targets": "follow",
    "people": "end",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(city: City) -> Client:
    return signed_in(city.admin)


def at(name: str, draft: Reorganisation, *args: object) -> str:
    return reverse(f"reorganisation{name}", args=[draft.pk, *args])


def upload(client: Client, draft: Reorganisation, content: bytes, name: str = "ds.csv"):
    return client.post(at("-upload", draft), {"file": SimpleUploadedFile(name, content)})


# ── the decision ──────────────────────────────────────────────────────────────


def test_a_decision_is_begun_with_its_document(city: City, admin: Client):
    document = SimpleUploadedFile("quyet-dinh.png", png(), "image/png")

    answer = admin.post(f"{reverse('reorganisation-new')}?don-vi=school", DECISION | {"document": document})

    made = Reorganisation.objects.get()
    assert answer.url == f"{at('', made)}?don-vi=school"
    assert (made.issuer.code, made.on, made.counts_from) == ("city", ON, ON)
    page = admin.get(answer.url)
    assert "quyet-dinh.png" in page.text
    assert f"{at('-add', made, 'move')}?don-vi=school" in page.text
    assert b"".join(admin.get(at("-document", made)).streaming_content) == png()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"issuer": "nobody"}, "issuer"),
        ({"number": ""}, "number"),
        ({"on": "31/02/2024"}, "on"),
        ({"on": "0001-01-01"}, "on"),
        ({"counts_from": "2024-06-30"}, "counts_from"),
        ({"people": "vanish"}, "people"),
        ({"title": "a\u202eb"}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"document": SimpleUploadedFile("x.exe", b"MZ")}, "document"),
    ],
)
def test_a_bad_decision_is_shown_again_with_what_was_typed(city: City, admin: Client, wrong, field):
    answer = admin.post(reverse("reorganisation-new"), DECISION | wrong)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "12/QĐ-LĐLĐ" in answer.text or field == "number"
    assert not Reorganisation.objects.exists()


def test_a_draft_says_something_else_but_keeps_its_issuer(city: City, admin: Client):
    draft = city.draft(MOVE)

    assert admin.get(at("-edit", draft)).status_code == 200
    admin.post(at("-edit", draft), DECISION | {"issuer": "bank", "title": "Tên khác", "on": "2024-08-01"})

    draft.refresh_from_db()
    assert (draft.title, draft.on, draft.issuer.code) == ("Tên khác", date(2024, 8, 1), "city")


# ── changes ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (
            "found",
            {"code": "ward", "name": "Phường", "unit_kind": "ward_union", "under": "city", "sector": "state"},
            {"kind": "found", "code": "ward", "name": "Phường", "under": "city"},
        ),
        ("rename", {"code": "school", "name": "Trường"}, {"kind": "rename", "code": "school", "name": "Trường"}),
        ("move", {"code": "School", "under": "city"}, {"kind": "move", "code": "school", "under": "city"}),
        ("merge", {"code": "mill", "heir": "bank"}, {"kind": "merge", "code": "mill", "heirs": [["bank", WHOLE]]}),
        (
            "split",
            {"code": "mill", "heirs": "school: 60%\r\nbank 40%\r\n"},
            {"kind": "split", "code": "mill", "heirs": [["school", 600_000], ["bank", 400_000]]},
        ),
        ("dissolve", {"code": "mill", "reason": "Luật"}, {"kind": "dissolve", "code": "mill", "reason": "Luật"}),
    ],
)
def test_a_change_of_each_kind_is_written_by_its_form(city: City, admin: Client, kind, typed, stored):
    draft = city.draft(Change(K.RENAME, "bank", name="Ngân hàng"))

    assert admin.get(f"{at('-add', draft, kind)}?don-vi=mill").status_code == 200
    answer = admin.post(at("-add", draft, kind), typed)

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert stored.items() <= draft.changes[-1].items()
    assert draft.changes[-1]["row"] == 2
    assert admin.get(at("", draft)).context["may_commit"]


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("move", {"code": "nobody", "under": "city"}, "code"),
        ("move", {"code": "school", "under": "no\0body"}, "under"),
        ("move", {}, "code"),
        ("rename", {"code": "school", "name": ""}, "name"),
        ("split", {"code": "mill", "heirs": "school: 60%"}, "heirs"),
        ("split", {"code": "mill", "heirs": "school"}, "heirs"),
        ("split", {"code": "mill", "heirs": "school: nửa\nbank: nửa"}, "heirs"),
        ("split", {"code": "mill", "heirs": "nobody: 60%\nbank: 40%"}, "heirs"),
        ("found", {"code": "x", "name": "x", "unit_kind": "castle", "under": "city", "sector": "state"}, "unit_kind"),
    ],
)
def test_a_bad_change_is_shown_again(city: City, admin: Client, kind, typed, field):
    draft = city.draft()

    answer = admin.post(at("-add", draft, kind), typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.changes == []


def test_what_the_list_founds_may_be_named_before_it_exists(city: City, admin: Client):
    draft = city.draft(Change(K.FOUND, "ward", name="Phường", unit_kind="ward_union", under="city"))

    assert admin.post(at("-add", draft, "move"), {"code": "school", "under": "WARD"}).status_code == 302

    page = admin.get(at("", draft))
    assert page.context["may_commit"]
    assert page.context["rows"][1].under.name == "Phường"


def test_a_kind_that_is_none_is_not_there(city: City, admin: Client):
    assert admin.get(at("-add", city.draft(), "explode")).status_code == 404


def test_who_manages_one_district_names_no_unit_of_another(city: City):
    local = signed_in(people.administrator(city.units["district_east"], "local"))
    local.post(reverse("reorganisation-new"), DECISION | {"issuer": "district_east"})
    draft = Reorganisation.objects.get()

    assert local.post(reverse("reorganisation-new"), DECISION).status_code == 422
    assert local.post(at("-add", draft, "move"), {"code": "bank", "under": "district_east"}).status_code == 422
    upload(local, draft, "Thay đổi;Mã;Cấp trên mới\nChuyển;bank;district_east".encode())

    page = local.get(at("", draft))
    assert "Không có đơn vị mang mã «bank»" in page.text
    assert not page.context["may_commit"]


def test_a_row_is_taken_out_and_put_back(city: City, admin: Client):
    draft = city.draft(MERGE, Change(K.RENAME, "bank", name="Ngân hàng"))

    admin.post(at("-remove", draft, 1))
    undo = next(str(m.extra_tags) for m in admin.get(at("", draft)).context["messages"]).split("undo:")[1].split()[0]
    assert admin.post(undo + "x").status_code == 404
    assert admin.post(urlsplit(undo).path).status_code == 404
    admin.post(undo)

    draft.refresh_from_db()
    assert [row["row"] for row in draft.changes] == [1, 2]
    assert admin.post(at("-remove", draft, 77)).status_code == 422


# ── files ─────────────────────────────────────────────────────────────────────


def test_a_list_is_uploaded_previewed_and_offered(city: City, admin: Client):
    draft = city.draft()

    assert upload(admin, draft, "Thay đổi;Mã;Kế tục\nSáp nhập;district_east;district_west".encode()).status_code == 302

    page = admin.get(at("", draft))
    assert page.context["may_commit"]
    assert "Thực hiện 1 thay đổi" in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp rỗng"),
        ("Thay đổi;Mã đơn vị\n".encode(), "không có thay đổi nào"),
        (b"Ten;Gi do\nx;y", "Không thấy cột"),
        ("Thay đổi;Mã đơn vị\nNhân đôi;school".encode(), "Dòng 2, cột «Thay đổi»"),
        ("Thay đổi;Mã;Tỷ lệ\nChia;school;=HYPERLINK(1)".encode(), "Dòng 2, cột «Tỷ lệ»"),
        (b"%PDF-1.7", "không phải danh sách"),
        (b"PK\x03\x04hello", "bị hỏng"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_where_it_was_chosen(city: City, admin: Client, content, said):
    draft = city.draft(MOVE)

    answer = upload(admin, draft, content)

    assert answer.status_code in {415, 422}
    assert said in answer.text
    draft.refresh_from_db()
    assert len(draft.changes) == 1


def test_formulas_and_markup_stay_text(city: City, admin: Client):
    draft = city.draft()
    upload(admin, draft, 'Thay đổi;Mã;Tên mới\nĐổi tên;school;"<script>alert(1)</script> =1+1"'.encode())

    page = admin.get(at("", draft))

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1" in page.text


# ── a long list ───────────────────────────────────────────────────────────────


@pytest.fixture
def long_draft(city: City) -> Reorganisation:
    """120 rows that name nobody, then two that do."""
    wrong = [Change(K.MOVE, f"nobody-{number}", under="city") for number in range(120)]
    return city.draft(*wrong, MOVE, Change(K.RENAME, "bank", name="Ngân hàng mới"))


def test_a_list_is_shown_by_pages_and_a_row_is_found_on_its_own(long_draft, admin: Client):
    first = admin.get(at("", long_draft))
    third = admin.get(at("", long_draft), {"dong": 121})

    assert [row.change.row for row in first.context["rows"]] == [*range(1, 51)]
    assert [row.change.row for row in third.context["rows"]] == [*range(101, 123)]
    assert third.context["marked_row"] == 121
    assert 'id="dong-121" class="marked"' in third.text


@pytest.mark.parametrize("asked", [{"dong": "x"}, {"dong": "9" * 30}, {"trang": "-3"}, {"loai": "x"}])
def test_odd_questions_are_answered(long_draft, admin: Client, asked):
    assert admin.get(at("", long_draft), asked).status_code == 200


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"q": "school"}, [121]),
        ({"q": "ngan hang MOI"}, [122]),
        ({"loai": "rename"}, [122]),
        ({"q": "district_west"}, [121]),
        ({"q": "nobody-119"}, [120]),
        ({"q": "không đâu có"}, []),
    ],
)
def test_a_list_is_searched_by_codes_and_names(long_draft, admin: Client, asked, rows):
    assert [row.change.row for row in admin.get(at("", long_draft), asked).context["rows"]] == rows


def test_errors_come_first_and_lead_to_their_rows(long_draft, admin: Client):
    page = admin.get(at("", long_draft))

    assert (page.context["error_count"], page.context["hidden_errors"]) == (120, 70)
    assert '<a class="nowrap" href="?dong=1#dong-1">' in page.text
    assert not page.context["may_commit"]
    assert admin.post(at("-commit", long_draft)).status_code == 409


def test_no_page_asks_more_for_a_long_list(city: City, long_draft, admin: Client):
    short = city.draft(MOVE, Change(K.RENAME, "bank", name="Ngân hàng mới"))

    def statements(draft: Reorganisation) -> int:
        admin.get(at("", draft))
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(at("", draft)).status_code == 200
        return len(asked)

    assert statements(long_draft) == statements(short)


# ── carrying out ──────────────────────────────────────────────────────────────


def test_it_is_watched_while_it_runs_and_refreshed_when_it_is_over(city: City, admin: Client):
    draft = city.draft(MERGE)
    fragment = {"HX-Request": "true"}

    assert admin.post(at("-commit", draft)).url == at("", draft)
    assert admin.post(at("-commit", draft)).url == at("", draft)
    busy = admin.get(at("", draft))
    assert at("-progress", draft) in busy.text
    assert not busy.context["may_commit"]
    assert "Đang chờ đến lượt" in admin.get(at("-progress", draft), headers=fragment).text
    assert admin.post(at("-add", draft, "move"), {"code": "school", "under": "city"}).status_code == 409
    commit_reorganisation(reorganisation_id=draft.pk, by=city.admin)

    assert admin.get(at("-progress", draft), headers=fragment)["HX-Refresh"] == "true"
    done = admin.get(at("", draft))
    assert "Đã thực hiện" in done.text
    assert dict(done.context["counts"]) == {"Chuyển đơn vị cấp trên": 2, "Kết thúc": 1}


def test_a_failure_is_said_on_the_draft(city: City, admin: Client):
    draft = city.draft(MERGE)
    ask_for_commit(reorganisation_id=draft.pk, by=city.admin)
    note_failure(reorganisation_id=draft.pk, sentence="Máy chủ đã dừng giữa chừng.", by=city.admin)

    page = admin.get(at("", draft))

    assert "Máy chủ đã dừng giữa chừng." in page.text
    assert page.context["may_commit"]


def test_undo_names_what_stands_in_the_way_or_is_done(city: City, admin: Client):
    first = city.done(MOVE)
    second = city.done(Change(K.RENAME, "school", name="Trường"), on=date(2024, 8, 1))

    page = admin.get(at("-undo", first))
    assert page.context["obstacles"]
    assert admin.post(at("-undo", first)).status_code == 409
    assert "Hoàn tác quyết định" in admin.get(at("-undo", second)).text
    assert admin.post(at("-undo", second)).url == at("", second)
    undo_reorganisation(reorganisation_id=second.pk, by=city.admin)

    second.refresh_from_db()
    assert second.stage == Stage.UNDONE
    assert "Đã hoàn tác" in admin.get(at("", second)).text


def test_a_draft_is_discarded(city: City, admin: Client):
    draft = city.draft(MOVE)

    assert admin.post(at("-discard", draft)).url == reverse("reorganisation-list")
    assert not Reorganisation.objects.exists()


# ── who may read what ─────────────────────────────────────────────────────────


def test_drafts_are_for_those_who_manage_the_issuer(city: City):
    draft = city.draft(MOVE)

    for someone, status in (
        (people.officer(city.units["city"]), 403),
        (people.chair(city.units["school"]), 403),
        (people.administrator(city.units["district_east"]), 404),
        (people.person("stranger"), 404),
    ):
        for name in ("", "-edit"):
            assert signed_in(someone).get(at(name, draft)).status_code == status, someone
        assert signed_in(someone).post(at("-commit", draft)).status_code == status, someone
        assert draft.number not in signed_in(someone).get(reverse("reorganisation-list")).text


def test_what_was_carried_out_is_read_by_whom_it_touched_as_far_as_she_sees(city: City):
    done = city.done(MOVE, Change(K.RENAME, "bank", name="Ngân hàng"))
    school = signed_in(people.chair(city.units["school"]))
    east = signed_in(people.leader(city.units["district_east"]))
    mill_only = signed_in(people.leader(city.units["mill"]))

    page = school.get(at("", done))
    assert [row.change.code for row in page.context["rows"]] == ["school"]
    assert page.context["hidden_rows"] == 1
    assert "bank" not in page.text
    assert at("-undo", done) not in page.text
    assert "Kết quả xem trước" not in page.text
    assert done.title in school.get(reverse("reorganisation-list")).text
    assert east.get(at("", done)).status_code == 200
    assert mill_only.get(at("", done)).status_code == 404
    assert school.get(at("-undo", done)).status_code == 403
    assert mill_only.post(at("-undo", done)).status_code == 404


def test_what_was_undone_can_still_be_read_by_whom_it_touched(city: City):
    done = city.done(Change(K.FOUND, "ward", name="Phường", unit_kind="ward_union", under="city"), MOVE)
    leader = signed_in(people.leader(city.units["school"]))
    ask_for_undo(reorganisation_id=done.pk, by=city.admin)
    undo_reorganisation(reorganisation_id=done.pk, by=city.admin)

    assert leader.get(at("", done)).status_code == 200


def test_the_list_of_one_unit_has_those_in_which_it_had_a_part(city: City, admin: Client):
    city.done(MOVE)
    page = reverse("reorganisation-list")

    assert len(admin.get(page, {"don-vi": "school"}).context["rows"]) == 1
    assert len(admin.get(page, {"don-vi": "bank"}).context["rows"]) == 0
    assert admin.get(page, {"don-vi": "nobody"}).status_code == 404
    assert Unit.objects.filter(code="school").exists()
