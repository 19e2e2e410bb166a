"""Addresses of exports; the one of a table is that of its page with a beginning of its own."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.export_list, name="export-list"),
    path("bang/<path:page>", views.export_table, name="export-table"),
    path("<str:reference>/", views.export_file, name="export-file"),
    path("<str:reference>/huy/", views.export_cancel, name="export-cancel"),
    path("<str:reference>/xoa/", views.export_delete, name="export-delete"),
]
