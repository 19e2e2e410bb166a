"""The editor: its page, saving what is typed, renewing figures, inserting one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import parse
from thidua.documents.content import Content, Heading, Paragraph, Token
from thidua.documents.edits import Sent, as_sent, hand_typed, read_blocks
from thidua.documents.errors import ContentChanged, DocumentTooLarge, NotContent
from thidua.documents.models import Document
from thidua.documents.queries import latest_version, own_words, unit_names
from thidua.documents.services.drafts import FRAME_LINES, Saved, save_frame
from thidua.documents.stored import content_from_data, digest, frame_from_data, read_stored
from thidua.documents.templatetags.paper import Stale, paper_block
from thidua.documents.views.access import Access, document_or_404
from thidua.drafting.builders import BUILDERS
from thidua.drafting.forms import FrameForm, frame_texts
from thidua.drafting.pick import choices_of, places_of
from thidua.drafting.services import redraft_document, refresh_tokens, save_edited
from thidua.drafting.stale import Freshness, freshness
from thidua.ui.answers import wants_json
from thidua.ui.notices import say

INVALID = 422
MOST_BYTES = 2 * 1024 * 1024
SEEN = re.compile(r"[0-9a-f]{20}")
# Where JavaScript is off a figure stands in the text as «[[1|2.215]]»: its place in the paragraph and what it says.
_TYPED_TOKEN = re.compile(r"\[\[(\d{1,3})\|[^\[\]]*\]\]")


@require_http_methods(["GET", "HEAD", "POST"])
def document_editor(request: HttpRequest, reference: str) -> HttpResponse:
    """The draft as somebody writes in it. `doan` opens one paragraph as plain text, which POST saves."""
    access = _editable(request, reference)
    if access is None:
        return redirect("document-page", reference=reference)
    content, _seen = read_stored(latest_version(access.document).content)
    if request.method == "POST":
        return _save_typed(request, access, content)
    return _page(request, access, content)


@require_POST
def document_save(request: HttpRequest, reference: str) -> HttpResponse:
    """Save what the editor holds: `{"seen", "blocks"}`. Who has been overtaken gets what the other one wrote."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    # Longer bodies are refused by their first bytes, unread.
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise DocumentTooLarge(_("Nội dung gửi lên quá lớn. Hãy chia văn bản thành nhiều phần."))
    seen, blocks = _read(body)
    try:
        saved = save_edited(document_id=access.document.pk, blocks=blocks, seen=seen, by=access.user)
    except ContentChanged as error:
        return _json(_theirs(access.document, error), status=error.status)
    return _json(_said(request, access, saved))


@require_POST
def document_refresh(request: HttpRequest, reference: str) -> HttpResponse:
    """Renew the figures of the draft, or of the block `block` alone."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    saved = refresh_tokens(
        document_id=access.document.pk,
        block=request.POST.get("block", ""),
        seen=request.POST.get("seen", ""),
        by=access.user,
    )
    if wants_json(request):
        return _json(_said(request, access, saved, with_blocks=True))
    say(request, _("Đã cập nhật số liệu."))
    return redirect("document-editor", reference=reference)


@require_POST
def document_redraft(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft the whole document again around what people have edited."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    redraft_document(document_id=access.document.pk, seen=request.POST.get("seen", ""), by=access.user)
    say(request, _("Đã soạn lại từ số liệu hiện nay; đoạn đã sửa tay được giữ. Bản trước còn trong danh sách các bản."))
    return redirect("document-editor", reference=reference)


@require_POST
def document_frame(request: HttpRequest, reference: str) -> HttpResponse:
    """Save what stands around the words; `before-…` is what the form held when it was fetched."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    form = FrameForm(request.POST, auto_id="frame-%s")
    if not form.is_valid():
        if wants_json(request):
            sentence = " ".join(str(text) for errors in form.errors.values() for text in errors)
            return _json({"code": "frame-invalid", "sentence": sentence}, status=INVALID)
        content = content_from_data(latest_version(access.document).content)
        return _page(request, access, content, frame_form=form, status=INVALID)
    before = {name: request.POST.get(f"before-{name}", "") for name in form.cleaned_data}
    # What was not touched keeps its spaces, which stand for a day that is written by hand.
    after = {name: value for name, value in form.cleaned_data.items() if request.POST.get(name, "") != before[name]}
    frame = save_frame(
        document_id=access.document.pk,
        before={name: _lines(name, before[name]) for name in after},
        after=after,
        by=access.user,
    )
    if not wants_json(request):
        say(request, _("Đã lưu thể thức của văn bản."))
        return redirect("document-editor", reference=reference)
    parts = {name: render_to_string(f"documents/paper.html#{name}", {"frame": frame}, request) for name in _FRAME_PARTS}
    return _json({"parts": parts, "before": frame_texts(frame), "savedAt": f"{clock.now():%H:%M:%S}"})


