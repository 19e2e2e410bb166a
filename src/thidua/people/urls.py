"""Addresses of signing in and of one's own account."""

from __future__ import annotations

from allauth.account.views import logout
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.views.i18n import set_language

from . import views

urlpatterns: list[URLPattern] = [
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-xuat/", logout, name="account_logout"),
    path("doi-mat-khau/", views.change_password, name="account_change_password"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
]
if settings.THIDUA_DEMO:
    urlpatterns.append(path("dang-nhap/trinh-dien/", views.demo_sign_in, name="demo-sign-in"))
