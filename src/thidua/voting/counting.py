"""Counting: from the answers to a question to what became of its options. Pure, exact, and ties are never broken.

An option reaches the threshold when its *voices* do: those who said yes (approval), chose it (choose) or gave it any
place (rank). Options are then set in order by their *score*: the voices, or for ranks the points of Borda's method: the
first of n options gets n points, the second n - 1 and so on, one that is not ranked none. Where fewer may win than
reach the threshold, those above the last seat's score win; when options with that score are more than the seats left,
all of them are reported as tied and none of them wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .rules import Asked, Base, Kind, Marks, Outcome, Part, QuorumOn, fault

YES, NO = 1, 2


@dataclass(frozen=True, slots=True)
class Roll:
    """How many are on the roll, how many of them were present or voted themselves, and how many voted how.

    `present` holds who was marked present and who voted from afar; who voted in writing is absent and in `written`.
    `cast` are all votes that came in.
    """

    total: int
    present: int
    cast: int
    written: int

    @property
    def taking_part(self) -> int:
        """Who was present or voted in writing."""
        return self.present + self.written


@dataclass(frozen=True, slots=True)
class OptionResult:
    """What an option got. `no` and `abstained` are of approval only, `points` of ranks only; `place` 1 is the first."""

    voices: int
    no: int
    abstained: int
    points: int
    place: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a question: votes cast, valid, invalid and blank ones, the base of the threshold and what it asks.

    A blank vote is valid: it names no option, or abstains from all.
    """

    cast: int
    valid: int
    invalid: int
    blank: int
    base: int
    needed: int
    options: tuple[OptionResult, ...]

    @property
    def tied(self) -> bool:
        """Whether a tie keeps the question from being decided."""
        return any(option.outcome == Outcome.TIED for option in self.options)

    @property
    def shared_places(self) -> tuple[int, ...]:
        """The places that several options have."""
        places = [option.place for option in self.options]
        return tuple(sorted({place for place in places if places.count(place) > 1}))

    def to_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Result:
        """What `to_data` gave."""
        options = tuple(OptionResult(**{**one, "outcome": Outcome(one["outcome"])}) for one in data["options"])
        return cls(**{**data, "options": options})


def quorum_met(on: QuorumOn, part: Part, roll: Roll) -> bool:
    """Whether enough took part."""
    match on:
        case QuorumOn.CAST_OF_TOTAL:
            return part.met(roll.cast, roll.total)
        case QuorumOn.PRESENT_OF_TOTAL:
            return part.met(roll.present, roll.total)
        case QuorumOn.CAST_OF_PRESENT:
            return part.met(roll.cast, roll.taking_part)


def count(asked: Asked, answers: Sequence[Marks | None], roll: Roll, *, quorate: bool) -> Result:
    """Count the answers to one question; None and what the question does not allow are invalid."""
    valid = [answer for answer in answers if answer is not None and not fault(asked, answer)]
    base = {Base.TOTAL: roll.total, Base.PRESENT: roll.taking_part, Base.VALID: len(valid)}[asked.base]
    voices = [_voices(asked, valid, at) for at in range(asked.options)]
    points = [_points(asked, valid, at) for at in range(asked.options)]
    scores = points if asked.kind == Kind.RANK else voices
    outcomes = _outcomes(asked, voices, scores, base) if quorate else [Outcome.NO_QUORUM] * asked.options
    return Result(
        cast=len(answers),
        valid=len(valid),
        invalid=len(answers) - len(valid),
        blank=sum(not any(answer) for answer in valid),
        base=base,
        needed=asked.threshold.least(base),
        options=tuple(
            OptionResult(
                voices=voices[at],
                no=_said(asked, valid, at, NO),
                abstained=_said(asked, valid, at, 0),
                points=points[at],
                place=1 + sum(score > scores[at] for score in scores),
                outcome=outcomes[at],
            )
            for at in range(asked.options)
        ),
    )


def _voices(asked: Asked, valid: Sequence[Marks], at: int) -> int:
    if asked.kind == Kind.RANK:
        return sum(answer[at] > 0 for answer in valid)
    return sum(answer[at] == YES for answer in valid)


def _points(asked: Asked, valid: Sequence[Marks], at: int) -> int:
    if asked.kind != Kind.RANK:
        return 0
    return sum(asked.options + 1 - answer[at] for answer in valid if answer[at])


def _said(asked: Asked, valid: Sequence[Marks], at: int, mark: int) -> int:
    return sum(answer[at] == mark for answer in valid) if asked.kind == Kind.APPROVAL else 0


def _outcomes(asked: Asked, voices: Sequence[int], scores: Sequence[int], base: int) -> list[Outcome]:
    reached = [asked.threshold.met(voice, base) for voice in voices]
    passing = sorted((score for score, met in zip(scores, reached, strict=True) if met), reverse=True)
    if asked.seats is None or len(passing) <= asked.seats:
        return [Outcome.PASSED if met else Outcome.FAILED for met in reached]
    # More reach the threshold than may win: the first score without a seat is the limit.
    limit = passing[asked.seats]
    return [
        _by_limit(score, limit, met=met, full=passing[asked.seats - 1] > limit)
        for score, met in zip(scores, reached, strict=True)
    ]


def _by_limit(score: int, limit: int, *, met: bool, full: bool) -> Outcome:
    """Above the limit wins; at the limit is tied with the last seat unless the seats are full above it."""
    if not met or score < limit or (score == limit and full):
        return Outcome.FAILED
    return Outcome.PASSED if score > limit else Outcome.TIED
