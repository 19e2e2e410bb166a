"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("thong-bao/", views.notice_list, name="notices"),
    path("thong-bao/da-doc/", views.read_all, name="notices-read"),
    path("thong-bao/chua-doc/", views.unread_again, name="notices-unread"),
    path("thong-bao/<int:notice_id>/", views.open_notice, name="notice"),
]
