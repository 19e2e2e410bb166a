"""Runs a script under limits: a hostile file can exhaust only this process. Imports nothing of ours.

Arguments are the bytes of memory, the seconds of processor time, the bytes that may be answered, the script and the
script's own arguments. The script finds the file on standard input and writes what it read to standard output.
"""

from __future__ import annotations

import errno
import os
import resource
import runpy
import sys

OUT_OF_MEMORY = 5  # exit code, also for an answer that is too long


def main() -> None:
    memory, seconds, output, script = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    sys.argv = sys.argv[4:]
    try:
        runpy.run_path(script, run_name="__main__")
        sys.stdout.flush()
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        # What could not be written must not be tried again on the way out.
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
