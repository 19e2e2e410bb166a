"""The editor of forms and indicators: drafts, publishing, taking back, differences, what goes wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.reports import opened
from tests.factories.tree import tree
from tests.people import administrator, person
from thidua.audit.models import AuditInbox
from thidua.indicators.contents import CheckDraft, Contents, RowDraft, SectionDraft, difference
from thidua.indicators.draft_form import side_in_words
from thidua.indicators.models import BaseFrequency, Form, FormVersion, Indicator
from thidua.indicators.queries import Catalogue, catalogue
from thidua.indicators.services import install_catalogue
from thidua.indicators.services.contents import read_contents
from thidua.indicators.services.drafts import (
    BadDraft,
    BadFormCode,
    DraftExists,
    VersionInUse,
    begin_draft,
    found_form,
    publish_draft,
    save_draft,
    withdraw_version,
)
from thidua.indicators.services.forms import AlreadyPublished, CollectedTwice
from thidua.indicators.services.indicators import BadIndicator, Nature, Words, edit_indicator, found_indicator
from thidua.people.models import User

STARTS = date(2025, 1, 1)
EN_WORDS = ("Đoàn viên gặp khó khăn được thăm", "Members in need visited")


@pytest.fixture
def editor(installed: Catalogue) -> User:
    return person("bientap")


def words(**changed: object) -> Words:
    plain: dict[str, object] = {
        "name_vi": EN_WORDS[0], "name_en": EN_WORDS[1], "definition_vi": "", "definition_en": "", "source": "",
        "notes": "", "smallest": 0, "largest": 1000, "print_digits": 0,
    }  # fmt: skip
    return Words(**(plain | changed))  # type: ignore[arg-type]


def nature(code: str = "WEL95", **changed: object) -> Nature:
    plain: dict[str, object] = {
        "code": code, "area": catalogue().by_code["ORG16"].area, "measure_vi": "người", "measure_en": "people",
        "kind": "flow", "direction": "more", "decimals": 0,
    }  # fmt: skip
    return Nature(**(plain | changed))  # type: ignore[arg-type]


def contents(*codes: str, checks: tuple[CheckDraft, ...] = ()) -> Contents:
    return Contents((SectionDraft("Phần I", "Part I", tuple(RowDraft(code) for code in codes)),), checks)


def grassroots_draft(editor: User) -> FormVersion:
    return begin_draft(form=Form.objects.get(code="grassroots-month"), starts=STARTS, by=editor)


def test_a_draft_begins_as_a_copy_and_there_is_one_at_a_time(editor: User) -> None:
    form = Form.objects.get(code="grassroots-month")
    draft = grassroots_draft(editor)

    assert draft.number == 2
    assert read_contents(draft) == read_contents(form.versions.get(number=1))
    with pytest.raises(DraftExists):
        grassroots_draft(editor)


def test_a_new_indicator_is_asked_for_from_the_first_day_of_the_version(editor: User) -> None:
    made = found_indicator(nature=nature(), words=words(), by=editor)
    draft = grassroots_draft(editor)
    before = read_contents(draft)
    after = Contents(
        (*before.sections, SectionDraft("Mới", "New", (RowDraft(made.code, entry="since"),))), before.checks
    )

    save_draft(version_id=draft.pk, starts=STARTS, contents=after, by=editor)
    publish_draft(version_id=draft.pk, by=editor)

    assert difference(before, after).added == (RowDraft(made.code, entry="since"),)
    assert BaseFrequency.objects.get(indicator=made).during.lower == STARTS
    assert Form.objects.get(code="grassroots-month").versions.get(number=1).during.upper == STARTS
    assert catalogue().frequencies[made.pk] == "M"
    assert AuditInbox.objects.filter(event="form.published").count() == 1


def test_what_is_published_is_taken_back_while_nothing_stands_on_it(editor: User) -> None:
    draft = grassroots_draft(editor)
    publish_draft(version_id=draft.pk, by=editor)
    with pytest.raises(AlreadyPublished):
        save_draft(version_id=draft.pk, starts=STARTS, contents=contents("ORG16"), by=editor)

    again = withdraw_version(version_id=draft.pk, by=editor)

    assert again.pk != draft.pk, "what was published under the old row never changes"
    assert again.published_at is None
    assert Form.objects.get(code="grassroots-month").versions.get(number=1).during.upper is None


def test_what_was_taken_back_may_be_asked_at_another_length(editor: User) -> None:
    made = found_indicator(nature=nature(), words=words(), by=editor)
    draft = grassroots_draft(editor)
    before = read_contents(draft)
    added = Contents((*before.sections, SectionDraft("Mới", "New", (RowDraft(made.code),))), before.checks)
    save_draft(version_id=draft.pk, starts=STARTS, contents=added, by=editor)
    publish_draft(version_id=draft.pk, by=editor)
    kept = BaseFrequency.objects.exclude(indicator=made).count()

    withdraw_version(version_id=draft.pk, by=editor)

    assert not BaseFrequency.objects.filter(indicator=made).exists()
    assert BaseFrequency.objects.count() == kept


@pytest.mark.parametrize("code", ["past-month", "dot-xuat-1"])
def test_codes_of_the_system_s_own_forms_are_taken(editor: User, code: str) -> None:
    with pytest.raises(BadFormCode):
        found_form(
            code=code, name_vi="x", name_en="x", unit_kinds=["grassroots"], calendar="C", frequency="M", by=editor
        )


def test_a_version_with_reports_stays(editor: User) -> None:
    tree("city > district > school")
    opened()
    with pytest.raises(VersionInUse):
        withdraw_version(version_id=Form.objects.get(code="grassroots-month").versions.get(number=1).pk, by=editor)


def test_two_forms_do_not_ask_one_unit_for_one_thing(editor: User) -> None:
    form = found_form(
        code="grassroots-extra", name_vi="Thêm", name_en="", unit_kinds=["grassroots"], calendar="C", frequency="M",
        by=editor,
    )  # fmt: skip
    draft = begin_draft(form=form, starts=STARTS, by=editor)
    save_draft(version_id=draft.pk, starts=STARTS, contents=contents("ORG16"), by=editor)

    with pytest.raises(CollectedTwice, match="ORG16"):
        publish_draft(version_id=draft.pk, by=editor)


@pytest.mark.parametrize("codes", [("ORG16", "ORG16"), ("ORG16", "NOPE1")])
def test_a_draft_holds_each_indicator_of_the_catalogue_once(editor: User, codes: tuple[str, ...]) -> None:
    draft = grassroots_draft(editor)

    with pytest.raises(BadDraft):
        save_draft(version_id=draft.pk, starts=STARTS, contents=contents(*codes), by=editor)
    assert len(read_contents(draft).rows) > 10, "what stood there stays"


def test_edited_words_outlive_an_update_of_the_data_files(editor: User) -> None:
    indicator = catalogue().by_code["ORG16"]
    edit_indicator(indicator_id=indicator.pk, words=words(name_vi="Số đoàn viên"), by=editor)

    install_catalogue()

    assert catalogue().by_code["ORG16"].name_vi == "Số đoàn viên"
    assert catalogue().by_code["ORG17"].name_vi != "Số đoàn viên"


def test_every_new_number_has_a_place_of_its_own(editor: User) -> None:
    kinds = [("flow", {}), ("stock", {}), ("average", {"weight": catalogue().by_code["ORG16"]}), ("extreme", {})]
    for n, (kind, parts) in enumerate(kinds):
        found_indicator(nature=nature(f"WEL9{n}", kind=kind, **parts), words=words(), by=editor)

    places: set[tuple[int, int]] = set()
    for indicator in Indicator.objects.filter(slot__isnull=False).select_related("slot"):
        width = 3 if indicator.kind == "average" else 1
        mine = {(indicator.slot.block_id, indicator.slot.position + step) for step in range(width)}
        assert places.isdisjoint(mine), indicator
        assert max(position for _block, position in mine) <= 64
        places |= mine


@pytest.mark.parametrize(
    "changed", [{"code": "wel95"}, {"code": "ORG16"}, {"kind": "ratio"}, {"kind": "average"}]
)  # fmt: skip
def test_an_indicator_that_could_not_be_counted_is_refused(editor: User, changed: dict[str, object]) -> None:
    with pytest.raises(BadIndicator):
        found_indicator(nature=nature(**changed), words=words(), by=editor)  # type: ignore[arg-type]


def test_a_check_is_read_back_in_words(installed: Catalogue) -> None:
    assert side_in_words("ORG16@previous - 2*ORG17 + 10") == (
        f"«{installed.by_code['ORG16'].name}» kỳ trước − 2 × «{installed.by_code['ORG17'].name}» + 10"
    )


# ── The pages ────────────────────────────────────────────────────────────────


@pytest.fixture
def page(installed: Catalogue) -> Client:
    client = Client()
    client.force_login(administrator(tree("city > district > school")["city"]))
    return client


DRAFT = "/danh-muc/bieu-mau/grassroots-month/2/soan/"
LINES = {
    "starts": "2025-01-01",
    "line": ["section", "row", "row"],
    "name_vi": ["Phần I"],
    "name_en": ["Part I"],
    "indicator": ["ORG16", "ORG17"],
    "label": ["1", "–"],
    "required": ["yes", "no"],
    "entry": ["period", "since"],
    "left": ["ORG17"],
    "operator": ["<="],
    "right": ["ORG16"],
    "severity": ["error"],
    "sentence_vi": ["Nữ không quá tổng số."],
    "sentence_en": [""],
}


def test_the_editor_keeps_what_is_sent_only_when_asked_to(page: Client, editor: User) -> None:
    draft = grassroots_draft(editor)
    rows = len(read_contents(draft).rows)

    seen = read_contents(draft).stamp

    moved = page.post(DRAFT, {**LINES, "seen": seen, "act": "down:1"})
    assert moved.status_code == 200
    assert len(read_contents(draft).rows) == rows

    assert page.post(DRAFT, {**LINES, "seen": seen, "act": "save"}).status_code == 302
    kept = read_contents(draft)
    assert kept.rows == (RowDraft("ORG16", "1"), RowDraft("ORG17", "–", required=False, entry="since"))
    assert kept.checks[0].sentence_vi == "Nữ không quá tổng số."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"left": ["ORG17 *"]}, "không phải là một tổng chỉ tiêu"),
        ({"left": ["ORG99"]}, "Biểu mẫu không có dòng ORG99"),
        ({"left": ["1"], "right": ["2"]}, "phải nhắc đến ít nhất một chỉ tiêu"),
        ({"sentence_vi": [""]}, "Hãy viết câu mà người nhập sẽ đọc"),
        ({"indicator": ["ORG16", "ORG16"]}, "đã có một dòng khác"),
        ({"indicator": ["ORG16", "XX99"]}, "Danh mục không có chỉ tiêu"),
        ({"line": ["row", "section", "row"]}, "đứng trước phần đầu tiên"),
        ({"name_vi": [""]}, "Hãy đặt tên cho phần này"),
        ({"starts": "hôm qua"}, "Hãy chọn ngày bắt đầu áp dụng"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_nothing_typed_is_lost(
    page: Client, editor: User, wrong: dict[str, object], sentence: str
) -> None:
    draft = grassroots_draft(editor)
    before = read_contents(draft)

    answer = page.post(DRAFT, {**LINES, **wrong, "act": "save"})

    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert "Part I" in text
    assert read_contents(draft) == before


@pytest.mark.parametrize(
    "act", ["up:0", "down:99", "remove:99", "remove-check:7", "remove:-1", "nonsense", "add-rows:x"]
)
def test_a_button_that_makes_no_sense_changes_nothing(page: Client, editor: User, act: str) -> None:
    grassroots_draft(editor)

    assert page.post(DRAFT, {**LINES, "act": act}).status_code == 200


def test_a_draft_that_asks_twice_is_not_published_and_says_why(page: Client, editor: User) -> None:
    draft = grassroots_draft(editor)
    twice = next(
        row.indicator for row in read_contents(Form.objects.get(code="grassroots-quarter").versions.get()).rows
    )
    save_draft(version_id=draft.pk, starts=STARTS, contents=contents("ORG16", twice), by=editor)

    shown = page.get("/danh-muc/bieu-mau/grassroots-month/2/ban-hanh/")
    assert shown.status_code == 200
    assert twice in shown.content.decode()
    assert page.post("/danh-muc/bieu-mau/grassroots-month/2/ban-hanh/").status_code == 409
    draft.refresh_from_db()
    assert draft.published_at is None


def test_publishing_is_undone_from_its_toast(page: Client, editor: User) -> None:
    grassroots_draft(editor)

    assert page.post("/danh-muc/bieu-mau/grassroots-month/2/ban-hanh/").status_code == 302
    assert page.post("/danh-muc/bieu-mau/grassroots-month/2/thu-hoi/").status_code == 302
    assert Form.objects.get(code="grassroots-month").versions.get(number=2).published_at is None


def test_typed_figures_try_the_checks_out(page: Client) -> None:
    answer = page.post("/danh-muc/bieu-mau/grassroots-month/1/xem-thu/", {"now-ORG16": "10", "now-ORG17": "12"})

    assert answer.status_code == 200
    assert answer.context["trial"].findings
    assert page.post("/danh-muc/bieu-mau/grassroots-month/1/xem-thu/", {"now-ORG16": "mười"}).context["trial"].unread


def test_a_version_is_read_in_the_reader_s_language(page: Client) -> None:
    page.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    shown = page.get("/danh-muc/bieu-mau/grassroots-month/1/").content.decode()

    assert "Organisation and officers" in shown
    assert "Tổ chức, cán bộ" not in shown
    assert "Correct one of the two cells" in shown


def test_the_catalogue_is_found_without_accents(page: Client) -> None:
    found = page.get("/danh-muc/", {"q": "doan vien"}).context["indicators"]

    assert found
    assert all("oàn viên" in indicator.name_vi for indicator in found)
    assert page.get("/danh-muc/", {"q": "zzz"}).context["indicators"] == []


@pytest.mark.parametrize(
    ("calendar", "frequency", "status"), [("S", "M", 422), ("C", "S", 422), ("C", "O", 422), ("C", "Q", 302)]
)
def test_a_form_is_for_periods_that_its_calendar_has(page: Client, calendar: str, frequency: str, status: int) -> None:
    sent = {
        "name_vi": "Mới", "code": "team-extra", "unit_kinds": ["team"], "calendar": calendar, "frequency": frequency,
        "starts": "2025-01-01",
    }  # fmt: skip

    assert page.post("/danh-muc/bieu-mau/moi/", sent).status_code == status
