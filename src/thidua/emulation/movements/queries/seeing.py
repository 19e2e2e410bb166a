"""Which programmes and movements a person sees, and what she may choose from."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.documents.models import Document
from thidua.documents.rules import State as DocumentState
from thidua.emulation.movements.models import Movement, Programme
from thidua.emulation.movements.rules import State
from thidua.org.models import Lineage, Unit
from thidua.org.queries import last_names_of

MOST_DOCUMENTS = 100


def movements_seen_by(user: gate.Someone) -> QuerySet[Movement]:
    """Movements of units where a person sees emulation, and launched ones that reach such units."""
    owned, reached = _seen(user, "among")
    movements = Movement.objects.filter(owned | (~Q(state=State.DRAFT) & reached), deleted_at=None)
    return movements.select_related("owner", "programme")


def programmes_seen_by(user: gate.Someone) -> QuerySet[Programme]:
    """Programmes of units where a person sees emulation, and of those above these."""
    owned, reached = _seen(user, "owner")
    return Programme.objects.filter(owned | reached, deleted_at=None).select_related("owner")


def programmes_for(owner: Unit) -> QuerySet[Programme]:
    """The programmes that a movement of a unit may serve: its own and those of the units above it."""
    above = Lineage.objects.filter(unit=owner.pk, during__contains=clock.today()).values("ancestor")
    return Programme.objects.filter(owner__in=above, deleted_at=None)


def scopes_of(owner: Unit) -> list[tuple[int, str]]:
    """Within which units a unit may launch a movement: itself and those directly below that have units below them.

    Each with its short name, the owner first, the others by their codes.
    """
    today = clock.today()
    living = Lineage.objects.filter(during__contains=today)
    children = living.filter(ancestor=owner.pk, depth=1).values("unit")
    parents = living.filter(ancestor__in=children, depth=1).values_list("ancestor", flat=True).distinct()
    names = last_names_of([owner.pk, *parents], today)
    whole = names.pop(owner.pk)
    below = sorted(names.values(), key=lambda name: name.code)
    return [(name.unit_id, name.short_name) for name in (whole, *below)]


def issued_documents(owner_id: int) -> QuerySet[Document]:
    """The documents that a unit has issued, the latest first; at most a hundred."""
    issued = Document.objects.filter(unit=owner_id, state=DocumentState.ISSUED, deleted_at=None)
    latest = issued.order_by("-issued_at").values_list("pk", flat=True)[:MOST_DOCUMENTS]
    return Document.objects.filter(pk__in=list(latest)).order_by("-issued_at")


def _seen(user: gate.Someone, place: str) -> tuple[Q, Q]:
    """Whether a person sees the emulation of the owner, and whether that of some unit at or below `place`."""
    units = gate.units_for(user, Permission.EMULATION_VIEW).values("pk")
    below = Lineage.objects.filter(ancestor=OuterRef(place), unit__in=units, during__contains=clock.today())
    return Q(owner__in=units), Q(Exists(below))
