"""Workbooks of reports that come back: sent, shown cell by cell, written, taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number
from thidua.people.models import User
from thidua.reporting.errors import NothingRecognised
from thidua.reporting.forms_uploads import CommitForm, UploadForm
from thidua.reporting.queries.uploads import (
    ANY_DIFFERENCE,
    PAGE,
    Counts,
    counts_of,
    recent_uploads,
    refused_cells,
    shown_cells,
    uploads_of,
    verdict_words,
    waits_for_channel,
)
from thidua.reporting.rules import CellVerdict, UploadStage
from thidua.reporting.services.upload_writing import ask_for_commit, undo_upload
from thidua.reporting.services.uploads import choose_all, choose_cells, preview_upload
from thidua.reporting.upload_models import Upload
from thidua.reporting.workbooks.refused import refused_workbook
from thidua.ui.links import Link
from thidua.ui.notices import say, warn

from .access import signed_in, small_number

INVALID = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
V = CellVerdict
TONES = {V.NEW: "info", V.CHANGED: "info", V.CONFLICT: "warn", V.UNCHANGED: "quiet", V.REFUSED: "bad"}
STAGE_TONES = {
    UploadStage.PREVIEWED: "info",
    UploadStage.COMMITTING: "info",
    UploadStage.COMMITTED: "good",
    UploadStage.UNDONE: "quiet",
}


@require_http_methods(["GET", "POST"])
def upload_home(request: HttpRequest) -> HttpResponse:
    """Send files; below it, what was sent before. `don-vi`, `ky` and `bieu` say what they are expected to be about."""
    user = _typist(request)
    form = UploadForm(initial=_asked(request))
    status, entries = 200, []
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        status = INVALID
        if form.is_valid():
            files = [(file.name or "", file.read()) for file in form.cleaned_data["file"]]
            try:
                upload = preview_upload(files=files, by=user, wanted=form.wanted)
            except NothingRecognised as error:
                form.add_error("file", error.sentence)
                status, entries = error.answer, list(error.entries)
            except DomainError as error:
                form.add_error("file", error.sentence)
                status = error.status
            else:
                return redirect("upload", upload.pk)
    context = {
        "title": _("Nhập từ Excel"),
        "form": form,
        "entries": entries if len(entries) > 1 else [],
        "chosen": any(form[name].value() for name in ("unit", "period", "form")),
        "past": [(one, STAGE_TONES[UploadStage(one.upload.stage)]) for one in recent_uploads(user)],
    }
    return render(request, "reporting/upload_home.html", context, status=status)


@require_GET
def upload_page(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What a file says cell by cell: `loc` is a verdict, `trang` a page."""
    return _show(request, _own(request, upload_id))


@require_GET
def upload_progress(request: HttpRequest, upload_id: int) -> HttpResponse:
    """How far writing has come; once it is done the page is fetched anew."""
    upload = _own(request, upload_id)
    if upload.stage == UploadStage.COMMITTING:
        return render(request, "reporting/upload_progress.html", {"upload": upload})
    answer = HttpResponse()
    answer["HX-Redirect"] = reverse("upload", args=[upload.pk])
    return answer


