"""The page of a ranking, and what is done on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.core import clock
from thidua.core.periods import parse
from thidua.emulation.ranking.forms import PlaceForm, PublishForm
from thidua.emulation.ranking.models import Place
from thidua.emulation.ranking.queries import in_order, past_of, vote_of
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.ranking.services.publishing import publish_ranking, undo_publication
from thidua.emulation.ranking.services.settling import (
    Settled,
    counted_by_ballot,
    decide_ranking,
    discard_ranking,
    reopen_ranking,
    settle_places,
)
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, posted
from thidua.ui.notices import say
from thidua.voting.rules import State

from .access import RankingStanding, crumbs, drawn_or_404, ranking_or_404, required
from .shown import rows_of, slope_of

PAGE = 100


@require_safe
def ranking(request: HttpRequest, reference: str) -> HttpResponse:
    """The result of a round: whoever may not see it yet is told when."""
    standing = ranking_or_404(request.user, reference)
    if not standing.sees:
        return render(request, "ranking/waiting.html", _frame(standing))
    return _page(request, standing)


@require_POST
def ranking_draw(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the ranking up from the cards, or draw it up again."""
    standing = ranking_or_404(request.user, reference)
    required(standing.writes)
    drawn = draw_up(round_id=standing.round.pk, by=signed_in(request))
    if standing.ranking is None:
        say(request, _("Đã lập bảng xếp hạng."))
    elif drawn.changed:
        words = ngettext(
            "Đã lấy lại điểm: %(count)s đơn vị thay đổi.", "Đã lấy lại điểm: %(count)s đơn vị thay đổi.", drawn.changed
        )
        say(request, words % {"count": drawn.changed})
    else:
        say(request, _("Đã lấy lại điểm: không có gì thay đổi."))
    return redirect("ranking", reference=reference)


@require_POST
def ranking_settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the council's part of the rows that the page showed."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.writes)
    places = list(in_order(drawn))
    sent = [place for place in places if f"p{place.pk}-seen" in request.POST]
    labels = labels_of(standing)
    counted = counted_by_ballot(drawn)
    forms = {place.pk: PlaceForm(request.POST, place=place, labels=labels, counted=counted) for place in sent}
    if any(form.errors for form in forms.values()):
        return _page(request, standing, forms=forms, status=INVALID)
    settled = [_settled(form) for form in forms.values()]
    changed = settle_places(ranking_id=drawn.pk, settled=settled, by=signed_in(request))
    if changed:
        words = ngettext("Đã lưu %(count)s dòng.", "Đã lưu %(count)s dòng.", changed)
        say(request, words % {"count": changed})
    else:
        say(request, _("Không có gì thay đổi."))
    return redirect(_address(standing, request.POST.get("trang", "")))


@require_POST
def ranking_discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a draft away, so that points may be given again."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.writes)
    discard_ranking(ranking_id=drawn.pk, by=signed_in(request))
    say(request, _("Đã bỏ bảng xếp hạng đang lập."), undo=reverse("ranking-draw", args=[reference]))
    return redirect("ranking", reference=reference)


@require_POST
def ranking_decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Make the ranking final."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.concludes)
    decide_ranking(ranking_id=drawn.pk, by=signed_in(request))
    say(request, _("Đã chốt xếp hạng."), undo=reverse("ranking-reopen", args=[reference]))
    return redirect("ranking", reference=reference)


@require_POST
def ranking_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the decision back."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.concludes)
    reopen_ranking(ranking_id=drawn.pk, by=signed_in(request))
    say(request, _("Đã mở lại xếp hạng."))
    return redirect("ranking", reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
def ranking_publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Who will see what, and from when on."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.concludes)
    form = PublishForm(posted(request))
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["at"]
        later = at > clock.now()
        publish_ranking(ranking_id=drawn.pk, at=at, by=signed_in(request))
        sentence = _("Đã hẹn công bố kết quả.") if later else _("Đã công bố kết quả.")
        say(request, sentence, undo=reverse("ranking-unpublish", args=[reference]))
        return redirect("ranking", reference=reference)
    units = drawn.places.count()
    context = _frame(standing) | {"form": form, "units": units, "crumbs": crumbs(standing, inside=True)}
    return render(request, "ranking/publish.html", context, status=INVALID if form.errors else 200)


@require_POST
def ranking_unpublish(request: HttpRequest, reference: str) -> HttpResponse:
    """Hide the result from members again."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.concludes)
    undo_publication(ranking_id=drawn.pk, by=signed_in(request))
    say(request, _("Đã hoàn tác công bố: các đơn vị không còn thấy kết quả."))
    return redirect("ranking", reference=reference)


def labels_of(standing: RankingStanding) -> list[str]:
    """The classes of the round's scheme, the best first."""
    return [band.label for band in scheme_of(standing.round).classes]


def _page(
    request: HttpRequest, standing: RankingStanding, *, forms: Mapping[int, PlaceForm] | None = None, status: int = 200
) -> HttpResponse:
    assert standing.ranking is not None
    shown: Page[Place] = Paginator(in_order(standing.ranking), PAGE).get_page(
        request.GET.get("trang") or request.POST.get("trang")
    )
    places = list(shown.object_list)
    edits = standing.is_draft and standing.writes
    if edits and forms is None:
        labels = labels_of(standing)
        counted = counted_by_ballot(standing.ranking)
        forms = {place.pk: PlaceForm(place=place, labels=labels, counted=counted) for place in places}
    today = clock.today()
    names = {pk: name.short_name for pk, name in last_names_of([p.unit_id for p in places], today).items()}
    past = past_of(standing.round, everything=standing.sees_all, units=[place.unit_id for place in places])
    rows = rows_of(places, names, past, forms if edits else None)
    vote = vote_of(standing.ranking)
    context = _frame(standing) | {
        "rows": rows,
        "page": shown,
        "edits": edits,
        "past": past,
        "slope": slope_of(standing.round, rows, past) if shown.number == 1 else None,
        "vote": vote,
        "vote_counted": vote is not None and vote.ballot.state == State.COUNTED,
        "voted": any(row.place.votes is not None for row in rows),
        "invalid": any(form.errors for form in (forms or {}).values()),
    }
    return render(request, "ranking/ranking.html", context, status=status)


def _frame(standing: RankingStanding) -> dict[str, Any]:
    scored = standing.round
    return {
        "title": _("Xếp hạng: %(round)s") % {"round": scored.name},
        "crumbs": crumbs(standing),
        "standing": standing,
        "ranking": standing.ranking,
        "round": scored,
        "cluster": scored.cluster,
        "span": parse(scored.period),
        "can_draw": scored.state == RoundState.FINAL,
        "now": clock.now(),
    }


def _settled(form: PlaceForm) -> Settled:
    typed = form.cleaned_data
    return Settled(form.place.pk, typed["final"], typed["final_class"], typed["reason"], typed["votes"], typed["seen"])


def _address(standing: RankingStanding, page: str) -> str:
    base = reverse("ranking", args=[standing.round.reference])
    return f"{base}?trang={page}" if page.isdigit() and page != "1" else base
