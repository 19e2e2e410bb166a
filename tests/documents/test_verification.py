"""A document is signed by whoever may issue it; the public page says what is genuine, and only that."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.issued import a_pdf, issued
from tests.factories.keys import PASSPHRASE, key_file
from tests.factories.tree import tree
from thidua.audit.models import AuditInbox
from thidua.documents.models import Document, Signature
from thidua.documents.rules import State


@pytest.fixture
def world(db, settings, tmp_path):
    settings.THIDUA_TODAY = None
    settings.FILES_DIR = tmp_path
    cache.clear()
    units = tree("city > district > school")
    return units, people.leader(units["district"])


@pytest.fixture
def document(world) -> Document:
    units, leader = world
    return issued(units["district"], leader)


@pytest.fixture
def signing_client(client, world):
    client.force_login(world[1])
    return client


def key(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("khoa.p12", key_file() if content is None else content)


def sign(client, document, **data):
    return client.post(reverse("document-sign", args=[document.reference]), {"passphrase": PASSPHRASE, **data})


def compare(client, document, content: bytes):
    file = SimpleUploadedFile("nhan-duoc.pdf", content)
    return client.post(reverse("verify", args=[document.verify_code]), {"file": file})


def page(client, document) -> str:
    return client.get(reverse("verify", args=[document.verify_code])).content.decode()


def test_a_leader_signs_and_everybody_can_check(client, world, document):
    client.force_login(world[1])

    assert sign(client, document, key=key()).status_code == 302

    client.logout()
    shown = page(client, document)
    assert "Văn bản này có thật" in shown
    assert "05/BC-LĐLĐ" in shown
    assert "Chữ ký nguyên vẹn" in shown
    assert "LĐLĐ huyện Ứng Hòa" in shown
    assert AuditInbox.objects.filter(event="document.signed").exists()


def test_neither_key_nor_passphrase_is_kept(client, world, document):
    client.force_login(world[1])
    sign(client, document, key=key())

    written = str(list(AuditInbox.objects.values())) + str(list(Signature.objects.values()))
    assert PASSPHRASE not in written
    assert Signature.objects.get().file.digest != document.versions.get().pdf.digest


def test_the_same_certificate_signs_once(client, world, document):
    client.force_login(world[1])
    mine = key_file()
    sign(client, document, key=key(mine))

    answer = sign(client, document, key=key(mine))

    assert answer.status_code == 409
    assert "đã ký văn bản này" in answer.content.decode()
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "passphrase", "says"),
    [
        (b"%PDF-1.7", PASSPHRASE, "không phải PKCS#12"),
        (None, "sai", "mật khẩu chưa đúng"),
        (b"", PASSPHRASE, "không phải khóa ký"),
        (b"\0" * 300_000, PASSPHRASE, "không phải khóa ký"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(signing_client, document, content, passphrase, says):
    answer = sign(signing_client, document, key=key(content), passphrase=passphrase)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_only_what_is_issued_can_be_signed(client, world, state):
    units, leader = world
    document = issued(units["district"], leader, state=state)
    client.force_login(leader)

    answer = sign(client, document, key=key())

    assert answer.status_code == 409
    assert "Chỉ ký được văn bản đã ban hành" in answer.content.decode()


def test_who_may_not_issue_may_not_sign(client, world, document):
    units, _leader = world
    client.force_login(people.officer(units["district"]))
    assert sign(client, document, key=key()).status_code == 403

    client.force_login(people.person("stranger"))
    assert sign(client, document, key=key()).status_code == 404


def test_a_file_is_compared_byte_by_byte(client, world, document):
    client.force_login(world[1])
    plain = document.versions.get().pdf.path.read_bytes()
    sign(client, document, key=key())
    signed = Signature.objects.get().file.path.read_bytes()
    client.logout()

    assert "đã ký số, không khác một chữ" in compare(client, document, signed).content.decode()
    assert "chưa có chữ ký số" in compare(client, document, plain).content.decode()
    assert "không trùng" in compare(client, document, signed + b"\n").content.decode()
    assert "không trùng" in compare(client, document, a_pdf("Khác")).content.decode()


def test_no_file_or_an_empty_one_gets_a_sentence(client, document):
    address = reverse("verify", args=[document.verify_code])

    assert client.post(address).status_code == 422
    empty = compare(client, document, b"")
    assert empty.status_code == 422
    assert "Tệp rỗng" in empty.content.decode()


def test_a_withdrawn_document_says_so_and_why(client, world):
    units, leader = world
    shown = page(client, issued(units["district"], leader, state=State.WITHDRAWN))

    assert "đã bị thu hồi" in shown
    assert "Sai số liệu" in shown
    assert "Văn bản này có thật</" not in shown


def test_a_draft_and_an_unknown_code_are_nothing(client, world):
    units, leader = world
    draft = issued(units["district"], leader, state=State.DRAFT)

    for code in (draft.verify_code, "khong-co", "x" * 300):
        answer = client.get(reverse("verify", args=[code]))
        assert answer.status_code == 404
        assert "Không có văn bản nào mang mã này" in answer.content.decode()


def test_a_stored_file_that_was_changed_is_found(client, world, document):
    client.force_login(world[1])
    sign(client, document, key=key())
    path = Signature.objects.get().file.path
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)

    assert "chữ ký không còn đúng" in page(client, document)


def test_codes_are_looked_up_as_people_type_them(client, document):
    answer = client.get(reverse("verify-look-up"), {"code": f" {document.verify_code[:4]} {document.verify_code[4:]} "})

    assert answer["Location"] == reverse("verify", args=[document.verify_code])
    assert client.get(reverse("verify-look-up"), {"code": ""}).status_code == 422


def test_files_cannot_be_sent_by_the_thousand(client, document):
    statuses = [compare(client, document, b"%PDF-1.7").status_code for _try in range(65)]

    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_a_browser_may_send_a_file_from_the_page(document):
    browser = Client(enforce_csrf_checks=True)
    shown = browser.get(reverse("verify", args=[document.verify_code]))

    assert shown["Referrer-Policy"] == "same-origin", "without it browsers send «Origin: null», which is refused"
    data = {
        "file": SimpleUploadedFile("nhan-duoc.pdf", a_pdf()),
        "csrfmiddlewaretoken": shown.context["csrf_token"],
    }
    answer = browser.post(shown.request["PATH_INFO"], data, headers={"origin": "http://testserver"})
    assert answer.status_code == 200
