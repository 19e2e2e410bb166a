"""What happens to every request, so that no view repeats it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from thidua.core import replicas
from thidua.core.errors import BadEntries, DomainError
from thidua.ui import answers

Handler = Callable[[HttpRequest], HttpResponse]


class CleanAddress:
    """Answers 400 to an address with a NUL character, which PostgreSQL text cannot hold."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "\0" in query or "%00" in query:
            sentence = _("Địa chỉ có ký tự không hợp lệ. Hãy mở lại trang từ menu.")
            if answers.wants_json(request):
                return answers.problem(request, status=400, code="bad-address", sentence=sentence)
            return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class WrongMethods:
    """Gives a sentence to the empty answers of views that are asked in a way that they do not take."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.streaming or response.content:
            return response
        answer = answers.problem(
            request,
            status=response.status_code,
            code="method-not-allowed",
            sentence=_("Địa chỉ này không nhận cách gửi đó (%(method)s). Hãy mở lại trang từ menu rồi làm lại.")
            % {"method": request.method},
        )
        answer["Allow"] = response["Allow"]
        return answer


class DomainErrors:
    """Turns a broken rule that no view has caught into its status and its sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a DomainError; every other exception goes its way."""
        return _answer(request, exception) if isinstance(exception, DomainError) else None


def _answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    return answers.problem(
        request,
        status=error.status,
        code=error.code,
        sentence=error.sentence,
        where=error.where,
        entries=error.entries if isinstance(error, BadEntries) else (),
    )


class ReadsFromReplica:
    """Lets views that only read do so at a replica, where the settings have one; the last middleware.

    Who asks, and whatever the middleware before this one writes, stays at the primary. A view that wants to write
    after all, or that the replica fails, is asked again at the primary: at the replica it has changed nothing.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            replicas.turn_to_primary()

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: object, _kwargs: object
    ) -> None:
        """Choose where the view reads."""
        if request.method in {"GET", "HEAD"}:
            replicas.turn_to_replica()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Ask the view again at the primary when the replica's database is what failed."""
        match = request.resolver_match
        if match is None or not isinstance(exception, Error) or not replicas.reads_from_replica():
            return None
        replicas.turn_to_primary()
        try:
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except DomainError as error:
            return _answer(request, error)
        return answer
