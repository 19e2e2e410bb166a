"""Addresses of the tree of units and of lists of units."""

from __future__ import annotations

from django.urls import path

from thidua.web import tree, unit_import

urlpatterns = [
    path("", tree.tree, name="tree"),
    path("don-vi/<str:code>/", tree.tree_children, name="tree-children"),
    path("tim/", tree.unit_search, name="unit-search"),
    path("nhap/", unit_import.unit_import, name="unit-import"),
    path("nhap/tep-mau.xlsx", unit_import.unit_import_template, name="unit-import-template"),
    path("nhap/<int:import_id>/", unit_import.unit_import_preview, name="unit-import-preview"),
    path("nhap/<int:import_id>/ghi/", unit_import.unit_import_commit, name="unit-import-commit"),
    path("nhap/<int:import_id>/hoan-tac/", unit_import.unit_import_undo, name="unit-import-undo"),
]
