"""Layouts of documents: what holds where, own ones uploaded, tried out, put to use and out of use."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.documents.layout import layout_on
from thidua.documents.models import Template
from thidua.documents.pdf import SHIPPED
from thidua.documents.rendering import pdf, word
from thidua.documents.rules import Kind
from thidua.documents.services.templates import LONGEST_NOTE, add_template, set_active
from thidua.documents.template_fields import FIELDS, sample_content, sample_frame
from thidua.documents.templates import in_use_at
from thidua.documents.word_template import shipped_template
from thidua.files.answers import download
from thidua.files.rules import DOCX, PDF, TEXT
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.ui.fields import LineField, offer
from thidua.ui.notices import say

INVALID = 422
MOST_UNITS, MOST_VERSIONS = 200, 100
SHIPPED_NAMES = {Template.Format.WORD: "mau-van-ban.docx", Template.Format.PDF: "mau-van-ban.typ"}


class TemplateForm(forms.Form):
    """A layout, for which kind of document and from which unit on it holds."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị"), help_text=gettext_lazy("Mẫu dùng cho đơn vị này và mọi đơn vị bên dưới.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=Kind.choices)
    note = LineField(label=gettext_lazy("Ghi chú"), max_length=LONGEST_NOTE, required=False)
    file = forms.FileField(
        label=gettext_lazy("Chọn hoặc kéo tệp mẫu vào đây"),
        widget=forms.FileInput(attrs={"accept": ".docx,.typ"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp rồi bấm lại.")},
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


@require_http_methods(["GET", "HEAD", "POST"])
def template_list(request: HttpRequest) -> HttpResponse:
    """What holds at a unit, all versions, the fields that a layout may use; POST uploads a version."""
    user = _keeper(request)
    units = _units(user)
    unit = _chosen(request, units)
    form = TemplateForm(units=units, initial={"unit": unit.code})
    status = 200
    if request.method == "POST":
        form = TemplateForm(request.POST, request.FILES, units=units)
        made = _added(form, user)
        if made is not None:
            done = _("Đã tải lên bản %(number)d. Văn bản soạn từ nay dùng mẫu này.") % {"number": made.number}
            say(request, done, undo=reverse("template-rest", args=[made.pk]))
            return redirect(f"{reverse('template-list')}?don-vi={made.unit.code}")
        status = INVALID
    context = {**_context(user, unit, form), "units": units, "unit": unit}
    return render(request, "documents/templates.html", context, status=status)


@require_POST
def template_use(request: HttpRequest, template_id: int) -> HttpResponse:
    """Put a version to use."""
    template = set_active(template_id=_mine(request, template_id).pk, active=True, by=_keeper(request))
    done = _("Đã dùng bản %(number)d.") % {"number": template.number}
    say(request, done, undo=reverse("template-rest", args=[template.pk]))
    return redirect(f"{reverse('template-list')}?don-vi={template.unit.code}")


@require_POST
def template_rest(request: HttpRequest, template_id: int) -> HttpResponse:
    """Put a version out of use."""
    template = set_active(template_id=_mine(request, template_id).pk, active=False, by=_keeper(request))
    done = _("Đã thôi dùng bản %(number)d.") % {"number": template.number}
    say(request, done, undo=reverse("template-use", args=[template.pk]))
    return redirect(f"{reverse('template-list')}?don-vi={template.unit.code}")


@require_safe
def template_file(request: HttpRequest, template_id: int) -> FileResponse:
    """A version as it was uploaded."""
    return download(_mine(request, template_id).file)


@require_safe
def template_sample(request: HttpRequest, template_id: int) -> HttpResponseBase:
    """A sample document by a version."""
    template = _mine(request, template_id)
    return _sample(Template.Format(template.format), template)


@require_safe
def shipped_file(request: HttpRequest, format_: str) -> HttpResponseBase:
    """The shipped layout, to be edited; `?thu` answers a sample document by it."""
    _keeper(request)
    chosen = Template.Format(format_)
    if "thu" in request.GET:
        return _sample(chosen, None)
    if chosen is Template.Format.WORD:
        return _answer(shipped_template(layout_on(clock.today())), SHIPPED_NAMES[chosen], DOCX)
    return _answer(SHIPPED.read_bytes(), SHIPPED_NAMES[chosen], TEXT)


def _sample(format_: Template.Format, template: Template | None) -> HttpResponseBase:
    if format_ is Template.Format.WORD:
        return _answer(word(sample_frame(), sample_content(), template), "van-ban-thu.docx", DOCX)
    return _answer(pdf(sample_frame(), sample_content(), template), "van-ban-thu.pdf", PDF)


def _answer(content: bytes, name: str, media_type: str) -> FileResponse:
    response = FileResponse(BytesIO(content), as_attachment=media_type != PDF, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _keeper(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    if not gate.any_unit(user, Permission.TEMPLATE_MANAGE):
        raise PermissionDenied(_("Tài khoản không có quyền quản lý mẫu văn bản."))
    return user


def _mine(request: HttpRequest, template_id: int) -> Template:
    """A version that the person may manage; for everybody else there is none."""
    return get_object_or_404(_templates(_keeper(request)), pk=template_id)


def _templates(user: User) -> QuerySet[Template]:
    units = gate.units_for(user, Permission.TEMPLATE_MANAGE)
    return Template.objects.filter(unit__in=units).select_related("unit", "file", "made_by__person")


def _units(user: User) -> list[tuple[str, str]]:
    """The units whose layouts a person may manage: her own, then the oldest, which are the highest."""
    found = gate.units_for(user, Permission.TEMPLATE_MANAGE).order_by("founded_on", "code")
    own = main_unit(user)
    units = list(dict.fromkeys([*found.filter(pk__in=[own.pk] if own else []), *found[:MOST_UNITS]]))
    names = last_names_of([unit.pk for unit in units], clock.today())
    return [(unit.code, names[unit.pk].short_name if unit.pk in names else unit.code) for unit in units]


def _chosen(request: HttpRequest, units: list[tuple[str, str]]) -> Unit:
    """The unit that was asked for, else the first."""
    codes = [code for code, _name in units]
    asked = request.GET.get("don-vi", "")
    return Unit.objects.get(code=asked if asked in codes else codes[0])


def _added(form: TemplateForm, user: User) -> Template | None:
    """The new version; without one the form says why."""
    if not form.is_valid():
        return None
    unit = gate.unit_or_404(user, form.cleaned_data["unit"], Permission.TEMPLATE_MANAGE)
    try:
        return add_template(
            unit=unit,
            kind=Kind(form.cleaned_data["kind"]),
            upload=form.cleaned_data["file"],
            note=form.cleaned_data["note"],
            by=user,
        )
    except DomainError as error:
        form.add_error("file", error.sentence)
        return None


def _context(user: User, unit: Unit, form: TemplateForm) -> dict[str, Any]:
    versions = list(_templates(user).order_by("-made_at", "-pk")[:MOST_VERSIONS])
    names = last_names_of({unit.pk, *(one.unit_id for one in versions)}, clock.today())
    return {
        "title": _("Mẫu văn bản"),
        "crumbs": [(_("Văn bản"), reverse("document-list"))],
        "form": form,
        "unit_name": names[unit.pk].short_name if unit.pk in names else unit.code,
        "in_use": [(kind.label, list(both)) for kind, both in groupby(in_use_at(unit), key=lambda one: one.kind)],
        "versions": [{"template": one, "unit": names[one.unit_id].short_name} for one in versions],
        "fields": FIELDS,
    }


urlpatterns = [
    path("van-ban/mau/", template_list, name="template-list"),
    path("van-ban/mau/<int:template_id>/dung/", template_use, name="template-use"),
    path("van-ban/mau/<int:template_id>/thoi-dung/", template_rest, name="template-rest"),
    path("van-ban/mau/<int:template_id>/tep/", template_file, name="template-file"),
    path("van-ban/mau/<int:template_id>/thu/", template_sample, name="template-sample"),
    path("van-ban/mau/chung.docx", shipped_file, {"format_": "docx"}, name="template-shipped-word"),
    path("van-ban/mau/chung.typ", shipped_file, {"format_": "typ"}, name="template-shipped-pdf"),
]
