"""Addresses of documents that need no figure; their pages and the editor are those of drafting."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from .views.downloads import document_pdf, document_word
from .views.listing import document_list

urlpatterns: list[URLPattern | URLResolver] = [
    path("van-ban/", document_list, name="document-list"),
    path("", include("thidua.documents.views.templates")),
    path("van-ban/<slug:reference>/word/", document_word, name="document-word"),
    path("van-ban/<slug:reference>/pdf/", document_pdf, name="document-pdf"),
    path("", include("thidua.documents.views.signing")),
]
