"""Points computed from accepted figures, batch after batch, with what they were computed from kept on each card."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.audit.services import record
from thidua.core import clock, sql
from thidua.emulation.schemes.figures import results_from_figures
from thidua.emulation.scorecards.errors import RoundNotReady
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.queries.facts import with_facts
from thidua.emulation.scorecards.rules import SMALL, RoundState, Work
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.indicators.models import Period
from thidua.people.models import User
from thidua.scoring.engine import Bests, bests, scored_each
from thidua.scoring.format import written
from thidua.scoring.results import UnitResults
from thidua.scoring.results_format import result_to
from thidua.scoring.scheme import Relative, Scheme

from .locking import PACKAGE, lock_round

COMPUTE = "scorecards.compute"
BATCH = 2_000

Tell = Callable[[int], None]


def is_small(round_: Round) -> bool:
    """Whether a round is computed at once."""
    return Card.objects.filter(round=round_)[: SMALL + 1].count() <= SMALL


@transaction.atomic
def ask_to_compute(*, round_id: int, by: User) -> int | None:
    """Compute a round anew: at once, or by a worker; the answer is how many cards, None where a worker does it.

    Raises RoundBusy, or RoundNotReady once the inputs are frozen.
    """
    round_ = lock_round(round_id)
    refuse_frozen(round_)
    if is_small(round_):
        done = compute_now(round_)
        record("round.computed", by=by, about=round_, unit=round_.owner_id, cards=done)
        return done
    if round_.work == Work.NONE:
        round_.work, round_.work_since, round_.work_done, round_.trouble = Work.COMPUTING, clock.now(), 0, ""
        round_.work_total = Card.objects.filter(round=round_).count()
        round_.save(update_fields=["work", "work_since", "work_done", "work_total", "trouble"])
        app.configure_task(COMPUTE).defer(round_id=round_.pk, user_id=by.pk)
        record("round.compute_asked", by=by, about=round_, unit=round_.owner_id)
    return None


def compute_now(round_: Round) -> int:
    """Compute all cards of a round in the caller's transaction; the answer is how many."""
    done = compute_cards(round_)
    round_.computed_at = clock.now()
    round_.save(update_fields=["computed_at"])
    return done


def compute_cards(round_: Round, unit_ids: Sequence[int] | None = None, tell: Tell = lambda _done: None) -> int:
    """Compute cards from the figures that are accepted now and keep what was used; the answer is how many.

    Where a criterion compares units with each other, all cards are computed although few are asked for. `tell` hears
    how many are done, batch after batch.
    """
    scheme = scheme_of(round_)
    compared = compares(scheme)
    units = None if compared else unit_ids
    shared = bests(scheme, _only_compared(scheme, _results(round_, scheme, units))) if compared else {}
    done = 0
    for batch in _batches(_results(round_, scheme, units), BATCH):
        _write(round_, scheme, batch, shared)
        done += len(batch)
        tell(done)
    return done


def compares(scheme: Scheme) -> bool:
    """Whether a scheme compares units with each other."""
    return any(isinstance(criterion.formula, Relative) for criterion in scheme.positions)


def refuse_frozen(round_: Round) -> None:
    """Raise RoundNotReady once the inputs of a round are frozen."""
    if round_.state in (RoundState.FROZEN, RoundState.FINAL):
        raise RoundNotReady(_("Số liệu đầu vào đã chốt nên không tính lại. Thay đổi về sau được liệt kê riêng."))


def stored_inputs(results: UnitResults) -> dict[str, object]:
    """Results as a card keeps them."""
    return {code: result_to(result) for code, result in results.results.items()}


def _results(round_: Round, scheme: Scheme, unit_ids: Sequence[int] | None) -> Iterator[tuple[int, UnitResults]]:
    """What the units of a round are scored from, by unit; a few statements for each batch."""
    period = Period.objects.get(code=round_.period)
    cards = Card.objects.filter(round=round_).order_by("unit_id")
    if unit_ids is not None:
        cards = cards.filter(unit__in=unit_ids)
    # Bound to the ids, so that writing while reading disturbs nothing.
    wanted = list(cards.values_list("unit_id", flat=True))
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        yield from with_facts(round_, scheme, results_from_figures(scheme, some, period)).items()


def _only_compared(scheme: Scheme, units: Iterable[tuple[int, UnitResults]]) -> Iterator[UnitResults]:
    """Of the results only those that are compared: of a whole country these fit into memory."""
    wanted = {c.code for c in scheme.positions if isinstance(c.formula, Relative)}
    for _unit, results in units:
        yield replace(results, results={code: one for code, one in results.results.items() if code in wanted})


def _write(round_: Round, scheme: Scheme, batch: Sequence[tuple[int, UnitResults]], shared: Bests) -> None:
    """Write the computed points of some units by one COPY and one statement."""
    codes = [criterion.code for criterion in scheme.positions]
    with connection.cursor() as cursor:
        cursor.execute(sql.statement(PACKAGE, "computed_cards"))
        scored_units = scored_each(scheme, (results for _unit, results in batch), shared)
        with cursor.copy("COPY computed_card (unit_id, computed, inputs, facts) FROM STDIN") as copy:
            for (unit, results), scored in zip(batch, scored_units, strict=True):
                given = results.results
                points = [one.stored if code in given else None for code, one in zip(codes, scored, strict=True)]
                inputs = json.dumps(stored_inputs(results))
                copy.write_row((unit, points, inputs, json.dumps(written_facts(results.facts))))
    sql.run(PACKAGE, "keep_computed", {"round": round_.pk, "at": clock.now()})


def written_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as a card keeps them."""
    return {name: written(value) for name, value in facts.items()}


def _batches(units: Iterator[tuple[int, UnitResults]], size: int) -> Iterator[list[tuple[int, UnitResults]]]:
    while batch := list(islice(units, size)):
        yield batch
