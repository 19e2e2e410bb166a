"""Addresses of targets; one is named by the codes of its unit, year and indicator."""

from __future__ import annotations

from django.urls import path

from . import answer_views, board_views, copy_views, plan_views, views

BOARD = "chi-tieu/bang/<str:unit>/<str:year>"
TARGET = "chi-tieu/<str:unit>/<str:year>/<str:indicator>"

urlpatterns = [
    path("chi-tieu/", views.target_list, name="target-list"),
    path("chi-tieu/bang/", board_views.board_home, name="target-home"),
    path(f"{BOARD}/", board_views.board_page, name="target-board"),
    path(f"{BOARD}/phuong-an/", plan_views.target_plan, name="target-plan"),
    path(f"{BOARD}/tu-nam-truoc/", copy_views.target_copy, name="target-copy"),
    path(f"{BOARD}/tra-loi/", answer_views.target_answers, name="target-answers"),
    path(f"{BOARD}/hoan-tac/<uuid:batch>/", answer_views.batch_undo, name="target-batch-undo"),
    path(f"{TARGET}/", views.target_page, name="target"),
    path(f"{TARGET}/giao/", views.target_split, name="target-split"),
    path(f"{TARGET}/dang-ky/", views.target_register, name="target-register"),
    path(f"{TARGET}/dieu-chinh/", views.target_adjust, name="target-adjust"),
    path(f"{TARGET}/so/", answer_views.target_ledger, name="target-ledger"),
    path(f"{TARGET}/giu-nguyen/", answer_views.target_keep, name="target-keep"),
]
