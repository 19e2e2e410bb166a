"""From the address of a page to the table that a person sees there, for a page and for a worker alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.exchange.exports import Sheet
from thidua.org.models import Placement
from thidua.people.models import User

CHUNK = 1_000
PARAMETER = "bang"
"""Names the table, where a page has several."""

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Exported:
    """A table: the name of the URL of the page that shows it, which of its tables, and how it is built.

    `build` gets the request of that page, as `replayed` makes it, and what the address captures. It raises what the
    page raises: Http404, PermissionDenied, a DomainError.
    """

    page: str
    build: Callable[..., Sheet]
    table: str = ""

    @property
    def name(self) -> str:
        """The name that is kept with what a worker is asked for."""
        return f"{self.page}:{self.table}" if self.table else self.page


@dataclass(frozen=True, slots=True)
class Asked:
    """A table that is asked for: the page on which it is seen, and what the page's address says."""

    exported: Exported
    path: str
    query: str
    sheet: Sheet


def ask(tables: Sequence[Exported], *, user: User, path: str, query: str) -> Asked:
    """Build the table that a person sees at an address. Raises what the page raises, Http404 where there is none."""
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404(_("Không có trang này.")) from None
    request = replayed(user, path, query)
    wanted = request.GET.get(PARAMETER, "")
    exported = next((one for one in tables if one.page == match.url_name and one.table == wanted), None)
    if exported is None:
        raise Http404(_("Trang này không có bảng ấy."))
    return Asked(exported, path, query, exported.build(request, *match.args, **match.kwargs))


def replayed(user: User, path: str, query: str) -> HttpRequest:
    """The request by which a person opens a page: what the page shows is decided by reader and address alone."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.user, request.GET = user, QueryDict(query)
    return request


def source_line(user: User) -> str:
    """Where a table comes from, who took it away and when."""
    root = Placement.objects.filter(parent=None, during__contains=clock.today()).order_by("unit_id").first()
    words = {"site": root.name if root else "", "at": f"{clock.now():%H:%M %d/%m/%Y}", "who": user}
    if root is None:
        return _("Nguồn: Thi Đua, xuất lúc %(at)s, người xuất %(who)s.") % words
    return _("Nguồn: Thi Đua, %(site)s, xuất lúc %(at)s, người xuất %(who)s.") % words


def chunks(rows: Iterator[One], size: int = CHUNK) -> Iterator[list[One]]:
    """Rows by the thousand, so that what stands beside them is asked for once for all of these."""
    while chunk := list(islice(rows, size)):
        yield chunk
