"""Reads the first sheet of a workbook in a process of its own: a hostile file can exhaust only that process.

Run as a script with the workbook on standard input; arguments are the most rows and columns, and what stands
between the whole and the decimals of a number. Writes the rows as JSON lists of texts to standard output. A cell
may claim to stand in the last column of the last row, and a reader that believes it needs hundreds of gigabytes;
the limit of memory stops it. Imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

MEMORY = 1_500 * 1024 * 1024
SECONDS = 20
UNREADABLE, NEEDS_PASSWORD, OUT_OF_MEMORY = 3, 4, 5  # exit codes


def main() -> None:
    most_rows, most_columns, point = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=most_rows)
        texts = [[text_of(value, point) for value in row[:most_columns]] for row in rows]
    except PasswordError:
        sys.exit(NEEDS_PASSWORD)
    except (CalamineError, WorksheetNotFound, IndexError, ValueError):
        sys.exit(UNREADABLE)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    json.dump(texts, sys.stdout)


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
