"""Questions about members: lists of units, one person's history, and counts for reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet

from thidua.core import clock, sql
from thidua.core.text import fold, search_terms
from thidua.org.models import Lineage, Unit
from thidua.people.models import Person

from .models import Member, Membership
from .rules import Details

PACKAGE = "thidua.registers.members"
PAGE = 50
COUNTED = 10_000
"""Further than this nobody counts for a page: the number would be read by nobody and cost seconds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which memberships a list shows; what is empty narrows nothing. `state` is "current", "left" or "all"."""

    text: str = ""
    state: str = "current"
    sex: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of memberships by name; `before` and `after` are the keys of the pages around it, None at an end."""

    spans: list[Membership]
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Members of a unit at the end of a span of days and the movements within it."""

    unit_id: int
    members: int = 0
    women: int = 0
    admitted: int = 0
    admitted_women: int = 0
    came: int = 0
    went: int = 0
    left: int = 0

    def plus(self, other: Counts) -> Counts:
        """The counts of this unit with those of another added."""
        names = ("members", "women", "admitted", "admitted_women", "came", "went", "left")
        return Counts(self.unit_id, *(getattr(self, name) + getattr(other, name) for name in names))


def memberships(unit: Unit, wanted: Wanted) -> QuerySet[Membership]:
    """The memberships in a unit and all below it that somebody wants to see, with persons and units."""
    today = clock.today()
    below = Lineage.objects.filter(ancestor=unit, during__contains=today).values("unit")
    found = Membership.objects.filter(Q(unit__in=below) | Q(unit=unit)).select_related("member__person", "unit")
    if wanted.state == "current":
        found = found.filter(during__contains=today)
    elif wanted.state == "left":
        found = found.filter(during__endswith__lte=today)
    if wanted.sex:
        found = found.filter(member__sex=wanted.sex)
    if wanted.since:
        found = found.filter(during__startswith__gte=wanted.since)
    if wanted.until:
        found = found.filter(during__startswith__lte=wanted.until)
    return _matching(found, wanted.text)


def page_of(found: QuerySet[Membership], *, after: int | None = None, before: int | None = None) -> Listed:
    """Fifty memberships by the Vietnamese order of names, those after or before the one with a key."""
    backwards = before is not None
    key = before if backwards else after
    start = Membership.objects.filter(pk=key).values_list("member__person__sort_key", "pk").first() if key else None
    order = ("member__person__sort_key", "pk")
    if start is not None:
        name, pk = start
        beyond = "lt" if backwards else "gt"
        found = found.filter(
            Q(**{f"member__person__sort_key__{beyond}": name})
            | Q(member__person__sort_key=name, **{f"pk__{beyond}": pk})
        )
    rows = list(found.order_by(*(f"-{name}" if backwards else name for name in order))[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    behind = more if backwards else start is not None
    ahead = start is not None if backwards else more
    return Listed(rows, rows[0].pk if rows and behind else None, rows[-1].pk if rows and ahead else None)


def in_order(found: QuerySet[Membership]) -> QuerySet[Membership]:
    """All of them by the Vietnamese order of names."""
    return found.order_by("member__person__sort_key", "pk")


def counted(found: QuerySet[Membership]) -> int:
    """How many there are, `COUNTED` + 1 for any more than that."""
    return found.order_by()[: COUNTED + 1].count()


def history_of(member_id: int) -> list[Membership]:
    """Every span of a member, the last first."""
    spans = Membership.objects.filter(member=member_id).select_related("unit", "recorded_by", "member__person")
    return list(spans.order_by("-during"))


def alike(unit_id: int, details: Details) -> Member | None:
    """A present member of a unit with the same name, and the same day of birth as far as both are known."""
    born = Q(birth_date=details.birth_date) | Q(birth_date__isnull=True) if details.birth_date else Q()
    here = Membership.objects.filter(member=OuterRef("pk"), unit=unit_id, ended="")
    found = Member.objects.filter(born, Exists(here), person__search=fold(details.full_name))
    return found.select_related("person").first()


def counts(unit_ids: Collection[int], starts: date, ends: date) -> dict[int, Counts]:
    """Counts over the days from `starts` to `ends` by unit, in one statement; units without anybody are absent."""
    params = {"units": list(unit_ids), "starts": starts, "ends": ends}
    return {row.unit_id: row for row in sql.fetch(PACKAGE, "counts", params, Counts)}


def _matching(found: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    """Names that hold words beginning like these, or a card number. The vector is that of the index `person_search`."""
    terms = search_terms(text)
    if not terms:
        return found
    query = SearchQuery(" & ".join(f"{term}:*" for term in terms), config="simple", search_type="raw")
    named = Person.objects.annotate(vector=SearchVector("search", config="simple")).filter(vector=query)
    return found.filter(Q(member__person__in=named.values("pk")) | Q(member__card_number=text.strip()))
