"""The addresses of the API and of the page where a user keeps tokens."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import assembly, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", assembly.urls()),
    path("tai-khoan/ma-truy-cap/", views.tokens, name="api-tokens"),
    path("tai-khoan/ma-truy-cap/<int:token_id>/thu-hoi/", views.revoke, name="api-token-revoke"),
]
