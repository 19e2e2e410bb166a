"""Drafting a document from its figures, and keeping it in step with them until it is issued."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.periods import Span, parse
from thidua.documents.content import Content, Token
from thidua.documents.edits import Sent
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import (
    Origin,
    Saved,
    Words,
    content_changed,
    lock_draft,
    put_content,
    save_content,
)
from thidua.documents.services.drafts import draft_document as keep_draft
from thidua.documents.stored import content_from_data, digest
from thidua.org.models import Lineage, Unit
from thidua.people.models import User

from .builders import BUILDERS
from .drafted import Drafted
from .errors import NoBuilder, TokenElsewhere
from .keys import parse_key
from .stale import compared, freshness, redrafted, renewed
from .tokens import resolve


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be drafted; `replaces` is the issued document in whose place it comes."""

    unit: Unit
    kind: Kind
    span: Span
    options: Mapping[str, str] | None = None
    replaces: Document | None = None


@transaction.atomic
def draft_document(*, wanted: Wanted, by: User) -> Document:
    """Let a document write itself and keep it as a draft. Raises NoBuilder, NotIssued and what the builder raises."""
    drafted = _written(wanted.kind, wanted.unit, wanted.span, wanted.options or {})
    origin = Origin(wanted.unit, wanted.kind, wanted.span.code, wanted.options, wanted.replaces)
    return keep_draft(origin=origin, words=Words(drafted.title, drafted.frame, drafted.content), by=by)


@transaction.atomic
def save_edited(*, document_id: int, blocks: Sequence[Sent], seen: str, by: User) -> Saved:
    """Save what the editor sends. Figures that are new to the document are resolved here, never taken as sent.

    Raises TokenElsewhere for a figure of a unit that does not belong to the document's, and what `save_content` does.
    """
    document, latest = lock_draft(document_id)
    said = {token.key for token in content_from_data(latest.content).tokens()}
    new = {key for block in blocks for key, _text in block.figures()} - said
    fresh = _resolved_for(document, new) if new else {}
    return save_content(document_id=document_id, blocks=blocks, seen=seen, fresh=fresh.values(), by=by)


@transaction.atomic
def refresh_tokens(*, document_id: int, block: str = "", seen: str, by: User) -> Saved:
    """Let a draft, or one block of it, say its figures as they are now. Raises NotDraft or ContentChanged.

    What nobody edited is written anew by its source; edited words stay and get their figures renewed.
    """
    document, latest = lock_draft(document_id)
    content = content_from_data(latest.content)
    if digest(content) != seen:
        raise content_changed(latest)
    fresh = freshness(content)
    if not fresh.blocks:
        return Saved(latest, content, seen)
    said_anew = renewed(content, fresh, _drafted_again(document), block)
    saved = put_content(document=document, latest=latest, content=said_anew, reason=_("Cập nhật số liệu"), by=by)
    left = len(compared(said_anew, fresh.now).changes)
    record("document.refreshed", by=by, about=document, unit=document.unit_id, figures=len(fresh.changes) - left)
    return saved


@transaction.atomic
def redraft_document(*, document_id: int, seen: str, by: User) -> Saved:
    """Draft a document again from today's figures around the paragraphs that people have edited.

    Raises NotDraft, ContentChanged or NoBuilder.
    """
    document, latest = lock_draft(document_id)
    content = content_from_data(latest.content)
    if digest(content) != seen:
        raise content_changed(latest)
    anew = _drafted_again(document)
    if anew is None:
        raise NoBuilder(_("Loại văn bản này không soạn lại từ số liệu được. Hãy sửa từng đoạn."))
    again, kept = redrafted(content, anew, resolve({token.key for token in content.tokens()}))
    saved = put_content(document=document, latest=latest, content=again, reason=_("Soạn lại từ số liệu"), by=by)
    record("document.redrafted", by=by, about=document, unit=document.unit_id, kept=kept)
    return saved


def figures_within(document: Document, keys: Collection[str]) -> dict[str, Token]:
    """What keys say now, of those that speak of the document's unit and what stands below it."""
    parsed = {key: parse_key(key) for key in keys}
    codes = {one.unit for one in parsed.values() if one}
    inside = set(
        Lineage.objects.filter(
            ancestor=document.unit_id, unit__code__in=codes, during__contains=clock.today()
        ).values_list("unit__code", flat=True)
    ) | {document.unit.code}
    return resolve({key for key, one in parsed.items() if one and one.unit in inside})


def _resolved_for(document: Document, keys: Collection[str]) -> dict[str, Token]:
    found = figures_within(document, keys)
    if missing := sorted(set(keys) - found.keys()):
        known = {
            token.key
            for data in document.versions.values_list("content", flat=True)
            for token in content_from_data(data).tokens()
        }
        if foreign := [key for key in missing if key not in known]:
            raise TokenElsewhere(
                _("Có con số không thuộc đơn vị của văn bản. Hãy chèn lại con số từ danh mục."), where=foreign[0][:100]
            )
    return found


def _written(kind: Kind, unit: Unit, span: Span, options: Mapping[str, str]) -> Drafted:
    """Drafted in Vietnamese, whatever the language of the pages."""
    builder = BUILDERS.get(kind)
    if builder is None:
        raise NoBuilder(_("Chưa soạn được loại văn bản này. Hãy chọn loại khác."))
    with translation.override("vi"):
        return builder(unit, span, options)


def _drafted_again(document: Document) -> Content | None:
    """What the document's builder writes today; None where there is none."""
    if not document.period or Kind(document.kind) not in BUILDERS:
        return None
    return _written(Kind(document.kind), document.unit, parse(document.period), document.options).content
