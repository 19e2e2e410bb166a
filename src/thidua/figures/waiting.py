"""Pages that read the past in a tree in which it is still being added up: they say so and fill themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .history import OF_TODAY, BeingRestated, day_of, is_ready

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def waits_for_restatement(view: View[P]) -> View[P]:
    """Let a page of figures answer with a page that waits, while the tree that it asks for is not ready."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BeingRestated as waiting:
            day = waiting.history.value
            context = {
                "title": waiting.history.label,
                "ready_url": reverse("restatement-ready", args=[day]),
                "address": request.get_full_path(),
            }
            return render(request, "figures/being_restated.html", context, status=HTTPStatus.ACCEPTED)

    return answer


@require_safe
def restatement_ready(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001 - every view gets the request
    """Let a page that waits for a tree, that of a day or today's, load itself anew once it is ready.

    It asks every second.
    """
    on = day_of(day)
    if on is None and day != OF_TODAY:
        raise Http404(_("Đây không phải một ngày."))
    headers = {"HX-Refresh": "true"} if is_ready(on) else {}
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)


urlpatterns = [path("cay-don-vi-ngay/<str:day>/", restatement_ready, name="restatement-ready")]
