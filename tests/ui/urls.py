"""Addresses that break, to see how the site answers."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from thidua.core.errors import BadEntries, BadEntry, DomainError

handler400 = "thidua.web.errors.bad_request"
handler403 = "thidua.web.errors.permission_denied"
handler404 = "thidua.web.errors.page_not_found"
handler500 = "thidua.web.errors.server_error"


class AlreadyAccepted(DomainError):
    """A rule of the organisation is broken."""


FAILURES = {
    "rule": lambda: AlreadyAccepted("Báo cáo đã được tiếp nhận. Hãy lập bản điều chỉnh."),
    "entries": lambda: BadEntries("Tệp có 1 dòng sai.", [BadEntry("B7", "Thiếu mã đơn vị <b>.")]),
    "forbidden": lambda: PermissionDenied("Tài khoản không có quyền này ở đơn vị."),
    "forbidden-silently": PermissionDenied,
    "absent": lambda: Http404("No Unit matches the given query."),
    "malformed": lambda: SuspiciousOperation("x"),
    "bug": lambda: ZeroDivisionError("secret detail"),
}


@login_not_required
def fail(request: HttpRequest, how: str) -> HttpResponse:
    """Raise what the address names."""
    failure = FAILURES[how]()
    raise failure


@login_not_required
def receive(request: HttpRequest) -> HttpResponse:
    """Take a form."""
    return HttpResponse("ok")


urlpatterns = [
    path("hong/<slug:how>/", fail),
    path("api/hong/<slug:how>/", fail),
    path("nhan/", receive),
    path("", include("config.urls")),
]
