"""Reads the first sheet of a workbook; run by the sandbox with the workbook on standard input.

Arguments are the most rows and columns, and what stands between the whole and the decimals of a number. Writes the
rows as JSON lists of texts to standard output. Imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta


def main() -> None:
    from python_calamine import CalamineWorkbook

    most_rows, most_columns, point = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=most_rows)
    json.dump([[text_of(value, point) for value in row[:most_columns]] for row in rows], sys.stdout)


def text_of(value: object, point: str) -> str:
    """A cell as the text that a person sees in it: dates in ISO form, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else str(value).replace(".", point)
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)


if __name__ == "__main__":
    main()
