"""What happens to every request, so that no view repeats it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

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
        if not isinstance(exception, DomainError):
            return None
        return answers.problem(
            request,
            status=exception.status,
            code=exception.code,
            sentence=exception.sentence,
            where=exception.where,
            entries=exception.entries if isinstance(exception, BadEntries) else (),
        )
