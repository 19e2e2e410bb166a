"""The editor over HTTP: saving, hostile input, renewing figures, fields around the words, work without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests import people
from tests.browser.world import World, build
from tests.factories import reports
from thidua.core.periods import parse
from thidua.documents.content import Content, Paragraph, Token, plain
from thidua.documents.edits import as_sent
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import delete_draft
from thidua.documents.services.issuing import issue_document
from thidua.documents.stored import content_from_data, digest
from thidua.drafting.amendments import amendments_of
from thidua.drafting.services import Wanted, draft_document, redraft_document, refresh_tokens
from thidua.drafting.stale import freshness
from thidua.figures.fold import fold_marks
from thidua.reporting.services.workflow import accept_report, amend_report, submit_report

MONTH = "2024-M04"
HELPED = "value:UH-01:WEL01:2024-M04"
TODAY = date(2024, 5, 18)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all tests, which is undone at the end."""
    with override_settings(THIDUA_TODAY=TODAY), django_db_blocker.unblock(), transaction.atomic():
        world = build()
        while fold_marks():
            pass
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, settings, tmp_path, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world as it was built, whatever other tests did."""
    settings.THIDUA_TODAY, settings.FILES_DIR = TODAY, tmp_path
    with django_db_blocker.unblock(), transaction.atomic():
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def document(world) -> Document:
    return draft_document(wanted=Wanted(world.units["UH-01"], Kind.REPORT, parse(MONTH)), by=world.chair)


def standing(document: Document) -> Content:
    return content_from_data(document.versions.latest("number").content)


def seen(document: Document) -> str:
    return digest(standing(document))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(document: Document) -> list[dict[str, object]]:
    """What the editor would send of the draft as it stands."""
    found = []
    for block in map(as_sent, standing(document).blocks):
        data: dict[str, object] = {"id": block.id, "type": block.type}
        if block.type != "kept":
            data["level" if block.type == "heading" else "style"] = block.form
            data["pieces"] = [one if isinstance(one, str) else {"key": one[0], "text": one[1]} for one in block.pieces]
        found.append(data)
    return found


def save(client: Client, document: Document, blocks: object, **fields: object):
    body = {"seen": seen(document), "blocks": blocks, **fields}
    return client.post(
        f"/van-ban/{document.reference}/luu/", json.dumps(body), "application/json", HTTP_ACCEPT="application/json"
    )


def first_paragraph(blocks: list[dict[str, object]]) -> dict[str, object]:
    return next(block for block in blocks if block["type"] == "paragraph")


def amend(world: World, code: str, text: str) -> None:
    report = reports.report_of(world.units["UH-01"], MONTH)
    amend_report(report_id=report.pk, by=world.chair)
    reports.typed(report, world.chair, {code: text})
    submit_report(report_id=report.pk, reason="Kiểm đếm lại", by=world.chair)
    accept_report(report_id=report.pk, by=world.officer)


def said(document: Document, key: str = HELPED) -> list[str]:
    return [token.text for token in standing(document).tokens() if token.key == key]


def test_words_are_saved_and_figures_stay(world, document):
    blocks = sent(document)
    first_paragraph(blocks)["pieces"] += [" Thêm ", {"key": HELPED, "text": said(document)[0]}, "."]

    answer = save(signed_in(world.chair), document, blocks)

    assert answer.status_code == 200
    assert answer.json()["seen"] == seen(document)
    assert next(block for block in standing(document).blocks if isinstance(block, Paragraph)).edited


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([{"key": HELPED, "text": "999"}], "token-forged"),
        ([{"key": "value:UH:WEL01:2024-M04", "text": "12"}], "token-elsewhere"),
        ([{"key": "value:UH-02:WEL01:2024-M04", "text": "12"}], "token-elsewhere"),
        ([{"key": "nonsense", "text": "12"}], "token-elsewhere"),
        ([{"key": HELPED, "text": "12", "href": "https://elsewhere.example"}], "not-content"),
        (["a\u202eb"], "bad-text"),
        ([["nested"]], "not-content"),
        ([None], "not-content"),
    ],
)
def test_hostile_pieces_change_nothing(world, document, pieces, code):
    before, blocks = seen(document), sent(document)
    first_paragraph(blocks)["pieces"] = pieces

    answer = save(signed_in(world.chair), document, blocks)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert seen(document) == before


def test_tags_come_back_as_words(world, document):
    blocks = sent(document)
    first_paragraph(blocks)["pieces"] = ["<script>alert(1)</script>"]
    client = signed_in(world.chair)
    assert save(client, document, blocks).status_code == 200

    for address in ("", "soan/", "thay-doi/"):
        page = client.get(f"/van-ban/{document.reference}/{address}").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[" * 100_000, 422),
        (b'{"seen": 1, "blocks": []}', 422),
        (b'{"seen": "x", "blocks": [], "more": 1}', 422),
        (b'{"seen": "x", "blocks": [NaN]}', 422),
        (b"x" * 5_000_000, 413),
    ],
)
def test_broken_bodies_are_refused(world, document, body, status):
    answer = signed_in(world.chair).post(
        f"/van-ban/{document.reference}/luu/", body, "application/json", HTTP_ACCEPT="application/json"
    )

    assert answer.status_code == status
    assert answer.json()["sentence"]
    assert document.versions.count() == 1


def test_whoever_is_overtaken_gets_what_the_other_wrote(world, document):
    mine, theirs = sent(document), sent(document)
    before = seen(document)
    first_paragraph(theirs)["pieces"] = ["Của Bình."]
    assert save(signed_in(world.deputy), document, theirs).status_code == 200
    first_paragraph(mine)["pieces"] = ["Của Hòa."]

    answer = save(signed_in(world.chair), document, mine, seen=before)

    assert answer.status_code == 409
    assert answer.json()["who"] == "Binh"
    assert any("Của Bình." in block["html"] for block in answer.json()["blocks"])
    assert answer.json()["seen"] == seen(document)


def test_a_figure_of_a_unit_below_may_be_put_in(world):
    document = draft_document(wanted=Wanted(world.units["UH"], Kind.REPORT, parse(MONTH)), by=world.officer)
    client = signed_in(world.officer)
    offered = client.get(f"/van-ban/{document.reference}/con-so/?q=WEL01&unit=UH-01").content.decode()
    assert f'data-key="{HELPED}"' in offered
    assert client.get(f"/van-ban/{document.reference}/con-so/?unit=HN").status_code == 404
    blocks = sent(document)
    first_paragraph(blocks)["pieces"] = [{"key": HELPED, "text": "12"}]

    assert save(client, document, blocks).status_code == 200

    (token,) = [one for one in standing(document).tokens() if one.key == HELPED]
    assert token.href == "/so-lieu/UH-01/2024-M04/WEL01/"


# ── Figures that change ──────────────────────────────────────────────────────


def test_what_nobody_edited_is_written_anew_and_edited_words_stay(world, document):
    assert freshness(standing(document)).blocks == ()
    blocks = sent(document)
    edited = next(block for block in blocks if {"key": HELPED, "text": "12"} in block.get("pieces", []))
    edited["pieces"] = ["Chúng tôi đã chăm lo ", {"key": HELPED, "text": "12"}, " lượt."]
    save(signed_in(world.chair), document, blocks)
    amend(world, "WEL01", "14")
    stale = freshness(standing(document))
    assert {("12", "14")} <= {(one.was.text, one.now.text) for one in stale.changes if one.now}

    refresh_tokens(document_id=document.pk, block=str(edited["id"]), seen=seen(document), by=world.chair)

    texts = {block.id: plain(block.pieces) for block in standing(document).blocks if isinstance(block, Paragraph)}
    assert texts[str(edited["id"])] == "Chúng tôi đã chăm lo 14 lượt."
    assert freshness(standing(document)).blocks
    refresh_tokens(document_id=document.pk, seen=seen(document), by=world.chair)
    assert freshness(standing(document)).blocks == ()
    anew = draft_document(wanted=Wanted(world.units["UH-01"], Kind.REPORT, parse(MONTH)), by=world.chair)
    written = {block.id: block for block in standing(anew).blocks}
    assert all(written[block.id] == block for block in standing(document).blocks if block.id != edited["id"])


def test_drafting_anew_keeps_what_people_wrote(world, document):
    blocks = sent(document)
    first = first_paragraph(blocks)
    first["pieces"] = ["Lời của Hòa."]
    blocks.insert(blocks.index(first) + 1, {"id": "n1", "type": "paragraph", "style": "body", "pieces": ["Đoạn thêm."]})
    blocks = blocks[: blocks.index(first) + 2]
    save(signed_in(world.chair), document, blocks)

    redraft_document(document_id=document.pk, seen=seen(document), by=world.chair)

    found = standing(document).blocks
    at = next(index for index, block in enumerate(found) if block.id == first["id"])
    assert [plain(block.pieces) for block in found[at : at + 2] if isinstance(block, Paragraph)] == [
        "Lời của Hòa.",
        "Đoạn thêm.",
    ]
    assert len(found) > len(blocks)


def test_what_cannot_be_said_any_more_is_told(world, document):
    gone = Token("value:UH-01:NONE9:2024-M04", "5", "Chỉ tiêu đã bỏ")
    version = document.versions.get()
    version.content["blocks"].append(
        {"type": "paragraph", "id": "gone", "pieces": ["Có ", {"key": gone.key, "text": "5", "about": gone.about}]}
    )
    version.save()

    page = signed_in(world.chair).get(f"/van-ban/{document.reference}/soan/").content.decode()

    assert "không còn số liệu" in page
    refresh_tokens(document_id=document.pk, seen=seen(document), by=world.chair)
    assert said(document, gone.key) == ["5"]


def test_who_amended_what_since_it_was_issued(world, document):
    issue_document(document_id=document.pk, seen=seen(document), by=world.chair)
    issued_at = document.versions.get(issued=True).saved_at
    amend(world, "WEL01", "14")

    found = amendments_of(freshness(standing(document)).changes, since=issued_at)

    (amendment,) = found[HELPED]
    assert (amendment.period, amendment.reason, amendment.by) == ("T4/2024", "Kiểm đếm lại", "Hoa")
    page = signed_in(world.chair).get(f"/van-ban/{document.reference}/thay-doi/").content.decode()
    assert "Kiểm đếm lại" in page
    assert said(document) == ["12"]


# ── Fields around the words; without scripts ─────────────────────────────────


def test_one_field_changes_and_the_others_keep_their_spaces(world, document):
    client = signed_in(world.chair)
    before = document.frame["date_text"]
    fields = {"subject": document.title, "date_text": before, "signer": "Nguyễn Thị Hòa"}
    fields |= {"before-subject": document.title, "before-date_text": before, "before-signer": ""}

    answer = client.post(f"/van-ban/{document.reference}/the-thuc/", fields, HTTP_ACCEPT="application/json")

    document.refresh_from_db()
    assert answer.status_code == 200
    assert document.frame["signer"] == "Nguyễn Thị Hòa"
    assert document.frame["date_text"] == before
    assert "Nguyễn Thị Hòa" in answer.json()["parts"]["foot"]
    assert client.post(f"/van-ban/{document.reference}/the-thuc/", {"subject": "x" * 400}).status_code == 422


def test_a_paragraph_is_edited_as_plain_text_without_scripts(world, document):
    client, address = signed_in(world.chair), f"/van-ban/{document.reference}/soan/"
    block = next(one for one in sent(document) if {"key": HELPED, "text": "12"} in one.get("pieces", []))
    page = client.get(f"{address}?doan={block['id']}").content.decode()
    assert "[[1|12]]" in page

    typed = {"block": block["id"], "seen": seen(document), "text": "Chăm lo [[1|12]] lượt."}
    assert client.post(address, typed).status_code == 302
    refused = client.post(address, {**typed, "seen": seen(document), "text": "Chăm lo [[9|12]] lượt."})

    assert refused.status_code == 422
    assert "Chăm lo [[9|12]] lượt." in refused.content.decode()
    assert plain(next(one for one in standing(document).blocks if one.id == block["id"]).pieces) == "Chăm lo 12 lượt."


def test_the_editor_of_an_issued_document_leads_to_its_page(world, document):
    issue_document(document_id=document.pk, seen=seen(document), by=world.chair)

    assert signed_in(world.chair).get(f"/van-ban/{document.reference}/soan/").status_code == 302


# ── Who may do what, in each state ───────────────────────────────────────────

PEOPLE = ("chair", "officer", "specialist", "leader", "above", "inspector", "administrator", "stranger")
RIGHTS = {
    # (state, method, address): the answer for each of PEOPLE at the district's document
    ("draft", "get", ""): "200 200 200 200 404 404 404 404",
    ("draft", "get", "soan/"): "200 200 200 200 404 404 404 404",
    ("draft", "post", "xoa/"): "302 302 302 302 404 404 404 404",
    ("draft", "get", "ban-hanh/"): "200 403 403 200 404 404 404 404",
    ("draft", "post", "thu-hoi/"): "422 403 403 422 404 404 404 404",
    ("issued", "get", ""): "200 200 200 200 200 200 200 404",
    ("issued", "get", "soan/"): "302 302 302 302 403 403 403 404",
    ("issued", "post", "xoa/"): "409 409 409 409 403 403 403 404",
    ("issued", "get", "pdf/"): "200 200 200 200 200 200 200 404",
    ("issued", "get", "thay-doi/"): "200 200 200 200 200 200 200 404",
    ("issued", "post", "thu-hoi/"): "302 403 403 302 403 403 403 404",
    ("deleted", "get", ""): "404 404 404 404 404 404 404 404",
    ("deleted", "post", "khoi-phuc/"): "302 302 302 302 404 404 404 404",
    ("issued", "post", "khoi-phuc/"): "404 404 404 404 404 404 404 404",
}


@pytest.fixture
def of_district(world) -> tuple[Document, dict[str, Client]]:
    unit = world.units["UH"]
    by = {
        "chair": people.chair(unit, "chutich"),
        "officer": world.officer,
        "specialist": people.specialist(unit),
        "leader": people.leader(unit),
        "above": world.city,
        "inspector": world.inspector,
        "administrator": world.administrator,
        "stranger": world.chair,
    }
    document = draft_document(wanted=Wanted(unit, Kind.REPORT, parse(MONTH)), by=world.officer)
    return document, {name: signed_in(user) for name, user in by.items()}


@pytest.mark.parametrize("state", ["draft", "issued", "deleted"])
def test_who_may_do_what_in_each_state(world, of_district, state):
    document, clients = of_district
    if state == "issued":
        issue_document(document_id=document.pk, seen=seen(document), by=world.officer)
    if state == "deleted":
        delete_draft(document_id=document.pk, by=world.officer)
    for (needed, method, address), expected in RIGHTS.items():
        if needed != state:
            continue
        data = {"reason": "Sai số liệu"} if state == "issued" else {}
        for name, status in zip(PEOPLE, map(int, expected.split()), strict=True):
            with transaction.atomic():
                answer = getattr(clients[name], method)(f"/van-ban/{document.reference}/{address}", data)
                assert answer.status_code == status, (state, method, address, name)
                transaction.set_rollback(True)


def test_drafts_of_what_was_issued_stay_with_who_worked_on_it(world, of_district):
    document, clients = of_district
    first = document.versions.get()
    first.pk, first.number, first.reason = None, 2, "Bản hai"
    first.save(force_insert=True)
    issue_document(document_id=document.pk, seen=seen(document), by=world.officer)

    address = f"/van-ban/{document.reference}/thay-doi/"
    assert [clients[who].get(f"{address}?tu=1").status_code for who in ("officer", "above")] == [200, 404]
    assert clients["above"].get(f"{address}?den=1").status_code == 404
    assert clients["above"].get(address).status_code == 200


def test_the_list_shows_what_a_person_may_read_and_finds_it(world, of_district, document):
    district, clients = of_district
    for who, count in (("officer", 1), ("above", 0), ("stranger", 1)):
        page = clients[who].get("/van-ban/").content.decode()
        assert page.count('<th scope="row">') == count, who
    issue_document(document_id=district.pk, seen=seen(district), by=world.officer)

    for query, count in (
        ("q=ket+qua", 1),
        ("q=zzz", 0),
        ("state=draft", 0),
        ("kind=report", 1),
        ("period=2024-M04", 1),
    ):
        page = clients["above"].get(f"/van-ban/?{query}").content.decode()
        assert page.count('<th scope="row">') == count, query
    assert clients["above"].get("/van-ban/?state=nonsense").status_code == 422


def test_the_list_asks_no_more_when_it_is_longer(world, document):
    client = signed_in(world.chair)
    client.get("/van-ban/")
    with CaptureQueriesContext(connection) as few:
        client.get("/van-ban/")
    for period in ("2024-M03", "2024-M02", "2023-M12"):
        draft_document(wanted=Wanted(world.units["UH-01"], Kind.REPORT, parse(period)), by=world.chair)

    with CaptureQueriesContext(connection) as many:
        assert client.get("/van-ban/").content.decode().count('<th scope="row">') == 4

    assert len(many) == len(few)
