"""What a measurement is, and how it is printed."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from thidua.core import clock


@dataclass(frozen=True)
class Measure:
    """A number with its unit; `ratio` compares it with the reference `against`, taken in the same run."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str | None = None


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The median time of some runs."""
    return statistics.median(timed(work) for _ in range(repeat))


def timed(work: Callable[[], object]) -> float:
    """The time of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(measures: Iterable[Measure], *, title: str = "") -> str:
    """A table in Markdown, for a person and for docs/performance.md."""
    lines = [f"{title}\n"] if title else []
    lines += ["| what | result | beside |", "|---|---:|---|"]
    for m in measures:
        digits = 0 if abs(m.value) >= 100 else 1 if abs(m.value) >= 10 else 3
        beside = f"{m.ratio:.2f} × {m.against}" if m.ratio is not None else ""
        lines.append(f"| {m.name} | {m.value:,.{digits}f} {m.unit} | {beside} |".replace(" |  |", " | |"))
    return "\n".join(lines)


def machine() -> str:
    """What the figures were measured with, in a line."""
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024**2  # type: ignore[index]
    load = os.getloadavg()[0]
    return f"{clock.today():%Y-%m-%d} · {processor}, {os.cpu_count()} cores, {memory:.0f} GB · load before: {load:.1f}"


def write(measures: Iterable[Measure], path: Path) -> None:
    """The same for a machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(m) for m in measures], ensure_ascii=False, indent=1) + "\n")
