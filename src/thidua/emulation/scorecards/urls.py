"""Addresses of scoring. Words of our own come before the codes of units."""

from __future__ import annotations

from django.urls import path

from .views import actions, cards, columns, evidence, points
from .views.cross import cross_page
from .views.grid import grid_page, grid_save
from .views.late import late_page
from .views.rounds import cluster_rounds, progress, round_list, round_new, round_page
from .views.undoing import undo

HOME = "thi-dua/cham-diem"
ROUND = f"{HOME}/<str:reference>"
CARD = f"{ROUND}/<str:unit>"
POINT = f"{CARD}/<str:criterion>"
FILE = f"{POINT}/minh-chung/<int:evidence>"

urlpatterns = [
    path(f"{HOME}/", round_list, name="round-list"),
    path(f"{HOME}/mo-dot/", round_new, name="round-new"),
    path("thi-dua/cum/<str:reference>/cham-diem/", cluster_rounds, name="cluster-rounds"),
    path(f"{ROUND}/", round_page, name="round"),
    path(f"{ROUND}/hoan-tac/<uuid:batch>/", undo, name="round-undo"),
    path(f"{ROUND}/buoc/", actions.step, name="round-step"),
    path(f"{ROUND}/buoc/lui/", actions.step_back, name="round-step-back"),
    path(f"{ROUND}/bo/", actions.remove, name="round-remove"),
    path(f"{ROUND}/tinh-lai/", actions.compute, name="round-compute"),
    path(f"{ROUND}/tien-do/", progress, name="round-progress"),
    path(f"{ROUND}/bang/", grid_page, name="round-grid"),
    path(f"{ROUND}/bang/luu/", grid_save, name="round-grid-save"),
    path(f"{ROUND}/tham-dinh/", columns.column_home, name="round-column-home"),
    path(f"{ROUND}/tham-dinh/<str:criterion>/", columns.column_page, name="round-column"),
    path(f"{ROUND}/cham-cheo/", cross_page, name="round-cross"),
    path(f"{ROUND}/so-lieu-thay-doi/", late_page, name="round-late"),
    path(f"{CARD}/", cards.card_page, name="card"),
    path(f"{CARD}/nop/", actions.hand_in, name="card-hand-in"),
    path(f"{CARD}/rut/", actions.withdraw, name="card-withdraw"),
    path(f"{CARD}/nop-cham-cheo/", actions.hand_in_check, name="card-cross-hand-in"),
    path(f"{CARD}/rut-cham-cheo/", actions.withdraw_check, name="card-cross-withdraw"),
    path(f"{CARD}/thong-tin/<str:fact>/", cards.fact_page, name="card-fact"),
    path(f"{POINT}/", points.point_page, name="point"),
    path(f"{POINT}/minh-chung/", evidence.attach, name="point-evidence"),
    path(f"{FILE}/", evidence.evidence_file, name="point-evidence-file"),
    path(f"{FILE}/xem-truoc/", evidence.evidence_preview, name="point-evidence-preview"),
    path(f"{FILE}/go/", evidence.remove, name="point-evidence-remove"),
    path(f"{FILE}/lay-lai/", evidence.restore, name="point-evidence-restore"),
]
