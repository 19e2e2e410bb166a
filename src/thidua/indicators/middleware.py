"""Every process works with the catalogue as it was edited, in whichever process that happened."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .queries import refresh_catalogue


class FreshCatalogue:
    """Look every few seconds whether the catalogue changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refresh_catalogue()
        return self.get_response(request)
