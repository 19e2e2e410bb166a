"""Past totals without their parts: written for a whole subtree, with their source, and undone in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import BadEntries, DomainError
from thidua.core.periods import Calendar, Span, parse
from thidua.figures.cells import Cell, replace_cells
from thidua.figures.fold import rebuild_from_nothing
from thidua.figures.locks import hold_period
from thidua.figures.models import Sheet
from thidua.figures.periods import freeze_tree
from thidua.files.models import StoredFile
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import PeriodState
from thidua.indicators.services.past_forms import past_form, past_version
from thidua.indicators.services.periods import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import HistoryImport, Report, Submission
from thidua.reporting.queries.past import Held, PastPreview, held_of, is_reported, past_sheets
from thidua.reporting.rules import Outcome, ReportState

LONGEST_SOURCE = 400
Change = Mapping[tuple[int, str], Mapping[int, int | None]]
"""Numbers to write, or None to take away, by (unit, period code) and indicator."""


class SourceMissing(DomainError):
    """Past totals come without saying from where."""

    status = 422


class NothingToWrite(DomainError):
    """A table changes nothing."""


class HistoryChanged(DomainError):
    """An import cannot be written or undone: its numbers were changed since, or it was undone before."""


@transaction.atomic
def record_past(*, preview: PastPreview, unit: Unit, file: StoredFile, source: str, by: User) -> HistoryImport:
    """Write what a preview showed. Raises SourceMissing, NothingToWrite, BadEntries or HistoryChanged."""
    if not source.strip():
        raise SourceMissing(_("Hãy ghi nguồn của số liệu: văn bản, báo cáo tổng kết, ngày."), where="source")
    if preview.wrong:
        raise BadEntries(
            _("Có %(count)d chỗ cần sửa; chưa có gì được ghi.") % {"count": len(preview.wrong)}, preview.wrong
        )
    if not preview.changes:
        raise NothingToWrite(_("Bảng không khác số đang có nên không có gì để ghi."))
    periods = _held_periods({entry.span.code for entry in preview.changes})
    held = held_of({entry.unit.pk for entry in preview.changes})
    change: dict[tuple[int, str], dict[int, int | None]] = defaultdict(dict)
    before = []
    for entry in preview.changes:
        if _number(held, entry.unit.pk, entry.span.code, entry.indicator.pk) != entry.before:
            raise HistoryChanged(_("Một lần nhập khác vừa ghi những kỳ này. Hãy xem lại các thay đổi rồi ghi."))
        change[entry.unit.pk, entry.span.code][entry.indicator.pk] = entry.after
        before.append([entry.unit.pk, entry.span.code, entry.indicator.code, entry.before, entry.after])
    _write(change, periods, held, source=source.strip(), by=by)
    made = HistoryImport.objects.create(
        unit=unit, file=file, source=source.strip(), cells=len(before), before=before, at=clock.now(), by=by
    )
    record("history.recorded", by=by, about=made, unit=unit.pk, cells=len(before), source=source.strip())
    return made


@transaction.atomic
def undo_past(*, import_id: int, by: User) -> HistoryImport:
    """Put back what stood there before an import. Raises HistoryChanged."""
    done = HistoryImport.objects.select_for_update().get(pk=import_id)
    if done.undone_at is not None:
        raise HistoryChanged(_("Lần nhập này đã được hoàn tác từ trước."))
    periods = _held_periods({code for _unit, code, *_rest in done.before})
    held = held_of({unit for unit, *_rest in done.before})
    change: dict[tuple[int, str], dict[int, int | None]] = defaultdict(dict)
    for unit, code, indicator_code, before, after in done.before:
        indicator = catalogue().by_code[indicator_code]
        if _number(held, unit, code, indicator.pk) != after:
            raise HistoryChanged(
                _("%(indicator)s của kỳ %(period)s đã được lần nhập sau sửa. Hãy hoàn tác lần nhập sau trước.")
                % {"indicator": indicator.name, "period": parse(code).title}
            )
        change[unit, code][indicator.pk] = before
    _write(change, periods, held, source=_("Hoàn tác: %(source)s") % {"source": done.source}, by=by)
    done.undone_at, done.undone_by = clock.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    record("history.undone", by=by, about=done, unit=done.unit_id, cells=done.cells)
    return done


def _write(change: Change, periods: Mapping[str, Period], held: Held, *, source: str, by: User) -> None:
    for code, period in periods.items():
        # A period that was reported for keeps the tree that it was reported in.
        if not is_reported(period):
            freeze_tree(period)
        for unit in sorted(unit for unit, of in change if of == code):
            _write_sheet(unit, period, _merged(held, change, unit, code), source=source, by=by)
        _settle(period)
    rebuild_from_nothing(*periods.values())


def _held_periods(codes: set[str]) -> dict[str, Period]:
    """The periods by code, held until the transaction ends: nobody else writes, opens or closes there meanwhile."""
    spans = [parse(code) for code in codes]
    for calendar, year in sorted({(span.calendar, year) for span in spans for year in _years(span)}):
        ensure_periods(calendar=Calendar(calendar), year=year)
    periods = list(Period.objects.filter(code__in=codes).order_by("pk"))
    for period in periods:
        hold_period(period)
        period.refresh_from_db()
    return {period.code: period for period in periods}


def _years(span: Span) -> Sequence[int]:
    """A figure is compared with the year before."""
    return span.year - 1, span.year


def _number(held: Held, unit: int, code: str, indicator: int) -> int | None:
    """What stands in a cell of past totals."""
    cell = held.get((unit, code), {}).get(indicator)
    return cell.number if cell else None


def _merged(held: Held, change: Change, unit: int, code: str) -> dict[int, Cell]:
    numbers: dict[int, int | None] = {pk: cell.number for pk, cell in held.get((unit, code), {}).items()}
    numbers |= change[unit, code]
    return {pk: Cell(number) for pk, number in numbers.items() if number is not None}


def _write_sheet(unit: int, period: Period, cells: Mapping[int, Cell], *, source: str, by: User) -> None:
    """Put the past totals of a unit and period in the place of those that are there, as a new version."""
    form = past_form(calendar=period.calendar, frequency=period.frequency)
    version_of_form = past_version(form, [catalogue().by_id[pk] for pk in cells])
    sheet = past_sheets().filter(unit=unit, period=period).select_for_update(of=("self",)).first()
    if sheet is None:
        sheet = Sheet.objects.create(
            unit_id=unit, period=period, form_version=version_of_form, closes=period.ends, official_version=1
        )
        report = _report(sheet, period, by)
    else:
        report = Report.objects.select_for_update().get(sheet=sheet)
        report.version += 1
        report.save(update_fields=["version"])
    sheet.form_version, sheet.official_version = version_of_form, report.version
    sheet.save(update_fields=["form_version", "official_version"])
    replace_cells(sheet=sheet, version=report.version, cells=cells, seen={}, by=by, key=uuid4())
    Submission.objects.create(
        report=report,
        version=report.version,
        submitted_at=clock.now(),
        submitted_by=by,
        reason=source[:LONGEST_SOURCE],
        late=False,
        outcome=Outcome.ACCEPTED,
        decided_at=clock.now(),
        decided_by=by,
    )


def _report(sheet: Sheet, period: Period, by: User) -> Report:
    now = clock.now()
    return Report.objects.create(
        sheet=sheet,
        unit_id=sheet.unit_id,
        period=period,
        state=ReportState.CLOSED,
        due_at=period.due_at,
        started_at=now,
        submitted_at=now,
        submitted_by=by,
        accepted_at=now,
        accepted_by=by,
    )


def _settle(period: Period) -> None:
    """A period that nobody reported for is closed while it holds past totals, and planned again without any."""
    if is_reported(period):
        return
    held = past_sheets().filter(period=period, form_version__blocks__isnull=False).exists()
    period.state = PeriodState.CLOSED if held else PeriodState.PLANNED
    period.save(update_fields=["state"])
