"""Writing a federation's file: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.cli.federation.checking import Checked, check
from thidua.cli.federation.shape import Federation, LoadedState
from thidua.core.errors import BadEntries, BadEntry, DomainError
from thidua.core.periods import Calendar
from thidua.figures.models import Wording
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods, set_cut_off
from thidua.org.checks import key
from thidua.org.models import Unit
from thidua.org.services import move_unit, place_units, rename_unit
from thidua.people.models import User
from thidua.people.services import add_user, deactivate_user
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.reporting.services.periods import open_period
from thidua.targets.history import ArrivingTarget, record_targets

TYPIST = ("tep.nop", "Nạp từ tệp")
ACCEPTOR = ("tep.tiep-nhan", "Tiếp nhận số liệu từ tệp")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much of each was written."""

    units: int
    periods: int
    reports: int
    targets: int


@transaction.atomic
def load_federation(federation: Federation, *, by: User | None) -> Loaded:
    """Check a file completely, then write it. Raises BadEntries naming every bad entry; nothing is written then.

    `by` counts as who accepted reports that do not say so. Accounts that nobody can sign in to stand for
    those whom neither the file nor the caller names.
    """
    found = check(federation)
    if federation.units:
        place_units(rows=federation.units, by=by)
    _apply_changes(federation, by)
    units = {key(code): pk for code, pk in Unit.objects.values_list("code", "pk")}
    periods = _open_periods(federation, by)
    reports = _record_reports(federation, found, units, periods, by)
    targets = _record_targets(federation, found, units, periods, by)
    _record_wordings(federation, found, units, periods)
    return Loaded(len(federation.units), len({r.period.code for r in federation.reports}), reports, targets)


def account(username: str, full_name: str) -> User:
    """The account of this name that stands for a machine: nobody can sign in to it."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = add_user(username=username, password=None, full_name=full_name, by=None)
        deactivate_user(user=user, by=None)
    return user


def _apply_changes(federation: Federation, by: User | None) -> None:
    units = {key(unit.code): unit for unit in Unit.objects.all()} if federation.changes else {}
    for change in sorted(federation.changes, key=lambda change: change.on):
        unit = units[key(change.unit)]
        try:
            if change.parent:
                move_unit(unit=unit, under=units[key(change.parent)], on=change.on, by=by)
            if change.name:
                rename_unit(unit=unit, name=change.name, short_name=change.short_name, on=change.on, by=by)
        except DomainError as error:
            raise BadEntries(
                _("Có 1 mục không nhận được; chưa có gì được ghi."), [BadEntry(change.path, error.sentence)]
            ) from error


def _open_periods(federation: Federation, by: User | None) -> dict[str, Period]:
    """Every period that the file speaks of, those of reports opened."""
    reported = {row.period for row in federation.reports}
    spans = reported | {row.period for row in federation.targets}
    spans |= {row.period for row in federation.wordings} | {row.period for row in federation.cut_offs}
    # The year before is what every figure is compared with.
    years = {(span.calendar, year) for span in spans for year in (span.year - 1, span.year)}
    periods = {
        code: period
        for calendar, year in sorted(years)
        for code, period in ensure_periods(calendar=Calendar(calendar), year=year).items()
    }
    for cut_off in federation.cut_offs:
        try:
            set_cut_off(period=periods[cut_off.period.code], until=cut_off.data_until, by=by)
        except DomainError as error:
            raise BadEntries(error.sentence, [BadEntry(f"{cut_off.path}.data_until", error.sentence)]) from error
    # Periods are locked in the order of their ids everywhere: who accepts reports of several meanwhile must not
    # wait for one of these while these wait for another of theirs.
    for period in sorted((periods[span.code] for span in reported), key=lambda period: period.pk):
        open_period(period=period, by=by, fold=False)
    with connection.cursor() as cursor:
        # Thousands of rows came in one transaction: the planner still believes that the tables are empty.
        cursor.execute("ANALYZE reporting_report, figures_sheet, figures_periodunit")
    return periods


def _record_reports(
    federation: Federation, found: Checked, units: dict[str, int], periods: dict[str, Period], by: User | None
) -> int:
    if not federation.reports:
        return 0
    typist = account(*TYPIST)
    acceptor = by or account(*ACCEPTOR)
    arriving = [
        Arriving(
            unit_id=units[key(row.unit)],
            period_id=periods[row.period.code].pk,
            cells=found.cells[row.path],
            state=ReportState(row.state.value),
            typed_by=found.users.get(row.typed_by, typist),
            submitted_at=row.submitted_at,
            accepted_by=found.users.get(row.accepted_by, acceptor) if row.state == LoadedState.ACCEPTED else None,
            accepted_at=row.accepted_at,
            path=row.path,
        )
        for row in federation.reports
    ]
    return record_reports(arriving=arriving, by=by)


def _record_targets(
    federation: Federation, found: Checked, units: dict[str, int], periods: dict[str, Period], by: User | None
) -> int:
    if not federation.targets:
        return 0
    arriving = []
    for row in federation.targets:
        indicator, assigned, registered = found.amounts[row.path]
        arriving.append(
            ArrivingTarget(
                unit_id=units[key(row.unit)],
                indicator_id=indicator.pk,
                period_id=periods[row.period.code].pk,
                on=row.on,
                assigned=assigned,
                registered=registered,
                decision=row.decision,
                path=row.path,
            )
        )
    return record_targets(arriving=arriving, by=by or account(*ACCEPTOR))


def _record_wordings(federation: Federation, found: Checked, units: dict[str, int], periods: dict[str, Period]) -> None:
    rows: Iterable[Wording] = (
        Wording(
            unit_id=units[key(row.unit)],
            period=periods[row.period.code],
            indicator=found.wordings[row.path][0],
            value=found.wordings[row.path][1],
            words=row.words,
        )
        for row in federation.wordings
    )
    Wording.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit", "period", "indicator"],
        update_fields=["value", "words"],
    )
