"""Addresses of signing in and of one's own account."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path
from django.views.i18n import set_language

from .views import own, sign_in

urlpatterns: list[URLPattern] = [
    path("dang-nhap/", sign_in.sign_in, name="account_login"),
    path("dang-nhap/ma-xac-nhan/", own.second_factor_check, name="second-factor-check"),
    path("dang-xuat/", allauth_views.logout, name="account_logout"),
    path("kich-hoat/", sign_in.activate, name="activate"),
    path("doi-mat-khau/", own.change_password, name="account_change_password"),
    path("tai-khoan/phien/", own.sessions, name="session-list"),
    path("tai-khoan/phien/khac/ket-thuc/", own.session_end_others, name="session-end-others"),
    path("tai-khoan/phien/<int:session_id>/ket-thuc/", own.session_end, name="session-end"),
    path("tai-khoan/xac-nhan-hai-buoc/", own.second_factor, name="second-factor"),
    path("tai-khoan/xac-nhan-hai-buoc/bat/", own.second_factor_set_up, name="second-factor-set-up"),
    path("tai-khoan/xac-nhan-hai-buoc/doi/", own.second_factor_change, name="second-factor-change"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
]
if settings.THIDUA_DEMO:
    urlpatterns.append(path("dang-nhap/trinh-dien/", sign_in.demo_sign_in, name="demo-sign-in"))
if settings.EMAIL_HOST:
    urlpatterns += [
        path("quen-mat-khau/", allauth_views.password_reset, name="account_reset_password"),
        path("quen-mat-khau/da-gui/", allauth_views.password_reset_done, name="account_reset_password_done"),
        re_path(
            r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            allauth_views.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path(
            "quen-mat-khau/xong/",
            allauth_views.password_reset_from_key_done,
            name="account_reset_password_from_key_done",
        ),
    ]
