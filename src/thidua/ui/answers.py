"""One way to tell that something cannot be done: as a page, as a fragment or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

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
    context = {
        "sentence": sentence,
        "where": where,
        "entries": entries,
        "status": HTTPStatus(status),
        "back": _page_before(request),
    }
    if wants_fragment(request):
        response = render(request, "ui/error_fragment.html", context, status=status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:#notices:top"
        return response
    return render(request, f"{status if status in PAGES else 409}.html", context, status=status)


def _page_before(request: HttpRequest) -> str:
    """The page of ours whose button was pressed, "" where the browser names none or where it is this address."""
    came_from = request.headers.get("Referer", "")
    here = {request.get_host()}
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts=here, require_https=request.is_secure())
    return came_from if ours and request.method == "POST" and came_from != request.build_absolute_uri() else ""
