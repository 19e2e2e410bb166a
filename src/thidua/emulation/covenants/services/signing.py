"""The ceremony: the words are frozen, every member signs them, a leader of the owner witnesses, they are in force."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock, sealing
from thidua.core.text import fold
from thidua.documents import signing
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import Origin, Words, draft_document
from thidua.documents.services.issuing import issue_document
from thidua.documents.stored import digest
from thidua.emulation.covenants.drawings import checked
from thidua.emulation.covenants.errors import (
    AlreadySigned,
    CodeUnusable,
    NameDiffers,
    NoSuchClause,
    NotReady,
    NotSigned,
    WordsChanged,
)
from thidua.emulation.covenants.models import Covenant, Party, Signature, TableCode
from thidua.emulation.covenants.papers import VIETNAMESE, paper_of, pdf_of
from thidua.emulation.covenants.queries.words import SHOWN_DIGEST, digest_of, words_of
from thidua.emulation.covenants.rules import CovenantState, Method, SignerRole
from thidua.files.models import StoredFile
from thidua.files.rules import PDF
from thidua.files.services import store_bytes
from thidua.org.models import Unit
from thidua.people.models import User

from .common import lock
from .telling import tell_in_force, tell_to_sign, tell_to_witness

S = CovenantState
FEWEST_PARTIES = 2
LONGEST_DEVICE = 120
CODE_LASTS = timedelta(minutes=10)
# Letters and digits that nobody mistakes for others when she reads them out.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
TAKEN_BACK = "Người ký rút chữ ký"
REASON = "Ký giao ước thi đua"
# The page by whose address anybody verifies the issued paper, from its code.
Verify = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody signs: what she drew or typed, or her key with its passphrase, and on what device.

    `seen` is the digest of the words that she read.
    """

    method: Method
    seen: str
    post: str = ""
    device: str = ""
    drawing: str = ""
    typed: str = ""
    key: bytes = b""
    passphrase: str = ""


@transaction.atomic
def begin_signing(*, covenant_id: int, by: User) -> Covenant:
    """Freeze the words of an agreed covenant, name who has to sign in which order, and ask them.

    Raises NotInState or NotReady.
    """
    covenant = lock(covenant_id, S.AGREED)
    words = words_of(covenant)
    if len(words.members) < FEWEST_PARTIES:
        raise NotReady(_("Cụm chưa đủ hai thành viên nên chưa ký giao ước được. Hãy thêm thành viên vào cụm."))
    if missing := words.missing():
        clause, member = missing[0]
        raise NotReady(
            _("Cam kết «%(clause)s» chưa có mức của %(member)s. Hãy đưa về dự thảo và nhập đủ.")
            % {"clause": clause.text, "member": member.name}
        )
    Party.objects.bulk_create(
        Party(covenant=covenant, unit_id=member.unit_id, position=position, name=member.name, seat=member.seat.value)
        for position, member in enumerate(words.members, start=1)
    )
    covenant.state, covenant.digest, covenant.signing_since = S.SIGNING, digest_of(words), clock.now()
    name = f"{covenant.title}.pdf".replace("/", "-")
    covenant.paper = store_bytes(content=pdf_of(covenant), name=name, media_type=PDF, by=by)
    covenant.save()
    shown = covenant.digest[:SHOWN_DIGEST]
    record("covenant.signing_begun", by=by, about=covenant, unit=covenant.cluster.owner_id, digest=shown)
    tell_to_sign(covenant=covenant, by=by)
    return covenant


@transaction.atomic
def sign(*, covenant_id: int, unit: Unit, hand: Hand, presented_by: User | None = None, by: User) -> Signature:
    """Sign in the name of a member; `presented_by` whose session the device was in, at the table.

    Raises NotInState, AlreadySigned, WordsChanged, DrawingUnusable, NameDiffers, and for certificates what
    `documents.signing.sign` raises.
    """
    covenant = lock(covenant_id, S.SIGNING)
    if not covenant.parties.filter(unit=unit).exists():
        raise NoSuchClause(_("Đơn vị này không có tên trong giao ước đang ký."))
    signature = _put(covenant, unit, SignerRole.MEMBER, hand, by=by, presented_by=presented_by)
    method = str(Method(hand.method).label)
    record("covenant.signed", by=by, about=covenant, unit=unit, signer=signature.name, method=method)
    if not unsigned(covenant).exists():
        tell_to_witness(covenant=covenant, by=by)
    return signature


