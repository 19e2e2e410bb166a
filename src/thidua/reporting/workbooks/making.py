"""Workbooks of the reports that somebody may see, read and written."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.indicators.models import Form, FormVersion, Period
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.queries.many import Line, many_units, version_in_use

from .books import matrix_workbook, report_workbook, units_workbook
from .filled import Wanted, fill
from .layout import Column
from .matrix_sheet import Matrix

MOST_SHEETS = 1_000


class NoReports(DomainError):
    """There is nothing to put into a workbook."""

    status = 422


class TooManySheets(DomainError):
    """Nobody finds a sheet among thousands, and few machines open them."""

    status = 422


def report_book(wanted: Wanted) -> bytes:
    """One report as a workbook; it comes with its sheet, form version, form, unit and period."""
    return report_workbook(fill([wanted])[0])


@dataclass(frozen=True, slots=True)
class UnitForms:
    """The reports of many units that a workbook takes in, a sheet each."""

    parent: Unit
    form: Form
    period: Period
    wanted: tuple[Wanted, ...]

    @property
    def title(self) -> str:
        """What the workbook is called, as on its list of units."""
        return f"{self.form.name} · {_name(self.parent)} · {self.period.span.title}"

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self.wanted)

    @property
    def cells(self) -> int:
        """How many cells have to be written."""
        versions = (wanted.report.sheet.form_version_id for wanted in self.wanted)
        return len(Column) * sum(len(contents_of(version).rows) for version in versions)

    def make(self) -> bytes:
        """The workbook, in a number of statements that no unit adds to."""
        return units_workbook(fill(self.wanted, above=self.parent), title=f"{self.form.name} · {_name(self.parent)}")


def unit_forms(*, parent: Unit, period: Period, form: Form, viewer: User) -> UnitForms:
    """The reports of a unit and of those directly below it. Raises NoReports or TooManySheets."""
    lines = many_units(parent=parent, period=period, form=form, indicators=(), viewer=viewer, most=None).lines
    if not lines:
        raise _no_reports()
    if len(lines) > MOST_SHEETS:
        raise TooManySheets(
            _(
                "Có %(count)d đơn vị, nhiều hơn %(most)d phiếu mà một tệp Excel còn mở được dễ dàng."
                " Hãy tải một bảng chung, mỗi đơn vị một dòng."
            )
            % {"count": len(lines), "most": MOST_SHEETS}
        )
    return UnitForms(parent, form, period, tuple(_wanted(line) for line in lines))


def _wanted(line: Line) -> Wanted:
    typed = contents_of(line.report.sheet.form_version_id).indicators if line.entering or line.startable else {}
    return Wanted(line.report, frozenset(typed), behalf=line.startable)


@dataclass(frozen=True, slots=True)
class UnitMatrix:
    """The reports of many units that a workbook takes in as one table, units by indicators."""

    parent: Unit
    form: Form
    period: Period
    viewer: User
    version: FormVersion
    count: int

    @property
    def title(self) -> str:
        """What the workbook is called."""
        return f"{self.form.name} · {_name(self.parent)} · {self.period.span.title}"

    @property
    def cells(self) -> int:
        """How many cells have to be written."""
        return self.count * len(contents_of(self.version.pk).rows)

    def make(self) -> bytes:
        """The workbook, in a number of statements that no unit adds to."""
        contents = contents_of(self.version.pk)
        many = many_units(
            parent=self.parent,
            period=self.period,
            form=self.form,
            indicators=[row.indicator for row in contents.rows],
            viewer=self.viewer,
            most=None,
        )
        matrix = Matrix(
            parent=_name(self.parent),
            form=self.form,
            form_version=self.version.number,
            period=self.period,
            rows=contents.rows,
            checks=contents.checks,
            many=many,
        )
        return matrix_workbook(matrix)


def unit_matrix(*, parent: Unit, period: Period, form: Form, viewer: User) -> UnitMatrix:
    """The reports of a unit and of those directly below it, on the newest version of the form. Raises NoReports."""
    version = version_in_use(form, period)
    found = many_units(parent=parent, period=period, form=form, indicators=(), viewer=viewer, most=0)
    if version is None or not found.total:
        raise _no_reports()
    return UnitMatrix(parent, form, period, viewer, version, found.total)


def _name(unit: Unit) -> str:
    return last_names_of([unit.pk], clock.today())[unit.pk].name


def _no_reports() -> NoReports:
    return NoReports(_("Không có báo cáo nào của kỳ và biểu mẫu này để đưa vào tệp. Hãy chọn kỳ hoặc đơn vị khác."))
