"""Who is told about a covenant: members who comment and sign, the lead who writes, the owner who witnesses."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Comment, Covenant, Opinion
from thidua.emulation.covenants.queries.words import members_of
from thidua.notices.services import notify
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

P = Permission


def tell_comments_asked(*, covenant: Covenant, by: User) -> None:
    """Ask everybody who takes part for a member."""
    until = covenant.comment_until.strftime("%d/%m/%Y") if covenant.comment_until else ""
    _tell(covenant, "covenant.comments_asked", _at(covenant, P.EMULATION_JOIN, by), until, until=until)


def tell_commented(*, covenant: Covenant, comment: Comment, by: User) -> None:
    """Tell the lead and its deputies what a member says."""
    facts = {"unit": _name(comment.unit), "article": comment.article.title}
    _tell(covenant, "covenant.commented", _at_lead(covenant, by), str(comment.pk), **facts)


def tell_objected(*, covenant: Covenant, opinion: Opinion, by: User) -> None:
    """Tell the lead and its deputies that a member objects."""
    key = f"{opinion.pk}:{covenant.revision}"
    _tell(covenant, "covenant.objected", _at_lead(covenant, by), key, unit=_name(opinion.unit))


def tell_to_sign(*, covenant: Covenant, by: User) -> None:
    """Ask those who sign for the members."""
    _tell(covenant, "covenant.to_sign", _at(covenant, P.COVENANT_SIGN, by), covenant.digest, page="covenant-sign")


def tell_to_witness(*, covenant: Covenant, by: User) -> None:
    """Ask the owner's leaders to witness."""
    owner = covenant.cluster.owner_id
    users = granted_at([owner], P.EMULATION_CONCLUDE, but=by).get(owner, set())
    _tell(covenant, "covenant.to_witness", users, covenant.digest, page="covenant-sign")


def tell_reopened(*, covenant: Covenant, by: User) -> None:
    """Tell the members that there is a draft again; its page is shown to them once comments are asked anew."""
    key = f"{covenant.revision}:{clock.now().isoformat()}"
    _tell(covenant, "covenant.reopened", _at(covenant, P.EMULATION_JOIN, by), key, page="")


def tell_in_force(*, covenant: Covenant, by: User) -> None:
    """Tell everybody who takes part that the covenant holds."""
    _tell(covenant, "covenant.in_force", _at(covenant, P.EMULATION_JOIN, by), covenant.digest)


def _tell(
    covenant: Covenant, kind: str, users: Iterable[int], key: str, *, page: str = "covenant", **facts: str
) -> None:
    """`page` is the page that it leads to, "" the list of the cluster's covenants."""
    cluster = covenant.cluster
    link = reverse(page, args=[covenant.reference]) if page else reverse("cluster-covenant", args=[cluster.reference])
    known = {"cluster": cluster.name, "title": covenant.title} | facts
    notify(users=users, kind=kind, link=link, key=f"{kind}:{covenant.pk}:{key}", **known)


def _at(covenant: Covenant, permission: Permission, by: User) -> set[int]:
    members = [member.unit_id for member in members_of(covenant)]
    return set().union(*granted_at(members, permission, but=by).values())


def _at_lead(covenant: Covenant, by: User) -> set[int]:
    leads = [member.unit_id for member in members_of(covenant) if member.seat != SeatRole.MEMBER]
    return set().union(*granted_at(leads, P.EMULATION_JOIN, but=by).values())


def _name(unit: Unit) -> str:
    found = last_names_of([unit.pk], clock.today()).get(unit.pk)
    return found.name if found else unit.code
