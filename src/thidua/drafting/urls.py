"""Addresses of documents that are drafted from figures."""

from __future__ import annotations

from django.urls import path

from .views import editor, page, start

ONE = "van-ban/<slug:reference>/"

urlpatterns = [
    path("van-ban/moi/", start.document_new, name="document-new"),
    path(ONE, page.document_page, name="document-page"),
    path(f"{ONE}thay-doi/", page.document_changes, name="document-changes"),
    path(f"{ONE}ban-hanh/", page.document_issue, name="document-issue"),
    path(f"{ONE}thu-hoi/", page.document_withdraw, name="document-withdraw"),
    path(f"{ONE}xoa/", page.document_delete, name="document-delete"),
    path(f"{ONE}khoi-phuc/", page.document_restore, name="document-restore"),
    path(f"{ONE}ban/<int:number>/lay-lai/", page.document_bring_back, name="document-bring-back"),
    path(f"{ONE}soan/", editor.document_editor, name="document-editor"),
    path(f"{ONE}luu/", editor.document_save, name="document-save"),
    path(f"{ONE}the-thuc/", editor.document_frame, name="document-frame"),
    path(f"{ONE}cap-nhat/", editor.document_refresh, name="document-refresh"),
    path(f"{ONE}soan-lai/", editor.document_redraft, name="document-redraft"),
    path(f"{ONE}con-so/", editor.document_figures, name="document-figures"),
]
