"""Runs a script that reads a workbook and says by its exit code why it could not. Imports nothing of ours.

A cell may claim to stand in the last column of the last row, and a reader that believes it needs hundreds of
gigabytes: `thidua.core.limited`, by which this runs, stops it.
"""

from __future__ import annotations

import runpy
import sys

UNREADABLE, NEEDS_PASSWORD = 3, 4  # exit codes


def main() -> None:
    sys.argv = sys.argv[1:]
    from python_calamine import CalamineError, PasswordError, WorksheetNotFound

    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except PasswordError:
        sys.exit(NEEDS_PASSWORD)
    except (CalamineError, WorksheetNotFound, IndexError, ValueError):
        sys.exit(UNREADABLE)


if __name__ == "__main__":
    main()
