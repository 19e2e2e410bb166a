"""Reads every sheet of many workbooks with typed cells; run by the sandbox with a pack of files on standard input.

The pack is one file after another, each with its length before it (8 bytes, big end first). Arguments are the most
rows, columns and sheets. Writes a JSON list with an object for each file: `sheets`, or `error`. A cell is a text, a
number, or an object with one key: "b" a truth value, "d" a date, "t" a time of day or a span, "p" a number shown as
per cent, "e" an error, "m" what stands in cells that were merged. A formula is {"f": the cell as it was last worked
out, "x": whether it reads another file}.
Imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

PASSWORD, UNREADABLE, TOO_LONG, MACROS = "password", "unreadable", "too-long", "macros"

Marks = dict[tuple[int, int], dict[str, Any]]

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'\bs="([0-9]{1,6})"')
_ERROR = re.compile(rb'\bt="e"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/](.*?)(?:</(?:\w+:)?f>|/>)", re.DOTALL)
_WORTH = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.DOTALL)
_OTHER_FILE = re.compile(rb"\[[^\]]+\]|\||file:|https?:", re.IGNORECASE)
_PERCENT_FORMATS = {9, 10}  # of those that every Excel has


def main() -> None:
    limits = [int(argument) for argument in sys.argv[1:4]]
    json.dump([read(content, *limits) for content in _unpack(sys.stdin.buffer.read())], sys.stdout)


def read(content: bytes, most_rows: int, most_columns: int, most_sheets: int) -> dict[str, Any]:
    """One file: its sheets, or why there are none."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names[:most_sheets]
        archive = zipfile.ZipFile(io.BytesIO(content)) if content.startswith(b"PK") else None
        if archive and any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            return {"error": MACROS}
        sheets = []
        for name in names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > most_rows:
                return {"error": TOO_LONG, "sheet": name}
            rows = [[_cell(value) for value in row[:most_columns]] for row in sheet.to_python(skip_empty_area=False)]
            _mark_merged(rows, sheet.merged_cell_ranges or ())
            sheets.append({"name": name, "rows": rows})
        if archive:
            _mark_all(archive, sheets)
    except PasswordError:
        return {"error": PASSWORD}
    except (CalamineError, WorksheetNotFound, ElementTree.ParseError, IndexError, KeyError, ValueError, OSError):
        return {"error": UNREADABLE}
    return {"sheets": sheets}


def _unpack(pack: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(pack):
        size = int.from_bytes(pack[at : at + 8], "big")
        yield pack[at + 8 : at + 8 + size]
        at += 8 + size


def _cell(value: object) -> Any:
    if isinstance(value, bool):
        return {"b": value}
    if isinstance(value, (int, float, str)):
        return value
    if isinstance(value, datetime):
        return {"d": value.date().isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"t": str(value)} if isinstance(value, (time, timedelta)) else ""


def _mark_merged(rows: list[list[Any]], areas: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Mark cells that were made one: of several lines nobody knows which is meant, of one line it is the first."""
    for (top, left), (bottom, right) in areas:
        for row in rows[top : bottom + 1]:
            for column in range(left if bottom > top else left + 1, min(right + 1, len(row))):
                row[column] = {"m": row[column]}


def _mark_all(archive: zipfile.ZipFile, sheets: list[dict[str, Any]]) -> None:
    """Put into the sheets what the values alone do not say: formulas, errors, per cent."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        return
    percent = _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else set()
    parts = _parts(archive)
    for sheet in sheets:
        part = parts.get(sheet["name"], "")
        if part not in names:
            continue
        for (row, column), mark in _marks(archive.read(part), percent).items():
            line = sheet["rows"][row] if row < len(sheet["rows"]) else []
            if column < len(line) and not _merged(line[column]):
                line[column] = _marked(line[column], mark)


def _marked(value: Any, mark: dict[str, Any]) -> Any:
    if "e" in mark:
        value = {"e": mark["e"]}
    elif mark.get("p") and isinstance(value, (int, float)):
        value = {"p": value}
    return {"f": value, "x": mark["x"]} if "x" in mark else value


def _merged(value: Any) -> bool:
    return isinstance(value, dict) and "m" in value


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds a sheet, by the sheet's name."""
    targets = {
        link.get("Id"): (link.get("Target") or "").removeprefix("/xl/").removeprefix("xl/")
        for link in _tree(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for element in _tree(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "id"), "")
            found[element.get("name", "")] = f"xl/{targets.get(link, '')}"
    return found


def _percent_styles(content: bytes) -> set[int]:
    """The numbers of the styles that show a number as per cent."""
    formats, styles = set(_PERCENT_FORMATS), []
    for element in _tree(content).iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", "-1")))
        elif tag == "cellXfs":
            styles = list(element)
    return {at for at, style in enumerate(styles) if int(style.get("numFmtId", "0")) in formats}


def _marks(content: bytes, percent: set[int]) -> Marks:
    marks: Marks = {}
    for attributes, inner in _CELL.findall(content):
        place = _PLACE.search(attributes)
        if place is None:
            continue
        mark: dict[str, Any] = {}
        style = _STYLE.search(attributes)
        if style and int(style[1]) in percent:
            mark["p"] = True
        if _ERROR.search(attributes):
            worth = _WORTH.search(inner)
            mark["e"] = worth[1].decode("utf-8", "replace")[:20] if worth else "#"
        if formula := _FORMULA.search(inner):
            mark["x"] = bool(_OTHER_FILE.search(formula[1]))
        if mark:
            marks[int(place[2]) - 1, _column(place[1])] = mark
    return marks


def _tree(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - what it may use up is bounded for this process


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


if __name__ == "__main__":
    main()
