"""Questions to point tables: which a person sees, what is in force of each, and what stands on an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import PROTECT, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.org.models import Lineage, Unit
from thidua.org.queries.tree import last_names_of

from .models import Scheme, SchemeVersion


@dataclass(frozen=True, slots=True)
class SchemeFilter:
    """What the list is narrowed by; empty means everything."""

    year: int | None = None
    owner: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A scheme in the list: what is in force of it, and whether somebody is drafting the next edition."""

    scheme: Scheme
    owner: str
    published: int | None
    total: str
    draft: int | None
    manages: bool


@dataclass(frozen=True, slots=True)
class Use:
    """What stands on an edition: rounds, covenants, and how many of them."""

    what: str
    count: int


def seen_by(user: gate.Someone) -> QuerySet[Scheme]:
    """Schemes that a person may read: of owners at or above a unit whose emulation she sees, published or her own.

    A table is made for the units below its owner, so whoever is scored by it reads it.
    """
    managed = gate.units_for(user, Permission.EMULATION_MANAGE)
    published = Exists(SchemeVersion.objects.filter(scheme=OuterRef("pk"), published_at__isnull=False))
    schemes = Scheme.objects.filter(Q(owner__in=managed) | published)
    if gate.everywhere(user, Permission.EMULATION_VIEW):
        return schemes
    seen = Lineage.objects.filter(
        ancestor=OuterRef("owner"),
        during__contains=clock.today(),
        unit__in=gate.units_for(user, Permission.EMULATION_VIEW),
    )
    return schemes.filter(Exists(seen))


def scheme_lines(schemes: QuerySet[Scheme], wanted: SchemeFilter, managed: QuerySet[Unit]) -> list[SchemeLine]:
    """The list, the latest year first; as many statements for one scheme as for hundreds."""
    versions = SchemeVersion.objects.filter(scheme=OuterRef("pk")).order_by("-number")
    published = versions.filter(published_at__isnull=False)
    rows = schemes.filter(archived_at__isnull=not wanted.archived).annotate(
        in_force=Subquery(published.values("number")[:1]),
        drafted=Subquery(versions.filter(published_at__isnull=True).values("number")[:1]),
        # Of what is in force. Only where there is nothing else of the draft: then nobody but its makers sees it.
        out_of=Coalesce(Subquery(_total(published)), Subquery(_total(versions))),
        managed=Exists(managed.filter(pk=OuterRef("owner"))),
    )
    if wanted.year is not None:
        rows = rows.filter(year=wanted.year)
    if wanted.owner:
        rows = rows.filter(owner__code=wanted.owner)
    found = list(rows.select_related("owner").order_by("-year", "owner__code", "name"))
    names = last_names_of({scheme.owner_id for scheme in found}, clock.today())
    return [
        SchemeLine(
            scheme=scheme,
            owner=names[scheme.owner_id].short_name if scheme.owner_id in names else scheme.owner.code,
            published=scheme.in_force,
            total=scheme.out_of or "",
            draft=scheme.drafted if scheme.managed else None,
            manages=scheme.managed,
        )
        for scheme in found
    ]


def _total(versions: QuerySet[SchemeVersion]) -> Any:
    return versions.annotate(total=KT("content__total")).values("total")[:1]


def latest_published(scheme: Scheme) -> SchemeVersion | None:
    """The edition in force."""
    return scheme.versions.filter(published_at__isnull=False).order_by("-number").first()


def draft_of(scheme: Scheme) -> SchemeVersion | None:
    """The edition that is being drafted."""
    return scheme.versions.filter(published_at__isnull=True).select_related("scheme", "edited_by__person").first()


def offered_to(owner_id: int) -> QuerySet[SchemeVersion]:
    """The editions in force of an owner's schemes that are not archived: what a round or a covenant may choose."""
    later = SchemeVersion.objects.filter(
        scheme=OuterRef("scheme"), published_at__isnull=False, number__gt=OuterRef("number")
    )
    return (
        SchemeVersion.objects.filter(
            ~Exists(later), scheme__owner=owner_id, scheme__archived_at__isnull=True, published_at__isnull=False
        )
        .select_related("scheme")
        .order_by("-scheme__year", "scheme__name")
    )


def uses_of(version: SchemeVersion) -> list[Use]:
    """What stands on an edition, whichever app it belongs to: everything whose foreign key protects the edition."""
    relations = [one for one in SchemeVersion._meta.related_objects if one.on_delete is PROTECT]  # noqa: SLF001
    return [
        Use(capfirst(str(relation.related_model._meta.verbose_name)), count)  # noqa: SLF001
        for relation in relations
        if (count := _of(relation, version))
    ]


def _of(relation: ForeignObjectRel, version: SchemeVersion) -> int:
    model = relation.related_model
    return int(model._default_manager.filter(**{relation.field.name: version.pk}).count())  # noqa: SLF001
