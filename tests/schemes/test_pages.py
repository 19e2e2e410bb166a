"""The pages of point tables: who reads and edits, what each step keeps, what goes wrong and keeps what was typed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.tree import tree
from tests.people import chair, officer
from tests.schemes.making import a_draft, a_scheme, published, published_and_drafted, small_table
from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.schemes.tree import find
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.format import scheme_from, scheme_to
from thidua.scoring.scheme import Criterion, Steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, Unit]:
    return tree("city > district > school", "city > district > hospital")


@pytest.fixture
def editor(units: dict[str, Unit]) -> User:
    return officer(units["city"], "soan")


@pytest.fixture
def draft(units: dict[str, Unit], editor: User) -> SchemeVersion:
    return a_draft(units["city"], editor)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def address(scheme: Scheme, rest: str = "") -> str:
    return f"/thi-dua/bang-diem/{scheme.reference}/{rest}"


def criterion_sent(version: SchemeVersion, **changed: str) -> dict[str, str]:
    """What the panel of criterion A1 sends."""
    plain = {
        "seen": str(version.revision), "muc": "A1", "loai": "criterion", "name": "Kết nạp đoàn viên", "max": "60",
        "method": "proportional", "measure_key": "ORG21 · Kết nạp", "measure_weight": "", "measure_target": "",
        "measure_against": "assigned", "measure_deducts": "no", "combine": "each", "scorer": "system", "act": "save",
    }  # fmt: skip
    return plain | changed


def criterion_of(version: SchemeVersion, code: str = "A1") -> Criterion:
    version.refresh_from_db()
    found = find(scheme_from(version.content), code).criterion
    assert found is not None
    return found


def test_a_manager_reads_a_draft_and_others_only_what_is_published(units: dict[str, Unit], editor: User) -> None:
    drafted = a_scheme(units["city"], editor)
    issued = published(units["city"], editor).scheme
    member = signed_in(chair(units["school"], "truong"))

    assert signed_in(editor).get(address(drafted)).status_code == 200
    assert member.get(address(drafted)).status_code == 404
    assert member.get(address(issued)).status_code == 200
    assert member.get(address(issued, "soan/")).status_code == 403


def test_the_page_says_every_criterion_in_words(units: dict[str, Unit], editor: User) -> None:
    version = published(units["city"], editor)
    text = signed_in(editor).get(address(version.scheme)).content.decode()

    for word in ("Kết nạp đoàn viên", "60 × kết quả/chỉ tiêu", "ORG21", "Biên bản", "Cụm trưởng", "chưa đủ 12 tháng"):
        assert word in text


def test_every_panel_opens(draft: SchemeVersion, editor: User) -> None:
    client = signed_in(editor)
    for key in ("@chung", "@loai", "@dieu-kien", "@uu-tien", "A", "A1", "B1", "gone"):
        assert client.get(address(draft.scheme, "soan/"), {"muc": key}).status_code == 200


def test_saving_a_criterion_is_one_edit_that_can_be_undone(draft: SchemeVersion, editor: User) -> None:
    client = signed_in(editor)
    sent = criterion_sent(draft, max="55,5", name="Kết nạp mới")
    answer = client.post(address(draft.scheme, "soan/"), sent)

    assert answer.status_code == 302
    assert criterion_of(draft).max == Decimal("55.5")
    assert criterion_of(draft).name == "Kết nạp mới"
    client.post(address(draft.scheme, f"soan/hoan-tac/{draft.revision}/"))
    assert criterion_of(draft).max == 60


def test_steps_read_by_rows_and_drop_empty_ones(draft: SchemeVersion, editor: User) -> None:
    sent = {
        **criterion_sent(draft, method="steps"), "steps_on": "ratio",
        "step_bound": ["100", "90", ""], "step_points": ["60", "40,5", ""],
    }  # fmt: skip
    signed_in(editor).post(address(draft.scheme, "soan/"), sent)
    formula = criterion_of(draft).formula

    assert isinstance(formula, Steps)
    assert [(step.bound, step.points) for step in formula.steps] == [(100, 60), (90, Decimal("40.5"))]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("max", "sáu mươi"),
        ("max", "1,2345"),
        ("name", ""),
        ("name", "a\u202eb"),
        ("floor_least", "-1"),
        ("max", "9" * 50),
    ],
)
def test_what_is_wrong_keeps_everything_typed(draft: SchemeVersion, editor: User, field: str, value: str) -> None:
    sent = criterion_sent(draft, **{"guidance": "Xem sổ nghị quyết", "floor_effect": "exclude", field: value})
    answer = signed_in(editor).post(address(draft.scheme, "soan/"), sent, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "Xem sổ nghị quyết" in answer.content.decode()
    assert criterion_of(draft).name == "Kết nạp đoàn viên"
    assert draft.revision == 1


def test_two_editors_find_out_about_each_other(draft: SchemeVersion, editor: User, units: dict[str, Unit]) -> None:
    first, second = signed_in(editor), signed_in(officer(units["city"], "nguoihai"))
    begun = criterion_sent(draft, name="Tên của người thứ hai")
    first.post(address(draft.scheme, "soan/"), criterion_sent(draft, max="50"))
    answer = second.post(address(draft.scheme, "soan/"), begun)
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "Tên của người thứ hai" in text
    assert "sửa tiêu chí «Kết nạp đoàn viên»" in text
    assert criterion_of(draft).max == 50
    # The page now knows of the other's edit: pressing again keeps one's own.
    again = second.post(address(draft.scheme, "soan/"), begun | {"seen": str(draft.revision)})
    assert again.status_code == 302
    assert criterion_of(draft).name == "Tên của người thứ hai"


def test_a_button_of_the_tree_keeps_what_was_typed(draft: SchemeVersion, editor: User) -> None:
    sent = criterion_sent(draft, max="40", act="duplicate:A1")
    signed_in(editor).post(address(draft.scheme, "soan/"), sent)
    draft.refresh_from_db()
    table = scheme_from(draft.content)

    assert [one.code for one in table.positions] == ["A1", "A2", "B1"]
    assert {one.max for one in table.positions[:2]} == {40}


def test_the_method_changes_the_fields_without_keeping_anything(draft: SchemeVersion, editor: User) -> None:
    sent = criterion_sent(draft, method="external", act="shape")
    answer = signed_in(editor).post(address(draft.scheme, "soan/"), sent, headers={"HX-Request": "true"})
    draft.refresh_from_db()

    assert answer.status_code == 200
    assert 'name="award_name"' in answer.content.decode()
    assert draft.revision == 1


def test_classes_conditions_and_ties_are_kept(draft: SchemeVersion, editor: User) -> None:
    client, place = signed_in(editor), address(draft.scheme, "soan/")
    client.post(place, {
        "seen": "1", "muc": "@loai", "class_label": ["Khá", "Tốt", ""], "class_least": ["50", "90", ""],
        "class_verified": ["yes", "yes", "yes"],
    })  # fmt: skip
    client.post(place, {
        "seen": "2", "muc": "@dieu-kien", "c0-code": "", "c0-text": "Bị kỷ luật từ cảnh cáo", "c0-effect": "cap:Khá",
        "c0-0-fact": "discipline", "c0-0-operator": ">=", "c0-0-value": "cảnh cáo",
    })  # fmt: skip
    client.post(place, {"seen": "3", "muc": "@uu-tien", "tie_what": ["group:A", ""], "tie_less": ["yes", "no"]})
    draft.refresh_from_db()
    table = scheme_from(draft.content)

    assert [(band.label, band.least) for band in table.classes] == [("Tốt", 90), ("Khá", 50)]
    assert table.conditions[0].when[0].order[0] == "khiển trách"
    assert table.tie_breaks[0].less_first


@pytest.mark.parametrize(
    "sent",
    [
        {"muc": "@loai", "class_label": ["Tốt", "Tốt"], "class_least": ["9", "8"], "class_verified": ["yes", "yes"]},
        {"muc": "@dieu-kien", "c0-text": "Câu", "c0-effect": "demote:99", "c0-0-fact": "fined", "c0-0-value": "có"},
        {"muc": "@dieu-kien", "c0-text": "Câu", "c0-effect": "exclude", "c0-0-fact": "fined", "c0-0-value": "12"},
        {"muc": "@uu-tien", "tie_what": ["group:ZZ"], "tie_less": ["no"]},
        {"muc": "@chung", "total": "x", "digits": "9"},
    ],
)
def test_bad_wholes_are_refused(draft: SchemeVersion, editor: User, sent: dict[str, object]) -> None:
    answer = signed_in(editor).post(address(draft.scheme, "soan/"), {"seen": "1", **sent})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"muc": "gone", "loai": "criterion", "name": "x", "max": "1", "method": "manual"},
        {"muc": "A1", "loai": "group", "name": "x", "max": "1"},
        {"muc": "@chung", "total": "100", "digits": "2", "act": "explode:A1", "seen": "1"},
        {"muc": "@chung", "total": "100", "digits": "2", "act": "up:A", "seen": "99999999999999"},
    ],
)
def test_what_does_not_fit_changes_nothing(draft: SchemeVersion, editor: User, sent: dict[str, str]) -> None:
    answer = signed_in(editor).post(address(draft.scheme, "soan/"), sent)
    draft.refresh_from_db()

    assert answer.status_code in {409, 422}
    assert draft.revision == 1


def test_beginning_from_a_file_an_example_or_a_copy(units: dict[str, Unit], editor: User) -> None:
    client = signed_in(editor)
    source = published(units["city"], editor).scheme
    text = json.dumps(scheme_to(small_table(name="Từ tệp"))).encode()
    common = {"name": "Bảng mới", "year": "2025", "owner": "city"}
    ways = (
        {"begin": "copy", "copied": source.reference},
        {"begin": "example", "example": "S4"},
        {"begin": "empty"},
        {"begin": "file", "file": SimpleUploadedFile("bang.json", text)},
    )
    for way in ways:
        assert client.post("/thi-dua/bang-diem/moi/", common | way).status_code == 302
    made = Scheme.objects.filter(name="Bảng mới").order_by("pk")

    assert [one.copied_from_id for one in made] == [source.pk, None, None, None]
    assert scheme_from(made[3].versions.get().content).positions[0].code == "A1"
    # A copy says what it began with; nothing differs yet but its name.
    page = client.get(address(made[0], "ban/1/so-sanh/")).content.decode()
    assert "Không khác nhau" in page


NO_TABLES = (b"", b"{", b"[]", b'{"code": 1}', b"\xff\xfe", b'{"code":"a","name":"b","total":1,"x":2}')


@pytest.mark.parametrize("content", NO_TABLES)
def test_files_that_are_no_table_are_refused(units: dict[str, Unit], editor: User, content: bytes) -> None:
    sent = {"name": "Bảng", "year": "2025", "owner": "city", "begin": "file"}
    file = SimpleUploadedFile("bang.json", content)
    assert signed_in(editor).post("/thi-dua/bang-diem/moi/", sent | {"file": file}).status_code == 422
    assert not Scheme.objects.exists()


def test_publishing_can_be_undone_and_differs_from_the_next(units: dict[str, Unit], editor: User) -> None:
    client = signed_in(editor)
    draft = a_draft(units["city"], editor)
    assert client.post(address(draft.scheme, "ban-hanh/")).status_code == 302
    assert client.post(address(draft.scheme, "ban/1/thu-hoi/")).status_code == 302
    assert not draft.scheme.versions.get().is_published

    scheme = published_and_drafted(units["city"], editor)
    second = scheme.versions.get(number=2)
    client.post(address(scheme, "soan/"), criterion_sent(second, name="Kết nạp nhiều hơn"))
    assert "Kết nạp nhiều hơn" in client.get(address(scheme, "ban/2/so-sanh/")).content.decode()


def test_errors_stand_against_publishing_and_lead_to_their_rows(units: dict[str, Unit], editor: User) -> None:
    draft = a_draft(units["city"], editor, table=small_table(total=Decimal(90)))
    client = signed_in(editor)

    assert client.post(address(draft.scheme, "ban-hanh/")).status_code == 409
    assert "soan/?muc=" in client.get(address(draft.scheme, "ban-hanh/")).content.decode()
    draft.refresh_from_db()
    assert not draft.is_published


def test_the_file_of_a_table_is_the_one_that_is_read(units: dict[str, Unit], editor: User) -> None:
    version = published(units["city"], editor)
    answer = signed_in(editor).get(address(version.scheme, "ban/1/json/"))

    assert scheme_from(json.loads(answer.content)) == small_table(name="Bảng nhỏ")
    assert "attachment" in answer["Content-Disposition"]


def test_the_list_asks_as_often_for_many_schemes_as_for_one(units: dict[str, Unit], editor: User) -> None:
    client = signed_in(editor)
    published(units["city"], editor)
    client.get("/thi-dua/bang-diem/")
    with CaptureQueriesContext(connection) as one:
        client.get("/thi-dua/bang-diem/")
    for _n in range(5):
        published_and_drafted(units["city"], editor)
    with CaptureQueriesContext(connection) as many:
        client.get("/thi-dua/bang-diem/")
    assert len(many) == len(one)


def test_the_list_tells_readers_nothing_of_a_draft(units: dict[str, Unit], editor: User) -> None:
    scheme = published_and_drafted(units["city"], editor)
    draft = scheme.versions.get(published_at=None)
    SchemeVersion.objects.filter(pk=draft.pk).update(content=draft.content | {"total": 123})

    for reader in (chair(units["school"]), editor):
        page = signed_in(reader).get("/thi-dua/bang-diem/").content.decode()
        assert '<td class="num">100</td>' in page
        assert '<td class="num">123</td>' not in page
