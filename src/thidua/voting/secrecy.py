"""What every page that handles choices, codes or shares is wrapped in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

Given = ParamSpec("Given")
BLOCK = 16 * 1024


class AlwaysHides(SafeExceptionReporterFilter):
    """Hides what is marked as sensitive on developers' machines, too: nobody's vote is for them."""

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002 - Django passes it
        return True


def secret_page(view: Callable[Concatenate[HttpRequest, Given], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answer is stored nowhere, and of whose input no report of an error says anything."""

    @wraps(view)
    @sensitive_variables()
    @sensitive_post_parameters()
    def kept(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        request.exception_reporter_filter = AlwaysHides()
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    return kept


def of_one_size(answer: HttpResponse, most: int) -> HttpResponse:
    """A page filled up to a size that does not follow from what was marked on it: proxies log sizes beside names.

    `most` is more than what depends on the marks takes, in bytes. What fills it is random, so that it takes as much
    when it is compressed.
    """
    length = len(answer.content)
    space = max(BLOCK + most, -(-length // BLOCK) * BLOCK) - length
    filling = secrets.token_urlsafe(space).translate({ord("-"): "a", ord("_"): "b"})
    answer.write(f"<!--{filling[:space]}-->")
    return answer
