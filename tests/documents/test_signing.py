"""Signatures of PDF files: put on, judged, refused; one changed byte is found."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.factories import keys
from tests.factories.issued import a_pdf
from tests.factories.keys import PASSPHRASE, key_file
from thidua.documents import signing
from thidua.documents.errors import KeyNotValid, KeyUnreadable, NotSignable
from thidua.documents.signing import Signed, check, sign, trusted_roots

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def put_on(pdf: bytes, signer: str = "LĐLĐ huyện Ứng Hòa", passphrase: str = PASSPHRASE) -> Signed:
    return sign(pdf=pdf, key=key_file(signer), passphrase=passphrase, reason="Ban hành", at=NOW)


@pytest.fixture(scope="module")
def signed() -> bytes:
    return put_on(a_pdf()).content


def test_a_signature_says_whose_it_is_and_that_nothing_has_changed(signed):
    (found,) = check(signed)

    assert (found.certificate.signer, found.certificate.issuer) == ("LĐLĐ huyện Ứng Hòa", keys.AUTHORITY)
    assert found.intact
    assert found.whole
    assert found.good
    assert not found.trusted, "no root is trusted by default"


def test_who_leads_to_a_trusted_root_is_trusted(signed, settings, tmp_path):
    (tmp_path / "authority.pem").write_bytes(keys.authority())
    settings.TRUST_DIR = tmp_path
    trusted_roots.cache_clear()
    try:
        (found,) = check(signed)
    finally:
        trusted_roots.cache_clear()

    assert found.trusted


def test_a_second_signature_leaves_the_first_good(signed):
    twice = put_on(signed, "Công đoàn Giáo dục").content

    assert [(one.certificate.signer, one.good) for one in check(twice)] == [
        ("LĐLĐ huyện Ứng Hòa", True),
        ("Công đoàn Giáo dục", True),
    ]


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6])
def test_one_changed_byte_of_what_was_signed_is_found(signed, part):
    changed = bytearray(signed)
    end = len(a_pdf())
    changed[int(end * part)] ^= 1
    try:
        found = check(bytes(changed))
    except NotSignable:
        return

    assert not any(one.good for one in found)


def test_what_is_added_after_the_signature_is_found(signed):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    words = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    page[generic.NameObject("/Contents")] = words
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)

    (found,) = check(out.getvalue())

    assert found.intact
    assert not found.whole
    assert not found.good


def test_the_block_stands_below_the_signers_position(signed):
    page = pypdfium2.PdfDocument(signed)[0]
    text = page.get_textpage()
    start, _length = text.search("CHỦ TỊCH").get_next()
    _left, position, _right, _top = text.get_charbox(start)

    (field,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    left, bottom, right, top = (float(end) for end in field.sig_field["/Rect"])

    assert 0 < position - top < 20
    assert page.get_width() / 3 < left
    assert right <= page.get_width()
    assert (right - left, top - bottom) == (200, 46)


def test_a_wrong_passphrase_and_a_file_that_is_no_key_are_refused():
    with pytest.raises(KeyUnreadable):
        put_on(a_pdf(), passphrase="sai")
    with pytest.raises(KeyUnreadable):
        sign(pdf=a_pdf(), key=b"%PDF-1.7", passphrase="", reason="", at=NOW)


def test_a_certificate_that_has_run_out_or_is_not_for_signing_is_refused():
    old = key_file("Cũ", end=datetime(2024, 1, 1, tzinfo=UTC))
    other = key_file("Khác", for_signing=False)

    with pytest.raises(KeyNotValid, match=r"đến 31.12.2023"):
        sign(pdf=a_pdf(), key=old, passphrase=PASSPHRASE, reason="", at=NOW)
    with pytest.raises(KeyNotValid, match="mục đích"):
        sign(pdf=a_pdf(), key=other, passphrase=PASSPHRASE, reason="", at=NOW)


@pytest.mark.parametrize("content", [b"", b"not a file", b"%PDF-1.7\nbroken", b"PK\x03\x04"])
def test_what_is_no_pdf_can_be_neither_signed_nor_checked(content):
    with pytest.raises(NotSignable):
        sign(pdf=content, key=key_file(), passphrase=PASSPHRASE, reason="", at=NOW)
    with pytest.raises(NotSignable):
        check(content)


def test_a_plain_pdf_bears_no_signature():
    assert check(a_pdf()) == []
    assert len(key_file()) < signing.LARGEST_KEY
