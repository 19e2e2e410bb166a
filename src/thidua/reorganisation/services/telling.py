"""Telling people what became of their units."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from thidua.access.models import Grant
from thidua.notices.services import notify
from thidua.people.models import User
from thidua.reorganisation.models import Involvement, Reorganisation
from thidua.reorganisation.rules import Part

# What somebody is told when her unit had several parts: the first of these.
TOLD: tuple[tuple[str, frozenset[Part]], ...] = (
    ("reorganisation.ended", frozenset({Part.ENDED})),
    ("reorganisation.moved", frozenset({Part.MOVED})),
    ("reorganisation.given", frozenset({Part.JOINED, Part.HEIR})),
    ("reorganisation.changed", frozenset(Part)),
)


def tell_of_commit(reorganisation: Reorganisation) -> None:
    """Tell everybody with a role at a unit that had a part, once each."""
    told: set[int] = set()
    for kind, parts in TOLD:
        users = set(_people_at(reorganisation, parts)) - told
        told |= users
        notify(
            users=users,
            kind=kind,
            link=_link(reorganisation),
            key=_key(reorganisation, "done"),
            **_facts(reorganisation),
        )


def tell_of_undo(reorganisation: Reorganisation) -> None:
    """Tell the same people that it was taken back; asked before the involvements are gone."""
    users = set(_people_at(reorganisation, frozenset(Part)))
    notify(
        users=users,
        kind="reorganisation.undone",
        link=_link(reorganisation),
        key=_key(reorganisation, "undone"),
        **_facts(reorganisation),
    )


def _people_at(reorganisation: Reorganisation, parts: Collection[Part]) -> Iterator[int]:
    """Who holds a role at these units on the last day of the old order or the first of the new."""
    units = Involvement.objects.filter(reorganisation=reorganisation, part__in=parts).values("unit")
    return iter(
        _held_about(reorganisation)
        .filter(Q(unit__in=units) | Q(named_units__unit__in=units))
        .values_list("user_id", flat=True)
        .distinct()
    )


def _held_about(reorganisation: Reorganisation) -> QuerySet[Grant]:
    day = reorganisation.on
    around = Q(during__contains=day) | Q(during__endswith=day)
    return Grant.objects.filter(around, user__in=User.objects.filter(is_active=True))


def _link(reorganisation: Reorganisation) -> str:
    return reverse("reorganisation", args=[reorganisation.pk])


def _key(reorganisation: Reorganisation, what: str) -> str:
    return f"reorganisation:{reorganisation.pk}:{what}"


def _facts(reorganisation: Reorganisation) -> dict[str, str]:
    return {"on": f"{reorganisation.on:%d/%m/%Y}", "number": reorganisation.number}
