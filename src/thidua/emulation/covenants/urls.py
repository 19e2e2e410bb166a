"""Addresses of covenants; one is named by its reference."""

from __future__ import annotations

from django.urls import path

from .views import agreeing, ceremony, listing, living, page, writing

CLUSTER = "thi-dua/cum/<str:reference>/giao-uoc"
COVENANT = "thi-dua/giao-uoc/<str:reference>"
GONE, BACK = {"removed": True}, {"removed": False}

urlpatterns = [
    path(f"{CLUSTER}/", listing.cluster_covenant, name="cluster-covenant"),
    path(f"{CLUSTER}/soan/", listing.covenant_new, name="covenant-new"),
    path(f"{COVENANT}/", page.covenant, name="covenant"),
    path(f"{COVENANT}/pdf/", page.covenant_pdf, name="covenant-pdf"),
    path(f"{COVENANT}/pdf/ky-so/", page.covenant_signed_pdf, name="covenant-signed-pdf"),
    path(f"{COVENANT}/phu-luc/", listing.covenant_annex, name="covenant-annex"),
    path(f"{COVENANT}/phan-dau/", writing.covenant_general, name="covenant-general"),
    path(f"{COVENANT}/dieu/", writing.article_new, name="covenant-article-new"),
    path(f"{COVENANT}/dieu/<int:key>/", writing.article, name="covenant-article"),
    path(f"{COVENANT}/dieu/<int:key>/chuyen/", writing.article_move, name="covenant-article-move"),
    path(f"{COVENANT}/dieu/<int:key>/bo/", writing.article_remove, GONE, name="covenant-article-remove"),
    path(f"{COVENANT}/dieu/<int:key>/lai/", writing.article_remove, BACK, name="covenant-article-restore"),
    path(f"{COVENANT}/dieu/<int:key>/cam-ket/", writing.clause_new, name="covenant-clause-new"),
    path(f"{COVENANT}/dieu/<int:key>/gop-y/", agreeing.comment, name="covenant-comment"),
    path(f"{COVENANT}/cam-ket/<int:key>/", writing.clause, name="covenant-clause"),
    path(f"{COVENANT}/cam-ket/<int:key>/bo/", writing.clause_remove, GONE, name="covenant-clause-remove"),
    path(f"{COVENANT}/cam-ket/<int:key>/lai/", writing.clause_remove, BACK, name="covenant-clause-restore"),
    path(f"{COVENANT}/lich/", writing.entry_new, name="covenant-entry"),
    path(f"{COVENANT}/lich/<int:key>/bo/", writing.entry_remove, GONE, name="covenant-entry-remove"),
    path(f"{COVENANT}/lich/<int:key>/lai/", writing.entry_remove, BACK, name="covenant-entry-restore"),
    path(f"{COVENANT}/gui-gop-y/", agreeing.ask, name="covenant-ask"),
    path(f"{COVENANT}/gop-y/<int:key>/rut/", agreeing.comment_back, name="covenant-comment-back"),
    path(f"{COVENANT}/gop-y/<int:key>/tra-loi/", agreeing.comment_answer, name="covenant-comment-answer"),
    path(f"{COVENANT}/y-kien/", agreeing.opinion, name="covenant-opinion"),
    path(f"{COVENANT}/chot/", agreeing.agree, name="covenant-agree"),
    path(f"{COVENANT}/ve-du-thao/", agreeing.reopen, name="covenant-reopen"),
    path(f"{COVENANT}/mo-ky/", agreeing.begin, name="covenant-begin"),
    path(f"{COVENANT}/ky/", ceremony.sign, name="covenant-sign"),
    path(f"{COVENANT}/ky/tinh-hinh/", ceremony.sign_state, name="covenant-sign-state"),
    path(f"{COVENANT}/ky/rut/", ceremony.sign_back, name="covenant-sign-back"),
    path(f"{COVENANT}/ky/chung-kien/", ceremony.witness, name="covenant-witness"),
    path(f"{COVENANT}/ky/ma/", ceremony.table_code, name="covenant-sign-code"),
    path(f"{COVENANT}/ky/tai-ban/", ceremony.table, name="covenant-table"),
    path(f"{COVENANT}/thuc-hien/", living.covenant_living, name="covenant-living"),
    path(f"{COVENANT}/thuc-hien/<int:key>/can-cu/", living.evidence, name="covenant-evidence"),
    path(f"{COVENANT}/thuc-hien/<int:key>/hoan-tac/", living.confirm_undo, name="covenant-confirm-undo"),
    path(f"{COVENANT}/thuc-hien/<int:key>/<str:code>/", living.confirm, name="covenant-confirm"),
]
