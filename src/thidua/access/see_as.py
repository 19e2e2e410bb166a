"""Seeing as another user: what they see, and nothing that they could do.

The session stays the administrator's; only the reader of each request is another. Every unsafe method is refused, and
so is every page of the other's own account, which shows secrets. Beginning and end are in the log with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from thidua.access.errors import BadReason, NotYours
from thidua.access.queries import manageable
from thidua.access.rules import Permission
from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.people.models import User
from thidua.ui import answers

# The key of the session under which (user id, until when) stands.
SEEN = "see_as"
MINUTES = 30
SAFE = {"GET", "HEAD", "OPTIONS"}
END = "see-as-end"
# Pages of one's own account, and those that would speak of the session, which is the administrator's.
CLOSED = ("account_", "second-factor", "session-", "api-token", "delegation", "see-as", "activate", "demo-sign-in")


@transaction.atomic
def begin(*, session: SessionBase, target: User, reason: str, by: User) -> None:
    """See as `target` for half an hour. Raises BadReason without a reason, NotYours for who may not be seen as."""
    why = clean_line(reason, most=200)
    if not why:
        raise BadReason(_("Hãy ghi lý do; lý do được lưu vào nhật ký."), where="ly-do")
    if target.pk == by.pk or not _may(by, target):
        raise NotYours(_("Bạn không được xem như tài khoản này."))
    session[SEEN] = [target.pk, clock.now().timestamp() + MINUTES * 60]
    record("see_as.begun", by=by, about=target, reason=why)


def end(request: HttpRequest) -> User | None:
    """See as oneself again; the answer is who was seen as."""
    seen = request.session.pop(SEEN, None)
    target = User.objects.filter(pk=seen[0]).first() if seen else None
    by = getattr(request, "signed_in_as", request.user)
    if target is not None and isinstance(by, User):
        record("see_as.ended", by=by, about=target)
    return target


class SeeAs:
    """Puts the other in the place of the reader, and refuses whatever would change something.

    `request.signed_in_as` is then the administrator. It costs a request nothing unless somebody is seen as.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Change the reader, or refuse."""
        if not request.user.is_authenticated or not (seen := request.session.get(SEEN)):
            return None
        by = request.user
        target = User.objects.filter(pk=seen[0]).first()
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if target is None or clock.now().timestamp() > seen[1] or not _may(by, target):
            end(request)
            return None
        request.signed_in_as = by  # type: ignore[attr-defined]
        request.user = target
        if name in {END, "account_logout", "set_language"}:
            if name == "account_logout":
                request.user = by
            return None
        if request.method not in SAFE or name.startswith(CLOSED):
            return answers.problem(
                request,
                status=403,
                code="seeing-as",
                sentence=_("Đang xem như %(name)s: chỉ xem, không làm thay. Hãy bấm «Thôi xem» rồi làm.")
                % {"name": target},
            )
        return None


def _may(by: User, target: User) -> bool:
    return by.is_active and target.is_active and manageable(by, Permission.USER_SEE_AS).filter(pk=target.pk).exists()
