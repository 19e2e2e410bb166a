"""What stands beside one cell besides its number, and what this person may say there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.files.rules import ACCEPT
from thidua.reporting.models import CellComment, Evidence, Report
from thidua.reporting.queries.entry import EntryPage, Row

from .access import Access

QUICK_REASONS: tuple[Promise, ...] = (
    _("Đợt cao điểm"),
    _("Đơn vị mới thành lập"),
    _("Điều chỉnh số kỳ trước"),
)


@dataclass(frozen=True, slots=True)
class Files:
    """Files of a cell or of the whole report: those that stand, those that were removed, and who may add."""

    code: str
    standing: tuple[Evidence, ...]
    removed: tuple[Evidence, ...]
    may_add: bool
    accept: str = ACCEPT


@dataclass(frozen=True, slots=True)
class CellPanel:
    """A cell's conversation, marks and files as one person sees them."""

    row: Row
    comments: tuple[CellComment, ...]
    files: Files
    may_comment: bool
    may_flag: bool
    may_note: bool
    url: str


def cell_panels(access: Access, page: EntryPage) -> dict[str, CellPanel]:
    """The panels of a report's cells by code."""
    # Addresses are made once: putting one together takes longer than the rest of its panel.
    base = cell_url(page.report, "-").removesuffix("-/")
    return {row.code: _panel(access, page, row, f"{base}{row.code}/") for row in page.rows}


def whole_files(access: Access, page: EntryPage) -> Files:
    """The files of the report as a whole."""
    return _files(access, page, None)


def file_url(report: Report, evidence: Evidence, name: str) -> str:
    """The address of an action on a file of a report."""
    form = report.sheet.form_version.form.code
    return reverse(name, args=[report.unit.code, report.period.code, form, evidence.pk])


def cell_url(report: Report, code: str, name: str = "report-cell") -> str:
    """The address of a cell's page, or of one of its actions."""
    form = report.sheet.form_version.form.code
    return reverse(name, args=[report.unit.code, report.period.code, form, code])


def _panel(access: Access, page: EntryPage, row: Row, url: str) -> CellPanel:
    pk = row.indicator.pk
    return CellPanel(
        row=row,
        comments=tuple(comment for comment in page.comments if comment.indicator_id == pk),
        files=_files(access, page, row),
        may_comment=access.open and access.may_comment(row.indicator),
        may_flag=access.open and access.may_flag(row.indicator),
        may_note=access.may_note(row.indicator),
        url=url,
    )


def _files(access: Access, page: EntryPage, row: Row | None) -> Files:
    indicator = row.indicator if row else None
    here = [one for one in page.evidence if one.indicator_id == (indicator.pk if indicator else None)]
    return Files(
        code=row.code if row else "",
        standing=tuple(one for one in here if one.removed_at is None),
        removed=tuple(one for one in here if one.removed_at is not None) if access.may_see_removed else (),
        may_add=access.may_note(indicator),
    )
