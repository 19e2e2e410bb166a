"""As it was and as it is equal a naive walk: any tree, values, kinds and sequences of reorganisations with undo."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories.catalogue import installed
from tests.factories.tree import FOUNDED, tree
from tests.figures.paper import ENDED, Paper, masks, place_of, place_on
from thidua.core import clock, sql
from thidua.core.errors import DomainError
from thidua.core.periods import Calendar, parse
from thidua.figures import reorganising, restating
from thidua.figures.check import differences
from thidua.figures.fold import fold_marks, rebuild
from thidua.figures.models import Mark, PeriodUnit, RestatedTotal, Restatement, Sheet
from thidua.figures.periods import open_books
from thidua.figures.queries import LOST, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Form, FormBlock, FormRow, FormSection, FormVersion, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import WIDTHS, Kind, PeriodState
from thidua.indicators.services import ensure_periods
from thidua.org import reorganising as org
from thidua.org.models import Unit
from thidua.org.plans import End, Ledger, Plan
from thidua.org.rules import WHOLE, NewUnit, UnitKind

SEEDS = 60 if os.environ.get("THIDUA_PROVE") else 3
FLOW, MEMBERS, WOMEN, WORKERS, WAGE, HIGHEST, DISTINCT = (
    "ORG21",
    "ORG18",
    "ORG19",
    "ORG16",
    "LAW40",
    "LAW43",
    "LOAN10",
)
CODES = (FLOW, MEMBERS, WOMEN, WORKERS, WAGE, HIGHEST, DISTINCT)
ADDITIVE = (FLOW, MEMBERS, WOMEN, WORKERS, DISTINCT)
CLOSED, OPEN = ("2024-M02", "2024-M03"), ("2024-M04", "2024-M05")
FIRST_OPEN_DAY = date(2024, 4, 1)
TODAY = date(2024, 5, 18)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def form(code: str, kinds: list[UnitKind], collection: str, codes: tuple[str, ...]) -> None:
    """A monthly form of several kinds of indicators."""
    form = Form.objects.create(
        code=code, name_vi=code, name_en=code, unit_kinds=kinds, calendar="C", frequency="M", collection=collection
    )
    version = FormVersion.objects.create(form=form, number=1, during=(FOUNDED, None), published_at=timezone.now())
    section = FormSection.objects.create(version=version, order=1, name_vi="Tất cả", name_en="All")
    collected: dict[int, list[int]] = {}
    for order, one in enumerate(codes):
        indicator = catalogue().by_code[one]
        FormRow.objects.create(section=section, order=order, indicator=indicator)
        block, position = place_of(indicator)
        width = WIDTHS[Kind(indicator.kind)]
        collected.setdefault(block, [0] * 64)[position - 1 : position - 1 + width] = [1] * width
    for block, mask in collected.items():
        FormBlock.objects.create(version=version, block_id=block, mask=mask)


@dataclass
class World:
    """A random country through a spring in which much changes."""

    dice: random.Random
    periods: dict[str, Period]
    done: list[tuple[Plan, dict[str, Ledger]]] = field(default_factory=list)
    founded: int = 0

    @property
    def indicators(self) -> list[Indicator]:
        return [catalogue().by_code[code] for code in CODES]

    def fill(self, period: Period) -> None:
        """Random cells on every sheet: one version that is official, one that waits, both or none."""
        inner = set(PeriodUnit.objects.filter(period=period, has_children=True).values_list("unit", flat=True))
        for sheet in Sheet.objects.filter(period=period).select_related("form_version__form"):
            scope = int(sheet.form_version.form.collection == "subtree" and sheet.unit_id in inner)
            for version in (1, 2):
                self.write(sheet, version, scope)
            states = [(None, None), (1, None), (1, None), (1, 2), (None, 2)]
            sheet.official_version, sheet.submitted_version = self.dice.choice(states)
            sheet.save()

    def write(self, sheet: Sheet, version: int, scope: int) -> None:
        rows: dict[int, tuple[list[int | None], int]] = {}
        members = self.dice.randint(0, 60)
        typed = {
            FLOW: self.dice.randint(0, 9),
            MEMBERS: members,
            WOMEN: self.dice.randint(0, members),
            WORKERS: members + self.dice.randint(0, 9),
            WAGE: self.dice.randint(1, 99),
            HIGHEST: self.dice.randint(1, 99),
            DISTINCT: self.dice.randint(0, 30),
        }
        for code, number in typed.items():
            block, position = place_of(catalogue().by_code[code])
            if not masks(sheet.form_version_id).get(block, [0] * 64)[position - 1]:
                continue
            numbers, na = rows.setdefault(block, ([None] * 64, 0))
            kind = self.dice.random()
            if kind < 0.1:
                rows[block] = (numbers, na | 1 << (position - 1))
            elif kind < 0.9:
                numbers[position - 1] = number
                if code == WAGE:
                    numbers[position : position + 2] = [number * typed[WORKERS], typed[WORKERS]]
        cells = ["{" + ",".join("NULL" if n is None else str(n) for n in row) + "}" for row, _na in rows.values()]
        params = {"closes": sheet.closes, "sheet": sheet.pk, "version": version, "scope": scope}
        columns = {"blocks": list(rows), "cells": cells, "na": [na for _row, na in rows.values()]}
        sql.run("thidua.figures", "replace_blocks", params | columns)

    def reorganise(self) -> None:
        """Carry out the first of some random plans that the rules allow."""
        for _try in range(30):
            plan = self.plan()
            try:
                with transaction.atomic():
                    ledger = {"org": org.apply(plan, None)}
            except DomainError:
                continue
            ledger["figures"] = reorganising.apply(plan, None)
            # The sheets of founded units come with their reports.
            for code in OPEN:
                open_books(self.periods[code])
            self.done.append((plan, json.loads(json.dumps(ledger))))
            return
        raise AssertionError("no plan is allowed")

    def undo(self) -> None:
        """Take the last plan back."""
        plan, ledger = self.done.pop()
        assert reorganising.obstacles(plan, ledger["figures"]) == []
        Sheet.objects.filter(unit__code__in=[unit.code for unit in plan.founded]).delete()
        reorganising.undo(plan, ledger["figures"], None)
        org.undo(plan, ledger["org"], None)
        reorganising.refreeze_open()

    def plan(self) -> Plan:
        on = date(2024, self.dice.choice([2, 3, 4, 4, 5]), self.dice.choice([1, 10]))
        on += timedelta(days=self.dice.randint(0, 5) + len(self.done))
        tree = place_on(on)
        inner = sorted({above for above in tree.values() if above})
        leaves = sorted(set(tree) - set(inner))
        changes: dict[str, Any] = {"moved": {}, "ended": {}, "divided": {}, "founded": ()}
        if self.dice.random() < 0.5:
            self.founded += 1
            code = f"ward_{self.founded}"
            above = self.dice.choice(inner)
            changes["founded"] = (NewUnit(code, code, code, UnitKind.WARD, above, on),)
            inner.append(code)
        for _turn in range(self.dice.randint(1, 4)):
            what = self.dice.choice(["move", "move", "end", "end", "divide", "lift"])
            if what == "move":
                changes["moved"][self.dice.choice(leaves + inner[1:])] = self.dice.choice(inner)
            elif what == "end":
                changes["ended"][self.dice.choice(leaves)] = End("", self.heirs(leaves))
            elif what == "divide":
                unit = self.dice.choice(leaves)
                heirs = [one for one in self.dice.sample(leaves, min(2, len(leaves))) if one != unit]
                changes["divided"][unit] = self.shares([unit, *heirs])
            else:
                unit = self.dice.choice(inner)
                changes["moved"] |= {child: self.dice.choice(inner) for child, above in tree.items() if above == unit}
                changes["ended"][unit] = End("", self.heirs([one for one in inner if one != unit] or leaves))
        return Plan(on=on, counts_from=max(on, FIRST_OPEN_DAY), decision="QĐ", **changes)

    def heirs(self, among: list[str]) -> tuple[tuple[str, int], ...]:
        return self.shares(self.dice.sample(among, min(len(among), self.dice.choice([0, 1, 1, 2, 3]))))

    def shares(self, codes: list[str]) -> tuple[tuple[str, int], ...]:
        if not codes:
            return ()
        cuts = sorted(self.dice.sample(range(1, WHOLE), len(codes) - 1))
        return tuple(
            (code, until - since) for code, since, until in zip(codes, [0, *cuts], [*cuts, WHOLE], strict=True)
        )


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    dice = random.Random(request.param)
    installed()
    form("own", [UnitKind.GRASSROOTS, UnitKind.WARD], "own", CODES)
    # Nobody can say what the largest of a whole subtree was once a part of it has gone elsewhere.
    form("whole", [UnitKind.DISTRICT], "subtree", tuple(code for code in CODES if code != HIGHEST))
    paths, inner = ["city"], ["city"]
    for n in range(dice.randint(2, 4)):
        paths.append(f"{dice.choice(paths)} > district_{n}")
        inner.append(paths[-1])
    paths += [f"{dice.choice(inner)} > school_{n}" for n in range(dice.randint(5, 12))]
    tree(*paths)
    periods = ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    made = World(dice, periods)
    for code in (*CLOSED, *OPEN):
        open_books(periods[code])
        made.fill(periods[code])
        periods[code].state = PeriodState.CLOSED if code in CLOSED else PeriodState.OPEN
        periods[code].save()
    rebuild(*(periods[code] for code in (*CLOSED, *OPEN)))
    return made


def fresh() -> Restatement:
    """Everything that waits for the worker is done; today's restatement."""
    while fold_marks():
        pass
    restating.refresh_current()
    while restating.refresh_stale():
        pass
    return Restatement.objects.get(today=True)


