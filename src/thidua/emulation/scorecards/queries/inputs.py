"""What units would be scored from by now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from thidua.emulation.schemes.figures import FigureReader, results_from_figures
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.schemes import scheme_of, share_of
from thidua.indicators.models import Period
from thidua.scoring.engine import Bests, bests
from thidua.scoring.results import UnitResults
from thidua.scoring.scheme import Criterion, Relative, Scheme

from .facts import facts_for, with_facts

BATCH = 2_000


def current_results(round_: Round, unit_ids: Sequence[int]) -> dict[int, UnitResults]:
    """Results from the figures that are accepted by now, with the facts that the scheme asks about, by unit."""
    scheme = scheme_of(round_)
    period = Period.objects.get(code=round_.period)
    return with_facts(round_, scheme, results_from_figures(scheme, unit_ids, period, share=share_of(round_)))


def current_bests(round_: Round) -> Bests:
    """What comparisons of units would stand on by now, over all cards of a round; four statements for each batch."""
    scheme = scheme_of(round_)
    return bests(scheme, compared_results(round_, batches_of(round_))) if compared_criteria(scheme) else {}


def compared_results(round_: Round, batches: Iterable[Sequence[int]]) -> Iterator[UnitResults]:
    """Of units only the results that are compared: of a whole country these fit into memory."""
    scheme, period = scheme_of(round_), Period.objects.get(code=round_.period)
    reader = FigureReader(compared_criteria(scheme), period, share=share_of(round_))
    for batch in batches:
        facts = facts_for(round_, scheme, batch, period.ends)
        yield from (UnitResults("", results, facts.get(unit, {})) for unit, results in reader.read(batch).items())


def compared_criteria(scheme: Scheme) -> list[Criterion]:
    """The criteria that compare units with each other."""
    return [criterion for criterion in scheme.positions if isinstance(criterion.formula, Relative)]


def batches_of(round_: Round, unit_ids: Sequence[int] | None = None) -> list[list[int]]:
    """The units of a round, or some of them, by ids, some thousand together."""
    cards = Card.objects.filter(round=round_).order_by("unit_id")
    if unit_ids is not None:
        cards = cards.filter(unit__in=unit_ids)
    units = list(cards.values_list("unit_id", flat=True))
    return [units[start : start + BATCH] for start in range(0, len(units), BATCH)]
