"""Runs a script under limits: a hostile file can exhaust only this process. Imports nothing of ours.

Arguments are the bytes of memory, the seconds of processor time, the script and the script's own arguments. The
script finds the file on standard input and writes what it read to standard output.
"""

from __future__ import annotations

import resource
import runpy
import sys

OUT_OF_MEMORY = 5  # exit code


def main() -> None:
    memory, seconds, script = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = sys.argv[3:]
    try:
        runpy.run_path(script, run_name="__main__")
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
