"""What the processes of an installation take of memory: private pages, and their share of those in common."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Measure

TARGET_MB = 400


def of_processes() -> list[Measure]:
    """PSS and RSS of every process below this one, added up by what it does."""
    found: dict[str, list[tuple[float, float]]] = {}
    for pid in _descendants(os.getpid()):
        with contextlib.suppress(OSError):
            found.setdefault(_name(pid), []).append(_megabytes(pid))
    return [measure for name, sizes in sorted(found.items()) for measure in _measures(name, sizes)]


def forget_peak() -> None:
    """Begin anew with the most memory that this process has held."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """The most memory that this process has held since, in megabytes."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def _measures(name: str, sizes: list[tuple[float, float]]) -> Iterator[Measure]:
    pss, largest = sum(pss for pss, _rss in sizes), max(rss for _pss, rss in sizes)
    against = (pss / TARGET_MB, f"target of {TARGET_MB} MB") if name != "database" else (None, None)
    yield Measure(f"memory: {name}, {len(sizes)} processes, PSS", pss, "MB", *against)
    yield Measure(f"memory: {name}, largest process, RSS", largest, "MB")


def _descendants(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for below in map(int, child.read_text().split()):
                yield below
                yield from _descendants(below)


def _name(pid: int) -> str:
    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    if "postgres" in line:
        return "database"
    return "web server" if "granian" in line else "worker" if "worker" in line else "other"


def _megabytes(pid: int) -> tuple[float, float]:
    """PSS and RSS."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    pss, rss = (int(re.search(rf"^{word}:\s+(\d+) kB", text, re.MULTILINE)[1]) for word in ("Pss", "Rss"))  # type: ignore[index]
    return pss / 1024, rss / 1024
