"""Workbooks of reports coming back: a matrix of 500 units, 500 workbooks consolidated, beside openpyxl and pandas."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import openpyxl
import pandas as pd
from django.db import connection, transaction

from tests.bench.country import Country
from tests.bench.measure import Measure, timed
from tests.bench.workbooks import UNITS, five_hundred
from tests.factories.workbooks import numbers_of
from thidua.figures.fold import fold_marks
from thidua.figures.models import Sheet
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Form
from thidua.indicators.queries import catalogue
from thidua.org.models import Placement, Unit
from thidua.people.models import User
from thidua.reporting.models import Report, ReturnReason, Submission
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import Channel, ReportState, UploadStage
from thidua.reporting.services import upload_writing
from thidua.reporting.services.uploads import preview_upload
from thidua.reporting.services.workflow import submit_report
from thidua.reporting.upload_models import Upload, UploadCell
from thidua.reporting.workbooks.books import report_workbook
from thidua.reporting.workbooks.filled import Filled, Wanted, fill
from thidua.reporting.workbooks.layout import STAMP_SHEET, Column
from thidua.reporting.workbooks.making import unit_matrix
from thidua.reporting.workbooks.stamp import Stamp, UnitStamp, read_stamp, stamp_rows

MATRIX_TARGET_SECONDS = 20
File = tuple[str, bytes]
Numbers = Mapping[str, Mapping[str, Any]]


def workbooks_in(country: Country) -> Iterator[Measure]:
    """Read, write and take back a matrix of 500 empty reports that was filled in; then 500 single workbooks."""
    with five_hundred(country) as (parent, officer):
        reports = _reports(country, parent)
        numbers = {report.unit.code: numbers_of(report) for report in reports}
        totals, files = _totals(country, parent), _filled_forms(reports)
        form = Form.objects.get(code=_code(country))
        shown = unit_matrix(parent=parent, period=country.periods[-1], form=form, viewer=officer)
        matrix = _as_if_blank(shown.make())
        _empty(reports)
        with transaction.atomic():
            yield from _matrix(matrix, officer)
            transaction.set_rollback(True)
        yield from _consolidated(files, officer, reports, numbers)
        if _totals(country, parent) != totals:
            raise RuntimeError("the total of the unit above is not what it was before its reports came as workbooks")


def _matrix(content: bytes, officer: User) -> Iterator[Measure]:
    read = timed(lambda: preview_upload(files=[("bang.xlsx", content)], by=officer))
    upload = Upload.objects.latest("pk")
    wrote = timed(lambda: _commit(upload, officer))
    back = timed(lambda: upload_writing.undo_upload(upload_id=upload.pk, by=officer))
    cells = UploadCell.objects.filter(part__upload=upload).count()
    name = f"workbook back: matrix of {UNITS} units, {cells:,} cells"
    for what, took in (("read and judged", read), ("written", wrote), ("taken back", back)):
        beside = f"target of {MATRIX_TARGET_SECONDS} s"
        yield Measure(f"{name}, {what}", took, "s", took / MATRIX_TARGET_SECONDS, beside)


def _consolidated(
    files: Sequence[File], officer: User, reports: Sequence[Report], numbers: Numbers
) -> Iterator[Measure]:
    """From 500 files to the total of the unit above; pandas sums the same column of the same files."""
    read = timed(lambda: preview_upload(files=files, by=officer))
    upload = Upload.objects.latest("pk")
    wrote = timed(lambda: _commit(upload, officer))
    handed = timed(lambda: [submit_report(report_id=report.pk, by=officer) for report in reports])
    folded = timed(fold_marks)
    ours = read + wrote + handed + folded
    sums: dict[str, float] = {}
    reference = timed(lambda: sums.update(by_pandas(files)))
    _check(sums, numbers)
    what = f"{len(reports)} workbooks consolidated"
    yield Measure(f"{what}: read and judged", read, "s", read / reference, "openpyxl + pandas, read and sum")
    yield Measure(f"{what}: written", wrote, "s")
    yield Measure(f"{what}: handed in one by one", handed, "s")
    yield Measure(f"{what}: totals folded up to the root", folded, "s")
    yield Measure(f"{what}: all of it", ours, "s", ours / reference, "openpyxl + pandas, read and sum")
    yield Measure("openpyxl + pandas: the same files read and summed, nothing judged or kept", reference, "s")


def by_pandas(files: Sequence[File]) -> dict[str, float]:
    """The sums of the input column by code, as somebody at a desk would work them out."""
    frames = []
    for _name, content in files:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        marks = next(
            at for at, row in enumerate(rows) if Column.CODE.mark in row and Column.INPUT.mark in map(str, row)
        )
        code, typed = rows[marks].index(Column.CODE.mark), [*map(str, rows[marks])].index(Column.INPUT.mark)
        frames.append(pd.DataFrame([(row[code], row[typed]) for row in rows[marks + 1 :]], columns=["code", "number"]))
    table = pd.concat(frames)
    table["number"] = pd.to_numeric(table["number"], errors="coerce")
    known = table[table["code"].isin(catalogue().by_code)]
    return dict(known.groupby("code")["number"].sum())


def _totals(country: Country, parent: Unit) -> dict[int, object]:
    """The preliminary totals of the unit above, by indicator."""
    period = country.periods[-1]
    found = figures(units=[parent.pk], periods=[period], indicators=country.indicators, basis=Basis.PRELIMINARY)
    return {indicator: figure.value for (_unit, _period, indicator), figure in found.items()}


def _check(sums: Mapping[str, float], numbers: Numbers) -> None:
    """What pandas came to must be what the reports held before."""
    for code, total in sums.items():
        held = sum(value for given in numbers.values() if isinstance(value := given[code], (int, float)))
        if abs(held - total) > 1e-6 * max(1.0, abs(held)):
            raise RuntimeError(f"{code}: {held} here, {total} by pandas")


def _commit(upload: Upload, officer: User) -> None:
    """Write everything, as the worker does."""
    Upload.objects.filter(pk=upload.pk).update(stage=UploadStage.COMMITTING)
    while upload_writing.write_some(upload_id=upload.pk, channel=Channel.PHONE, by=officer):
        continue


def _code(country: Country) -> str:
    return Sheet.objects.get(period=country.periods[-1], unit=country.grassroots).form_version.form.code


def _reports(country: Country, parent: Unit) -> list[Report]:
    """The reports below that count: the others hold nothing that could come back."""
    units = Placement.objects.filter(parent=parent).values("unit")
    related = ("unit", "period", "sheet__form_version__form")
    found = Report.objects.filter(period=country.periods[-1], unit__in=units, sheet__submitted_version__isnull=False)
    accepted = Report.objects.filter(period=country.periods[-1], unit__in=units, sheet__official_version__isnull=False)
    return list((found | accepted).select_related(*related).order_by("unit__code"))


def _empty(reports: Sequence[Report]) -> None:
    """As if nobody had begun the reports."""
    pks, sheets = [report.pk for report in reports], [report.sheet_id for report in reports]
    ReturnReason.objects.filter(submission__report__in=pks).delete()
    Submission.objects.filter(report__in=pks).delete()
    Report.objects.filter(pk__in=pks).update(
        state=ReportState.DRAFT,
        started_at=None,
        submitted_at=None,
        submitted_by=None,
        accepted_at=None,
        accepted_by=None,
    )
    Sheet.objects.filter(pk__in=sheets).update(official_version=None, submitted_version=None)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM figures_sheetcells WHERE sheet_id = ANY(%s)", [sheets])
    for report in reports:
        report.refresh_from_db(fields=["state", "started_at", "submitted_at", "accepted_at"])


def _as_if_blank(book: bytes) -> bytes:
    """A workbook whose stamp remembers empty cells: all that stands in it was typed since."""
    made = openpyxl.load_workbook(io.BytesIO(book))
    hidden = made[STAMP_SHEET]
    stamp = read_stamp([[str(cell.value or "") for cell in row] for row in hidden.iter_rows()])
    blank = [
        replace(
            sheet, units={code: UnitStamp(unit.version, ("",) * len(unit.seen)) for code, unit in sheet.units.items()}
        )
        for sheet in stamp.sheets
    ]
    hidden.delete_rows(1, hidden.max_row)
    for row, text in enumerate(stamp_rows(Stamp(stamp.made_at, tuple(blank))), start=1):
        hidden.cell(row, 1, text)
    return _saved(made)


class _Typed(Filled):
    """A report whose figures were all typed into its workbook, which went out empty."""

    @property
    def stamp(self) -> UnitStamp:
        return UnitStamp(self.report.version, ("",) * len(self.lines))


def _filled_forms(reports: Sequence[Report]) -> list[File]:
    """The workbook of each report with the numbers that it holds, as if they had been typed into an empty one."""
    open_ = frozenset(contents_of(reports[0].sheet.form_version_id).indicators)
    files = []
    for filled in fill([Wanted(report, open_, behalf=True) for report in reports]):
        typed = _Typed(**{field.name: getattr(filled, field.name) for field in fields(filled)})
        files.append((f"{filled.unit.code}.xlsx", report_workbook(typed)))
    return files


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
