"""One way to tell that something cannot be done: as a page, as a fragment or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from thidua.core.errors import BadEntry

PAGES = {400, 403, 404, 409, 422, 429}


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: the API, or a script of ours that says so."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def wants_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def problem(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    sentence: str,
    where: str = "",
    entries: Sequence[BadEntry] = (),
) -> HttpResponse:
    """Answer with `status` and a sentence that says what is wrong and what to do.

    Programs get `{"code", "sentence", "where", "entries": [{"path", "sentence"}]}`. HTMX gets an alert that
    takes its place above the page's content, whatever the request's own target was. Everyone else gets the
    page `<status>.html`, or that of 409 where there is none.
    """
    if wants_json(request):
        return JsonResponse(
            {
                "code": code,
                "sentence": sentence,
                "where": where,
                "entries": [{"path": entry.path, "sentence": entry.sentence} for entry in entries],
            },
            status=status,
            json_dumps_params={"ensure_ascii": False},
        )
    context = {"sentence": sentence, "where": where, "entries": entries, "status": HTTPStatus(status)}
    if wants_fragment(request):
        response = render(request, "ui/error_fragment.html", context, status=status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:#notices:top"
        return response
    return render(request, f"{status if status in PAGES else 409}.html", context, status=status)
