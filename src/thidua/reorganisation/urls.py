"""Addresses of reorganisations."""

from __future__ import annotations

from django.urls import path

from .views import carrying, drafts, page

ONE = "sap-xep/<int:reorganisation_id>"

urlpatterns = [
    path("sap-xep/", page.listing, name="reorganisation-list"),
    path("sap-xep/moi/", drafts.new, name="reorganisation-new"),
    path("sap-xep/tep-mau.xlsx", drafts.template, name="reorganisation-template"),
    path(f"{ONE}/", page.page, name="reorganisation"),
    path(f"{ONE}/sua/", drafts.edit, name="reorganisation-edit"),
    path(f"{ONE}/tai-len/", drafts.upload, name="reorganisation-upload"),
    path(f"{ONE}/them/<str:kind>/", drafts.add, name="reorganisation-add"),
    path(f"{ONE}/bo/<int:row>/", drafts.remove, name="reorganisation-remove"),
    path(f"{ONE}/tra-lai/", drafts.restore, name="reorganisation-restore"),
    path(f"{ONE}/xem-truoc/", drafts.preview, name="reorganisation-preview"),
    path(f"{ONE}/huy/", drafts.discard, name="reorganisation-discard"),
    path(f"{ONE}/thuc-hien/", carrying.commit, name="reorganisation-commit"),
    path(f"{ONE}/hoan-tac/", carrying.undo, name="reorganisation-undo"),
    path(f"{ONE}/tien-do/", carrying.progress, name="reorganisation-progress"),
    path(f"{ONE}/van-ban/", carrying.document, name="reorganisation-document"),
]