def stored(world: World, basis: Basis, units: list[int], restatement: Restatement | None) -> dict[Any, Any]:
    return figures(
        units=units,
        periods=[world.periods[code] for code in (*CLOSED, *OPEN, "2024-Q1", "2024")],
        indicators=[*world.indicators, *ratios()],
        basis=basis,
        restatement_id=restatement.pk if restatement else None,
    )


def months(restatement: Restatement) -> list[str]:
    """The months that had begun on the day of a restatement; later ones read as they were."""
    return [code for code in (*CLOSED, *OPEN) if parse(code).starts <= restatement.on]


def ratios() -> list[Indicator]:
    """Rates whose parts all are on the forms."""
    known = {catalogue().by_code[code].pk for code in CODES}
    return [
        i
        for i in catalogue().indicators
        if i.kind == Kind.RATIO and i.denominator_id in known and {n.pk for n in i.numerator.all()} <= known
    ]


def assert_reads_like_paper(world: World, restatement: Restatement) -> None:
    ids = dict(Unit.objects.values_list("code", "pk")) | {ENDED: LOST}
    for basis in Basis:
        read = stored(world, basis, list(ids.values()), restatement)
        was = stored(world, basis, list(ids.values()), None)
        papers = {code: Paper(world.periods[code], basis) for code in months(restatement)}
        for indicator in [i for i in world.indicators if i.kind != Kind.AVERAGE]:
            place, one = place_of(indicator), 10**indicator.decimals
            by_month = {}
            for code, paper in papers.items():
                period = paper.period
                naive = by_month[code] = paper.as_it_is(place, restatement.on)
                for name, (number, received, expected) in naive.items():
                    figure = read.get((ids[name], period.pk, indicator.pk))
                    shown = (figure.value, figure.received, figure.expected) if figure else (None, 0, 0)
                    value = None if number is None else Fraction(number, one)
                    assert shown == (value, received, expected), (basis, code, indicator.code, name)
                gone = [unit for unit in ids if unit not in naive]
                assert not any((ids[unit], period.pk, indicator.pk) in read for unit in gone)
                for name, number in paper.as_it_was(place).items():
                    figure = was.get((ids[name], period.pk, indicator.pk))
                    assert (figure.value if figure else None) == (None if number is None else Fraction(number, one))
                if indicator.code in ADDITIVE:
                    whole, kept, lost = (
                        (figure.value if (figure := table.get((ids[name], period.pk, indicator.pk))) else None) or 0
                        for table, name in ((was, "city"), (read, "city"), (read, ENDED))
                    )
                    assert kept + lost == whole, (basis, code, indicator.code)
            for name in by_month[last := months(restatement)[-1]]:
                numbers = [by_month[code][name][0] for code in papers]
                some = [n for n in numbers if n is not None]
                if indicator.kind in {Kind.STOCK, Kind.DISTINCT}:
                    so_far = numbers[-1]
                else:
                    so_far = None if not some else sum(some) if indicator.kind == Kind.FLOW else max(some)
                figure = read.get((ids[name], world.periods[last].pk, indicator.pk))
                expected_value = None if so_far is None else Fraction(so_far, one)
                assert (figure.to_date if figure else None) == expected_value, (basis, indicator.code, name)


