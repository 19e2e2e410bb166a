"""Rounds of more cards than a page computes at once, whose criteria compare units with each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories import reports
from tests.factories.reports import opened
from tests.factories.tree import tree
from tests.scorecards.world import SCHEME, published
from tests.web.world import write
from thidua.core.periods import Calendar
from thidua.emulation.scorecards.errors import RoundBusy
from thidua.emulation.scorecards.models import Card, CardFact, Round
from thidua.emulation.scorecards.queries.changed import late_changes
from thidua.emulation.scorecards.rules import SMALL, RoundState, Work
from thidua.emulation.scorecards.services.facts import state_fact
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.working import work_on
from thidua.figures.fold import fold_marks
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User

pytestmark = pytest.mark.django_db
COUNT = SMALL + 2
MONTH = "2024-M05"
TARGET = 10
NAMES = [f"school_{number:03}" for number in range(COUNT)]
FIRST, LAST = NAMES[0], NAMES[-1]


class Large:
    """A district whose unions, more than a page computes, are compared with the best of them."""

    def __init__(self) -> None:
        reports.forms()
        self.units: dict[str, Unit] = tree(*(f"city > district > {name}" for name in NAMES))
        ensure_periods(calendar=Calendar.CALENDAR, year=2024)
        opened(MONTH)
        self.officer: User = people.officer(self.units["district"])
        self.admitted(dict.fromkeys(NAMES, TARGET) | {FIRST: 15, LAST: 20})
        opening = Opening(
            self.units["district"],
            published(self.units["district"], _compared(), self.officer),
            Period.objects.get(code="2024"),
            "Mọi công đoàn cơ sở",
            unit_kind=UnitKind.GRASSROOTS,
        )
        self.round: Round = open_round(opening=opening, by=self.officer)
        self.work()

    def admitted(self, counts: dict[str, int]) -> None:
        """So many new members in May."""
        write(self.units, MONTH, {name: {"ORG21": count} for name, count in counts.items()})
        fold_marks()

    def work(self) -> None:
        """What the worker does."""
        work_on(round_id=self.round.pk, user_id=self.officer.pk)
        self.round.refresh_from_db()

    def card(self, name: str) -> Card:
        return Card.objects.select_related("round", "unit").get(round=self.round, unit=self.units[name])


def _compared() -> dict[str, Any]:
    line = {
        "code": "R1",
        "name": "So với đơn vị dẫn đầu",
        "max": 10,
        "formula": {"method": "relative"},
        "measures": [{"key": "ORG21", "target": TARGET}],
    }
    fined = {
        "code": "fined",
        "text": "Bị xử phạt",
        "when": [{"fact": "fined", "operator": "=", "value": True}],
        "effect": {"effect": "exclude"},
    }
    group = {"code": "G", "name": "G", "max": 10, "criteria": [line]}
    return {**SCHEME, "total": 10, "groups": [group], "conditions": [fined], "tie_breaks": []}


@pytest.fixture
def large(db: None) -> Large:
    return Large()


def test_late_changes_compare_with_units_that_are_not_shown(large: Large) -> None:
    Round.objects.filter(pk=large.round.pk).update(state=RoundState.FROZEN, frozen_at=large.round.made_at)
    assert large.card(FIRST).computed == [7_500]
    opened("2024-M04")
    for name, count in ((FIRST, 18), (LAST, 30)):
        write({name: large.units[name]}, "2024-M04", {name: {"ORG21": count - (15 if name == FIRST else 20)}})
    fold_marks()

    shown = Card.objects.filter(round=large.round, unit=large.units[FIRST]).select_related("unit")
    [late] = late_changes(Round.objects.get(), shown)

    # Half for the target; of the other half 80 % of what the best one, on a page further on, is beyond its target.
    assert (late.point, late.would_be) == ("7,5", "7")
    assert large.round.cards.count() == COUNT


def test_a_fact_of_units_that_are_compared_is_computed_by_a_worker(large: Large) -> None:
    card = large.card(LAST)
    client = Client()
    client.force_login(large.officer)
    address = reverse("card-fact", args=[large.round.reference, LAST, "fined"])
    stated = client.post(address, {"value": "1", "grounds": "Quyết định số 5"}, follow=True)

    assert "Hệ thống đang tính lại điểm của cả đợt." in stated.content.decode()
    large.round.refresh_from_db()
    assert (large.round.work, large.round.work_total) == (Work.COMPUTING, COUNT)
    assert large.card(LAST).facts == card.facts
    assert "Đang tính điểm" in client.get(reverse("round", args=[large.round.reference])).content.decode()

    # Another one waits until the worker is done, and loses nothing of what was typed.
    with pytest.raises(RoundBusy):
        state_fact(card_id=large.card(FIRST).pk, fact="fined", value=True, grounds="Số 6", by=large.officer)
    other = reverse("card-fact", args=[large.round.reference, FIRST, "fined"])
    busy = client.post(other, {"value": "1", "grounds": "Quyết định số 6"})
    assert busy.status_code == 409
    assert "Quyết định số 6" in busy.content.decode()
    assert CardFact.objects.count() == 1

    large.work()

    assert large.round.work == Work.NONE
    assert large.card(LAST).facts == {"fined": True}
    # The one that is left out sets no standard any more: the next one leads.
    assert large.card(FIRST).computed == [10_000]
