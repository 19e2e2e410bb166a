"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from thidua.web.audit_log import audit_log

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("thidua.ui.urls")),
    path("", include("thidua.people.urls")),
    path("", include("thidua.reporting.urls")),
    path("cay-don-vi/", include("thidua.web.tree_urls")),
    path("nhat-ky/", audit_log, name="audit-log"),
]