_FRAME_PARTS = ("head", "foot")


@require_GET
def document_figures(request: HttpRequest, reference: str) -> HttpResponse:
    """Figures to choose from: indicators by words (`q`) of the unit or one below (`unit`), as a fragment."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    document = access.document
    if not document.period:
        raise Http404(_("Văn bản này không theo kỳ báo cáo nào."))
    span = parse(document.period)
    places = places_of(document.unit, span)
    unit = request.GET.get("unit") or document.unit.code
    if unit not in dict(places):
        raise Http404(_("Không tìm thấy đơn vị này."))
    query = request.GET.get("q", "")[:100]
    context = {"found": choices_of(unit, span, query), "query": query, "span": span}
    return render(request, "drafting/figures.html", context)


def _editable(request: HttpRequest, reference: str) -> Access | None:
    """The document for a person who may edit it; None for one that is issued and so only read."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    return access if access.is_draft else None


def _page(
    request: HttpRequest,
    access: Access,
    content: Content,
    *,
    frame_form: FrameForm | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    document = access.document
    frame = frame_from_data(document.frame)
    fresh = freshness(content)
    span = parse(document.period) if document.period else None
    context = {
        **panel_context(document, content, fresh),
        "title": document.title,
        "access": access,
        "frame": frame,
        "frame_form": frame_form or FrameForm.of(frame),
        "before": frame_texts(frame),
        "unit_name": unit_names([document], clock.today())[document.unit_id],
        "span": span,
        "places": places_of(document.unit, span) if span else [],
        "redraftable": bool(document.period) and document.kind in BUILDERS,
        "opened": typed or _opened(content, request.GET.get("doan", "")),
        "words": _words(),
        "version": latest_version(document),
    }
    return render(request, "drafting/editor.html", context, status=status)


def panel_context(document: Document, content: Content, fresh: Freshness) -> dict[str, Any]:
    """What the panel beside the paper says of a content."""
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph)]
    by_hand = [(block, numbers) for block in paragraphs if block.edited and (numbers := hand_typed(block.pieces))]
    return {
        "document": document,
        "content": content,
        "seen": digest(content),
        "fresh": fresh,
        "own": own_words(document),
        "outline": [block for block in content.blocks if isinstance(block, Heading)],
        "by_hand": by_hand,
        "tokens": sum(1 for _token in content.tokens()),
    }


def _said(request: HttpRequest, access: Access, saved: Saved, *, with_blocks: bool = False) -> dict[str, Any]:
    """What the editor is told after a saving: what it has seen now, and the panel beside the paper."""
    fresh = freshness(saved.content)
    panel = render_to_string(
        "drafting/editor.html#panel", panel_context(access.document, saved.content, fresh), request
    )
    answer: dict[str, Any] = {
        "seen": saved.seen,
        "version": saved.version.number,
        "savedAt": f"{clock.now():%H:%M:%S}",
        "panel": panel,
    }
    if with_blocks:
        answer["blocks"] = _shown(saved.content, fresh.marks)
    return answer


def _theirs(document: Document, error: ContentChanged) -> dict[str, Any]:
    """What stands now, for who wanted to write over what stood before."""
    version = latest_version(document)
    content = content_from_data(version.content)
    return {
        "code": error.code,
        "sentence": error.sentence,
        "who": str(version.saved_by),
        "seen": digest(content),
        "blocks": _shown(content, freshness(content).marks),
    }


def _shown(content: Content, marks: Stale) -> list[dict[str, str]]:
    return [{"id": block.id, "html": paper_block(block, marks, editing=True)} for block in content.blocks]


