"""Addresses of point tables."""

from __future__ import annotations

from django.urls import path

from .views import draft, making, pages, publishing, trial

SCHEME = "thi-dua/bang-diem/<str:reference>"

urlpatterns = [
    path("thi-dua/bang-diem/", pages.scheme_list, name="scheme-list"),
    path("thi-dua/bang-diem/moi/", making.new, name="scheme-new"),
    path(f"{SCHEME}/", pages.scheme, name="scheme"),
    path(f"{SCHEME}/ban/<int:number>/", pages.version, name="scheme-version"),
    path(f"{SCHEME}/ban/<int:number>/json/", pages.file, name="scheme-file"),
    path(f"{SCHEME}/ban/<int:number>/so-sanh/", pages.difference, name="scheme-differences"),
    path(f"{SCHEME}/ban/<int:number>/thu-hoi/", publishing.withdraw, name="scheme-withdraw"),
    path(f"{SCHEME}/doi-ten/", pages.rename, name="scheme-rename"),
    path(f"{SCHEME}/kho-luu/", pages.archive, name="scheme-archive"),
    path(f"{SCHEME}/cham-thu/", trial.trial, name="scheme-trial"),
    path(f"{SCHEME}/soan/", draft.edit, name="scheme-draft"),
    path(f"{SCHEME}/soan/bat-dau/", draft.begin, name="scheme-draft-begin"),
    path(f"{SCHEME}/soan/tep/", making.load, name="scheme-load"),
    path(f"{SCHEME}/soan/bo/", draft.discard, name="scheme-discard"),
    path(f"{SCHEME}/soan/hoan-tac/<int:revision>/", draft.undo, name="scheme-edit-undo"),
    path(f"{SCHEME}/ban-hanh/", publishing.publish, name="scheme-publish"),
]
