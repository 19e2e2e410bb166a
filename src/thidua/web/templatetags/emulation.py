"""How the year of a cluster stands, from apps above the one that holds clusters."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.covenants.models import Covenant
from thidua.emulation.covenants.queries.waiting import waiting as covenant_waits
from thidua.emulation.covenants.rules import CovenantState
from thidua.emulation.covenants.shown import TONES
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.queries.rounds import round_lines
from thidua.emulation.scorecards.standing import seen_rounds
from thidua.people.models import User

register = template.Library()


@dataclass(frozen=True, slots=True)
class Way:
    """One part of a cluster's year: how it stands in a few words, where it is and what it asks of the reader."""

    title: str
    icon: str
    url: str
    state: str
    tone: str
    words: str = ""
    asks: str = ""
    asks_url: str = ""


@register.simple_tag(takes_context=True)
def cluster_ways(context: Context, cluster: Cluster) -> list[Way]:
    """Covenant, scoring and ranking of a cluster for whoever reads its page; a fixed number of statements."""
    user = context["request"].user
    assert isinstance(user, User)
    return [_covenant(cluster, user), _scoring(cluster, user), _ranking(cluster)]


def _covenant(cluster: Cluster, user: User) -> Way:
    title, url = _("Giao ước"), reverse("cluster-covenant", args=[cluster.reference])
    covenant = Covenant.objects.filter(cluster=cluster, number=0).exclude(state=CovenantState.DRAFT).first()
    if covenant is None:
        return Way(title, "signature", url, _("Chưa có giao ước"), "quiet")
    state = CovenantState(covenant.state)
    asked = next((one for one in covenant_waits(user) if one.covenant.cluster_id == cluster.pk), None)
    return Way(
        title,
        "signature",
        reverse("covenant", args=[covenant.reference]),
        str(state.label),
        TONES[state],
        covenant.title,
        str(asked.what.label) if asked else "",
        asked.url if asked else "",
    )


def _scoring(cluster: Cluster, user: User) -> Way:
    title, url = _("Chấm điểm"), reverse("cluster-rounds", args=[cluster.reference])
    last = seen_rounds(user).filter(cluster=cluster).order_by("-made_at")[:1]
    line = next(iter(round_lines(last, user)), None)
    if line is None:
        return Way(title, "list-check", url, _("Chưa mở đợt nào"), "quiet")
    return Way(
        title,
        "list-check",
        reverse("round", args=[line.round.reference]),
        str(line.state.label),
        line.tone,
        line.round.name,
        line.waits,
        line.waits_url,
    )


def _ranking(cluster: Cluster) -> Way:
    title, url = _("Xếp hạng"), reverse("cluster-ranking", args=[cluster.reference])
    shown = Ranking.objects.filter(round__cluster=cluster, published_at__lte=clock.now()).select_related("round")
    last = shown.order_by("-published_at").first()
    if last is None:
        return Way(title, "trophy", url, _("Chưa công bố"), "quiet")
    cards = Card.objects.filter(round=last.round_id).count()
    words = _("%(name)s, %(count)d đơn vị") % {"name": last.round.name, "count": cards}
    return Way(title, "trophy", reverse("ranking", args=[last.round.reference]), _("Đã công bố"), "good", words)
