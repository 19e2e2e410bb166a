"""The root of all addresses: everything is assembled in `thidua.web.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("thidua.web.urls"))]

handler400 = "thidua.web.errors.bad_request"
handler403 = "thidua.web.errors.permission_denied"
handler404 = "thidua.web.errors.page_not_found"
handler500 = "thidua.web.errors.server_error"
