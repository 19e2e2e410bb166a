"""The stamp of a report workbook: a very hidden sheet that says what the workbook is, so that nobody need guess.

A1 names the format, A2 is a keyed digest of the text that follows, A3 and below are the pieces of that text: JSON
about each sheet of figures, whose units, indicators and period it holds and what stood in its cells. The digest
makes sure that the workbook is ours and says what it said when it was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError

from .layout import STAMP_SHEET, Layout

FORMAT: Final = "THIDUA-REPORT 1"
_SALT: Final = "thidua.reporting.workbooks.stamp"
_PIECE: Final = 30_000


class BadStamp(DomainError):
    """The hidden sheet cannot be relied on."""

    status = 422


class StampMissing(BadStamp):
    """There is no stamp, or not one of ours."""


class StampBroken(BadStamp):
    """There is a stamp of ours that cannot be read."""


class StampTampered(BadStamp):
    """The stamp was changed after the workbook was made, or made elsewhere."""


@dataclass(frozen=True, slots=True)
class UnitStamp:
    """A unit's report as it was exported.

    `version` is the report's, `seen` what its cells held as `queries.entry.seen` says it ("12", "", "na"): one for
    each of the sheet's codes, in their order. What a form asks for since the start of the year is in there as it is
    stored, in the period.
    """

    version: int
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetStamp:
    """A sheet of figures: its name, its layout, codes of its period, form and indicators, and its units by code."""

    sheet: str
    layout: Layout
    period: str
    form: str
    form_version: int
    codes: tuple[str, ...]
    units: Mapping[str, UnitStamp]


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a workbook was made, and its sheets of figures."""

    made_at: datetime
    sheets: tuple[SheetStamp, ...]


def write_stamp(book: xlsxwriter.Workbook, stamp: Stamp) -> None:
    """Add the very hidden sheet with the stamp to a workbook that is being written, as its last sheet."""
    sheet = book.add_worksheet(STAMP_SHEET)
    sheet.very_hidden()
    sheet.protect()
    for row, text in enumerate(stamp_rows(stamp)):
        sheet.write_string(row, 0, text)


def stamp_rows(stamp: Stamp) -> list[str]:
    """What stands in column A of the hidden sheet."""
    text = _to_text(stamp)
    return [FORMAT, _digest(text), *(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))]


def read_stamp(rows: Sequence[Sequence[str]]) -> Stamp:
    """The stamp in the rows of the hidden sheet, as lists of texts; other columns are passed over.

    Raises StampMissing, StampTampered or StampBroken.
    """
    column = [row[0] if row else "" for row in rows]
    if not column or column[0].strip() != FORMAT:
        raise StampMissing(_("Tệp này không có trang nhận dạng của hệ thống. Hãy tải biểu mẫu từ hệ thống rồi nhập."))
    digest, text = (column[1].strip() if len(column) > 1 else ""), "".join(column[2:])
    if not constant_time_compare(digest, _digest(text)):
        raise StampTampered(
            _("Trang nhận dạng của tệp đã bị sửa hoặc không do hệ thống này tạo. Hãy tải lại biểu mẫu từ hệ thống.")
        )
    try:
        return _from_text(text)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StampBroken(_("Không đọc được trang nhận dạng của tệp. Hãy tải lại biểu mẫu từ hệ thống.")) from error


def _digest(text: str) -> str:
    """The keyed digest of the text, in hexadecimal digits."""
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


def _to_text(stamp: Stamp) -> str:
    """JSON in ASCII without spaces: no program that saves the workbook again has anything to trim or to compose."""
    sheets = [
        {
            "sheet": sheet.sheet,
            "layout": sheet.layout.value,
            "period": sheet.period,
            "form": sheet.form,
            "form_version": sheet.form_version,
            "codes": sheet.codes,
            "units": {code: {"version": unit.version, "seen": unit.seen} for code, unit in sheet.units.items()},
        }
        for sheet in stamp.sheets
    ]
    text = json.dumps({"made_at": stamp.made_at.isoformat(), "sheets": sheets}, separators=(",", ":"))
    return text.replace(" ", "\\u0020")


def _from_text(text: str) -> Stamp:
    data = json.loads(text)
    return Stamp(datetime.fromisoformat(data["made_at"]), tuple(_sheet(entry) for entry in data["sheets"]))


def _sheet(entry: dict[str, Any]) -> SheetStamp:
    codes = tuple(str(code) for code in entry["codes"])
    units = {str(code): _unit(unit, len(codes)) for code, unit in entry["units"].items()}
    return SheetStamp(
        sheet=str(entry["sheet"]),
        layout=Layout(entry["layout"]),
        period=str(entry["period"]),
        form=str(entry["form"]),
        form_version=int(entry["form_version"]),
        codes=codes,
        units=units,
    )


def _unit(entry: dict[str, Any], cells: int) -> UnitStamp:
    seen = tuple(str(key) for key in entry["seen"])
    if len(seen) != cells:
        raise ValueError("a unit of a stamp says what it saw of every code")
    return UnitStamp(int(entry["version"]), seen)