def as_was_of_closed(world: World) -> dict[Any, Any]:
    units = list(PeriodUnit.objects.values_list("unit", flat=True).distinct())
    closed = {world.periods[code].pk for code in CLOSED}
    return {
        (basis, key): figure
        for basis in Basis
        for key, figure in stored(world, basis, units, None).items()
        if key[1] in closed
    }


def assert_quotients_are_of_sums(world: World, restatement: Restatement) -> None:
    """Rates and averages are divided anew out of what came together."""
    wage, workers = (catalogue().by_code[code] for code in (WAGE, WORKERS))
    block, position = place_of(wage)
    units = dict(Unit.objects.values_list("code", "pk"))
    read = stored(world, Basis.OFFICIAL, list(units.values()), restatement)
    for code in (*CLOSED, *OPEN):
        paper, pk = Paper(world.periods[code], Basis.OFFICIAL), world.periods[code].pk
        products = paper.as_it_is((block, position + 1), restatement.on)
        weights = paper.as_it_is((block, position + 2), restatement.on)
        for name in weights.keys() - {ENDED}:
            product, weight = products[name][0], weights[name][0]
            figure = read.get((units[name], pk, wage.pk))
            right = Fraction(product or 0, weight * 10**wage.decimals) if weight else None
            assert (figure.value if figure else None) == right, (code, name)
            for rate in ratios():
                above = [read.get((units[name], pk, part.pk)) for part in rate.numerator.all()]
                below = read.get((units[name], pk, rate.denominator_id))
                figure = read.get((units[name], pk, rate.pk))
                if figure and below and below.to_date and all(part and part.to_date is not None for part in above):
                    assert figure.value == sum(part.to_date for part in above) * 100 / below.to_date
    assert workers.pk in {rate.denominator_id for rate in ratios()}


