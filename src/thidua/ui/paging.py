"""The pages of a long list: what a template needs to draw `c-pager`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page

ASKED = "trang"
"""The word in an address that says which page is asked for."""


def paged(page: Page[Any], kept: Mapping[str, str] | None = None, *, anchor: str = "") -> dict[str, Any]:
    """`page` with the addresses of those before and after it, "" at an end.

    `kept` is what else the address asks for, empty values left out; `anchor` the id of the list on the page.
    """
    return {
        "page": page,
        "previous_url": _address(page.previous_page_number(), kept, anchor) if page.has_previous() else "",
        "next_url": _address(page.next_page_number(), kept, anchor) if page.has_next() else "",
    }


def _address(number: int, kept: Mapping[str, str] | None, anchor: str) -> str:
    said = {key: value for key, value in (kept or {}).items() if value}
    return f"?{urlencode(said | {ASKED: str(number)})}{anchor and f'#{anchor}'}"
