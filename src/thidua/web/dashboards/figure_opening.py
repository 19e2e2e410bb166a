"""Which figure an address opens, for whom, and into what: for the page and for the file of its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.figures.explain import Explanation, Part, explain
from thidua.figures.history import differs, settled
from thidua.indicators.models import Period
from thidua.indicators.queries import indicator_by
from thidua.org.models import Unit

from .addresses import Lens
from .asking import chosen_lens
from .restated_figure import explain_restated


@dataclass(frozen=True, slots=True)
class OpenedFigure:
    """A figure of a unit and period, opened.

    `differs`: the tree of another day would read it otherwise. `restated` is the day in whose tree it is read, None as
    it was; `note` speaks of the tree.
    """

    unit: Unit
    period: Period
    lens: Lens
    opened: Explanation
    differs: bool
    restated: date | None
    note: str


def opened_figure(request: HttpRequest, unit: str, period: str, indicator: str) -> OpenedFigure:
    """The figure that an address names, on the basis `co-so`. Raises Http404, PermissionDenied or BeingRestated."""
    place = gate.unit_or_404(request.user, unit, Permission.FIGURES_VIEW)
    when = get_object_or_404(Period, code=period)
    what = indicator_by(indicator)
    lens = chosen_lens(request)
    history, note = settled(lens.history, ends=when.ends, unit=place)
    lens = replace(lens, history=history)
    other = differs(history, units=[place.pk], periods=[when.pk])
    restated = history.on if other and history.restatement_id else None
    opened = (
        explain_restated(unit=place, period=when, indicator=what, lens=lens, on=restated)
        if restated
        else explain(unit=place, period=when, indicator=what, basis=lens.basis)
    )
    return OpenedFigure(place, when, lens, opened, other, restated, note)


def visible_parts(request: HttpRequest, opened: Explanation) -> tuple[list[Part], list[Part]]:
    """The parts that the reader may see, and the others."""
    ids = [part.unit_id for part in opened.parts]
    visible = set(gate.units_for(request.user, Permission.FIGURES_VIEW).filter(pk__in=ids).values_list("pk", flat=True))
    seen = [part for part in opened.parts if part.unit_id in visible]
    return seen, [part for part in opened.parts if part.unit_id not in visible]


def own_name(lens: Lens) -> str:
    """What the part is called that a unit has beside those below it."""
    if lens.history.as_it_is:
        return _("Số của chính đơn vị và phần kế tục")
    return _("Số của chính đơn vị")