@pytest.mark.parametrize("world", range(SEEDS), indirect=True)
def test_both_readings_equal_a_naive_walk(world: World) -> None:
    before = as_was_of_closed(world)
    amended = False
    for _step in range(4):
        if world.done and world.dice.random() < 0.3:
            world.undo()
        else:
            world.reorganise()
        if world.dice.random() < 0.4:
            amend(world)
            amended = True
        restatement = fresh()
        assert amended or as_was_of_closed(world) == before
        assert_reads_like_paper(world, restatement)
    assert_quotients_are_of_sums(world, restatement)
    assert differences() == []


@pytest.mark.parametrize("world", range(100, 100 + SEEDS // 2), indirect=True)
def test_any_other_day_reads_like_paper_too(world: World) -> None:
    world.reorganise()
    world.reorganise()
    fresh()
    for day in (date(2024, 3, 31), date(2024, 4, 20)):
        other = restating.ask_for(day, None)
        restating.compute(other.pk)
        assert_reads_like_paper(world, Restatement.objects.get(on=day))
    amend(world)
    fresh()
    assert_reads_like_paper(world, Restatement.objects.get(on=date(2024, 3, 31)))
    assert differences() == []


@pytest.mark.parametrize("world", [1], indirect=True)
def test_everything_is_as_before_when_all_is_undone(world: World) -> None:
    trees = _trees()
    totals = {basis: stored(world, basis, _units(), None) for basis in Basis}
    for _step in range(3):
        world.reorganise()
        fresh()
    while world.done:
        world.undo()
    fresh()

    assert _trees() == trees
    assert {basis: stored(world, basis, _units(), None) for basis in Basis} == totals
    assert restating.current() is None


@pytest.mark.parametrize("world", [2], indirect=True)
def test_a_restated_value_that_was_tampered_with_is_named(world: World) -> None:
    world.reorganise()
    on = fresh().on
    row = RestatedTotal.objects.filter(unit=Unit.objects.get(code="city")).first()
    assert row is not None
    RestatedTotal.objects.filter(pk=row.pk).update(sums=[424242] * 64)

    found = differences()

    assert len(found) == 1
    assert "city" in found[0]
    assert f"{on:%d/%m/%Y}" in found[0]


def _units() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


def _trees() -> list[Any]:
    return sorted(PeriodUnit.objects.values_list(), key=repr)


def amend(world: World) -> None:
    """Another version of some sheets counts from now on."""
    fold_marks()
    for sheet in world.dice.sample(list(Sheet.objects.select_related("form_version__form")), 3):
        sheet.official_version = world.dice.choice([None, 1, 2])
        sheet.save()
        Mark.objects.create(period_id=sheet.period_id, unit_id=sheet.unit_id, at=timezone.now())
