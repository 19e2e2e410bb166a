"""Finding documents, as far as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import parse
from thidua.core.text import search_terms
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .models import Document, Version
from .rules import State


@dataclass(frozen=True, slots=True)
class Sought:
    """Which documents to list; what is empty narrows nothing."""

    text: str = ""
    unit: str = ""
    kind: str = ""
    period: str = ""
    state: str = ""


def visible(user: User) -> QuerySet[Document]:
    """The documents that a person may read: what was issued by units in view, and drafts where she works on them."""
    working = Q(unit__in=gate.units_for(user, Permission.DOCUMENT_DRAFT)) | Q(
        unit__in=gate.units_for(user, Permission.DOCUMENT_ISSUE)
    )
    issued = ~Q(state=State.DRAFT) & Q(unit__in=gate.units_for(user, Permission.DOCUMENT_VIEW))
    return Document.objects.filter(issued | working, deleted_at=None)


def sought(documents: QuerySet[Document], wanted: Sought) -> QuerySet[Document]:
    """Documents narrowed by words of their title or number, unit, kind, period and state; the newest first."""
    for term in search_terms(wanted.text):
        documents = documents.filter(search__contains=term)
    exact = {"unit__code": wanted.unit, "kind": wanted.kind, "period": wanted.period, "state": wanted.state}
    documents = documents.filter(**{name: value for name, value in exact.items() if value})
    return documents.select_related("unit", "made_by__person").order_by("-made_at", "-pk")


def draftable_units(user: User) -> list[Unit]:
    """The units in whose name a person may draft, those that have ended left out, in the order of their codes."""
    units = gate.units_for(user, Permission.DOCUMENT_DRAFT)
    return list(units.filter(placements__during__contains=clock.today()).order_by("code").distinct()[:200])


def unit_names(documents: list[Document], today: date) -> dict[int, str]:
    """What the units of documents are called, by id, in one query."""
    return {pk: name.short_name for pk, name in last_names_of({one.unit_id for one in documents}, today).items()}


def own_words(document: Document) -> tuple[str, ...]:
    """The period and the unit that a document is about, as its figures name them."""
    if not document.period:
        return ()
    span = parse(document.period)
    return span.title, last_names_of([document.unit_id], span.ends)[document.unit_id].name


def latest_version(document: Document) -> Version:
    """The version that stands: the issued one, of a draft the last."""
    return document.versions.select_related("saved_by__person", "word", "pdf").latest("number")
