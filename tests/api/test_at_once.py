"""Two requests at the same moment: one key is done once, one cell has one winner."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.api.conftest import FORM, MONTH, Api, zeros
from tests.factories.catalogue import installed
from tests.factories.tree import tree
from tests.people import chair
from thidua.core.periods import Calendar
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.reporting.models import Report, Submission
from thidua.reporting.services.periods import open_period

HANDS = 4
PATH = f"/reports/school/{MONTH}/{FORM}"


@pytest.fixture
def program(transactional_db: None) -> Api:
    """The program of a school, on a database where other connections see what it does."""
    installed()
    units = tree("city > school")
    ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    open_period(period=Period.objects.get(code=MONTH), by=None)
    return Api(chair(units["school"]))


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What several threads get, each from a connection of its own."""
    answers: list[Any] = []
    start = threading.Barrier(HANDS)

    def run(number: int) -> None:
        try:
            start.wait()
            answers.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_key_is_done_once(program: Api) -> None:
    key = uuid4()
    body = {"cells": zeros(Report.objects.select_related("sheet").get(unit__code="school")), "submit": True}

    answers = at_once(lambda _number: Api(program.user, secret=program.secret).put(PATH, body, key=key))

    assert [status for status, _answer in answers] == [200] * HANDS
    assert len({str(answer) for _status, answer in answers}) == 1
    assert Submission.objects.count() == 1


def test_one_cell_has_one_winner(program: Api) -> None:
    def edit(number: int) -> tuple[int, Any]:
        change = {"ORG21": {"before": None, "after": str(number)}}
        return Api(program.user, secret=program.secret).patch(PATH, {"cells": change})

    answers = at_once(edit)

    assert sorted(status for status, _answer in answers) == [200] + [409] * (HANDS - 1)
