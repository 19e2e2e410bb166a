"""What a measurement is, and how it is printed."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


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
    return statistics.median(_once(work) for _ in range(repeat))


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(measures: Iterable[Measure]) -> str:
    """Lines for a person to read."""
    lines = []
    for m in measures:
        beside = f"  {m.ratio:.2f} × {m.against}" if m.ratio is not None else ""
        lines.append(f"{m.name:<66}{m.value:>12,.3f} {m.unit:<10}{beside}")
    return "\n".join(lines)


def write(measures: Iterable[Measure], path: Path) -> None:
    """The same for a machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(m) for m in measures], ensure_ascii=False, indent=1) + "\n")
