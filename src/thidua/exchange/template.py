"""The workbook that people fill in: headings with hints, lists to choose from, one row as an example."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from thidua.people.models import User

from .kinds import Field, ListKind

ROWS = 5_000  # as far as the lists reach
NARROWEST, WIDEST = 12, 46
LONGEST_SHEET = 31
_FORMATS = {"text": "@", "day": "dd/mm/yyyy", "number": "#,##0.##"}


def template_workbook(kind: ListKind, user: User) -> bytes:
    """An .xlsx with a column for every field of a kind; it can be uploaded as it is."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    heading = book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1, "valign": "vcenter"})
    # Text, so that a code keeps its leading zeros.
    cells = {name: book.add_format({"num_format": form, "align": "left"}) for name, form in _FORMATS.items()}
    cells["number"].set_align("right")
    sheet = book.add_worksheet(str(kind.title)[:LONGEST_SHEET])
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    for at, one in enumerate(kind.fields):
        sheet.set_column(at, at, _width(one), cells[one.cell])
        sheet.write_string(0, at, str(one.heading), heading)
        sheet.write_comment(0, at, _comment(one), {"x_scale": 1.6})
        _write_example(sheet, at, one, cells[one.cell])
    _add_lists(book, sheet, kind.fields, user)
    book.close()
    return stream.getvalue()


def _width(one: Field) -> int:
    longest = max(len(str(one.heading)) + 2, len(str(one.example)) + 2)
    return min(max(longest, NARROWEST), WIDEST)


def _comment(one: Field) -> str:
    need = _("Bắt buộc.") if one.required else _("Không bắt buộc.")
    return f"{need} {one.hint}".strip()


def _write_example(sheet: Worksheet, at: int, one: Field, cell: Format) -> None:
    example = str(one.example)
    if example and one.cell == "day":
        sheet.write_datetime(1, at, date.fromisoformat(example), cell)
    elif example and one.cell == "number":
        sheet.write_number(1, at, float(example), cell)
    else:
        sheet.write_string(1, at, example, cell)


def _add_lists(book: xlsxwriter.Workbook, sheet: Worksheet, fields: Sequence[Field], user: User) -> None:
    """A list typed into a rule may have 255 characters only, so the choices stand on a sheet of their own."""
    chosen = [(at, one.choices(user)) for at, one in enumerate(fields) if one.choices]
    if not chosen:
        return
    lists = book.add_worksheet(_("Danh mục"))
    for place, (at, choices) in enumerate(chosen):
        labels = [str(label) for _value, label in choices]
        lists.write_column(0, place, labels)
        lists.set_column(place, place, 34)
        letter = chr(ord("A") + place)
        source = f"='{lists.get_name()}'!${letter}$1:${letter}${len(labels)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_title": _("Chưa có trong danh mục"),
            "error_message": _("Hãy chọn một mục trong danh sách."),
        }
        sheet.data_validation(1, at, ROWS, at, rule)
