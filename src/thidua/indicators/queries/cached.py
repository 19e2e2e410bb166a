"""The catalogue, kept by every process."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.periods import Frequency
from thidua.core.text import clean_line
from thidua.indicators.models import BaseFrequency, Indicator

_LONGEST_NAME = 80


class UnknownIndicator(DomainError):
    """No indicator bears this code or key."""

    status = 404


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every indicator in the order of the catalogue, each with its area, slot and the indicators it uses.

    `by_place` finds an indicator by its (block, position); the two further positions of an
    average are not in it. `frequencies` says how often an indicator is reported at its most frequent.
    """

    indicators: tuple[Indicator, ...]
    by_id: dict[int, Indicator]
    by_code: dict[str, Indicator]
    by_key: dict[str, Indicator]
    by_place: dict[tuple[int, int], Indicator]
    frequencies: dict[int, Frequency]

    def find(self, text: str) -> Indicator | None:
        """The indicator with this code (in any case) or key."""
        return self.by_key.get(text) or self.by_code.get(text.upper())


_cached: Catalogue | None = None
_checked_at, _stamp = 0.0, 0


def catalogue() -> Catalogue:
    """The catalogue, read once per process until `refresh_catalogue` finds that it changed."""
    global _cached  # noqa: PLW0603  one catalogue per process is the point
    if _cached is None or not _cached.indicators:
        _cached = _read()
    return _cached


def refresh_catalogue() -> None:
    """Forget the catalogue when another process changed it; asks the database every few seconds only."""
    global _checked_at, _stamp
    if time.monotonic() - _checked_at < settings.CATALOGUE_SECONDS:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM indicators_catalogue_stamp")
        (stamp,) = cursor.fetchone()
    if stamp != _stamp:
        clear_catalogue()
    _checked_at, _stamp = time.monotonic(), stamp


def clear_catalogue() -> None:
    """Forget the cached catalogue."""
    global _cached  # noqa: PLW0603
    _cached = None


def _read() -> Catalogue:
    related = ("area", "slot", "denominator", "weight", "part_of")
    indicators = tuple(Indicator.objects.select_related(*related).prefetch_related("numerator"))
    return Catalogue(
        indicators=indicators,
        by_id={indicator.pk: indicator for indicator in indicators},
        by_code={indicator.code: indicator for indicator in indicators},
        by_key={indicator.key: indicator for indicator in indicators if indicator.key},
        frequencies=_frequencies(),
        by_place={(i.slot.block_id, i.slot.position): i for i in indicators if hasattr(i, "slot")},
    )


def _frequencies() -> dict[int, Frequency]:
    rows = BaseFrequency.objects.values_list("indicator_id", "frequency")
    found: dict[int, list[Frequency]] = {}
    for indicator, frequency in rows:
        found.setdefault(indicator, []).append(Frequency(frequency))
    order = list(Frequency)
    return {indicator: min(several, key=order.index) for indicator, several in found.items()}


def indicator_by(text: str) -> Indicator:
    """The indicator with this code or key. Raises UnknownIndicator."""
    name = clean_line(text, most=_LONGEST_NAME)
    indicator = catalogue().find(name)
    if indicator is None:
        raise UnknownIndicator(
            _("Danh mục không có chỉ tiêu «%(name)s». Hãy dùng mã (ORG21) hoặc khóa (members_admitted).")
            % {"name": name}
        )
    return indicator
