"""Addresses of the tree of units and of lists of units."""

from __future__ import annotations

from django.urls import path

from thidua.web import tree

urlpatterns = [
    path("", tree.tree, name="tree"),
    path("don-vi/<str:code>/", tree.tree_children, name="tree-children"),
    path("tim/", tree.unit_search, name="unit-search"),
]
