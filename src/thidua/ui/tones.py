"""The few meanings that a colour may have; a word beside it always says the same."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The value is the suffix of the CSS class (`tone-good`)."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"

    @property
    def icon(self) -> str:
        """The name of the Tabler icon that goes with the tone."""
        return _ICONS[self]


_ICONS = {
    Tone.INFO: "info-circle",
    Tone.GOOD: "circle-check",
    Tone.WARN: "alert-triangle",
    Tone.BAD: "alert-circle",
    Tone.QUIET: "circle-dashed",
}