def _json(answer: Mapping[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _read(body: bytes) -> tuple[str, tuple[Sent, ...]]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotContent(_("Nội dung gửi lên không đọc được. Hãy tải lại trang rồi thử lại.")) from error
    if not isinstance(data, dict) or data.keys() != {"seen", "blocks"} or not isinstance(data["seen"], str):
        raise NotContent(_("Nội dung gửi lên thiếu một phần. Hãy tải lại trang rồi thử lại."), where="seen")
    return data["seen"], read_blocks(data["blocks"])


def _lines(name: str, text: str) -> Any:
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return [line for line in lines if line] if name in FRAME_LINES else text


def _words() -> dict[str, str]:
    """What the script says, in the reader's language."""
    return {
        "saved": _("Đã lưu lúc {time}"),
        "saving": _("Đang lưu…"),
        "waiting": _("Chưa lưu được, sẽ thử lại"),
        "again": _("Thử lại ngay"),
        "clash": _("{who} cũng vừa sửa đoạn này:"),
        "mine": _("Giữ của tôi"),
        "theirs": _("Lấy của họ"),
        "removed": _("Đoạn này đã bị xóa."),
        "update": _("Cập nhật câu này"),
        "undone": _("Hoàn tác"),
        "deleted": _("Đã xóa một đoạn."),
        "why": _("Vì sao có số này?"),
        "live": _("Con số lấy từ hệ thống, không sửa chữ được; xóa hoặc chuyển chỗ được."),
        "was": _("Trong văn bản: {text}. Hiện nay: {now}."),
    }


# ── Without JavaScript ───────────────────────────────────────────────────────


def _opened(content: Content, block_id: str) -> dict[str, Any] | None:
    """A paragraph or heading as plain text, its figures as «[[1|2.215]]»."""
    block = next((one for one in content.blocks if one.id == block_id), None)
    if not isinstance(block, Paragraph | Heading):
        return None
    return {"id": block.id, "text": _as_typed(block)}


def _as_typed(block: Paragraph | Heading) -> str:
    if isinstance(block, Heading):
        return block.text
    parts, number = [], 0
    for piece in block.pieces:
        number += isinstance(piece, Token)
        parts.append(piece if isinstance(piece, str) else f"[[{number}|{piece.text}]]")
    return "".join(parts)


def _save_typed(request: HttpRequest, access: Access, content: Content) -> HttpResponse:
    """Save one paragraph that was typed as plain text; an empty one is left out."""
    block = next((one for one in content.blocks if one.id == request.POST.get("block")), None)
    if not isinstance(block, Paragraph | Heading):
        raise Http404(_("Văn bản không có đoạn này."))
    if not access.is_draft:
        raise PermissionDenied
    text = request.POST.get("text", "")
    blocks = [as_sent(one) for one in content.blocks]
    at = content.blocks.index(block)
    seen = request.POST.get("seen", "")
    try:
        blocks[at : at + 1] = [_typed(block, text)] if text.strip() else []
        save_edited(document_id=access.document.pk, blocks=blocks, seen=seen, by=access.user)
    except DomainError as error:
        opened = {"id": block.id, "text": text, "sentence": error.sentence}
        return _page(request, access, content, typed=opened, status=error.status)
    say(request, ngettext("Đã lưu %(count)d đoạn.", "Đã lưu %(count)d đoạn.", 1) % {"count": 1})
    return redirect("document-editor", reference=access.document.reference)


def _typed(block: Paragraph | Heading, text: str) -> Sent:
    if isinstance(block, Heading):
        return _read_one({"id": block.id, "type": "heading", "level": block.level, "pieces": [text]})
    tokens = [piece for piece in block.pieces if isinstance(piece, Token)]
    pieces: list[Any] = []
    for index, part in enumerate(_TYPED_TOKEN.split(text)):
        if index % 2 == 0:
            pieces.append(part)
        elif 0 < int(part) <= len(tokens):
            token = tokens[int(part) - 1]
            pieces.append({"key": token.key, "text": token.text})
        else:
            raise NotContent(
                _("Đoạn này không có con số thứ %(number)s. Hãy giữ nguyên các ngoặc [[…]].") % {"number": part}
            )
    return _read_one({"id": block.id, "type": "paragraph", "style": block.style, "pieces": pieces})


def _read_one(data: Mapping[str, Any]) -> Sent:
    return read_blocks([data])[0]
