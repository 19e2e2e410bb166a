"""A draft from its first words to its last: saved without anybody's words being lost, deleted, brought back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line, fold
from thidua.documents.content import Block, Content, Frame, Token
from thidua.documents.edits import Known, Sent, rebuild
from thidua.documents.errors import ContentChanged, NotDraft, NotIssued, NotReplaceable
from thidua.documents.models import Document, Version
from thidua.documents.rules import Kind, State
from thidua.documents.stored import content_from_data, content_to_data, digest, frame_from_data, frame_to_data
from thidua.org.models import Unit
from thidua.people.models import User

BURST = timedelta(minutes=10)
LONGEST_TITLE = 300
REFERENCE_BYTES = 16
MOST_LINES = 40
LONGEST_LINE = 300
# What a person may change around the words; number, symbol and the issuing body are not theirs.
FRAME_LINES = ("recipients", "authority")
FRAME_FIELDS = ("subject", "place", "date_text", "signer", *FRAME_LINES)


@dataclass(frozen=True, slots=True)
class Words:
    """A document as a builder wrote it."""

    title: str
    frame: Frame
    content: Content


@dataclass(frozen=True, slots=True)
class Origin:
    """What a document is about and was drafted from; `replaces` is the issued one in whose place it comes."""

    unit: Unit
    kind: Kind
    period: str = ""
    options: Mapping[str, str] | None = None
    replaces: Document | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a saving: the version that holds it, and the name of what it holds now."""

    version: Version
    content: Content
    seen: str


@transaction.atomic
def draft_document(*, origin: Origin, words: Words, by: User) -> Document:
    """Keep a new draft with its first version. Raises NotIssued or NotReplaceable where it cannot replace the other."""
    if origin.replaces is not None:
        _refuse_replacing(origin.replaces, origin.unit)
    now, title = clock.now(), _title(words.title)
    document = Document.objects.create(
        reference=secrets.token_urlsafe(REFERENCE_BYTES),
        verify_code=secrets.token_urlsafe(REFERENCE_BYTES),
        unit=origin.unit,
        kind=origin.kind,
        title=title,
        period=origin.period,
        options=dict(origin.options or {}),
        frame=frame_to_data(replace(words.frame, draft=True)),
        symbol=words.frame.symbol,
        replaces=origin.replaces,
        search=fold(title),
        made_by=by,
        made_at=now,
    )
    reason = _("Bản soạn từ số liệu")
    Version.objects.create(
        document=document, number=1, content=content_to_data(words.content), saved_by=by, saved_at=now, reason=reason
    )
    record("document.drafted", by=by, about=document, unit=origin.unit)
    return document


@transaction.atomic
def save_content(
    *, document_id: int, blocks: Sequence[Sent], seen: str, fresh: Iterable[Token] = (), by: User
) -> Saved:
    """Save what an editor sends over what it saw (`Saved.seen`).

    `fresh` are figures resolved just now, that the document may not have held yet. Sending the same again is harmless.
    Raises NotDraft, ContentChanged, NotContent or TokenForged; nothing is written then.
    """
    document, latest = lock_draft(document_id)
    stands = content_from_data(latest.content)
    content = rebuild(blocks, _shelf(document, stands, blocks), _known(document, stands, blocks, fresh))
    if digest(stands) != seen and content != stands:
        raise content_changed(latest)
    return put_content(document=document, latest=latest, content=content, by=by)


def put_content(*, document: Document, latest: Version, content: Content, reason: str = "", by: User) -> Saved:
    """Write a content into a locked draft: into its last version while the same person goes on, else into a new one."""
    if content_to_data(content) == latest.content:
        return Saved(latest, content, digest(content))
    now = clock.now()
    if latest.saved_by_id == by.pk and latest.reason == reason and now - latest.saved_at < BURST:
        latest.content, latest.saved_at = content_to_data(content), now
        latest.save(update_fields=["content", "saved_at"])
        return Saved(latest, content, digest(content))
    version = Version.objects.create(
        document=document,
        number=latest.number + 1,
        content=content_to_data(content),
        saved_by=by,
        saved_at=now,
        reason=reason,
    )
    if not reason:
        record("document.edited", by=by, about=document, unit=document.unit_id, version=version.number)
    return Saved(version, content, digest(content))


@transaction.atomic
def save_frame(*, document_id: int, before: Mapping[str, Any], after: Mapping[str, Any], by: User) -> Frame:
    """Change what stands around the words: the fields in `after`, where they still are as in `before`.

    Names are those of `FRAME_FIELDS`, lines are lists of text. Raises NotDraft, ContentChanged, BadText, or KeyError
    for a field that nobody may change.
    """
    document, latest = lock_draft(document_id)
    data = {name: list(value) if name in FRAME_LINES else value for name, value in _cleaned(after).items()}
    stands = frame_to_data(frame_from_data(document.frame))
    for name, value in data.items():
        if _as_text(stands.get(name, "")) not in {_as_text(before.get(name, "")), _as_text(value)}:
            raise content_changed(latest)
    changed = [name for name, value in data.items() if _as_text(stands.get(name, "")) != _as_text(value)]
    frame = frame_from_data({**stands, **data})
    if changed:
        document.frame = frame_to_data(frame)
        document.title = _title(frame.subject) or document.title
        document.search = fold(document.title)
        document.save(update_fields=["frame", "title", "search"])
        record("document.frame_edited", by=by, about=document, unit=document.unit_id, fields=", ".join(changed))
    return frame


