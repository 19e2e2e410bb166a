"""Forms: the list, the versions of one with their differences, new forms and drafts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.indicators.contents import Contents, Difference, difference
from thidua.indicators.draft_form import DraftForm
from thidua.indicators.forms import NewForm, StartForm
from thidua.indicators.models import Form, FormVersion
from thidua.indicators.queries.forms import forms, frequency_name, kind_names, units_of_kinds
from thidua.indicators.services.contents import read_contents
from thidua.indicators.services.drafts import begin_draft, found_form
from thidua.ui.notices import say, warn

from .access import manager, manages, reader, version_or_404

INVALID = 422


@require_safe
def form_list(request: HttpRequest) -> HttpResponse:
    """Every form, what is in force of it and what is being drafted."""
    user = reader(request)
    context = {"title": _("Biểu mẫu báo cáo"), "lines": forms(), "manages": manages(user)}
    return render(request, "indicators/forms.html", context)


@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The versions of a form, each with how it differs from the one before."""
    user = reader(request)
    shown = get_object_or_404(Form, code=code)
    versions = list(shown.versions.order_by("number"))
    contents = [read_contents(version) for version in versions]
    steps: list[Difference | None] = [None, *(difference(before, after) for before, after in pairwise(contents))]
    context = {
        "title": shown.name,
        "form": shown,
        "kinds": kind_names(shown),
        "frequency": frequency_name(shown),
        "units": units_of_kinds(shown.unit_kinds, clock.today()),
        "versions": list(zip(versions, contents, steps, strict=True))[::-1],
        "draft": next((version for version in versions if version.published_at is None), None),
        "manages": manages(user),
        "start_form": StartForm(),
    }
    return render(request, "indicators/form.html", context)


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What a version asks for and checks."""
    user = reader(request)
    shown = version_or_404(code, number)
    context = version_context(shown, read_contents(shown)) | {"manages": manages(user)}
    return render(request, "indicators/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new form, with its first draft."""
    user = manager(request)
    sent = NewForm(request.POST if request.method == "POST" else None)
    if sent.is_valid():
        data = dict(sent.cleaned_data)
        starts = data.pop("starts")
        try:
            made = found_form(**data, by=user)
        except DomainError as error:
            sent.add_error(error.where or None, error.sentence)
        else:
            draft = begin_draft(form=made, starts=starts, by=user)
            return redirect("catalogue-draft", made.code, draft.number)
    context = {"title": _("Lập biểu mẫu mới"), "form": sent}
    return render(request, "indicators/new_form.html", context, status=INVALID if sent.errors else 200)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version as a copy of the latest."""
    user = manager(request)
    shown = get_object_or_404(Form, code=code)
    sent = StartForm(request.POST)
    if not sent.is_valid():
        warn(request, _("Hãy chọn ngày bắt đầu áp dụng rồi bấm «Soạn bản mới»."))
        return redirect("catalogue-form", code)
    starts = sent.cleaned_data["starts"]
    draft = begin_draft(form=shown, starts=starts, by=user)
    say(request, _("Đã mở bản soạn %(n)d, chép từ bản trước.") % {"n": draft.number})
    return redirect("catalogue-draft", code, draft.number)


def version_context(shown: FormVersion, contents: Contents) -> dict[str, Any]:
    """What the pages of one version are drawn from."""
    return {
        "title": _("%(form)s · bản %(n)d") % {"form": shown.form.name, "n": shown.number},
        "version": shown,
        "form": shown.form,
        "kinds": kind_names(shown.form),
        "frequency": frequency_name(shown.form),
        "draft": DraftForm.of(contents, shown.during.lower),
        "contents": contents,
    }
