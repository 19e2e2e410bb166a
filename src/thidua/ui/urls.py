"""The kit page, for those who build screens; a real installation has none."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from thidua.ui import kit

urlpatterns: list[URLPattern] = []
if settings.THIDUA_DEMO or settings.DEBUG:
    urlpatterns.append(path("bo-giao-dien/", kit.kit, name="kit"))