@transaction.atomic
def bring_back_version(*, document_id: int, number: int, seen: str, by: User) -> Saved:
    """Let a draft say again what an earlier version said. Raises NotDraft, ContentChanged, Version.DoesNotExist."""
    document, latest = lock_draft(document_id)
    if digest(content_from_data(latest.content)) != seen:
        raise content_changed(latest)
    earlier = content_from_data(document.versions.get(number=number).content)
    reason = _("Lấy lại bản %(number)d") % {"number": number}
    return put_content(document=document, latest=latest, content=earlier, reason=reason, by=by)


@transaction.atomic
def delete_draft(*, document_id: int, by: User) -> Document:
    """Take a draft off all lists; `restore_draft` brings it back. Raises NotDraft."""
    document, _latest = lock_draft(document_id)
    document.deleted_at = clock.now()
    document.save(update_fields=["deleted_at"])
    record("document.deleted", by=by, about=document, unit=document.unit_id)
    return document


@transaction.atomic
def restore_draft(*, document_id: int, by: User) -> Document:
    """Bring a deleted draft back."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    if document.deleted_at is not None:
        document.deleted_at = None
        document.save(update_fields=["deleted_at"])
        record("document.restored", by=by, about=document, unit=document.unit_id)
    return document


def lock_draft(document_id: int) -> tuple[Document, Version]:
    """A draft, locked for a change, and its last version. Raises NotDraft."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    if document.state != State.DRAFT or document.deleted_at is not None:
        state = _("đã xóa") if document.deleted_at else document.get_state_display()
        raise NotDraft(
            _("Văn bản %(state)s nên không sửa được nữa. Nếu cần, hãy soạn văn bản thay thế.") % {"state": state}
        )
    return document, document.versions.select_related("saved_by__person").latest("number")


def content_changed(latest: Version) -> ContentChanged:
    """The error that says who has saved meanwhile."""
    return ContentChanged(
        _("%(who)s vừa lưu văn bản này. Nội dung bạn gõ còn nguyên trên màn hình; hãy xem phần khác nhau rồi chọn.")
        % {"who": latest.saved_by}
    )


def _refuse_replacing(replaced: Document, unit: Unit) -> None:
    """Issuing withdraws what is replaced: that is for the unit itself, or for whoever holds one that has ended."""
    if replaced.state == State.DRAFT:
        raise NotIssued(_("Chỉ thay thế được văn bản đã ban hành. Hãy sửa ngay bản thảo này."))
    if replaced.unit_id != unit.pk and replaced.unit.dissolved_on is None:
        raise NotReplaceable(_("Văn bản cần thay thế là của đơn vị khác. Hãy chọn đúng đơn vị đã ban hành."))


def _title(text: str) -> str:
    return clean_line(text, most=10 * LONGEST_TITLE)[:LONGEST_TITLE]


def _shelf(document: Document, stands: Content, blocks: Iterable[Sent]) -> dict[str, Block]:
    """Blocks by id: those that stand now, and where others are named, those of earlier versions too."""
    shelf = {block.id: block for block in stands.blocks}
    missing = {block.id for block in blocks if block.type == "kept"} - shelf.keys()
    for content in _earlier(document) if missing else ():
        for block in content.blocks:
            if block.id in missing:
                shelf.setdefault(block.id, block)
    return shelf


def _known(document: Document, stands: Content, blocks: Iterable[Sent], fresh: Iterable[Token]) -> Known:
    """The figures that may be named; earlier versions are read only when one is that stands nowhere now."""
    fresh = tuple(fresh)
    said = {(token.key, token.text) for token in (*stands.tokens(), *fresh)}
    if all(pair in said for block in blocks for pair in block.figures()):
        return Known(fresh, stands.tokens())
    return Known(fresh, *(content.tokens() for content in _earlier(document)), stands.tokens())


def _earlier(document: Document) -> Iterable[Content]:
    """What the document has said, the newest first."""
    for data in document.versions.order_by("-number").values_list("content", flat=True):
        yield content_from_data(data)


def _cleaned(after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _cleaned_field(name, value) for name, value in after.items()}


def _cleaned_field(name: str, value: Any) -> Any:
    if name not in FRAME_FIELDS:
        raise KeyError(name)
    if name not in FRAME_LINES:
        return clean_line(value, most=LONGEST_LINE)
    lines = [clean_line(line, most=LONGEST_LINE) for line in value[:MOST_LINES]]
    return [line for line in lines if line]


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list | tuple) else str(value)
