"""What units would be scored from by now."""

from __future__ import annotations

from collections.abc import Sequence

from thidua.emulation.schemes.figures import results_from_figures
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.schemes import scheme_of, share_of
from thidua.indicators.models import Period
from thidua.scoring.results import UnitResults

from .facts import with_facts


def current_results(round_: Round, unit_ids: Sequence[int]) -> dict[int, UnitResults]:
    """Results from the figures that are accepted by now, with the facts that the scheme asks about, by unit."""
    scheme = scheme_of(round_)
    period = Period.objects.get(code=round_.period)
    return with_facts(round_, scheme, results_from_figures(scheme, unit_ids, period, share=share_of(round_)))
