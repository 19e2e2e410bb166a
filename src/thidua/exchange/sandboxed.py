"""Runs a script that reads a workbook, under limits: a hostile file can exhaust only this process.

Arguments are the bytes of memory, the seconds of processor time, the script and the script's own arguments. The
script finds the file on standard input and writes what it read to standard output. A cell may claim to stand in the
last column of the last row, and a reader that believes it needs hundreds of gigabytes; the limit of memory stops it.
Imports nothing of ours.
"""

from __future__ import annotations

import resource
import runpy
import sys

UNREADABLE, NEEDS_PASSWORD, OUT_OF_MEMORY = 3, 4, 5  # exit codes


def main() -> None:
    memory, seconds, script = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = sys.argv[3:]
    from python_calamine import CalamineError, PasswordError, WorksheetNotFound

    try:
        runpy.run_path(script, run_name="__main__")
    except PasswordError:
        sys.exit(NEEDS_PASSWORD)
    except (CalamineError, WorksheetNotFound, IndexError, ValueError):
        sys.exit(UNREADABLE)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
