"""What every page needs to draw its frame."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from thidua.core import clock
from thidua.ui import theme


def address(name: str) -> str:
    """Return the address of a named page, "" while no such page exists."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `site`: demo mode, the day that counts as today, the addresses of the frame."""
    return {
        "site": {
            "demo": settings.THIDUA_DEMO,
            "today": clock.today(),
            "path": request.get_full_path(),
            "theme": theme.chosen(request),
            "themes": theme.THEMES,
            "home_url": address("home") or "/",
            "search_url": address("unit-search"),
            "language_url": address("set_language"),
            "logout_url": address("account_logout"),
            "password_url": address("account_change_password"),
            "tokens_url": address("api-tokens"),
            "views_url": address("view-list"),
            "exports_url": address("export-list"),
            "sessions_url": address("session-list"),
            "second_factor_url": address("second-factor"),
            "delegations_url": address("delegation-list"),
            "see_as_end_url": address("see-as-end"),
            "demo_url": address("demo-sign-in"),
            "notices_url": address("notices"),
        }
    }
