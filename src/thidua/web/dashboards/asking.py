"""What an address asks of a page of figures: unit, period, basis, order, and the table to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.figures.history import PARAMETER, chosen_history, differs, settled, stands
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.figures.trees import Trees, trees_of
from thidua.people.models import User
from thidua.reorganisation.queries import changes_of_tree
from thidua.ui.links import Link

from .addresses import (
    PRELIMINARY,
    Lens,
    area_address,
    committee_address,
    compare_address,
    unit_address,
)
from .marks import words_of
from .unit_reading import Asked

LONGEST_NUMBER = 6


def reader(request: HttpRequest) -> User:
    """Who is signed in; the middleware lets nobody else through."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def asked_of(
    request: HttpRequest, code: str, period_code: str | None = None
) -> tuple[Asked | None, list[ReadablePeriod]]:
    """What a reader wants to see of the unit with a code, and the periods to choose from.

    The period is that of the address (`ky`) unless it is given. None without any period. Raises Http404 and
    PermissionDenied as the gate does.
    """
    user = reader(request)
    # One question to the gate serves the unit and its children; a refusal is worded by the other.
    visible = gate.units_for(user, Permission.FIGURES_VIEW)
    unit = visible.filter(code=code).first() or gate.unit_or_404(user, code, Permission.FIGURES_VIEW)
    periods = readable_periods(unit.pk, clock.today())
    period = chosen_period(request.GET.get("ky", "") if period_code is None else period_code, periods)
    if period is None:
        return None, periods
    lens, last_year = chosen_lens(request), last_year_of(periods, period)
    history, note = settled(lens.history, ends=period.ends, unit=unit)
    asked = Asked(
        unit=unit,
        user=user,
        visible=visible,
        period=period,
        last_year=last_year,
        lens=replace(lens, history=history),
        differs=differs(history, units=[unit.pk], periods=[one.pk for one in (period, last_year) if one]),
        tree_note=note,
        sort_by=request.GET.get("theo", ""),
        page=asked_page(request),
        everything="tat-ca" in request.GET,
    )
    return asked, periods


def chosen_period(code: str, periods: list[ReadablePeriod]) -> ReadablePeriod | None:
    """The period with a code, without one the usual; None when no books were ever opened."""
    if not code:
        return usual_period(periods, clock.today())
    period = next((period for period in periods if period.code == code), None)
    if period is None:
        raise Http404(_("Kỳ này chưa mở hoặc không có. Hãy chọn một kỳ trong danh sách."))
    return period


def chosen_basis(request: HttpRequest) -> Basis:
    """The basis that the address names; official without one."""
    return Basis.PRELIMINARY if request.GET.get("co-so") == PRELIMINARY else Basis.OFFICIAL


def chosen_lens(request: HttpRequest) -> Lens:
    """How the address wants figures read."""
    return Lens(chosen_basis(request), chosen_history(request.GET.get(PARAMETER, ""), reader(request)))


def basis_links(address: Callable[[Lens], str], lens: Lens) -> list[Link]:
    """The switch between official and preliminary figures of a page."""
    return [Link(str(one.label), address(replace(lens, basis=one)), one is lens.basis) for one in Basis]


def trees_shown(asked: Asked, address: Callable[[Lens], str]) -> Trees:
    """The choice between the readings of the past for a page whose own address is seen through a lens."""
    since = asked.last_year.span.starts if asked.last_year else asked.period.span.starts
    return trees_of(
        asked.history,
        lambda history: address(replace(asked.lens, history=history)),
        differs=asked.differs,
        stands=stands(asked.unit, clock.today()),
        ends=asked.period.ends,
        note=asked.tree_note,
        changes=[words_of(one) for one in changes_of_tree(asked.unit, since, clock.today())] if asked.differs else (),
    )


def last_year_of(periods: Iterable[ReadablePeriod], period: ReadablePeriod) -> ReadablePeriod | None:
    """The same window of the year before, if its books were opened."""
    code = period.span.year_before().code
    return next((other for other in periods if other.code == code), None)


def offered(periods: Iterable[ReadablePeriod], chosen: ReadablePeriod) -> list[ReadablePeriod]:
    """The periods worth a line of a menu: those with figures, those still open, and the chosen one."""
    return [period for period in periods if period.has_figures or period.pk == chosen.pk or not period.closed]


def asked_page(request: HttpRequest) -> int:
    """The page of a long list (`trang`), from 1."""
    number = request.GET.get("trang", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER else 1


def tabs_of(code: str, period: str, lens: Lens, current: str) -> list[Link]:
    """The pages of figures beside each other, each for the same unit and period."""
    pages = (
        ("unit", _("Đơn vị"), "building", unit_address(code, period, lens)),
        ("area", _("Lĩnh vực"), "category", area_address("-", code, period, lens)),
        ("compare", _("So sánh"), "arrows-left-right", compare_address(code, period, lens)),
        ("committee", _("Họp thường trực"), "users-group", committee_address(code, period, lens)),
    )
    return [Link(label, url, name == current, icon) for name, label, icon, url in pages]
