"""Workbooks of reports: 500 units by 60 indicators going out, and a sheet each for as many."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tests.bench.country import Country
from tests.bench.measure import Measure
from tests.bench.screens import account
from thidua.access.rules import Role
from thidua.figures.models import Sheet
from thidua.indicators.models import Form
from thidua.org.models import Placement, Unit
from thidua.people.models import User
from thidua.reporting.workbooks.making import unit_forms, unit_matrix

UNITS = 500
MATRIX_TARGET_SECONDS = 3
SHEETS_TARGET_SECONDS = 20


def workbooks(country: Country) -> Iterator[Measure]:
    """Make a matrix and a workbook of sheets for 500 units that report 60 figures each."""
    with five_hundred(country) as (parent, officer):
        for name, find, target in (
            (
                f"workbook: matrix of {UNITS} units × {len(country.indicators)} indicators",
                unit_matrix,
                MATRIX_TARGET_SECONDS,
            ),
            (f"workbook: a sheet each for {UNITS} units", unit_forms, SHEETS_TARGET_SECONDS),
        ):
            cpu, started = time.process_time(), time.perf_counter()
            content = find(parent=parent, period=country.periods[-1], form=_form(country), viewer=officer).make()
            took, cpu = time.perf_counter() - started, time.process_time() - cpu
            beside = f"target of {target} s; of it Python {cpu:.1f} s, {len(content) / 2**20:.1f} MB"
            yield Measure(name, took, "s", took / target, beside)


def matrix_of_500(country: Country) -> bytes:
    """The matrix that is measured going out, for whoever measures it coming back; inside `five_hundred`."""
    with five_hundred(country) as (parent, officer):
        found = unit_matrix(parent=parent, period=country.periods[-1], form=_form(country), viewer=officer)
        return found.make()


@contextmanager
def five_hundred(country: Country) -> Iterator[tuple[Unit, User]]:
    """An upper union with 500 unions below it, and its officer; afterwards everything is as it was."""
    parent, aside = country.wide[max(country.wide)], country.wide[min(country.wide)]
    with transaction.atomic():
        placed = Placement.objects.filter(parent=parent).order_by("pk").values_list("pk", flat=True)
        Placement.objects.filter(pk__in=list(placed[UNITS:])).update(parent=aside)
        yield parent, account(parent, Role.OFFICER)
        transaction.set_rollback(True)


def _form(country: Country) -> Form:
    sheet = Sheet.objects.select_related("form_version__form").get(period=country.periods[-1], unit=country.grassroots)
    return sheet.form_version.form
