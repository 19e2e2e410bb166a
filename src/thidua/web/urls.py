"""Every address of the site."""

from __future__ import annotations

from allauth.account.views import login, logout
from django.urls import URLPattern, URLResolver, include, path

# Signing in and out only: accounts are made by administrators, nobody signs up.
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", login, name="account_login"),
    path("dang-xuat/", logout, name="account_logout"),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
]
