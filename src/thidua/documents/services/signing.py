"""Signing issued documents, and telling whether a file is one of them."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.documents import signing
from thidua.documents.errors import NotSignable
from thidua.documents.models import Document, Signature, Version
from thidua.documents.rules import State
from thidua.files.models import StoredFile
from thidua.files.rules import PDF
from thidua.files.services import store_bytes
from thidua.people.models import User

MOST_SIGNATURES = 12


@transaction.atomic
def sign_document(*, document_id: int, key: bytes, passphrase: str, reason: str, by: User) -> Signature:
    """Put a signature on the PDF of an issued document, on top of those that it bears; the key is kept nowhere.

    Raises NotSignable (a draft, withdrawn, signed by this certificate before, or too often), KeyUnreadable or
    KeyNotValid.
    """
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    version, earlier = _signable(document)
    pdf = Path((earlier[-1].file if earlier else version_file(version)).path).read_bytes()
    now = clock.now()
    signed = signing.sign(pdf=pdf, key=key, passphrase=passphrase, reason=reason, at=now)
    certificate = signed.certificate
    if any(one.fingerprint == certificate.fingerprint for one in earlier):
        raise NotSignable(_("Chứng thư của «%(who)s» đã ký văn bản này.") % {"who": certificate.signer})
    file = store_bytes(content=signed.content, name=version_file(version).name, media_type=PDF, by=by)
    signature = Signature.objects.create(
        version=version,
        position=len(earlier) + 1,
        file=file,
        signer=certificate.signer,
        issuer=certificate.issuer,
        fingerprint=certificate.fingerprint,
        valid_until=certificate.valid_until,
        signed_by=by,
        signed_at=now,
    )
    record("document.signed", by=by, about=document, unit=document.unit_id, signer=certificate.signer)
    return signature


def version_file(version: Version) -> StoredFile:
    """The PDF that a version was issued as."""
    assert version.pdf is not None, "an issued version keeps its PDF"
    return version.pdf


def _signable(document: Document) -> tuple[Version, list[Signature]]:
    if document.state != State.ISSUED:
        raise NotSignable(
            _("Chỉ ký được văn bản đã ban hành; văn bản này đang là «%(state)s».")
            % {"state": document.get_state_display()}
        )
    version = document.versions.select_related("pdf").get(issued=True)
    earlier = list(version.signatures.select_related("file").order_by("position"))
    if len(earlier) >= MOST_SIGNATURES:
        raise NotSignable(_("Văn bản đã có %(most)d chữ ký số, không thêm được nữa.") % {"most": MOST_SIGNATURES})
    return version, earlier
