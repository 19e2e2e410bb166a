"""Letting members see what was decided, at a chosen moment, and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.ranking.errors import AlreadyPublished, NotDecided
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.rules import RankingState
from thidua.notices.services import notify
from thidua.people.models import User

from .settling import locked_ranking

TELL = "ranking.tell_members"


@transaction.atomic
def publish_ranking(*, ranking_id: int, at: datetime, by: User) -> Ranking:
    """Let members see the result from a moment on; they are told then. A moment that has passed means now.

    Raises `NotDecided` and `AlreadyPublished`.
    """
    ranking = locked_ranking(ranking_id)
    if ranking.state != RankingState.DECIDED:
        raise NotDecided(_("Kết quả chưa chốt nên chưa công bố được. Hãy chốt xếp hạng trước."))
    if ranking.published_at is not None:
        raise AlreadyPublished(_("Kết quả này đã được công bố hoặc đã hẹn công bố."))
    ranking.published_at, ranking.published_by = max(at, clock.now()), by
    ranking.save(update_fields=["published_at", "published_by"])
    moment = ranking.published_at.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y")
    record("ranking.published", by=by, about=ranking.round, unit=ranking.round.owner, moment=moment)
    transaction.on_commit(lambda: _tell_when_it_comes(ranking))
    return ranking


@transaction.atomic
def undo_publication(*, ranking_id: int, by: User) -> Ranking:
    """Hide the result from members again; raises `NotDecided` when it was not published."""
    ranking = locked_ranking(ranking_id)
    if ranking.published_at is None:
        raise NotDecided(_("Kết quả này chưa công bố, không có gì để hoàn tác."))
    ranking.published_at, ranking.published_by = None, None
    ranking.save(update_fields=["published_at", "published_by"])
    record("ranking.publication_undone", by=by, about=ranking.round, unit=ranking.round.owner)
    return ranking


def tell_members(*, ranking_id: int) -> int:
    """Tell the people of all units of a ranking that its result is there; nobody is told twice, and nobody too early.

    The answer is how many were told.
    """
    ranking = Ranking.objects.select_related("round").get(pk=ranking_id)
    if ranking.published_at is None or ranking.published_at > clock.now():
        return 0
    units = ranking.places.values_list("unit", flat=True)
    people = {user for users in granted_at(units, Permission.EMULATION_JOIN).values() for user in users}
    link = reverse("ranking", args=[ranking.round.reference])
    key = f"ranking.published:{ranking.pk}:{ranking.published_at.isoformat()}"
    return notify(users=people, kind="ranking.published", link=link, key=key, round=ranking.round.name)


def _tell_when_it_comes(ranking: Ranking) -> None:
    """At once where the moment is now; else a worker does it then."""
    assert ranking.published_at is not None
    if ranking.published_at <= clock.now():
        tell_members(ranking_id=ranking.pk)
        return
    wait = ranking.published_at - clock.now()
    app.configure_task(TELL, schedule_in={"seconds": int(wait.total_seconds()) + 1}).defer(ranking_id=ranking.pk)