@transaction.atomic
def take_back(*, covenant_id: int, unit: Unit, by: User) -> Signature:
    """Take one's own signature back while the covenant is not in force. Raises NotInState or NotSigned."""
    covenant = lock(covenant_id, S.SIGNING)
    signature = covenant.signatures.filter(unit=unit, role=SignerRole.MEMBER, voided_at=None, by=by).first()
    if signature is None:
        raise NotSigned(_("Không có chữ ký nào của bạn để rút. Chỉ người đã ký mới rút được chữ ký của mình."))
    if signature.file_id and covenant.signatures.filter(voided_at=None, file__isnull=False).last() != signature:
        raise NotSigned(_("Đơn vị khác đã ký số sau bạn nên chữ ký này không rút được. Hãy đề nghị đưa về dự thảo."))
    signature.voided_at, signature.voided_because = clock.now(), TAKEN_BACK
    signature.save(update_fields=["voided_at", "voided_because"])
    record("covenant.signature_taken_back", by=by, about=covenant, unit=unit)
    return signature


@transaction.atomic
def witness(*, covenant_id: int, hand: Hand, verify: Verify, by: User) -> Covenant:
    """Sign as a witness for the owner once every member has signed; from then on the covenant is in force.

    Its paper is issued as a document of the owner. Raises NotInState, NotSigned, AlreadySigned for who signed for a
    member, and what `sign` raises.
    """
    covenant = lock(covenant_id, S.SIGNING)
    if left := unsigned(covenant).count():
        raise NotSigned(_("Còn %(count)d đơn vị chưa ký. Người chứng kiến ký sau cùng.") % {"count": left})
    if covenant.signatures.filter(by=by, voided_at=None).exists():
        raise AlreadySigned(_("Bạn đã ký cho một đơn vị nên không chứng kiến được. Hãy nhờ lãnh đạo khác chứng kiến."))
    if digest_of(words_of(covenant)) != covenant.digest:
        raise WordsChanged(_("Nội dung không còn khớp với bản đã ký. Hãy đưa giao ước về dự thảo và ký lại."))
    _put(covenant, covenant.cluster.owner, SignerRole.WITNESS, hand, by=by)
    record("covenant.witnessed", by=by, about=covenant, unit=covenant.cluster.owner_id)
    _bring_into_force(covenant, verify, by)
    return covenant


def unsigned(covenant: Covenant) -> models.QuerySet[Party]:
    """The parties that have not signed."""
    signed = covenant.signatures.filter(role=SignerRole.MEMBER, voided_at=None).values("unit")
    return covenant.parties.exclude(unit__in=signed)


# ── At the table ─────────────────────────────────────────────────────────────


@transaction.atomic
def make_table_code(*, covenant_id: int, unit: Unit, by: User) -> str:
    """A code by which the signer is known on the device on the table, once and for ten minutes; kept by its digest.

    Raises NotInState or AlreadySigned.
    """
    covenant = lock(covenant_id, S.SIGNING)
    _refuse_second(covenant, unit, SignerRole.MEMBER)
    TableCode.objects.filter(covenant=covenant, unit=unit, user=by, used_at=None).update(used_at=clock.now())
    code = "".join(secrets.choice(CODE_LETTERS) for _at in range(CODE_LENGTH))
    TableCode.objects.create(
        covenant=covenant, unit=unit, user=by, digest=_code_digest(code), until=clock.now() + CODE_LASTS
    )
    record("covenant.table_code_made", by=by, about=covenant, unit=unit)
    return f"{code[:4]} {code[4:]}"


