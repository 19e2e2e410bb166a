"""One shape for everything that cannot be done: `{code, sentence, where, entries}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from thidua.core.errors import BadEntries, BadEntry, DomainError
from thidua.ui import answers

from .fields import CODE

MOST_ENTRIES = 200


class Flaw(Schema):
    """One bad place of a request."""

    path: str
    sentence: str


class Problem(Schema):
    """Why a request was refused; nothing was changed."""

    code: str
    sentence: str
    where: str
    entries: list[Flaw]


PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429}): Problem}


class Unreadable(DomainError):
    """The body is not the JSON of an object."""

    status = 400


class NotJson(DomainError):
    """The body says that it is something else than JSON."""

    status = 415


class BodyTooLarge(DomainError):
    """The body is larger than any request needs."""

    status = 413


class BadRequestFields(BadEntries):
    """Fields are missing, unknown or of the wrong type."""

    code = "bad-fields"


def handle_errors(api: NinjaAPI) -> None:
    """Let an API answer every error in the one shape."""
    api.add_exception_handler(DomainError, _domain_error)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(PermissionDenied, _not_permitted)
    api.add_exception_handler(ValidationError, _bad_fields)
    api.add_exception_handler(RequestDataTooBig, lambda request, _error: _domain_error(request, too_large()))
    api.add_exception_handler(AuthenticationError, _not_signed_in)
    api.add_exception_handler(Throttled, _throttled)
    api.add_exception_handler(HttpError, _http_error)


def too_large() -> BodyTooLarge:
    """The error of a body beyond the limit."""
    return BodyTooLarge(_("Nội dung gửi lên quá lớn (tối đa 2 MB). Hãy chia thành nhiều yêu cầu nhỏ hơn."))


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405, naming what the address does take."""
    response = answers.problem(
        request,
        status=405,
        code="method-not-allowed",
        sentence=_("Địa chỉ này không nhận %(method)s, chỉ nhận %(allowed)s.")
        % {"method": request.method, "allowed": allowed},
    )
    response["Allow"] = allowed
    return response


def _domain_error(request: HttpRequest, error: DomainError | type[DomainError]) -> HttpResponse:
    assert isinstance(error, DomainError)
    return answers.problem(
        request,
        status=error.status,
        code=error.code,
        sentence=error.sentence,
        where=error.where,
        entries=_entries(error),
    )


def _entries(error: DomainError) -> Sequence[BadEntry]:
    """What an error names one by one, in the words of the API: cells by their codes."""
    if isinstance(error, BadEntries):
        return error.entries[:MOST_ENTRIES]
    missing = getattr(error, "codes", ())
    findings = getattr(error, "findings", ())
    return [
        *(BadEntry(f"cells.{code}", _("Chưa nhập.")) for code in missing),
        *(BadEntry(", ".join(f"cells.{code}" for code in finding.codes), finding.sentence) for finding in findings),
    ]


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    said = str(error.args[0]) if error.args and isinstance(error.args[0], str) else ""
    return answers.problem(
        request, status=404, code="not-found", sentence=said or _("Không có, hoặc không thuộc phạm vi được xem.")
    )


def _not_permitted(request: HttpRequest, error: Any) -> HttpResponse:
    return answers.problem(
        request,
        status=403,
        code="not-permitted",
        sentence=str(error) or _("Tài khoản không được làm việc này."),
    )


def _not_signed_in(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001  one signature for all
    response = answers.problem(
        request,
        status=401,
        code="not-signed-in",
        sentence=_("Cần mã truy cập còn hiệu lực trong tiêu đề Authorization: Bearer. Hãy tạo mã ở trang tài khoản."),
    )
    response["WWW-Authenticate"] = 'Bearer realm="thidua"'
    return response


def _throttled(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001  one signature for all
    return answers.problem(
        request,
        status=429,
        code="too-many-requests",
        sentence=_("Quá nhiều yêu cầu trong một phút. Hãy chờ rồi gửi tiếp, chậm hơn."),
    )


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Errors of the framework: a body that could not be read carries what our parser said of it."""
    cause = error.__cause__
    if isinstance(cause, DomainError):
        return _domain_error(request, cause)
    return _domain_error(request, Unreadable(_("Yêu cầu không đọc được. Hãy gửi JSON đúng chuẩn, mã hóa UTF-8.")))


def _bad_fields(request: HttpRequest, error: Any) -> HttpResponse:
    entries = [BadEntry(_path(flaw["loc"]), _words(flaw)) for flaw in error.errors]
    return _domain_error(request, BadRequestFields(_("Yêu cầu có chỗ chưa đúng; chưa có gì được ghi."), entries or ()))


def _path(location: Sequence[str | int]) -> str:
    """`("body", "body", "items", 3, "unit")` as `items[3].unit`, `("query", "limit")` as `limit`."""
    parts = location[2:] if location[0] == "body" else location[1:]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts if part != "[key]")
    return path.lstrip(".") or str(location[0])


def _words(flaw: dict[str, Any]) -> str:
    """What is wrong with a field, in Vietnamese, from the kind of flaw that pydantic names."""
    kind, context = flaw["type"], flaw.get("ctx", {})
    if kind in {"enum", "literal_error"}:
        return _("Chỉ nhận: %(expected)s.") % {"expected": context.get("expected", "").replace(" or ", ", ")}
    limit = next((value for name, value in context.items() if name in _LIMITS), None)
    if limit is not None:
        return _("Ngoài giới hạn cho phép (%(limit)s).") % {"limit": limit}
    if context.get("pattern") == CODE:
        return _("Không phải là mã: chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới.")
    for start, words in _KINDS.items():
        if kind.startswith(start):
            return str(words)
    return _("Giá trị không đúng kiểu.")


_LIMITS = {"max_length", "min_length", "le", "ge"}
_KINDS = {
    "missing": gettext_lazy("Thiếu mục này."),
    "extra_forbidden": gettext_lazy("Không có mục tên như vậy. Hãy bỏ đi hoặc sửa lại tên."),
    "string_pattern_mismatch": gettext_lazy(
        'Không đúng dạng. Số viết trong ngoặc kép, dấu chấm cho phần lẻ, ví dụ "1424" hoặc "52.5".'
    ),
    "string": gettext_lazy("Phải là chuỗi ký tự."),
    "int": gettext_lazy("Phải là số nguyên."),
    "bool": gettext_lazy("Phải là true hoặc false."),
    "date": gettext_lazy("Phải là ngày, viết như 2024-05-18."),
    "uuid": gettext_lazy("Phải là một UUID, ví dụ 0b0e7c1e-8a0e-4a56-9d3b-8f2f6c0f4e11."),
    "dict": gettext_lazy('Phải là một đối tượng {"mã chỉ tiêu": …}.'),
    "list": gettext_lazy("Phải là một danh sách."),
    "model": gettext_lazy("Phải là một đối tượng."),
}
