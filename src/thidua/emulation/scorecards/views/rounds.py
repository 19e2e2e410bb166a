"""The list of rounds, opening one with a preview, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import Frequency, parse
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.standing import cluster_or_404
from thidua.emulation.schemes.queries import offered_to
from thidua.emulation.scorecards.forms import RoundForm
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.queries.changed import is_behind
from thidua.emulation.scorecards.queries.previewing import Preview, preview
from thidua.emulation.scorecards.queries.rounds import round_lines, steps_of, unit_names
from thidua.emulation.scorecards.queries.year_targets import offered_words, share_words
from thidua.emulation.scorecards.rules import RoundState, Work, YearTarget
from thidua.emulation.scorecards.schemes import print_point, scheme_of
from thidua.emulation.scorecards.services.cross import new_seed
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.steps import NEXT
from thidua.emulation.scorecards.services.telling import unit_name
from thidua.emulation.scorecards.standing import RoundStanding, seen_rounds
from thidua.emulation.scorecards.tables import CardRow, table_with
from thidua.indicators.models import Period
from thidua.org.models import Unit
from thidua.org.rules import plain_words
from thidua.people.models import User
from thidua.scoring.scheme import in_thousandths
from thidua.ui.notices import say

from .access import asked_round, person, reader, round_crumbs
from .actions import may_step
from .columns import columns_of

CARDS_A_PAGE = 100
ROUNDS_A_PAGE = 50
OFFERED = (Frequency.YEAR, Frequency.SEMESTER, Frequency.NINE_MONTHS, Frequency.HALF, Frequency.QUARTER)


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds that a person sees, those that wait for her first."""
    user = reader(request)
    page = Paginator(seen_rounds(user).order_by("-made_at"), ROUNDS_A_PAGE).get_page(request.GET.get("trang"))
    rounds = seen_rounds(user).filter(pk__in=[one.pk for one in page]).order_by("-made_at")
    context = {
        "title": _("Chấm điểm thi đua"),
        "lines": round_lines(rounds, user),
        "page": page,
        "may_open": _owners(user).exists(),
    }
    return render(request, "scorecards/list.html", context)


