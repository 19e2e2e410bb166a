"""Issuing a document: its number, its files, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line, fold
from thidua.documents.content import Content, Frame
from thidua.documents.errors import ContentChanged, NotIssued, ReasonNeeded
from thidua.documents.frames import date_text
from thidua.documents.models import Document, Template, Version
from thidua.documents.rendering import pdf, word
from thidua.documents.rules import Kind, State
from thidua.documents.stored import content_from_data, digest, frame_digest, frame_from_data, frame_to_data
from thidua.documents.templates import template_for
from thidua.files.models import StoredFile
from thidua.files.rules import DOCX, PDF, clean_name
from thidua.files.services import store_bytes
from thidua.people.models import User

from .drafts import content_changed, lock_draft
from .numbers import next_number

LONGEST_REASON = 300


@transaction.atomic
def issue_document(*, document_id: int, seen: str, seen_frame: str = "", verify_url: str = "", by: User) -> Document:
    """Give a draft its number and date and lock it; its files are rendered and kept in the same transaction.

    `seen` names the content that was read before deciding, `seen_frame` what stood around it ("": whatever stands),
    `verify_url` is what the QR code opens. What it replaces, if anything, is withdrawn. Raises NotDraft or
    ContentChanged.
    """
    document, latest = lock_draft(document_id)
    content = content_from_data(latest.content)
    if digest(content) != seen:
        raise content_changed(latest)
    today = clock.today()
    frame = frame_from_data(document.frame)
    if seen_frame and frame_digest(frame) != seen_frame:
        raise ContentChanged(
            _("Phần thể thức (trích yếu, nơi nhận, người ký) vừa được sửa. Hãy mở lại trang, đọc rồi ban hành.")
        )
    number = next_number(unit=document.unit, year=today.year, symbol=frame.symbol)
    frame = _final(frame, document, number, today, verify_url)
    _keep_files(document, latest, frame, content, by)
    document.frame = frame_to_data(frame)
    document.state, document.symbol, document.year, document.number = State.ISSUED, frame.symbol, today.year, number
    document.issued_by, document.issued_at, document.issued_on = by, clock.now(), today
    document.search = fold(f"{document.title} {number}/{frame.symbol}")
    document.save()
    record("document.issued", by=by, about=document, unit=document.unit_id, number=document.number_text)
    _withdraw_replaced(document, by)
    return document


@transaction.atomic
def withdraw_document(*, document_id: int, reason: str, by: User) -> Document:
    """Say of an issued document that it holds no more; it stays readable. Raises NotIssued or ReasonNeeded."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    reason = clean_line(reason, most=LONGEST_REASON)
    if document.state != State.ISSUED:
        raise NotIssued(
            _("Chỉ thu hồi được văn bản đã ban hành; văn bản này đang là «%(state)s».")
            % {"state": document.get_state_display()}
        )
    if not reason:
        raise ReasonNeeded(_("Hãy ghi lý do thu hồi để người đang giữ văn bản được biết."))
    _withdraw(document, reason, by)
    return document


def _final(frame: Frame, document: Document, number: int, day: date, verify_url: str) -> Frame:
    return replace(
        frame,
        number=f"{number:02}",
        date_text=date_text(day),
        draft=False,
        verify_url=verify_url,
        verify_code=document.verify_code,
    )


def rendered(document: Document, frame: Frame, content: Content, media_type: str) -> bytes:
    """The document as a file, by the layout of its own unit or of one above where there is one."""
    format_, render = (Template.Format.WORD, word) if media_type == DOCX else (Template.Format.PDF, pdf)
    return render(frame, content, template_for(document.unit, Kind(document.kind), format_))


def _keep_files(document: Document, version: Version, frame: Frame, content: Content, by: User) -> None:
    version.issued = True
    version.word, version.pdf = (_stored(document, frame, content, media_type, by) for media_type in (DOCX, PDF))
    version.save(update_fields=["issued", "word", "pdf"])


def _stored(document: Document, frame: Frame, content: Content, media_type: str, by: User) -> StoredFile:
    made = rendered(document, frame, content, media_type)
    return store_bytes(content=made, name=file_name(document, frame, media_type), media_type=media_type, by=by)


def file_name(document: Document, frame: Frame, media_type: str) -> str:
    """What a file of a document is called: "12 BC-LĐLĐ Kết quả công tác 6 tháng đầu năm.pdf"."""
    head = f"{frame.number} {frame.symbol}" if frame.number else _("Bản thảo")
    return clean_name(f"{head} {document.title}".replace("/", "-"), media_type)


def _withdraw_replaced(document: Document, by: User) -> None:
    if document.replaces_id is None:
        return
    replaced = Document.objects.select_for_update(of=("self",)).get(pk=document.replaces_id)
    if replaced.state == State.ISSUED:
        # Words of the document, as whoever looks it up reads them: never in the language of a screen.
        _withdraw(replaced, f"Thay thế bằng văn bản số {document.number_text}", by)


def _withdraw(document: Document, reason: str, by: User) -> None:
    document.state, document.withdrawn_because = State.WITHDRAWN, reason
    document.withdrawn_by, document.withdrawn_at = by, clock.now()
    document.save(update_fields=["state", "withdrawn_because", "withdrawn_by", "withdrawn_at"])
    number = document.number_text
    record("document.withdrawn", by=by, about=document, unit=document.unit_id, number=number, reason=reason)
