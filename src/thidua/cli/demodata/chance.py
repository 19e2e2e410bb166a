"""Chance that falls the same way every time."""

from __future__ import annotations

from random import Random


def count(rng: Random, mean: float) -> int:
    """A whole number around a mean: the fraction is decided by lot."""
    spread = mean * rng.uniform(0.4, 1.6)
    whole = int(spread)
    return whole + (rng.random() < spread - whole)


def shared(rng: Random, total: int, keys: list[str]) -> dict[str, int]:
    """A total shared out over keys, unevenly, adding up exactly."""
    parts = dict.fromkeys(keys, 0)
    for key in rng.choices(keys, weights=[rng.uniform(0.2, 1) for _ in keys], k=total):
        parts[key] += 1
    return parts
