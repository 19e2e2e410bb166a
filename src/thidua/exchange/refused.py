"""The refused rows of a list as a workbook with the reasons, for mending and uploading again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .kinds import ListKind
from .models import Intake, IntakeRow
from .rules import Verdict

CHUNK = 2_000
# Every comment is a drawing, and programs take long to open thousands of them; the last column has all reasons.
MOST_COMMENTS = 2_000
WIDTH, WIDTH_OF_REASONS = 22, 80


def refused_workbook(intake: Intake, kind: ListKind) -> bytes:
    """An .xlsx with the columns of the file that was uploaded, and the reasons in a last one and as comments."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    heading = book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1, "valign": "vcenter"})
    text = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FDECEA"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Dòng không nhận"))
    sheet.freeze_panes(1, 0)
    width = len(intake.headings)
    sheet.set_column(0, max(width - 1, 0), WIDTH, text)
    sheet.set_column(width, width, WIDTH_OF_REASONS, wrapped)
    for at, name in enumerate([*intake.headings, _("Lý do không nhận")]):
        sheet.write_string(0, at, name, heading)
    rows = intake.rows.filter(verdict=Verdict.REFUSED).order_by("number")
    headings = {one.name: str(one.heading) for one in kind.fields}
    comments = 0
    for at, row in enumerate(rows.iterator(CHUNK), start=1):
        flaws, cells = _by_column(row, intake.mapping), row.cells
        for column in range(max([len(cells), *(column + 1 for column in flaws)])):
            said = cells[column] if column < len(cells) else ""
            # Everything as text: what a foreign file says is never a formula.
            sheet.write_string(at, column, said, wrong if column in flaws else text)
        sheet.write_string(at, width, _reasons(row, headings), wrapped)
        for column, sentence in flaws.items():
            comments += 1
            if comments <= MOST_COMMENTS:
                sheet.write_comment(at, column, sentence, {"x_scale": 2})
    book.close()
    return stream.getvalue()


def _by_column(row: IntakeRow, mapping: Mapping[str, int]) -> dict[int, str]:
    """What is wrong, by the number of the column that it is about."""
    found: dict[int, list[str]] = {}
    for flaw in row.flaws:
        if flaw["field"] in mapping:
            found.setdefault(mapping[flaw["field"]], []).append(flaw["sentence"])
    return {column: " ".join(sentences) for column, sentences in found.items()}


def _reasons(row: IntakeRow, headings: Mapping[str, str]) -> str:
    def said(flaw: Mapping[str, Any]) -> str:
        name = headings.get(flaw["field"])
        return f"{name}: {flaw['sentence']}" if name else str(flaw["sentence"])

    return "; ".join(said(flaw) for flaw in row.flaws)
