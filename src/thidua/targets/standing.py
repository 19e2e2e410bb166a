"""How a unit stands with a target, in one word and the colour that goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.indicators.rules import Kind
from thidua.ui.tones import Tone

from .queries import Result
from .rules import Pace, PaceStatus, Reached, targets_reached

TONES = {
    PaceStatus.AHEAD: Tone.GOOD,
    PaceStatus.ON_TRACK: Tone.INFO,
    PaceStatus.BEHIND: Tone.WARN,
    PaceStatus.AT_RISK: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a bar shows of a result: per cent of plan (or of a limit), the pace expected by now, tone and word."""

    share: Fraction | None
    pace: Fraction | None
    tone: Tone
    words: str


def standing(result: Result) -> Standing:
    """How a result stands with its assigned target; without words where there is no target or no result."""
    done, pace = result.completion, result.pace
    share = done.limit_used_percent if done.percent_of_plan is None else done.percent_of_plan
    expected = _in_percent(pace.expected_share) if pace else None
    tone, words = _judged(result, pace)
    return Standing(share, expected, tone, str(words))


def tone_of(result: Result) -> Tone:
    """The tone alone, for those who only sort results by it."""
    return _judged(result, result.pace)[0]


def _judged(result: Result, pace: Pace | None) -> tuple[Tone, str | Promise]:
    if result.completion.met is None:
        return Tone.QUIET, ""
    if lacks_reports(result):
        return Tone.QUIET, _("Chưa đủ báo cáo")
    if pace is not None and pace.expected_share < 1:
        return TONES[pace.status], pace.status.label
    if result.completion.met:
        return Tone.GOOD, _("Đạt")
    return Tone.BAD if pace else Tone.WARN, _("Chưa đạt")


@lru_cache(maxsize=256)
def _in_percent(share: Fraction) -> Fraction:
    """All results of a page are judged on a few days."""
    return share * 100


def lacks_reports(result: Result) -> bool:
    """Whether a rate cannot be judged yet.

    What is divided has come in since January, what it is divided by only from those who reported for the period.
    """
    return result.indicator.kind == Kind.RATIO and result.figure.received < result.figure.expected


def reached_of(results: Iterable[Result]) -> Reached:
    """How many of the assigned targets are reached; a rate that lacks reports is not, whatever it says."""
    aimed = [result for result in results if result.target is not None]
    return targets_reached(
        replace(result.completion, met=None) if lacks_reports(result) else result.completion for result in aimed
    )
