"""Addresses of targets; one is named by the codes of its unit, year and indicator."""

from __future__ import annotations

from django.urls import path

from . import views

TARGET = "chi-tieu/<str:unit>/<str:year>/<str:indicator>"

urlpatterns = [
    path("chi-tieu/", views.target_list, name="target-list"),
    path(f"{TARGET}/", views.target_page, name="target"),
    path(f"{TARGET}/giao/", views.target_split, name="target-split"),
    path(f"{TARGET}/dang-ky/", views.target_register, name="target-register"),
    path(f"{TARGET}/dieu-chinh/", views.target_adjust, name="target-adjust"),
]
