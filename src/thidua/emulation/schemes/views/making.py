"""A new point table: empty, a copy, from an example, or from a file; and a file into a draft."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import BadEntries, DomainError
from thidua.core.json_reading import parse_json
from thidua.emulation.schemes.errors import BadScheme
from thidua.emulation.schemes.forms import COPY, EXAMPLE, FILE, LARGEST_JSON, NewForm
from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.schemes.queries import latest_published, seen_by
from thidua.emulation.schemes.services.drafts import edit_draft, found_scheme
from thidua.org.models import Unit
from thidua.org.queries.tree import last_names_of
from thidua.people.models import User
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import Scheme as PointTable
from thidua.scoring.shipped import shipped_scheme
from thidua.ui.forms import INVALID
from thidua.ui.notices import say

from .access import managed_or_404, reader, require_manager

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the owner, the year and what to begin with."""
    user = reader(request)
    require_manager(request)
    owners = _owners(user)
    copies = [(one.reference, f"{one.name} ({one.year})") for one in _copies(user)]
    initial = {"year": clock.today().year + 1, "begin": COPY if copies else EXAMPLE, "owner": owners[0][0]}
    initial["copied"] = request.GET.get("tu", "")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewForm(*sent, owners=owners, copies=copies, initial=initial)
    flaws: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            made = _made(form.cleaned_data, user)
        except BadEntries as refused:
            flaws = [(entry.path, entry.sentence) for entry in refused.entries[:MOST_SHOWN]]
            form.add_error("file", refused.sentence)
        except DomainError as error:
            form.add_error("file" if form.cleaned_data["begin"] == FILE else None, error.sentence)
        else:
            say(request, _("Đã lập bảng điểm. Hãy soạn các nhóm và tiêu chí."))
            return redirect("scheme-draft", made.reference)
    context: dict[str, Any] = {"title": _("Lập bảng điểm"), "form": form, "flaws": flaws}
    return render(request, "schemes/new.html", context, status=INVALID if form.errors else 200)


@require_POST
def load(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a file in the place of the whole draft; one edit, which can be undone."""
    access = managed_or_404(request, reference)
    draft = access.draft_or_404()
    table = table_in(request.FILES.get("file"))
    said = _("nạp bảng điểm từ tệp")
    edit_draft(version_id=draft.pk, seen=draft.revision, change=lambda _old: table, said=said, by=access.user)
    say(request, _("Đã nạp tệp vào bản soạn."))
    return redirect("scheme-draft", reference)


def table_in(file: Any) -> PointTable:
    """The table that an uploaded file holds. Raises BadScheme, BadFile, and BadEntries with every flaw by its path."""
    if not isinstance(file, UploadedFile):
        raise BadScheme(_("Hãy chọn một tệp JSON."))
    content = file.read(LARGEST_JSON + 1)
    if len(content) > LARGEST_JSON:
        raise BadScheme(_("Tệp lớn hơn 2 MB, không phải là một bảng điểm."))
    return scheme_from(parse_json(content))


def _made(data: dict[str, Any], user: User) -> Scheme:
    name, year = data["name"], data["year"]
    copied_from = None
    if data["begin"] == COPY:
        copied_from = _copies(user).get(reference=data["copied"])
        table = scheme_from(_latest(copied_from).content)
    elif data["begin"] == EXAMPLE:
        table = shipped_scheme(data["example"])
    elif data["begin"] == FILE:
        table = table_in(data["file"])
    else:
        table = PointTable(code=f"bang-diem-{year}", name=name, total=Decimal(100))
    owner = Unit.objects.get(code=data["owner"])
    return found_scheme(
        owner=owner, name=name, year=year, table=replace(table, name=name), by=user, copied_from=copied_from
    )


def _latest(scheme: Scheme) -> SchemeVersion:
    version = latest_published(scheme) or scheme.versions.order_by("-number").first()
    assert version is not None  # a scheme has an edition or a draft
    return version


def _copies(user: User) -> QuerySet[Scheme]:
    return seen_by(user).order_by("-year", "name")


def _owners(user: User) -> list[tuple[str, str]]:
    """The units for which a person organises emulation."""
    units = list(gate.units_for(user, Permission.EMULATION_MANAGE).filter(dissolved_on__isnull=True)[:MOST_SHOWN])
    names = last_names_of([unit.pk for unit in units], clock.today())
    return [(unit.code, names[unit.pk].name if unit.pk in names else unit.code) for unit in units]
