"""What the gate learns once for a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .gate import read_once

SAFE = {"GET", "HEAD"}


class GrantsReadOnce:
    """Lets a request that changes nothing ask for grants once, however often its page asks the gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        with read_once():
            return self.get_response(request)
