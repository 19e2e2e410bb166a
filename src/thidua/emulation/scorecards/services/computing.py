"""Points computed from accepted figures, batch after batch, with what they were computed from kept on each card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.audit.services import record
from thidua.core import clock, sql
from thidua.emulation.schemes.figures import FigureReader
from thidua.emulation.scorecards.errors import RoundNotReady
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.queries.facts import facts_for
from thidua.emulation.scorecards.queries.inputs import batches_of, compared_criteria, compared_results
from thidua.emulation.scorecards.rules import SMALL, RoundState, Work
from thidua.emulation.scorecards.schemes import scheme_of, share_of
from thidua.indicators.models import Period
from thidua.people.models import User
from thidua.scoring.engine import bests
from thidua.scoring.results import Fact

from .locking import PACKAGE, lock_round
from .writing import CardWriter, UnitReading, written_facts

COMPUTE = "scorecards.compute"

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
    if not is_small(round_):
        leave_to_worker(round_, by=by)
        return None
    done = compute_now(round_)
    record("round.computed", by=by, about=round_, unit=round_.owner_id, cards=done)
    return done


def leave_to_worker(round_: Round, *, by: User) -> None:
    """Have a worker compute all cards of a round that is locked; one who was asked before does it."""
    if round_.work == Work.NONE:
        round_.work, round_.work_since, round_.work_done, round_.trouble = Work.COMPUTING, clock.now(), 0, ""
        round_.work_total = Card.objects.filter(round=round_).count()
        round_.save(update_fields=["work", "work_since", "work_done", "work_total", "trouble"])
        app.configure_task(COMPUTE).defer(round_id=round_.pk, user_id=by.pk)
        record("round.compute_asked", by=by, about=round_, unit=round_.owner_id)


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
    scheme, period = scheme_of(round_), Period.objects.get(code=round_.period)
    compared = bool(compared_criteria(scheme))
    batches = batches_of(round_, None if compared else unit_ids)
    shared = bests(scheme, compared_results(round_, batches)) if compared else {}
    reader = FigureReader(scheme.positions, period, share=share_of(round_))
    writer = CardWriter(scheme, shared)
    done = 0
    for batch in batches:
        _write(round_, writer, reader.read(batch), facts_for(round_, scheme, batch, period.ends))
        done += len(batch)
        tell(done)
    return done


def refuse_frozen(round_: Round) -> None:
    """Raise RoundNotReady once the inputs of a round are frozen."""
    if round_.state in (RoundState.FROZEN, RoundState.FINAL):
        raise RoundNotReady(_("Số liệu đầu vào đã chốt nên không tính lại. Thay đổi về sau được liệt kê riêng."))


def _write(
    round_: Round, writer: CardWriter, results: Mapping[int, UnitReading], facts: Mapping[int, Mapping[str, Fact]]
) -> None:
    """Write the computed points of some units by one COPY and one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql.statement(PACKAGE, "computed_cards"))
        with cursor.copy("COPY computed_card (unit_id, computed, inputs, facts) FROM STDIN") as copy:
            for unit, given in results.items():
                copy.write_row((unit, *writer.written(given), written_facts(facts.get(unit, {}))))
    sql.run(PACKAGE, "keep_computed", {"round": round_.pk, "at": clock.now()})
