"""Covenants of the matrix' world, one in each state: the district leads, the other district is the other member."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Article, Clause, Comment, Confirmation, Covenant, Entry
from thidua.emulation.covenants.rules import CovenantState, Method
from thidua.emulation.covenants.services import agreeing, confirming, signing, writing

if TYPE_CHECKING:
    from tests.access.matrix import World

S = CovenantState
DRAWING = "M10 100L60 40L110 150L160 60L210 120L260 90"


def without(world: World) -> str:
    """The reference of a cluster that has no covenant."""
    return _cluster(world, "none").reference


def covenant_in(world: World, state: CovenantState) -> Covenant:
    """The covenant in a state; made at its first mention."""
    cluster = _cluster(world, state.value)
    found = Covenant.objects.filter(cluster=cluster).first()
    return found or _made(world, cluster, state)


def draft(world: World) -> str:
    """The reference of a draft."""
    return covenant_in(world, S.DRAFT).reference


def commented(world: World) -> str:
    """The reference of a covenant that members comment on."""
    return covenant_in(world, S.COMMENTING).reference


def being_signed(world: World) -> str:
    """The reference of a covenant that is being signed."""
    return covenant_in(world, S.SIGNING).reference


def in_force(world: World) -> str:
    """The reference of a covenant in force."""
    return covenant_in(world, S.IN_FORCE).reference


def article(world: World) -> int:
    """An article of the draft."""
    return Article.objects.filter(covenant=covenant_in(world, S.DRAFT)).latest("pk").pk


def clause(world: World) -> int:
    """A clause of the draft."""
    return Clause.objects.filter(article__covenant=covenant_in(world, S.DRAFT)).latest("pk").pk


def entry(world: World) -> int:
    """A date of the draft's calendar."""
    return Entry.objects.filter(covenant=covenant_in(world, S.DRAFT)).latest("pk").pk


def commented_article(world: World) -> int:
    """An article that members comment on."""
    return Article.objects.filter(covenant=covenant_in(world, S.COMMENTING)).latest("pk").pk


def comment(world: World) -> int:
    """What the district said about it."""
    about = Article.objects.get(pk=commented_article(world))
    found = Comment.objects.filter(article=about).first()
    return (
        found
        or agreeing.comment(
            article_id=about.pk, unit=world.units["district"], text="Nêu rõ mốc", by=world.people["district"]
        )
    ).pk


def words(world: World) -> int:
    """A clause in words of the covenant in force."""
    return Clause.objects.filter(article__covenant=covenant_in(world, S.IN_FORCE)).latest("pk").pk


def confirmation(world: World) -> int:
    """The city has confirmed it for the other district, without a file."""
    about = words(world)
    found = Confirmation.objects.filter(clause=about).first()
    return (
        found
        or confirming.confirm_clause(
            clause_id=about, unit=world.units["other_district"], kept=True, remark="Biên bản", by=world.people["city"]
        )
    ).pk


def _cluster(world: World, name: str) -> Cluster:
    found = Cluster.objects.filter(reference=f"giao-uoc-{name}").first()
    if found is not None:
        return found
    cluster = Cluster.objects.create(
        reference=f"giao-uoc-{name}",
        owner=world.units["city"],
        year=clock.today().year,
        name=f"Cụm {name}",
        made_by=world.people["city"],
        made_at=clock.now(),
    )
    for unit, role in (("district", SeatRole.LEAD), ("other_district", SeatRole.MEMBER)):
        during = DateRange(date(2020, 1, 1), None)
        Seat.objects.create(cluster=cluster, unit=world.units[unit], role=role, during=during)
    return cluster


def _made(world: World, cluster: Cluster, state: CovenantState) -> Covenant:
    by, members = world.people["district"], [world.units["district"], world.units["other_district"]]
    covenant = writing.draft_covenant(cluster=cluster, general=writing.General("Giao ước"), by=by)
    first = writing.add_article(covenant_id=covenant.pk, words=writing.ArticleWords("Đoàn viên"), by=by)
    writing.add_clause(article_id=first.pk, promise=writing.Promise("Học nghị quyết"), by=by)
    writing.add_entry(covenant_id=covenant.pk, on=clock.today(), text="Sơ kết", by=by)
    if state is not S.DRAFT:
        agreeing.ask_comments(covenant_id=covenant.pk, until=clock.today(), by=by)
    if state in {S.SIGNING, S.IN_FORCE}:
        agreeing.state_agreed(covenant_id=covenant.pk, reason="Đã họp cụm", by=by)
        covenant = signing.begin_signing(covenant_id=covenant.pk, by=by)
    if state is S.IN_FORCE:
        hand = signing.Hand(Method.DRAWN, covenant.digest, post="Chủ tịch", drawing=DRAWING)
        for unit in members:
            signing.sign(covenant_id=covenant.pk, unit=unit, hand=hand, by=by)
        witness = world.people["city"]
        signing.witness(covenant_id=covenant.pk, hand=hand, verify=lambda code: f"https://x/{code}/", by=witness)
    return Covenant.objects.get(pk=covenant.pk)
