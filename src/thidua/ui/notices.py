"""Messages after a redirect: what was done, with the way to undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

_UNDO = "undo:"


def say(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Show `sentence` as a toast on the next page; `undo` is the address that a POST undoes it at."""
    messages.success(request, sentence, extra_tags=_UNDO + undo if undo else "")


def warn(request: HttpRequest, sentence: str) -> None:
    """Show `sentence` above the next page's content, until that page is left."""
    messages.warning(request, sentence)


def undo_of(extra_tags: str | None) -> str:
    """Return the undo address that `say` stored with a message, "" without one."""
    return (extra_tags or "").removeprefix(_UNDO) if (extra_tags or "").startswith(_UNDO) else ""
