"""Trials of more units than a page scores: asked for, made by a worker, found again, forgotten."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.reports import GOOD_MONTH, accepted, forms, opened, report_of
from tests.factories.tree import tree
from tests.people import officer
from tests.schemes.making import a_scheme
from thidua.core import clock
from thidua.emulation.schemes import trying
from thidua.emulation.schemes.models import Scheme, TrialRun
from thidua.emulation.schemes.services import trials
from thidua.emulation.schemes.services.trials import forget_old_trials, from_stored, make_trial, stored
from thidua.emulation.schemes.trying import tried
from thidua.emulation.schemes.views import trial as views
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.format import scheme_from
from thidua.targets.models import Target

pytestmark = pytest.mark.django_db
UNITS = ("hospital", "market", "school")
CHOSEN = {"ky": "2024-H1", "don-vi": "kind:grassroots", "tay": "du", "nhom-1": "30"}


@pytest.fixture(scope="module")
def built(module_db: None) -> dict[str, Unit]:
    found = tree(*(f"district > {name}" for name in UNITS))
    forms()
    opened()
    by = officer(found["district"])
    for name, admitted in (("school", "6"), ("hospital", "3")):
        accepted(report_of(found[name]), by, officer(found["district"], "two"), GOOD_MONTH | {"ORG21": admitted})
    year, indicator = Period.objects.get(code="2024"), catalogue().by_code["ORG21"]
    for name in UNITS:
        Target.objects.create(unit=found[name], period=year, indicator=indicator, assigned=12)
    return found


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


@pytest.fixture
def by(units: dict[str, Unit]) -> User:
    return officer(units["district"], "trying")


@pytest.fixture
def scheme(units: dict[str, Unit], by: User) -> Scheme:
    return a_scheme(units["district"], by)


@pytest.fixture
def client(by: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser of the officer, in a place where two units are many."""
    monkeypatch.setattr(views, "MOST_UNITS", 2)
    found = Client()
    found.force_login(by)
    return found


def page(client: Client, scheme: Scheme, **headers: Any) -> str:
    return client.get(reverse("scheme-trial", args=[scheme.reference]), CHOSEN, **headers).content.decode()


def ask(client: Client, scheme: Scheme) -> str:
    """Ask for the trial; the answer is where it will be seen."""
    address = reverse("scheme-trial", args=[scheme.reference], query=CHOSEN)
    answer = client.post(address)
    assert answer.status_code == 302
    return answer["Location"]


def test_many_units_are_tried_by_a_worker_and_found_again(client: Client, scheme: Scheme, by: User) -> None:
    assert "Hệ thống chấm thử 3 đơn vị ở nền" in page(client, scheme)
    assert not TrialRun.objects.exists()

    address = ask(client, scheme)
    run = TrialRun.objects.get()
    assert (run.total, run.done, run.working) == (4 * len(UNITS), 0, True)
    waiting = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "Đang chấm thử" in waiting
    assert "delay:1s" in waiting

    for _again in range(2):
        make_trial(run_id=run.pk)

    run.refresh_from_db()
    assert (run.done, run.working, run.trouble) == (run.total, False, "")
    shown = client.get(address).content.decode()
    # Six of the half year's six: all of 30 points and 40 by hand. The first page shows two units of three.
    assert all(words in shown for words in ("Trang 1/2", "school", "hospital", "<strong>70</strong>"))
    assert "market" in client.get(f"{address}&trang=2").content.decode()
    assert "phần chỉ tiêu năm tính đến hết kỳ" in shown
    assert by.notices.get(kind="trial.done").link == address


def test_what_is_stored_is_what_was_tried(scheme: Scheme, units: dict[str, Unit]) -> None:
    table = scheme_from(scheme.versions.get().content)
    ids = [units[name].pk for name in UNITS]
    told: list[int] = []
    found = tried(table, table, ids, Period.objects.get(code="2024"), by_hand_full=True, tell=told.append)

    assert found is not None
    assert from_stored(stored(found)) == found
    assert told == sorted(told)
    assert told[-1] == 4 * len(UNITS)


def test_batches_change_nothing(scheme: Scheme, units: dict[str, Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    table = scheme_from(scheme.versions.get().content)
    ids, period = [units[name].pk for name in UNITS], Period.objects.get(code="2024-H1")
    whole = tried(table, table, ids, period, by_hand_full=False)
    monkeypatch.setattr(trying, "BATCH", 1)
    assert tried(table, table, ids, period, by_hand_full=False) == whole


def test_a_trial_is_made_anew_when_it_is_asked_for_again(client: Client, scheme: Scheme) -> None:
    ask(client, scheme)
    ask(client, scheme)
    run = TrialRun.objects.get()
    make_trial(run_id=run.pk)
    ask(client, scheme)
    run.refresh_from_db()
    assert (run.working, run.result, run.done) == (True, None, 0)


def test_nobody_else_finds_it(client: Client, scheme: Scheme, units: dict[str, Unit]) -> None:
    ask(client, scheme)
    make_trial(run_id=TrialRun.objects.get().pk)
    other = Client()
    other.force_login(officer(units["district"], "other"))
    assert "Hệ thống chấm thử 3 đơn vị ở nền" in page(other, scheme)


def test_trouble_is_said_and_can_be_tried_again(
    client: Client, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, scheme)
    with monkeypatch.context() as broken:
        broken.setattr(trials, "tried", lambda *_given, **_named: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            make_trial(run_id=TrialRun.objects.get().pk)
    shown = page(client, scheme)
    assert "chưa chấm thử xong" in shown
    assert "Hệ thống chấm thử 3 đơn vị ở nền" in shown


def test_old_trials_are_forgotten(client: Client, scheme: Scheme) -> None:
    ask(client, scheme)
    forget_old_trials()
    assert TrialRun.objects.exists()
    TrialRun.objects.update(at=clock.now() - timedelta(days=8))
    forget_old_trials()
    assert not TrialRun.objects.exists()


def test_a_weight_that_cannot_be_read_asks_for_nothing(client: Client, scheme: Scheme) -> None:
    address = reverse("scheme-trial", args=[scheme.reference], query=CHOSEN | {"nhom-1": "nhiều"})
    assert client.post(address).status_code == 422
    assert not TrialRun.objects.exists()
