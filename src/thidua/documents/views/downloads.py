"""Taking a document away: as it was issued, or as the draft stands."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thidua.documents.queries import latest_version
from thidua.documents.services.issuing import file_name, rendered
from thidua.documents.stored import content_from_data, frame_from_data
from thidua.files.answers import download
from thidua.files.rules import DOCX, PDF

from .access import Access, document_or_404


@require_safe
def document_word(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The document as a Word file."""
    access = document_or_404(request, reference)
    version = latest_version(access.document)
    return download(version.word) if version.word else _draft(access, DOCX)


@require_safe
def document_pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The document as a PDF file; of a signed one that with all its signatures."""
    access = document_or_404(request, reference)
    version = latest_version(access.document)
    if version.pdf is None:
        return _draft(access, PDF)
    signature = version.signatures.select_related("file").order_by("-position").first()
    return download(signature.file if signature else version.pdf)


def _draft(access: Access, media_type: str) -> FileResponse:
    """A draft is laid out as it stands, with the mark of a draft."""
    document = access.document
    frame = replace(frame_from_data(document.frame), draft=True)
    content = content_from_data(latest_version(document).content)
    made = rendered(document, frame, content, media_type)
    response = FileResponse(
        BytesIO(made),
        as_attachment=media_type == DOCX,
        filename=file_name(document, frame, media_type),
        content_type=media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
