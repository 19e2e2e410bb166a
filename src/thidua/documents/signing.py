"""PDF signatures (PAdES): putting one on by a PKCS#12 file, judging those that a file bears; bytes in, bytes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from asn1crypto import x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from .errors import KeyNotValid, KeyUnreadable, NotSignable
from .stamp import place_for, stamp_file

# What a certificate must be for, one of the two.
FOR_SIGNING = {"digital_signature", "non_repudiation"}
LARGEST_KEY = 256 * 1024


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose a certificate is, who vouches for it, until when; `fingerprint` is SHA-256 in hex."""

    signer: str
    issuer: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A PDF with one more signature."""

    content: bytes
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Checked:
    """A signature of a file: whose, when by its own word, and what holds of it.

    `intact`: the signed bytes have not changed. `whole`: nothing but further signatures came afterwards. `trusted`: the
    certificate leads to a root that this installation trusts. `said` is the time that the signer's computer stated.
    """

    certificate: Certificate
    said: datetime | None
    intact: bool
    whole: bool
    trusted: bool

    @property
    def good(self) -> bool:
        """Whether the document is what its signer signed; says nothing of who vouches for the signer."""
        return self.intact and self.whole


def sign(*, pdf: bytes, key: bytes, passphrase: str, reason: str, at: datetime) -> Signed:
    """Sign a PDF with the key of a PKCS#12 file, in view, beside the signatures that it bears already.

    The key stays in memory for as long as this takes. Raises KeyUnreadable (no PKCS#12 file, or a wrong passphrase),
    KeyNotValid (expired, not yet valid, not for signing) or NotSignable (no PDF that can be signed).
    """
    signer = _signer(key, passphrase)
    certificate = _certificate(signer.signing_cert)
    _refuse_unfit(signer.signing_cert, certificate, at)
    try:
        taken = len(PdfFileReader(BytesIO(pdf)).embedded_signatures)
        place = place_for(pdf, taken)
        field = SigFieldSpec(f"ThiDua{taken + 1}", on_page=place.page, box=place.box, readable_field_name="Chữ ký số")
        with stamp_file(certificate.signer, certificate.issuer, at) as stamp:
            content = _signed(pdf, signer, field, reason, stamp)
    except (PdfError, SigningError, ValueError) as error:
        raise NotSignable(_("Không ký được tệp PDF này. Hãy kết xuất lại văn bản rồi ký.")) from error
    return Signed(content, certificate)


def check(pdf: bytes) -> list[Checked]:
    """Judge every signature of a PDF, oldest first; none for one that bears none. Raises NotSignable for no PDF."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        return [_checked(signature) for signature in signatures]
    except (PdfError, ValueError) as error:
        raise NotSignable(_("Tệp này không phải PDF đọc được. Hãy chọn đúng tệp của văn bản.")) from error


def _signer(key: bytes, passphrase: str) -> SimpleSigner:
    secret = passphrase.encode() or None
    try:
        signer: SimpleSigner = SimpleSigner.load_pkcs12_data(key, other_certs=[], passphrase=secret)
    except (ValueError, AttributeError, NotImplementedError) as error:
        raise KeyUnreadable(
            _("Không mở được khóa ký: tệp không phải PKCS#12 (.p12, .pfx) hoặc mật khẩu chưa đúng. Hãy thử lại.")
        ) from error
    return signer


def _refuse_unfit(cert: x509.Certificate, certificate: Certificate, at: datetime) -> None:
    if not certificate.valid_from <= at <= certificate.valid_until:
        raise KeyNotValid(
            _("Chứng thư số của «%(who)s» chỉ dùng được từ %(start)s đến %(end)s. Hãy gia hạn rồi ký lại.")
            % {
                "who": certificate.signer,
                "start": f"{certificate.valid_from:%d/%m/%Y}",
                "end": f"{certificate.valid_until:%d/%m/%Y}",
            }
        )
    usage = cert.key_usage_value
    if usage is not None and not FOR_SIGNING & set(usage.native):
        raise KeyNotValid(_("Chứng thư số này không dùng để ký. Hãy chọn chứng thư có mục đích ký số."))


def _signed(pdf: bytes, signer: SimpleSigner, field: SigFieldSpec, reason: str, stamp: Path) -> bytes:
    meta = PdfSignatureMetadata(
        field_name=field.sig_field_name,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        # Further signatures may follow; anything else breaks the seal.
        docmdp_permissions=MDPPerm.FILL_FORMS,
        signer_key_usage=set(),
    )
    style = StaticStampStyle.from_pdf_file(str(stamp), border_width=0)
    signing = PdfSigner(meta, signer, stamp_style=style, new_field_spec=field)
    out: BytesIO = signing.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return out.getvalue()


def _checked(signature: EmbeddedPdfSignature) -> Checked:
    # A certificate that has run out since was good when it signed; without a time-stamp that is the signer's own word.
    said = signature.self_reported_timestamp
    trust = ValidationContext(trust_roots=list(trusted_roots()), allow_fetching=False, moment=said)
    status: PdfSignatureStatus = validate_pdf_signature(
        signature,
        signer_validation_context=trust,
        key_usage_settings=KeyUsageConstraints(key_usage=set()),
    )
    return Checked(
        certificate=_certificate(status.signing_cert),
        said=said,
        intact=status.intact and status.valid,
        whole=status.coverage in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}
        and bool(status.docmdp_ok),
        trusted=status.trusted,
    )


@cache
def trusted_roots() -> tuple[x509.Certificate, ...]:
    """The certificates that this installation trusts: what lies in its folder, as PEM or DER."""
    folder = Path(settings.TRUST_DIR)
    files = sorted(str(file) for file in folder.glob("*") if file.suffix in {".pem", ".crt", ".cer", ".der"})
    return tuple(load_certs_from_pemder(files))  # type: ignore[no-untyped-call]


def _certificate(cert: x509.Certificate) -> Certificate:
    validity = cert["tbs_certificate"]["validity"].native
    return Certificate(
        signer=_common_name(cert.subject),
        issuer=_common_name(cert.issuer),
        fingerprint=sha256(cert.dump()).hexdigest(),
        valid_from=validity["not_before"],
        valid_until=validity["not_after"],
    )


def _common_name(name: x509.Name) -> str:
    parts = name.native
    found = parts.get("common_name") or parts.get("organization_name") or name.human_friendly
    return (found[-1] if isinstance(found, list) else str(found))[:200]
