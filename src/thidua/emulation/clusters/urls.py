"""Addresses of clusters."""

from __future__ import annotations

from django.urls import path

from .views import calendar, figures, forming, listing, members, page, reviews, talk

ALL = "thi-dua/cum/"
ONE = f"{ALL}<slug:reference>/"
DUTY = f"{ONE}lich/<int:duty_id>/"
POST = f"{ONE}trao-doi/<int:post_id>/"
MATERIAL = f"{ONE}tai-lieu/<int:material_id>/"
REVIEW = f"{ONE}so-ket/<int:review_id>/"

urlpatterns = [
    path(ALL, listing.cluster_list, name="cluster-list"),
    path(f"{ALL}moi/", forming.cluster_new, name="cluster-new"),
    path(f"{ALL}lich-mau/<str:code>/<int:year>/", calendar.cluster_plan, name="cluster-plan"),
    path(ONE, page.cluster_page, name="cluster"),
    path(f"{ONE}nam-sau/", forming.cluster_continue, name="cluster-continue"),
    path(f"{ONE}giai-the/", forming.cluster_dissolve, name="cluster-dissolve"),
    path(f"{ONE}thanh-vien/", members.cluster_members, name="cluster-members"),
    path(f"{ONE}thanh-vien/thay-doi/", members.cluster_change, name="cluster-change"),
    path(f"{ONE}thanh-vien/<int:change_id>/hoan-tac/", members.cluster_change_undo, name="cluster-change-undo"),
    path(f"{ONE}bau-cum-truong/", members.cluster_election, name="cluster-election"),
    path(f"{ONE}luan-phien/", members.cluster_turns, name="cluster-turns"),
    path(f"{ONE}so-lieu/", figures.cluster_figures, name="cluster-figures"),
    path(f"{ONE}so-lieu/chi-tieu/", figures.cluster_indicators, name="cluster-indicators"),
    path(f"{ONE}so-lieu/chi-tieu/lay-lai/", figures.cluster_indicators_back, name="cluster-indicators-back"),
    path(f"{ONE}lich/", calendar.cluster_calendar, name="cluster-calendar"),
    path(f"{ONE}lich/theo-mau/", calendar.cluster_calendar_lay, name="cluster-calendar-lay"),
    path(f"{ONE}lich/them/", calendar.cluster_duty_new, name="cluster-duty-new"),
    path(f"{DUTY}sua/", calendar.cluster_duty_edit, name="cluster-duty-edit"),
    path(f"{DUTY}bo/", calendar.cluster_duty_remove, name="cluster-duty-remove"),
    path(f"{DUTY}lay-lai/", calendar.cluster_duty_restore, name="cluster-duty-restore"),
    path(f"{DUTY}nhac/", calendar.cluster_duty_remind, name="cluster-duty-remind"),
    path(f"{DUTY}xong/<str:code>/", calendar.cluster_duty_done, name="cluster-duty-done"),
    path(f"{ONE}trao-doi/", talk.cluster_talk, name="cluster-talk"),
    path(f"{POST}sua/", talk.cluster_post_edit, name="cluster-post-edit"),
    path(f"{POST}xoa/", talk.cluster_post_delete, name="cluster-post-delete"),
    path(f"{POST}lay-lai/", talk.cluster_post_restore, name="cluster-post-restore"),
    path(f"{ONE}tai-lieu/", talk.cluster_share, name="cluster-share"),
    path(MATERIAL, talk.cluster_material, name="cluster-material"),
    path(f"{MATERIAL}bo/", talk.cluster_material_remove, name="cluster-material-remove"),
    path(f"{MATERIAL}lay-lai/", talk.cluster_material_restore, name="cluster-material-restore"),
    path(f"{ONE}so-ket/", reviews.cluster_reviews, name="cluster-reviews"),
    path(f"{ONE}so-ket/moi/", reviews.cluster_review_new, name="cluster-review-new"),
    path(REVIEW, reviews.cluster_review, name="cluster-review"),
    path(f"{REVIEW}phan/<str:code>/", reviews.cluster_review_part, name="cluster-review-part"),
    path(f"{REVIEW}phan/<str:code>/lay-lai/", reviews.cluster_review_part_back, name="cluster-review-part-back"),
    path(f"{REVIEW}nhac/", reviews.cluster_review_remind, name="cluster-review-remind"),
    path(f"{REVIEW}bo/", reviews.cluster_review_withdraw, name="cluster-review-withdraw"),
    path(f"{REVIEW}tong-hop/", reviews.cluster_review_compile, name="cluster-review-compile"),
]
