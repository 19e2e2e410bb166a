"""The pages of what went wrong: what happened, what to do, and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from thidua.ui import answers


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """400: the request itself is malformed."""
    return answers.problem(
        request,
        status=400,
        code="bad-request",
        sentence=_("Yêu cầu không đọc được. Hãy quay lại trang trước, tải lại rồi làm lại."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: what is asked for can be seen, but not done, by this person."""
    return answers.problem(
        request,
        status=403,
        code="not-permitted",
        sentence=str(exception) or _("Tài khoản của bạn không được làm việc này."),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """404: nothing is there, or nothing that this person may see."""
    return answers.problem(
        request,
        status=404,
        code="not-found",
        sentence=_("Trang này không có, hoặc không thuộc phạm vi mà tài khoản của bạn được xem."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """403: the form was not sent by a page of this session."""
    return answers.problem(
        request,
        status=403,
        code="stale-form",
        sentence=_("Trang đã mở quá lâu hoặc được gửi từ nơi khác. Hãy tải lại trang rồi gửi lại."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Uses neither the database nor the session, which may be what is broken."""
    sentence = _("Hệ thống gặp lỗi. Dữ liệu đã lưu không bị ảnh hưởng. Hãy thử lại sau ít phút.")
    if answers.wants_json(request):
        return JsonResponse({"code": "server-error", "sentence": sentence}, status=500)
    if answers.wants_fragment(request):
        response = HttpResponseServerError(render_to_string("ui/error_fragment.html", {"sentence": sentence}))
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:#notices:top"
        return response
    return HttpResponseServerError(render_to_string("500.html", {"sentence": sentence}))
