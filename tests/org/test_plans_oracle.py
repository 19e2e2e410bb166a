"""Random trees and random plans, some undone: what is derived stays right, and undoing leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.org.plans import tables
from tests.org.units import BASE, new, place
from thidua.core.errors import DomainError
from thidua.org import reorganising
from thidua.org.models import Placement, Unit
from thidua.org.plans import End, Ledger, Plan, Weight
from thidua.org.queries import lineage_differences
from thidua.org.rules import WHOLE

pytestmark = pytest.mark.django_db

HALF = WHOLE // 2
# A plan that was carried out, with its ledger and the tables before it (None: no longer what undoing leads to).
Standing = tuple[Plan, Ledger, dict[str, list[tuple]] | None]


@dataclass(frozen=True)
class Step:
    """A plan in the making: numbers stand for units, taken round the list of those that there are by then."""

    later: int
    slower: int
    founded: list[int]
    renamed: list[int]
    moved: list[tuple[int, int]]
    ended: list[tuple[int, list[int]]]
    divided: list[tuple[int, int]]
    undone: int | None


numbers = st.integers(0, 11)
steps = st.builds(
    Step,
    later=st.sampled_from([0, 1, 1, 7, 40]),
    slower=st.sampled_from([0, 0, 0, 10, 60]),
    founded=st.lists(numbers, max_size=2),
    renamed=st.lists(numbers, max_size=1),
    moved=st.lists(st.tuples(numbers, numbers), max_size=2),
    ended=st.lists(st.tuples(numbers, st.lists(numbers, max_size=2, unique=True)), max_size=1),
    divided=st.lists(st.tuples(numbers, numbers), max_size=1),
    undone=st.none() | st.integers(0, 3),
)
histories = st.integers(2, 8).flatmap(
    lambda size: st.tuples(
        st.tuples(*(st.integers(-1, index - 1) for index in range(size))), st.lists(steps, min_size=1, max_size=6)
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_plans_and_undoing_leave_a_right_tree(history: tuple[tuple[int, ...], list[Step]]) -> None:
    parents, walk = history
    with transaction.atomic():
        place(*[f"u{i}" if parent < 0 else f"u{i} under u{parent}" for i, parent in enumerate(parents)])
        standing: list[Standing] = []
        day = BASE
        for number, step in enumerate(walk):
            day += timedelta(days=step.later)
            plan = _plan(step, day, number)
            before = tables()
            if (ledger := _applied(plan)) is not None:
                standing.append((plan, ledger, before))
            _check()
            if step.undone is not None and standing:
                _undo_one(standing, step.undone % len(standing))
        _undo_all(standing)
        transaction.set_rollback(True)


def _plan(step: Step, on: date, number: int) -> Plan:
    codes = sorted(Unit.objects.values_list("code", flat=True))
    founded = [f"n{number}{index}" for index in range(len(step.founded))]

    def unit(at: int) -> str:
        return [*codes, *founded][at % (len(codes) + len(founded))]

    ended = {unit(at): End("sắp xếp", _shares([unit(heir) for heir in heirs])) for at, heirs in step.ended}
    left = [
        (child, ended[parent].heirs)
        for parent in ended
        for child in Placement.objects.filter(parent__code=parent, during__upper_inf=True).values_list(
            "unit__code", flat=True
        )
    ]
    return Plan(
        on=on,
        counts_from=on + timedelta(days=step.slower),
        decision="",
        founded=tuple(new(code, unit(above)) for code, above in zip(founded, step.founded, strict=True)),
        renamed={unit(at): (f"Tên {number}", "") for at in step.renamed},
        moved={child: heirs[0][0] if heirs else "u0" for child, heirs in left}
        | {unit(at): unit(under) for at, under in step.moved},
        ended=ended,
        divided={unit(at): ((unit(at), HALF), (unit(other), HALF)) for at, other in step.divided},
    )


def _shares(heirs: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple((heir, WHOLE // len(heirs)) for heir in heirs)


def _applied(plan: Plan) -> Ledger | None:
    """The ledger when the plan could be carried out; the preview must have said so, either way."""
    foreseen = reorganising.preview(plan)
    forbidden = any(note.weight is Weight.ERROR for note in foreseen)
    before = tables()
    try:
        with transaction.atomic():
            ledger = reorganising.apply(plan, by=None)
    except DomainError:
        assert forbidden
        assert tables() == before
        return None
    assert not forbidden
    assert reorganising.obstacles(plan, json.loads(json.dumps(ledger))) == []
    return json.loads(json.dumps(ledger))


def _undo_one(standing: list[Standing], at: int) -> None:
    """Undo any plan that stands: the last one always, an earlier one unless a later one stands on it."""
    plan, ledger, before = standing[at]
    obstacles = reorganising.obstacles(plan, ledger)
    after = tables()
    try:
        with transaction.atomic():
            reorganising.undo(plan, ledger, by=None)
    except DomainError:
        assert obstacles
        assert at < len(standing) - 1
        assert tables() == after
        return
    assert not obstacles
    if at == len(standing) - 1 and before is not None:
        assert tables() == before
    # What was before the later plans is no more; what was before the earlier ones is what undoing all leaves.
    standing[at:] = [(later, kept, None) for later, kept, _before in standing[at + 1 :]]
    _check()


def _undo_all(standing: list[Standing]) -> None:
    while standing:
        count = len(standing)
        _undo_one(standing, count - 1)
        assert len(standing) == count - 1


def _check() -> None:
    assert lineage_differences() == []
    places = list(Placement.objects.all())
    for days in ("during", "counts"):
        held = [(place, getattr(place, days)) for place in places if not getattr(place, days).isempty]
        for day in {span.lower for _place, span in held}:
            there = {place.unit_id: place.parent_id for place, span in held if day in span}
            # Whatever stands somewhere, stands under something that is there.
            assert {parent for parent in there.values() if parent is not None} <= there.keys()
