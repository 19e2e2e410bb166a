"""Taking a table away: a small one at once, a large one when a worker has written it; and the list of one's files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access.see_as import CLOSED
from thidua.exchange.models import Export
from thidua.exchange.rules import ExportState
from thidua.exchange.services import exports as services
from thidua.exchange.writing import MEDIA_TYPE
from thidua.figures.waiting import waits_for_restatement
from thidua.people.models import User
from thidua.ui.answers import wants_fragment
from thidua.ui.notices import say

from .answering import taker_of, workbook_answer
from .asking import Asked, ask
from .tables import TABLES

ROWS_AT_ONCE, CELLS_AT_ONCE = 1_500, 60_000
"""So many rows are read, and so many cells written, in less than a second."""
PAGE = 50


@waits_for_restatement
@require_http_methods(["GET", "HEAD", "POST"])
def export_table(request: HttpRequest, page: str) -> HttpResponse:
    """The table of a page (`page` is its path, the query its query): a file, or for a large one the way to it.

    POST has a worker write it.
    """
    user = _reader(request)
    asked = ask(TABLES, user=user, path=f"/{page}", query=request.GET.urlencode())
    if taker_of(request) != user and asked.exported.page.startswith(CLOSED):
        raise PermissionDenied(_("Trang này chỉ dành cho chính người đó."))
    if request.method == "POST":
        return _ask_a_worker(request, asked, user)
    if asked.sheet.count > ROWS_AT_ONCE or asked.sheet.cells > CELLS_AT_ONCE:
        context = {"title": asked.sheet.title, "asked": asked, "sheet": asked.sheet}
        return render(request, "web/export_large.html", context)
    return workbook_answer(request, asked.sheet)


@never_cache
@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """One's files, the latest first; asked for by HTMX only their list, which asks again while one is being written."""
    mine = Export.objects.filter(asked_by=_reader(request)).order_by("-asked_at", "-pk")
    page = Paginator(mine, PAGE).get_page(request.GET.get("trang"))
    context = {
        "title": _("Tệp đã xuất"),
        "page": page,
        "exports": list(page),
        "states": ExportState,
        "going_on": any(one.state.going_on for one in page),
        "number": page.number,
        "previous_url": f"?{urlencode({'trang': page.previous_page_number()})}" if page.has_previous() else "",
        "next_url": f"?{urlencode({'trang': page.next_page_number()})}" if page.has_next() else "",
    }
    template = "web/export_list.html#files" if wants_fragment(request) else "web/export_list.html"
    return render(request, template, context)


@never_cache
@require_safe
def export_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file, for who asked for it."""
    export = _mine_or_404(request, reference)
    if export.state is not ExportState.READY:
        raise Http404(_("Tệp này chưa lập xong."))
    try:
        content = services.file_of(export).open("rb")
    except FileNotFoundError:
        raise Http404(_("Tệp này không còn nữa. Hãy xuất lại bảng.")) from None
    return FileResponse(content, as_attachment=True, filename=export.file_name, content_type=MEDIA_TYPE)


@require_POST
def export_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the worker stop."""
    export = _mine_or_404(request, reference)
    services.cancel_export(export=export, by=_reader(request))
    say(request, _("Đã hủy xuất «%(title)s».") % {"title": export.title})
    return redirect("export-list")


@require_POST
def export_delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete a file; the table can be exported again at any time."""
    export = _mine_or_404(request, reference)
    services.delete_export(export=export, by=_reader(request))
    say(request, _("Đã xóa tệp «%(title)s».") % {"title": export.title})
    return redirect("export-list")


def _ask_a_worker(request: HttpRequest, asked: Asked, user: User) -> HttpResponse:
    services.ask_for_export(table=asked.exported.name, path=asked.path, query=asked.query, sheet=asked.sheet, by=user)
    say(request, _("Đang lập tệp trong nền. Bạn có thể làm việc khác, xong sẽ có thông báo."))
    return redirect("export-list")


def _mine_or_404(request: HttpRequest, reference: str) -> Export:
    return get_object_or_404(Export, reference=reference, asked_by=_reader(request))


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
