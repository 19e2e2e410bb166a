"""Addresses of lists from files."""

from __future__ import annotations

from django.urls import path

from . import page, steps, upload

urlpatterns = [
    path("", upload.home, name="intake-home"),
    path("<slug:kind>/", upload.new, name="intake-new"),
    path("<slug:kind>/tep-mau.xlsx", upload.template, name="intake-template"),
    path("<slug:kind>/<int:intake_id>/", page.intake, name="intake"),
    path("<slug:kind>/<int:intake_id>/tien-do/", page.progress, name="intake-progress"),
    path("<slug:kind>/<int:intake_id>/ghep-cot/", page.mapping, name="intake-map"),
    path("<slug:kind>/<int:intake_id>/chon/", steps.choose, name="intake-choose"),
    path("<slug:kind>/<int:intake_id>/ghi/", steps.commit, name="intake-commit"),
    path("<slug:kind>/<int:intake_id>/hoan-tac/", steps.undo, name="intake-undo"),
    path("<slug:kind>/<int:intake_id>/dung/", steps.cancel, name="intake-cancel"),
    path("<slug:kind>/<int:intake_id>/bo/", steps.discard, name="intake-discard"),
    path("<slug:kind>/<int:intake_id>/dong-khong-nhan.xlsx", page.refused, name="intake-refused"),
]
