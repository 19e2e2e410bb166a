"""Lists of the past, and pages of the rows of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thidua.people.models import User

from .kinds import ListKind
from .models import Intake, IntakeRow
from .rules import WRITTEN

PAGE = 50


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows of a list, and after which rows the pages before and after begin (None: there is none)."""

    rows: Sequence[IntakeRow]
    previous: int | None
    next: int | None


def lists_of(user: User, kinds: Sequence[ListKind]) -> QuerySet[Intake]:
    """A person's own lists of these kinds, and those of everybody where she oversees a kind; the latest first."""
    seen = Q(kind__in=[kind.name for kind in kinds], uploaded_by=user)
    if overseen := [kind.name for kind in kinds if kind.oversees(user)]:
        seen |= Q(kind__in=overseen)
    return Intake.objects.filter(seen).select_related("uploaded_by__person").order_by("-uploaded_at", "-pk")


def chosen_count(intake: Intake) -> int:
    """How many rows would be written."""
    return intake.rows.filter(verdict__in=WRITTEN, chosen=True).count()


def rows_page(rows: QuerySet[IntakeRow], after: int) -> RowsPage:
    """The rows that come after a number of the file, and where the neighbouring pages begin."""
    here = list(rows.filter(number__gt=after).order_by("number")[: PAGE + 1])
    before = list(rows.filter(number__lte=after).order_by("-number").values_list("number", flat=True)[: PAGE + 1])
    return RowsPage(
        rows=here[:PAGE],
        previous=None if not before else before[PAGE] if len(before) > PAGE else 0,
        next=here[PAGE - 1].number if len(here) > PAGE else None,
    )