@require_safe
def cluster_rounds(request: HttpRequest, reference: str) -> HttpResponse:
    """The rounds of a cluster."""
    user = person(request)
    standing = cluster_or_404(user, reference)
    rounds = seen_rounds(user).filter(cluster=standing.cluster).order_by("-made_at")
    context = {
        "title": _("Chấm điểm của cụm"),
        "cluster": standing.cluster,
        "lines": round_lines(rounds, user),
        "may_open": standing.manages,
        "crumbs": [
            (_("Cụm thi đua"), reverse("cluster-list")),
            (standing.cluster.name, reverse("cluster", args=[reference])),
        ],
    }
    return render(request, "scorecards/cluster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """Open a round: first `preview` shows who takes part, then `open` opens it."""
    user = person(request)
    owners = list(_owners(user).order_by("code")[:50])
    if not owners:
        raise PermissionDenied(_("Chỉ cán bộ tổ chức thi đua của một đơn vị mới mở được đợt chấm điểm."))
    asked = request.POST.get("owner") or request.GET.get("don-vi", "")
    owner = next((one for one in owners if one.code == asked), owners[0])
    form = _form(request, owner)
    shown: Preview | None = None
    share = trouble = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "open" in request.POST:
            try:
                round_ = open_round(opening=_opening(owner, form), by=user)
            except DomainError as error:
                trouble = error.sentence
            else:
                undo = reverse("round-remove", args=[round_.reference])
                say(request, _("Đã mở đợt chấm điểm «%(name)s».") % {"name": round_.name}, undo=undo)
                return redirect("round", round_.reference)
        shown = preview(owner, form.cluster, form.unit_kind, data["scheme"].pk, data["period"])
        share = offered_words(data["period"].code) if data["year_target"] == YearTarget.PART else ""
    names = unit_names([one.pk for one in owners])
    context = {
        "title": _("Mở đợt chấm điểm"),
        "form": form,
        "preview": shown,
        "share": share,
        "trouble": trouble,
        "owner": owner,
        "owners": [(one.code, names.get(one.pk, one.code)) for one in owners],
        "crumbs": [(_("Chấm điểm"), reverse("round-list"))],
    }
    return render(request, "scorecards/new.html", context, status=422 if form.errors or trouble else 200)


@require_safe
def round_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A round: how far its stages have come, what comes next, and the cards that the person sees."""
    standing = asked_round(request, reference)
    seen = seen_cards(request, standing)
    context = {
        "title": standing.round.name,
        "standing": standing,
        "round": standing.round,
        "cluster": standing.round.cluster,
        "owner": unit_name(standing.round.owner_id, standing.round.owner.code),
        "period": parse(standing.round.period),
        "share": share_words(standing.round),
        "scheme": standing.round.scheme,
        "most": print_point(in_thousandths(scheme_of(standing.round).total)),
        "behind": _behind(standing),
        "crumbs": round_crumbs(standing, inside=False),
        "working": standing.round.work != Work.NONE,
        "sought": request.GET.get("tim", "")[:100],
        "shown": request.GET.get("tinh-trang", ""),
        "kept": _kept(request),
        **_stages(standing),
        **_cards(standing, seen, request.GET.get("trang")),
        **_actions(standing),
    }
    return render(request, "scorecards/round.html", context)


@require_safe
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """How far a worker is, as a fragment that asks again; once it is done the page is loaded anew."""
    standing = asked_round(request, reference)
    if standing.round.work == Work.NONE:
        response = HttpResponse(status=200)
        response["HX-Redirect"] = reverse("round", args=[reference])
        return response
    return render(request, "scorecards/progress.html", {"round": standing.round})


def seen_cards(request: HttpRequest, standing: RoundStanding) -> QuerySet[Card]:
    """The cards that the page lists: those of which the person sees how far they are, by `tim` and `tinh-trang`."""
    cards = standing.listed()
    if words := request.GET.get("tim", "").strip()[:100]:
        cards = cards.filter(unit__placements__search__contains=plain_words(words)).distinct()
    match request.GET.get("tinh-trang", ""):
        case "da-nop":
            cards = cards.filter(self_submitted_at__isnull=False)
        case "chua-nop":
            cards = cards.filter(self_submitted_at__isnull=True)
    return cards


def _kept(request: HttpRequest) -> str:
    """The filters as the pager keeps them."""
    query = request.GET.copy()
    query.pop("trang", None)
    return f"&{query.urlencode()}" if query else ""


def _owners(user: User) -> QuerySet[Unit]:
    return gate.units_for(user, Permission.EMULATION_MANAGE)


def _form(request: HttpRequest, owner: Unit) -> RoundForm:
    today = clock.today()
    clusters = Cluster.objects.filter(owner=owner, dissolved_on=None).order_by("-year", "name")[:100]
    periods = Period.objects.filter(starts__lte=today, frequency__in=OFFERED).order_by("-ends", "code")
    data = request.POST if request.method == "POST" else None
    initial = {"who": f"cum:{request.GET['cum']}"} if request.GET.get("cum") else None
    return RoundForm(
        data, owner=owner, schemes=offered_to(owner.pk), periods=periods, clusters=clusters, initial=initial
    )


def _opening(owner: Unit, form: RoundForm) -> Opening:
    data = form.cleaned_data
    return Opening(
        owner=owner,
        scheme=data["scheme"],
        period=data["period"],
        name=data["name"],
        cluster=form.cluster,
        unit_kind=form.unit_kind,
        year_target=YearTarget(data["year_target"]),
        self_until=data["self_until"],
        cross_until=data["cross_until"],
        recheck_until=data["recheck_until"],
    )


def _behind(standing: RoundStanding) -> bool:
    """Whether the person who could compute anew should hear that figures changed."""
    return standing.runs and standing.state not in (RoundState.FROZEN, RoundState.FINAL) and is_behind(standing.round)


def _stages(standing: RoundStanding) -> dict[str, Any]:
    cards = Card.objects.filter(round=standing.round)
    of = cards.count()
    handed_in = cards.filter(self_submitted_at__isnull=False).count()
    checked = cards.filter(cross_submitted_at__isnull=False).count()
    return {
        "steps": steps_of(standing.round, cards=of, handed_in=handed_in, checked=checked),
        "of": of,
        "handed_in": handed_in,
    }


def _cards(standing: RoundStanding, seen: QuerySet[Card], number: str | None) -> dict[str, Any]:
    page = Paginator(seen, CARDS_A_PAGE).get_page(number)
    cards = list(page)
    opened = cards if standing.sees_all else standing.cards().filter(pk__in=[card.pk for card in cards])
    rows = {row.card_id: row for row in table_with(standing.round, opened).rows}
    checkers = {row.checker_id for row in rows.values() if row.checker_id is not None}
    names = unit_names([*checkers, *(card.unit_id for card in cards)])
    lines = [_card_line(standing, card, rows.get(card.pk), names) for card in cards]
    return {
        "lines": sorted(lines, key=lambda line: not line["own"]),
        "page": page,
        "hidden": len(rows) < len(cards),
    }


def _card_line(standing: RoundStanding, card: Card, row: CardRow | None, names: Mapping[int, str]) -> dict[str, Any]:
    """A card in the list; without a row only how far it is."""
    return {
        "row": row,
        "card": card,
        "name": names.get(card.unit_id, card.unit.code),
        "total": print_point(row.total) if row else "",
        "own": card.unit_id in standing.joins,
        "checker": names.get(row.checker_id or 0, "") if row else "",
    }


def _actions(standing: RoundStanding) -> dict[str, Any]:
    round_, state = standing.round, standing.state
    idle = round_.work == Work.NONE
    ahead = state == RoundState.SELF and not standing.sees_all
    nexts = [to for to in NEXT[state] if idle and not ahead and may_step(standing, to)]
    if round_.cluster_id is None:
        nexts = [to for to in nexts if to != RoundState.CROSS]
    return {
        "nexts": nexts,
        "new_seed": new_seed() if RoundState.CROSS in nexts else None,
        "may_back": idle and state != RoundState.SELF and may_step(standing, state),
        "may_compute": idle and standing.runs and state not in (RoundState.FROZEN, RoundState.FINAL),
        "may_remove": idle and standing.manages and state == RoundState.SELF,
        "verifies": standing.verifies and state == RoundState.RECHECK and bool(columns_of(standing)),
        "crosses": round_.cross_seed is not None,
        "frozen": round_.frozen_at is not None,
    }
