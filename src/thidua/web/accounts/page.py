"""The page of one account: person, posts, roles, stand-ins, sessions, what happened lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from thidua.access.models import Delegation, Grant
from thidua.access.queries import manageable
from thidua.access.rules import Permission, Role
from thidua.audit.models import AuditEvent
from thidua.audit.sentences import sentence
from thidua.core import clock
from thidua.org.models import Post
from thidua.org.queries import UnitName, last_names_of
from thidua.people.models import OneTimeCode, SecondFactor, User
from thidua.people.queries import sessions_of
from thidua.people.rules import device

from .reach import account_or_404, administrator

LATELY = 12


@dataclass(frozen=True, slots=True)
class Held:
    """A role or a post as the page shows it: where, on which days, and whether it holds now."""

    pk: int
    what: str
    where: str
    areas: str
    since: date
    until: date | None  # the last day
    state: str  # holds, later, over

    @property
    def tone(self) -> str:
        return {"holds": "good", "later": "info"}.get(self.state, "quiet")


@never_cache
@require_safe
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """Everything about an account that its administrator needs."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    today = clock.today()
    grants = list(Grant.objects.filter(user=user).prefetch_related("named_units").order_by("-during", "pk"))
    posts = list(Post.objects.filter(person=user.person_id).order_by("-during", "pk"))
    named = {grant.pk: _units_of(grant) for grant in grants}
    names = last_names_of({pk for pks in named.values() for pk in pks} | {post.unit_id for post in posts}, today)
    stand_ins = Delegation.objects.filter(Q(from_user=user) | Q(to_user=user), during__endswith__gt=today)
    context = {
        "title": user.person.full_name,
        "crumbs": [(_("Tài khoản"), reverse("account-list"))],
        "account": user,
        "activated": user.has_usable_password(),
        "grants": [_held_role(grant, named[grant.pk], names, today) for grant in grants],
        "posts": [_held_post(post, names, today) for post in posts],
        "delegations": stand_ins.select_related("from_user__person", "to_user__person").order_by("during"),
        "sessions": [(row, device(row.agent)) for row in sessions_of(user)],
        "factor": SecondFactor.objects.filter(user=user).first(),
        "code": OneTimeCode.objects.filter(user=user).first(),
        "lately": _lately(user),
        "oneself": user.pk == by.pk,
        "may_see_as": user.is_active
        and user.pk != by.pk
        and manageable(by, Permission.USER_SEE_AS).filter(pk=user.pk).exists(),
    }
    return render(request, "web/accounts/account.html", context)


def _units_of(grant: Grant) -> list[int]:
    return [grant.unit_id] if grant.unit_id else [named.unit_id for named in grant.named_units.all()]


def _held_role(grant: Grant, units: list[int], names: dict[int, UnitName], today: date) -> Held:
    return Held(
        pk=grant.pk,
        what=str(Role(grant.role).label),
        where=", ".join(names[unit].short_name for unit in units if unit in names),
        areas=", ".join(grant.areas),
        since=grant.during.lower,
        until=_last_day(grant.during.upper),
        state=_state(grant.during.lower, grant.during.upper, today),
    )


def _held_post(post: Post, names: dict[int, UnitName], today: date) -> Held:
    return Held(
        pk=post.pk,
        what=post.title or str(post.get_role_display()),
        where=names[post.unit_id].short_name if post.unit_id in names else "",
        areas="",
        since=post.during.lower,
        until=_last_day(post.during.upper),
        state=_state(post.during.lower, post.during.upper, today),
    )


def _last_day(upper: date | None) -> date | None:
    return upper - timedelta(days=1) if upper else None


def _state(lower: date, upper: date | None, today: date) -> str:
    if lower > today:
        return "later"
    return "over" if upper is not None and upper <= today else "holds"


def _lately(user: User) -> list[tuple[AuditEvent, str]]:
    """What the account did and what was done to it, newest first."""
    about = Q(about_type=User._meta.label_lower, about_id=user.pk)  # noqa: SLF001 - documented
    own = list(AuditEvent.objects.filter(actor_id=user.pk).order_by("-number")[:LATELY])
    done = list(AuditEvent.objects.filter(about, event__in=ABOUT_ACCOUNTS).order_by("-number")[:LATELY])
    events = sorted({event.number: event for event in own + done}.values(), key=lambda event: -event.number)
    return [(event, sentence(event)) for event in events[:LATELY]]


# The log is found by its kind; a search for one account over everything would read it all.
ABOUT_ACCOUNTS = (
    "user.added",
    "user.edited",
    "user.deactivated",
    "user.reactivated",
    "code.issued",
    "session.ended",
    "second_factor.removed",
    "grant.given",
    "grant.ended",
    "grant.resumed",
    "delegation.given",
    "delegation.ended",
    "see_as.begun",
    "see_as.ended",
)
