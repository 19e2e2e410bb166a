"""Addresses of the administration of accounts."""

from __future__ import annotations

from django.urls import path

from thidua.web.accounts import changes, codes, imports, listing, page, posts, see_as

ONE = "<int:user_id>/"

urlpatterns = [
    path("", listing.account_list, name="account-list"),
    path("moi/", changes.account_open, name="account-open"),
    path("phieu/", codes.account_codes, name="account-codes"),
    path("nhap/", imports.account_import, name="account-import"),
    path("nhap/tep-mau.xlsx", imports.account_import_template, name="account-import-template"),
    path("nhap/<int:import_id>/", imports.account_import_preview, name="account-import-preview"),
    path("nhap/<int:import_id>/ghi/", imports.account_import_commit, name="account-import-commit"),
    path("nhap/<int:import_id>/hoan-tac/", imports.account_import_undo, name="account-import-undo"),
    path("nhap/<int:import_id>/phieu/", codes.account_import_codes, name="account-import-codes"),
    path("thoi-xem/", see_as.see_as_end, name="see-as-end"),
    path(ONE, page.account, name="account"),
    path(f"{ONE}sua/", changes.account_edit, name="account-edit"),
    path(f"{ONE}ngung/", changes.account_deactivate, name="account-deactivate"),
    path(f"{ONE}dung-lai/", changes.account_reactivate, name="account-reactivate"),
    path(f"{ONE}quyen/", changes.role_give, name="account-role-give"),
    path(f"{ONE}quyen/<int:grant_id>/ket-thuc/", changes.role_end, name="account-role-end"),
    path(f"{ONE}quyen/<int:grant_id>/bo/", changes.role_take_back, name="account-role-take-back"),
    path(f"{ONE}quyen/<int:grant_id>/khoi-phuc/", changes.role_resume, name="account-role-resume"),
    path(f"{ONE}chuc-vu/", posts.post_give, name="account-post-give"),
    path(f"{ONE}chuc-vu/<int:post_id>/ket-thuc/", posts.post_end, name="account-post-end"),
    path(f"{ONE}chuc-vu/<int:post_id>/bo/", posts.post_take_back, name="account-post-take-back"),
    path(f"{ONE}chuc-vu/<int:post_id>/khoi-phuc/", posts.post_resume, name="account-post-resume"),
    path(f"{ONE}phien/ket-thuc/", changes.sessions_end, name="account-sessions-end"),
    path(f"{ONE}uy-quyen/<int:delegation_id>/ket-thuc/", changes.delegation_end, name="account-delegation-end"),
    path(f"{ONE}xac-nhan-hai-buoc/tat/", changes.factor_remove, name="account-factor-remove"),
    path(f"{ONE}xem-nhu/", see_as.see_as_begin, name="see-as-begin"),
]
