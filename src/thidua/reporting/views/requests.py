"""Ad-hoc requests: what I am asked, what we asked, asking, and the answers to one request."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.numbers import print_number
from thidua.figures.queries import Figure
from thidua.indicators.models import Indicator, WorkArea
from thidua.org.models import Lineage, Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.reporting.forms_requests import DueForm, RequestForm
from thidua.reporting.models import AdHocRequest, Report
from thidua.reporting.queries import inbox
from thidua.reporting.queries import requests as queries
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.entry import in_words
from thidua.reporting.services import requests as services
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import signed_in

PAGE, SHOWN_NAMES = 50, 12
INVALID = 422
safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """What one's units are asked to answer, and what was sent from units that one sees."""
    permitted = gate.anywhere(signed_in(request))
    enters = Permission.REPORT_ENTER in permitted
    mine = requests_to_answer(request)[:PAGE] if enters else []
    page = Paginator(requests_sent(request), PAGE).get_page(request.GET.get("trang"))
    context = {
        "title": _("Yêu cầu đột xuất"),
        "mine": inbox.named(mine),
        "enters": enters,
        "sends": Permission.REQUEST_SEND in permitted,
        "sent": queries.with_counts(list(page.object_list)),
        "page": page,
        "previous_url": f"?trang={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?trang={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "reporting/request_list.html", context)


def requests_sent(request: HttpRequest) -> QuerySet[AdHocRequest]:
    """What was sent from units that this person sees, the latest first. Raises PermissionDenied for who sees none."""
    user = signed_in(request)
    if not gate.any_unit(user, Permission.REPORT_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được báo cáo nào."))
    return queries.sent_from(gate.units_for(user, Permission.REPORT_VIEW))


def requests_to_answer(request: HttpRequest) -> QuerySet[Report]:
    """What the units that this person reports for are asked, the last one due first."""
    return queries.to_answer(gate.units_for(signed_in(request), Permission.REPORT_ENTER))


@safe_or_post
def request_new(request: HttpRequest) -> HttpResponse:
    """Write a request; it is sent only from the preview, which says to how many units it goes."""
    user = signed_in(request)
    asker = _asker(user)
    form = _form(request, asker)
    context: dict[str, Any] = {"form": form, "sentence": ""}
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = INVALID
        elif "send" in request.POST:
            try:
                sent = _send(form, asker, user)
            except DomainError as error:
                context["sentence"], status = error.sentence, error.status
            else:
                say(request, _("Đã gửi yêu cầu. Đơn vị thấy việc này ở trang đầu của họ."))
                return redirect("request", sent.period.code)
        else:
            context["preview"] = _preview(form)
    context |= {
        "title": _("Gửi yêu cầu đột xuất"),
        "asker": last_names_of([asker.pk], clock.today())[asker.pk],
        "areas": _areas(form),
    }
    return render(request, "reporting/request_new.html", context, status=status)


@require_safe
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """The answers to one request, unit by unit, with sum and coverage; `loc=chua` those that are missing."""
    asked, permissions = request_or_404(request, code)
    return _show(request, asked, sends=Permission.REQUEST_SEND in permissions)


@require_POST
def request_extend(request: HttpRequest, code: str) -> HttpResponse:
    """Move the due day of what is not handed in."""
    asked = _own_request(request, code)
    form = DueForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, sends=True, due_form=form, status=INVALID)
    due = form.cleaned_data["due"]
    try:
        services.extend_request(request_id=asked.pk, due=due, by=signed_in(request))
    except DomainError as error:
        form.add_error("due", error.sentence)
        return _show(request, asked, sends=True, due_form=form, status=error.status)
    say(request, _("Đã gia hạn đến 17 giờ ngày %(due)s.") % {"due": f"{due:%d/%m/%Y}"})
    return redirect("request", code)


@require_POST
def request_remind(request: HttpRequest, code: str) -> HttpResponse:
    """Remind the units that have not answered."""
    asked = _own_request(request, code)
    count = services.remind_of_request(request_id=asked.pk, by=signed_in(request))
    say(request, ngettext("Đã nhắc %(count)d đơn vị.", "Đã nhắc %(count)d đơn vị.", count) % {"count": count})
    return redirect("request", code)


@require_POST
def request_end(request: HttpRequest, code: str) -> HttpResponse:
    """Take no more answers; the toast opens it again."""
    asked = _own_request(request, code)
    services.end_request(request_id=asked.pk, by=signed_in(request))
    say(request, _("Đã kết thúc yêu cầu."), undo=reverse("request-reopen", args=[code]))
    return redirect("request", code)


@require_POST
def request_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Take answers again."""
    asked = _own_request(request, code)
    services.reopen_request(request_id=asked.pk, by=signed_in(request))
    say(request, _("Đã mở lại yêu cầu."))
    return redirect("request", code)


def _asker(user: User) -> Unit:
    """The unit that a person asks for: their own, else the highest from which they may."""
    allowed = gate.units_for(user, Permission.REQUEST_SEND)
    own = main_unit(user)
    if own is not None and allowed.filter(pk=own.pk).exists():
        return own
    first = allowed.order_by("pk").first()
    if first is None:
        raise PermissionDenied(_("Tài khoản không gửi được yêu cầu đột xuất."))
    return first


def _form(request: HttpRequest, asker: Unit) -> RequestForm:
    return RequestForm(
        request.POST or None,
        asker=asker,
        parents=_parents(asker),
        kinds=queries.kinds_below(asker.pk),
        indicators=queries.askable(),
    )


def _parents(asker: Unit) -> list[tuple[str, str]]:
    """The asker and those directly below that have units below themselves."""
    today = clock.today()
    living = Lineage.objects.filter(during__contains=today)
    children = living.filter(ancestor=asker.pk, depth=1).values("unit")
    parents = living.filter(ancestor__in=children, depth=1).values_list("ancestor", flat=True).distinct()
    names = last_names_of([asker.pk, *parents], today)
    whole = names.pop(asker.pk).short_name
    named = sorted(names.values(), key=lambda name: name.code)
    return [(str(asker.pk), whole), *((str(name.unit_id), name.short_name) for name in named)]


def _areas(form: RequestForm) -> list[dict[str, Any]]:
    """The indicators to choose from by work area, with what was chosen of them."""
    chosen, optional = (set(form[name].value() or ()) for name in ("indicator", "optional"))
    rows: dict[WorkArea, list[tuple[Indicator, bool, bool]]] = {}
    for one in form.by_code.values():
        rows.setdefault(one.area, []).append((one, one.code in chosen, one.code in optional))
    return [{"area": area, "rows": of, "chosen": sum(row[1] for row in of)} for area, of in rows.items()]


def _preview(form: RequestForm) -> dict[str, Any]:
    names = last_names_of(form.unit_ids[:SHOWN_NAMES], clock.today())
    version = form.asked.form_version
    rows = contents_of(version.pk).rows if version else form.asked.indicators or {}
    return {
        "count": len(form.unit_ids),
        "names": [name.short_name for name in names.values()],
        "more": len(form.unit_ids) - len(names),
        "rows": len(rows),
    }


def _send(form: RequestForm, asker: Unit, user: User) -> AdHocRequest:
    assert form.window is not None  # a valid form has one
    return services.send_request(
        asker=asker,
        title=form.cleaned_data["title"],
        message=form.cleaned_data["message"],
        window=form.window,
        due=form.cleaned_data["due"],
        asked=form.asked,
        unit_ids=form.unit_ids,
        by=user,
    )


def request_or_404(request: HttpRequest, code: str) -> tuple[AdHocRequest, frozenset[Permission]]:
    """A request that this person may read: one from a unit whose reports they see."""
    asked = queries.sent_from(Unit.objects.all()).filter(period__code=code).first()
    if asked is None:
        raise Http404(_("Không có yêu cầu này."))
    standing = gate.standing_at(signed_in(request), asked.asker_id)
    gate.require(standing, Permission.REPORT_VIEW)
    return asked, standing.permissions


def _own_request(request: HttpRequest, code: str) -> AdHocRequest:
    asked, permissions = request_or_404(request, code)
    if Permission.REQUEST_SEND not in permissions:
        raise PermissionDenied(_("Tài khoản không có quyền này ở đơn vị."))
    return asked


def _show(
    request: HttpRequest, asked: AdHocRequest, *, sends: bool, due_form: DueForm | None = None, status: int = 200
) -> HttpResponse:
    indicators = queries.indicators_of(asked)
    counts = queries.with_counts([asked])[0]
    reports, missing = seen_answers(request, asked)
    page = Paginator(reports, PAGE).get_page(request.GET.get("trang"))
    answers = queries.answers_of(list(page.object_list), indicators)
    context = {
        "title": asked.title,
        "asked": asked,
        "sent": counts,
        "sends": sends,
        "indicators": indicators,
        "totals": [_total(figure) for figure in queries.totals_of(asked, indicators)],
        "rows": [(answer, _texts(answer, indicators)) for answer in answers],
        "page": page,
        "missing": missing,
        "tabs": _tabs(asked, counts.counts, missing=missing),
        "due_form": due_form or DueForm(initial={"due": asked.period.due_at.astimezone(clock.VIETNAM).date()}),
        "previous_url": _at(page.previous_page_number(), missing=missing) if page.has_previous() else "",
        "next_url": _at(page.next_page_number(), missing=missing) if page.has_next() else "",
    }
    return render(request, "reporting/request.html", context, status=status)


def seen_answers(request: HttpRequest, asked: AdHocRequest) -> tuple[QuerySet[Report], bool]:
    """The reports of a request in order, and whether only those that are missing are asked for."""
    missing = request.GET.get("loc") == "chua"
    reports = queries.reports_of(asked)
    return (reports.filter(state__in=inbox.NEVER_HANDED_IN) if missing else reports), missing


def _texts(answer: queries.Answer, indicators: list[Indicator]) -> list[str]:
    return [in_words(cell, one) for cell, one in zip(answer.cells, indicators, strict=True)]


def _total(figure: Figure) -> str:
    return "" if figure.value is None else print_number(figure.value)


def _tabs(asked: AdHocRequest, counts: queries.Counts, *, missing: bool) -> list[Link]:
    url = reverse("request", args=[asked.period.code])
    return [
        Link(_("Tất cả"), url, current=not missing),
        Link(_("Chưa trả lời"), f"{url}?loc=chua", current=missing, count=counts.asked - counts.answered),
    ]


def _at(number: int, *, missing: bool) -> str:
    return f"?{urlencode(({'loc': 'chua'} if missing else {}) | {'trang': number})}"
