"""What I was told: the list behind the bell."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thidua.people.models import User
from thidua.ui.links import Link
from thidua.ui.notices import say

from .models import Notice
from .queries import notices_of, unread
from .sentences import icon, sentence
from .services import mark_all_read, mark_read, mark_unread

PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as the list shows it."""

    notice: Notice
    sentence: str
    icon: str


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """My notices, the latest first; `xem=chua-doc` only those that I have not read."""
    user = _reader(request)
    found, only_unread = seen_notices(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    kept = {"xem": "chua-doc"} if only_unread else {}
    url, waiting = reverse("notices"), unread(user)
    context = {
        "title": _("Thông báo"),
        "tabs": [
            Link(_("Tất cả"), url, current=not only_unread),
            Link(_("Chưa đọc"), f"{url}?xem=chua-doc", current=only_unread, count=waiting),
        ],
        "page": page,
        "told": [Told(notice, sentence(notice), icon(notice)) for notice in page],
        "only_unread": only_unread,
        "waiting": waiting,
        "previous_url": f"?{urlencode(kept | {'trang': page.previous_page_number()})}" if page.has_previous() else "",
        "next_url": f"?{urlencode(kept | {'trang': page.next_page_number()})}" if page.has_next() else "",
    }
    return render(request, "notices/list.html", context)


def seen_notices(request: HttpRequest) -> tuple[QuerySet[Notice], bool]:
    """My notices that the address asks for, the latest first, and whether it asks for unread ones only."""
    only_unread = request.GET.get("xem") == "chua-doc"
    return notices_of(_reader(request), only_unread=only_unread), only_unread


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one of my notices as read and go where it points; with `o-lai` stay on the list."""
    notice = get_object_or_404(Notice, pk=notice_id, user=_reader(request))
    mark_read(notice=notice)
    return redirect("notices" if "o-lai" in request.POST else notice.link)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all my notices as read; the toast takes it back."""
    count, at = mark_all_read(user=_reader(request))
    if count:
        read = ngettext("Đã đánh dấu đã đọc %(count)d thông báo.", "Đã đánh dấu đã đọc %(count)d thông báo.", count)
        undo = f"{reverse('notices-unread')}?{urlencode({'luc': at.isoformat()})}"
        say(request, read % {"count": count}, undo=undo)
    return redirect("notices")


@require_POST
def unread_again(request: HttpRequest) -> HttpResponse:
    """Take back "all read" of one instant."""
    try:
        at = parse_datetime(request.GET.get("luc", ""))
    except ValueError:
        at = None
    if at and at.tzinfo:
        mark_unread(user=_reader(request), at=at)
    return redirect("notices")


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