@transaction.atomic
def sign_at_table(*, covenant_id: int, code: str, hand: Hand, presented_by: User) -> Signature:
    """Sign on a device that somebody else is signed in on, by the code of the signer.

    Raises CodeUnusable and what `sign` raises; a code that did not lead to a signature may be tried again.
    """
    covenant = lock(covenant_id, S.SIGNING)
    known = TableCode.objects.select_related("unit", "user__person").select_for_update(of=("self",))
    found = known.filter(covenant=covenant, digest=_code_digest(code), used_at=None, until__gt=clock.now()).first()
    if found is None or not found.user.is_active:
        raise CodeUnusable(
            _("Mã ký không đúng, đã dùng hoặc quá mười phút. Người ký hãy lấy mã mới trên điện thoại của mình."),
            where="code",
        )
    signature = sign(covenant_id=covenant_id, unit=found.unit, hand=hand, presented_by=presented_by, by=found.user)
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return signature


def _code_digest(code: str) -> str:
    return sealing.digest("covenant code " + "".join(code.split()).upper()).hex()


# ── One signature ────────────────────────────────────────────────────────────


def _put(
    covenant: Covenant, unit: Unit, role: SignerRole, hand: Hand, *, by: User, presented_by: User | None = None
) -> Signature:
    if hand.seen != covenant.digest:
        raise WordsChanged(_("Nội dung ký đã khác bản bạn đọc. Hãy mở lại trang, đọc rồi ký."))
    _refuse_second(covenant, unit, role)
    name = by.person.full_name
    if hand.method == Method.TYPED and fold(hand.typed) != fold(name):
        raise NameDiffers(
            _("Họ tên gõ vào chưa đúng. Hãy gõ đủ «%(name)s» để xác nhận.") % {"name": name}, where="typed"
        )
    file, certificate = _certified(covenant, hand, by) if hand.method == Method.CERTIFICATE else (None, None)
    return Signature.objects.create(
        covenant=covenant,
        unit=unit,
        role=role,
        by=by,
        name=name,
        post=hand.post,
        method=hand.method,
        drawing=checked(hand.drawing) if hand.method == Method.DRAWN else "",
        file=file,
        certificate=certificate.signer if certificate else "",
        fingerprint=certificate.fingerprint if certificate else "",
        digest=covenant.digest,
        device=hand.device[:LONGEST_DEVICE],
        presented_by=presented_by,
        at=clock.now(),
    )


def _refuse_second(covenant: Covenant, unit: Unit, role: SignerRole) -> None:
    if covenant.signatures.filter(unit=unit, role=role, voided_at=None).exists():
        raise AlreadySigned(_("Đơn vị này đã ký giao ước."))


def _certified(covenant: Covenant, hand: Hand, by: User) -> tuple[StoredFile, signing.Certificate]:
    """The paper with one more certificate signature, on top of those of who signed so before."""
    assert covenant.paper is not None, "signing begins with a paper"
    last = covenant.signatures.filter(voided_at=None, file__isnull=False).select_related("file").last()
    stands = last.file if last and last.file else covenant.paper
    content = Path(stands.path).read_bytes()
    signed = signing.sign(pdf=content, key=hand.key, passphrase=hand.passphrase, reason=REASON, at=clock.now())
    if covenant.signatures.filter(voided_at=None, fingerprint=signed.certificate.fingerprint).exists():
        raise AlreadySigned(
            _("Chứng thư của «%(who)s» đã ký giao ước này. Hãy dùng chứng thư của chính người đang ký.")
            % {"who": signed.certificate.signer},
            where="key",
        )
    file = store_bytes(content=signed.content, name=stands.name, media_type=PDF, by=by)
    return file, signed.certificate


def _bring_into_force(covenant: Covenant, verify: Verify, by: User) -> None:
    frame, content = paper_of(covenant)
    with translation.override(VIETNAMESE):
        document = draft_document(
            origin=Origin(covenant.cluster.owner, Kind.COVENANT, period=str(covenant.cluster.year)),
            words=Words(f"{covenant.title} ({covenant.cluster.name})", frame, content),
            by=by,
        )
        document = issue_document(
            document_id=document.pk, seen=digest(content), verify_url=verify(document.verify_code), by=by
        )
    covenant.state, covenant.document = S.IN_FORCE, document
    covenant.in_force_at, covenant.in_force_on = clock.now(), clock.today()
    covenant.save(update_fields=["state", "document", "in_force_at", "in_force_on"])
    number = document.number_text
    record("covenant.in_force", by=by, about=covenant, unit=covenant.cluster.owner_id, number=number)
    tell_in_force(covenant=covenant, by=by)
