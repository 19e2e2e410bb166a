"""The list of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import parse
from thidua.documents.models import Document
from thidua.documents.queries import Sought, sought, unit_names, visible
from thidua.documents.rules import Kind, State
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.fields import LineField, offer
from thidua.ui.forms import INVALID
from thidua.ui.paging import ASKED, paged

PAGE = 50
LONGEST = 200
STATE_TONES = {
    State.DRAFT: ("info", "pencil"),
    State.ISSUED: ("good", "rubber-stamp"),
    State.WITHDRAWN: ("warn", "ban"),
}


class DocumentFilter(forms.Form):
    """What the list is narrowed by."""

    q = LineField(label=gettext_lazy("Số, trích yếu"), max_length=LONGEST, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Kỳ"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], periods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "unit": [("", _("Mọi đơn vị")), *units],
            "kind": [("", _("Mọi loại")), *Kind.choices],
            "period": [("", _("Mọi kỳ")), *periods],
            "state": [("", _("Mọi trạng thái")), *((value, str(label).capitalize()) for value, label in State.choices)],
        }
        for name, offered in choices.items():
            offer(self, name, offered)


@dataclass(frozen=True, slots=True)
class SeenDocuments:
    """The documents that an address asks for, and what it narrows them by; none where it cannot be read."""

    form: DocumentFilter
    valid: bool
    narrowing: dict[str, str]
    documents: QuerySet[Document]


def seen_documents(request: HttpRequest) -> SeenDocuments:
    """The documents that the person may read, the newest first."""
    mine = visible(signed_in(request))
    form = DocumentFilter(request.GET, units=_units(mine), periods=_periods(mine))
    valid = form.is_valid()
    wanted = form.cleaned_data if valid else {}
    narrowing = {name: value for name, value in wanted.items() if value}
    found = sought(mine, Sought(wanted.get("q", ""), *(wanted.get(name, "") for name in _EXACT)))
    return SeenDocuments(form, valid, narrowing, found if valid else found.none())


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """A page of the documents that `seen_documents` finds."""
    seen = seen_documents(request)
    valid, narrowing = seen.valid, seen.narrowing
    page = Paginator(seen.documents, PAGE).get_page(request.GET.get(ASKED))
    documents = list(page.object_list)
    names = unit_names(documents, clock.today())
    context = {
        "title": _("Văn bản"),
        "form": seen.form,
        "narrowed": bool(narrowing) or not valid,
        "rows": [
            {
                "document": one,
                "number": one.number_text,
                "unit": names.get(one.unit_id, one.unit.code),
                "period": parse(one.period).short_title if one.period else "",
                "tone": STATE_TONES[State(one.state)],
            }
            for one in documents
        ],
        "keeps_templates": gate.any_unit(request.user, Permission.TEMPLATE_MANAGE),
        "drafts": gate.any_unit(request.user, Permission.DOCUMENT_DRAFT),
        **paged(page, narrowing),
    }
    return render(request, "documents/list.html", context, status=200 if valid else INVALID)


_EXACT = ("unit", "kind", "period", "state")


def _units(documents: QuerySet[Document]) -> list[tuple[str, str]]:
    """The units that have documents in view, by name."""
    names = last_names_of(documents.values_list("unit", flat=True).distinct(), clock.today()).values()
    return sorted(((name.code, name.short_name) for name in names), key=lambda pair: pair[1])


def _periods(documents: QuerySet[Document]) -> list[tuple[str, str]]:
    """The periods that documents in view are about, the latest first."""
    codes = documents.exclude(period="").values_list("period", flat=True).distinct()
    spans = sorted((parse(code) for code in codes), key=lambda span: (span.ends, span.starts), reverse=True)
    return [(span.code, span.title) for span in spans]
