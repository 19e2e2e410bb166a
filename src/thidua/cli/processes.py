"""Small facts about processes that the launcher and the supervisor need."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1


def alive(pid: int, *, folder: Path | None = None) -> bool:
    """Return whether a process runs; with `folder`, whether it also works in that folder.

    Where the system does not tell working directories (no /proc), the bare process must do.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not Path("/proc/self/stat").exists():
        return True
    try:
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        return folder is None or Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    except PermissionError:
        return folder is None
    except OSError:
        return False


def dies_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """Return what a child runs before its program so that the kernel ends it when its parent dies.

    Linux only; elsewhere None, and the next start clears leftovers. Runs after the change of user, which
    would forget the request.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def request() -> None:
        prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the request
            os.kill(os.getpid(), how)

    return request


def with_variable(name: str, value: str) -> list[int]:
    """Return the processes that were started with an environment variable set so (Linux; else none)."""
    wanted = f"{name}={value}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in variables and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
