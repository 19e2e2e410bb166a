"""Who holds what: reads over accounts and grants."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.access import gate
from thidua.access.models import Delegation, Grant, GrantUnit
from thidua.access.rules import Permission, Role, Scope
from thidua.core import clock
from thidua.core.text import search_terms
from thidua.org.models import Lineage, Post, Unit
from thidua.people.models import User


@dataclass(frozen=True, slots=True)
class Account:
    """An account and, in words, the roles that it holds today."""

    username: str
    full_name: str
    is_active: bool
    roles: tuple[str, ...]


def accounts() -> list[Account]:
    """Every account by the Vietnamese order of names."""
    users = with_grants(User.objects.order_by("person__sort_key", "username"))
    return [
        Account(user.username, user.person.full_name, user.is_active, tuple(map(grant_words, user.grants.all())))
        for user in users
    ]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which accounts to list; what is empty or None narrows nothing."""

    text: str = ""
    role: str = ""
    unit: Unit | None = None
    active: bool | None = None


def manageable(by: User, permission: Permission = Permission.USER_MANAGE) -> QuerySet[User]:
    """The accounts that somebody administers: all of them at the root, else those wholly inside her units.

    Wholly inside is an account that has, or had, a post or grant there and has none elsewhere now or later;
    nor does it stand in for somebody who has.
    """
    if gate.everywhere(by, permission):
        return User.objects.all()
    reach = list(gate.units_for(by, permission).values_list("pk", flat=True))
    grants = Grant.objects.filter(user=OuterRef("pk"))
    posts = Post.objects.filter(person=OuterRef("person"))
    inside = (
        Exists(grants.filter(unit__in=reach))
        | Exists(grants.filter(named_units__unit__in=reach))
        | Exists(posts.filter(unit__in=reach))
    )
    lenders = Delegation.objects.filter(_not_over(), to_user=OuterRef("pk"))
    return User.objects.filter(
        inside,
        ~Exists(posts.filter(_not_over()).exclude(unit__in=reach)),
        ~Exists(_beyond(reach, OuterRef("pk"))),
        ~Exists(_named_beyond(reach, OuterRef("pk"))),
        ~Exists(lenders.filter(Exists(_beyond(reach, OuterRef("from_user"))))),
        ~Exists(lenders.filter(Exists(_named_beyond(reach, OuterRef("from_user"))))),
    )


def sought(accounts: QuerySet[User], wanted: Sought) -> QuerySet[User]:
    """Accounts narrowed by words of the name or the user name, a role held today, a unit and all below, use."""
    today = clock.today()
    for term in search_terms(wanted.text):
        accounts = accounts.filter(Q(person__search__contains=term) | Q(username__contains=term))
    held = Grant.objects.filter(user=OuterRef("pk"), during__contains=today)
    if wanted.role:
        accounts = accounts.filter(Exists(held.filter(role=wanted.role)))
    if wanted.unit is not None:
        below = Lineage.objects.filter(ancestor=wanted.unit, during__contains=today).values("unit")
        posts = Post.objects.filter(person=OuterRef("person"), during__contains=today, unit__in=below)
        named = held.filter(named_units__unit__in=below)
        accounts = accounts.filter(Exists(held.filter(unit__in=below)) | Exists(named) | Exists(posts))
    if wanted.active is not None:
        accounts = accounts.filter(is_active=wanted.active)
    return accounts.order_by("person__sort_key", "username")


def with_grants(accounts: QuerySet[User]) -> QuerySet[User]:
    """Accounts with `grants` and their units fetched: those of today only."""
    today = Grant.objects.filter(during__contains=clock.today()).select_related("unit").order_by("pk")
    return accounts.prefetch_related(Prefetch("grants", queryset=today.prefetch_related("named_units__unit")))


def stands_in_for(user: User) -> frozenset[int]:
    """Whom a user stands in for today, by id of their accounts."""
    borrowed = Delegation.objects.filter(to_user=user, during__contains=clock.today())
    return frozenset(borrowed.values_list("from_user", flat=True))


def _not_over() -> Q:
    """Of spans of days: holding today, or beginning later."""
    return Q(during__upper_inf=True) | Q(during__endswith__gt=clock.today())


def _beyond(reach: list[int], user: OuterRef) -> QuerySet[Grant]:
    return Grant.objects.filter(_not_over(), user=user).exclude(scope=Scope.UNITS).exclude(unit__in=reach)


def _named_beyond(reach: list[int], user: OuterRef) -> QuerySet[GrantUnit]:
    today = clock.today()
    not_over = Q(grant__during__upper_inf=True) | Q(grant__during__endswith__gt=today)
    return GrantUnit.objects.filter(not_over, grant__user=user).exclude(unit__in=reach)


def main_unit(user: User) -> Unit | None:
    """The unit that a person belongs to: where a post is held, else where the first grant begins, else the highest
    that may be seen.
    """
    return own_unit(user) or gate.units_for(user, Permission.UNIT_VIEW).order_by("pk").first()


def own_unit(user: User) -> Unit | None:
    """The unit where a person holds a post, else where the first grant begins; None without either. One statement."""
    today = clock.today()
    posts = Post.objects.filter(person=user.person_id, during__contains=today).order_by("pk")
    grants = Grant.objects.filter(user=user, during__contains=today, unit__isnull=False).order_by("pk")
    at = Coalesce(Subquery(posts.values("unit")[:1]), Subquery(grants.values("unit")[:1]))
    return Unit.objects.filter(pk=at).first()


def grant_words(grant: Grant) -> str:
    """A role and where it holds, by codes."""
    where = grant.unit.code if grant.unit else ", ".join(named.unit.code for named in grant.named_units.all())
    areas = f" ({', '.join(grant.areas)})" if grant.areas else ""
    return f"{Role(grant.role).label}: {where}{areas}"
