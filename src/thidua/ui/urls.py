"""The choice of theme, and the kit page for those who build screens; a real installation has no kit page."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from thidua.ui import kit, theme

urlpatterns: list[URLPattern] = [path("giao-dien/", theme.choose, name="theme")]
if settings.THIDUA_DEMO or settings.DEBUG:
    urlpatterns.append(path("bo-giao-dien/", kit.kit, name="kit"))
