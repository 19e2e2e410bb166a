"""Fetching rounds and cards through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.standing import RoundStanding, card_or_404, round_or_404
from thidua.people.models import User
from thidua.scoring.scheme import Criterion, Scheme

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CardAsked:
    """A card as one person sees it."""

    standing: RoundStanding
    card: Card
    scheme: Scheme

    @property
    def url(self) -> str:
        """The address of the card."""
        return reverse("card", args=[self.standing.round.reference, self.card.unit.code])


@dataclass(frozen=True, slots=True)
class PointAsked:
    """A criterion of a card."""

    asked: CardAsked
    criterion: Criterion
    position: int

    @property
    def url(self) -> str:
        """The address of the point."""
        card = self.asked.card
        return reverse("point", args=[self.asked.standing.round.reference, card.unit.code, self.criterion.code])


def reader(request: HttpRequest) -> User:
    """Whoever sees emulation somewhere may open lists. Raises PermissionDenied for others."""
    user = person(request)
    if not gate.any_unit(user, Permission.EMULATION_VIEW):
        raise PermissionDenied(_("Tài khoản chưa được giao quyền xem thi đua ở đơn vị nào."))
    return user


def person(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)  # the middleware lets nobody else through
    return request.user


def asked_round(request: HttpRequest, reference: str) -> RoundStanding:
    """A round that the person sees. Raises Http404."""
    return round_or_404(person(request), reference)


def asked_card(request: HttpRequest, reference: str, unit: str) -> CardAsked:
    """A card that the person sees. Raises Http404."""
    standing = asked_round(request, reference)
    card = card_or_404(standing, unit)
    card.round = standing.round
    return CardAsked(standing, card, scheme_of(standing.round))


def asked_point(request: HttpRequest, reference: str, unit: str, criterion: str) -> PointAsked:
    """A criterion of a card that the person sees. Raises Http404."""
    asked = asked_card(request, reference, unit)
    position = asked.scheme.position_of.get(criterion)
    if position is None:
        raise Http404(_("Bảng điểm không có tiêu chí này."))
    return PointAsked(asked, asked.scheme.positions[position], position)


def round_crumbs(standing: RoundStanding, *, inside: bool = True) -> Crumbs:
    """The way up from the pages of a round."""
    round_ = standing.round
    crumbs = [(_("Chấm điểm"), reverse("round-list"))]
    return [*crumbs, (round_.name, reverse("round", args=[round_.reference]))] if inside else crumbs
