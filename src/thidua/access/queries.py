"""Who holds what: reads over accounts and grants."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from thidua.core import clock
from thidua.org.models import Post, Unit
from thidua.people.models import User

from . import gate
from .models import Grant
from .rules import Permission, Role


@dataclass(frozen=True, slots=True)
class Account:
    """An account and, in words, the roles that it holds today."""

    username: str
    full_name: str
    is_active: bool
    roles: tuple[str, ...]


def accounts() -> list[Account]:
    """Every account by the Vietnamese order of names."""
    today = Grant.objects.filter(during__contains=clock.today()).select_related("unit").order_by("pk")
    users = (
        User.objects.select_related("person")
        .prefetch_related(Prefetch("grants", queryset=today.prefetch_related("named_units__unit")))
        .order_by("person__sort_key", "username")
    )
    return [
        Account(user.username, user.person.full_name, user.is_active, tuple(map(_words, user.grants.all())))
        for user in users
    ]


def main_unit(user: User) -> Unit | None:
    """The unit that a person belongs to: where a post is held, else where the first grant begins, else the highest
    that may be seen.
    """
    today = clock.today()
    post = Post.objects.filter(person=user.person_id, during__contains=today).select_related("unit").order_by("pk")
    if held := post.first():
        return held.unit
    grants = Grant.objects.filter(user=user, during__contains=today, unit__isnull=False).select_related("unit")
    if grant := grants.order_by("pk").first():
        return grant.unit
    return gate.units_for(user, Permission.UNIT_VIEW).order_by("pk").first()


def _words(grant: Grant) -> str:
    where = grant.unit.code if grant.unit else ", ".join(named.unit.code for named in grant.named_units.all())
    areas = f" ({', '.join(grant.areas)})" if grant.areas else ""
    return f"{Role(grant.role).label}: {where}{areas}"
