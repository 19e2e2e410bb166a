"""Words of ranking: how far a ranking has come, and what must be explained."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RankingState(TextChoices):
    """How far a ranking has come."""

    DRAFT = "draft", _("Đang lập")
    DECIDED = "decided", _("Đã chốt")


def ranks(keys: Sequence[tuple[int, ...] | None]) -> list[int | None]:
    """Places by keys, the largest first; equal keys share a place and the next one is left out (1, 1, 3).

    None stands for whoever is not ranked.
    """
    ordered = sorted((key for key in keys if key is not None), reverse=True)
    first: dict[tuple[int, ...], int] = {}
    for place, key in enumerate(ordered, start=1):
        first.setdefault(key, place)
    return [None if key is None else first[key] for key in keys]


def is_whole(places: Iterable[int]) -> bool:
    """Whether places are those of a competition: from 1 on, shared places followed by a gap."""
    ordered = sorted(places)
    return all(place == bisect_left(ordered, place) + 1 for place in ordered)
