"""The page of a covenant, and the files of its paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.core import clock
from thidua.documents.queries import latest_version
from thidua.emulation.covenants.forms import AskForm, EntryForm
from thidua.emulation.covenants.models import Signature
from thidua.emulation.covenants.papers import pdf_of
from thidua.emulation.covenants.queries.words import words_of
from thidua.emulation.covenants.rules import CovenantState
from thidua.emulation.covenants.services.common import WRITABLE
from thidua.emulation.covenants.shown import (
    TONES,
    Bound,
    ShownMember,
    articles_of,
    members_shown,
    signatures_of,
    steps_of,
)
from thidua.emulation.covenants.standing import CovenantStanding
from thidua.files.answers import download
from thidua.files.rules import PDF, clean_name

from .access import crumbs, found

S = CovenantState


@require_safe
def covenant(request: HttpRequest, reference: str) -> HttpResponse:
    """The covenant as it reads, with what the person may do about it now."""
    return covenant_page(request, found(request, reference))


def covenant_page(
    request: HttpRequest,
    standing: CovenantStanding,
    *,
    bound: Bound | None = None,
    entry: EntryForm | None = None,
    ask: AskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The same with forms that came back with errors."""
    paper = standing.covenant
    words = words_of(paper)
    members = members_shown(words)
    context: dict[str, Any] = {
        "title": paper.title,
        "crumbs": crumbs(paper, own=False),
        "covenant": paper,
        "cluster": paper.cluster,
        "tone": TONES[CovenantState(paper.state)],
        "steps": steps_of(paper),
        "articles": articles_of(words, bound or Bound()),
        "entries": words.entries,
        "missing": words.missing(),
        "members": members,
        "said": sum(one.opinion is not None for one in members),
        "objecting": sum(one.opinion is not None and not one.opinion.agrees for one in members),
        "signed": sum(one.signature is not None for one in members),
        "entry_form": entry or EntryForm(prefix="lich"),
        "ask_form": ask or AskForm(initial={"until": paper.comment_until}),
        "annexes": list(paper.annexes.exclude(state=S.DRAFT)) if paper.in_force else [],
        "signatures": signatures_of(paper) if paper.frozen else [],
        "certified": paper.frozen and _certified(standing) is not None,
        "late": bool(paper.comment_until and paper.comment_until < clock.today()),
        **_permitted(standing, members),
    }
    return render(request, "covenants/page.html", context, status=status)


def _permitted(standing: CovenantStanding, members: list[ShownMember]) -> dict[str, Any]:
    """What the person may do about the covenant now."""
    state = CovenantState(standing.covenant.state)
    writes = standing.drafts and state in WRITABLE
    speaks_for = {seat.unit_id for seat in standing.speaks_for}
    return {
        "writes": writes,
        "answers": writes,
        "drafts": standing.drafts,
        "decides": standing.decides,
        "witnesses": standing.witnesses,
        "comments": state == S.COMMENTING,
        "speaks_for": [one for one in members if one.member.unit_id in speaks_for],
        "signs_here": state == S.SIGNING and (bool(standing.signs_for) or standing.witnesses),
    }


@require_safe
def covenant_pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The paper: as it was issued, as it is being signed, or as the draft stands."""
    paper = found(request, reference).covenant
    if paper.document is not None:
        version = latest_version(paper.document)
        signature = version.signatures.select_related("file").order_by("-position").first()
        issued = signature.file if signature else version.pdf
        assert issued is not None, "an issued version keeps its PDF"
        return download(issued)
    if paper.paper is not None:
        return download(paper.paper)
    response = FileResponse(BytesIO(pdf_of(paper)), content_type=PDF, filename=clean_name(f"{paper.title}.pdf", PDF))
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def covenant_signed_pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The frozen paper with the certificate signatures that were put on it."""
    last = _certified(found(request, reference))
    if last is None or last.file is None:
        raise Http404(_("Giao ước này chưa có chữ ký số."))
    return download(last.file)


def _certified(standing: CovenantStanding) -> Signature | None:
    signed = standing.covenant.signatures.filter(voided_at=None, file__isnull=False)
    return signed.select_related("file").last()