@require_POST
def choose(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Remember which cells of a page are to be written; `all` chooses every one with the verdict that is shown."""
    upload = _own(request, upload_id)
    if "all" in request.POST:
        verdict = request.POST.get("loc", "")
        choose_all(upload_id=upload.pk, verdict=verdict, chosen=request.POST["all"] == "1")
    else:
        _choose(request, upload)
    if request.headers.get("HX-Request"):
        return render(request, "reporting/upload_chosen.html", {"counts": counts_of(upload)})
    return redirect(_page_url(upload, request.POST.get("loc", ""), small_number(request.POST.get("trang", ""))))


@require_POST
def commit(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Write what is chosen."""
    upload = _own(request, upload_id)
    form = CommitForm(request.POST)
    if not form.is_valid():
        return _show(request, upload, sentence=_("Hãy chọn đơn vị đã gửi số liệu qua đâu."), status=INVALID)
    _choose(request, upload)
    before = counts_of(upload).saved
    try:
        upload = ask_for_commit(upload_id=upload.pk, channel=form.chosen_channel, by=upload.by)
    except DomainError as error:
        return _show(request, upload, sentence=error.sentence, status=error.status)
    if upload.stage == UploadStage.COMMITTED:
        counts = counts_of(upload)
        _say_written(request, upload, counts.saved - before, counts)
    return redirect("upload", upload.pk)


@require_POST
def undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Put back what stood there before."""
    upload = _own(request, upload_id)
    back, left = undo_upload(upload_id=upload.pk, by=upload.by)
    say(request, ngettext("Đã hoàn tác %(n)s ô.", "Đã hoàn tác %(n)s ô.", back) % {"n": print_number(back)})
    if left:
        sentence = ngettext(
            "%(n)s ô không hoàn tác được vì đã có người sửa sau đó hoặc báo cáo đã nộp; xem lý do ở từng ô.",
            "%(n)s ô không hoàn tác được vì đã có người sửa sau đó hoặc báo cáo đã nộp; xem lý do ở từng ô.",
            left,
        )
        warn(request, sentence % {"n": print_number(left)})
    return redirect("upload", upload.pk)


@require_GET
def refused(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The cells that were not taken as a workbook that can be mended and sent again."""
    upload = _own(request, upload_id)
    answer = HttpResponse(refused_workbook(refused_cells(upload)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="o-khong-nhan-{upload.pk}.xlsx"'
    return answer


def _typist(request: HttpRequest) -> User:
    user = signed_in(request)
    if not {Permission.REPORT_ENTER, Permission.REPORT_BEHALF} & gate.anywhere(user):
        raise PermissionDenied(_("Tài khoản không nhập báo cáo nào."))
    return user


def _own(request: HttpRequest, upload_id: int) -> Upload:
    user = _typist(request)
    return get_object_or_404(uploads_of(user).select_related("by__person"), pk=upload_id)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the page that somebody comes from expects the files to be about."""
    return {
        name: request.GET.get(key, "")[:60] for name, key in (("unit", "don-vi"), ("period", "ky"), ("form", "bieu"))
    }


def _choose(request: HttpRequest, upload: Upload) -> None:
    shown, chosen = ({small_id(value) for value in request.POST.getlist(name)} for name in ("shown", "cell"))
    if shown:
        choose_cells(upload_id=upload.pk, shown=shown, chosen=chosen & shown)


def small_id(text: str) -> int:
    """A key of the page's own form; what is none finds nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 - of a bigint


def _say_written(request: HttpRequest, upload: Upload, written: int, counts: Counts) -> None:
    sentence = ngettext("Đã ghi %(n)s ô vào báo cáo.", "Đã ghi %(n)s ô vào báo cáo.", written)
    say(request, sentence % {"n": print_number(written)}, undo=reverse("upload-undo", args=[upload.pk]))
    if counts.conflict and counts.left:
        warn(request, _("Có ô vừa được người khác sửa nên chưa ghi; hãy xem mục «Hai bên cùng sửa»."))


def _page_url(upload: Upload, verdict: str, page: int) -> str:
    asked = {key: value for key, value in (("loc", verdict), ("trang", page if page > 1 else "")) if value}
    return reverse("upload", args=[upload.pk]) + (f"?{urlencode(asked)}" if asked else "")


def _show(request: HttpRequest, upload: Upload, *, sentence: str = "", status: int = 200) -> HttpResponse:
    verdict = request.GET.get("loc") or request.POST.get("loc", "")
    verdict = verdict if verdict in V.values else ANY_DIFFERENCE
    page = max(1, small_number(request.GET.get("trang") or request.POST.get("trang", "")))
    counts, shown = counts_of(upload), shown_cells(upload, verdict=verdict, page=page)
    open_ = upload.stage in {UploadStage.PREVIEWED, UploadStage.COMMITTED}
    context: dict[str, Any] = {
        "title": _title(upload),
        "upload": upload,
        "tone": STAGE_TONES[UploadStage(upload.stage)],
        "tones": TONES,
        "counts": counts,
        "shown": shown,
        "verdict": verdict,
        "page": page,
        "tabs": _tabs(upload, counts, verdict),
        "open": open_ and counts.left,
        "asks_channel": bool(open_ and counts.left and waits_for_channel(upload)),
        "before": _("Đang có") if upload.stage == UploadStage.PREVIEWED else _("Trước đó"),
        "form": CommitForm(request.POST if request.method == "POST" else None),
        "sentence": sentence,
        "previous_url": _page_url(upload, verdict, page - 1) if page > 1 else "",
        "next_url": _page_url(upload, verdict, page + 1) if shown.count > page * PAGE else "",
    }
    return render(request, "reporting/upload.html", context, status=status)


def _title(upload: Upload) -> str:
    if len(upload.file_names) == 1:
        return str(upload.file_names[0])
    return _("%(n)d tệp Excel") % {"n": len(upload.file_names)}


def _tabs(upload: Upload, counts: Counts, current: str) -> list[Link]:
    every = {ANY_DIFFERENCE: counts.differing} | {
        V.NEW: counts.new,
        V.CHANGED: counts.changed,
        V.CONFLICT: counts.conflict,
        V.REFUSED: counts.refused,
        V.UNCHANGED: counts.unchanged,
    }
    return [
        Link(verdict_words(verdict), _page_url(upload, verdict, 1), current=verdict == current, count=count)
        for verdict, count in every.items()
        if count or verdict in {ANY_DIFFERENCE, current}
    ]
