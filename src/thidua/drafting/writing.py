"""Clauses and figures made into sentences. What is left out is what the figures do not carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thidua.documents.content import Paragraph, Piece, Pieces, Token, plain
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.targets.queries import Result

from .facts import Facts
from .keys import Key, What
from .naming import spelled
from .sentences.clauses import Clause, Sentence, Slot, Topic, choose, pick, take_apart
from .tokens import token
from .words import measure


@dataclass(slots=True)
class Voice:
    """Who speaks of what: a unit of these facts. In a section the first comparison names the year, no other does."""

    facts: Facts
    unit: str
    year_named: bool = False

    def say(self, what: What, indicator: str = "", more: str = "") -> Token | None:
        """What a key of this unit and period says."""
        return token(self.facts, Key(what, self.unit, indicator, self.facts.span.code, more))

    def result(self, indicator: str) -> Result | None:
        return self.facts.results.get((self.unit, indicator))

    @property
    def begins_the_year(self) -> bool:
        """Whether the period begins with its year, so that what happened in it is what happened since then."""
        return self.facts.span.starts == self.facts.span.whole_year().starts


@dataclass(frozen=True, slots=True)
class Said:
    """A clause in words: its core, and what its figure is compared with."""

    core: Pieces
    tail: Pieces
    hangs: bool


def paragraph(voice: Voice, topic: Topic, name: str, opening: str = "") -> Paragraph | None:
    """The sentences of a topic as one paragraph, None where there is nothing to say.

    `opening` goes before the first sentence, which then goes on in lower case.
    """
    pieces: list[Piece] = []
    for sentence in topic:
        if not (words := _sentence(voice, sentence)):
            continue
        if pieces:
            pieces.append(" ")
        pieces += [opening, *words] if opening and not pieces else _capitalised(words)
        pieces.append(".")
    return Paragraph(name, joined(pieces), source=name) if pieces else None


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Pieces with neighbouring texts made one and empty ones gone."""
    done: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and done and isinstance(done[-1], str):
            done[-1] += piece
        elif piece != "":
            done.append(piece)
    return tuple(done)


def _capitalised(words: Pieces) -> list[Piece]:
    """A sentence does not begin with a figure."""
    first = words[0]
    if isinstance(first, Token):
        return ["Có ", *words]
    return [first[:1].upper() + first[1:], *words[1:]]


def _sentence(voice: Voice, sentence: Sentence) -> Pieces:
    said = _present(voice, sentence)
    pieces: list[Piece] = []
    for at, clause in enumerate(said):
        if pieces and not clause.hangs:
            pieces.append("; ")
        pieces += clause.core
        goes_on = at + 1 < len(said) and said[at + 1].hangs
        pieces += _tail(clause.tail, enclosed=goes_on)
    return joined(pieces)


def _present(voice: Voice, sentence: Sentence) -> list[Said]:
    """The clauses whose figures are there; what hangs on a clause that is not there is not there either."""
    found: list[Said] = []
    head_is_there = False
    for text in sentence:
        clause = take_apart(choose(text, f"{voice.unit} {text}"))
        if clause.hangs and not head_is_there:
            continue
        said = _clause(voice, clause)
        if not clause.hangs:
            head_is_there = said is not None
        if said is not None:
            found.append(said)
    return found


def _clause(voice: Voice, clause: Clause) -> Said | None:
    core: list[Piece] = []
    tail: Pieces = ()
    for part in clause.parts:
        if isinstance(part, str):
            core.append(part)
            continue
        figure = _figure(voice, part)
        if figure is None:
            return None
        core.append(figure)
        if part.main:
            tail = comparisons(voice, part.code)
    return Said(joined(core), tail, clause.hangs)


def _figure(voice: Voice, slot: Slot) -> Token | None:
    result = voice.result(slot.code)
    if result is None:
        return None
    if slot.nil:
        return voice.say(What.NIL, slot.code)
    value = result.cumulative if slot.since else result.value
    if value is None or value <= 0:
        return None
    return voice.say(What.SINCE if slot.since else What.VALUE, slot.code)


def comparisons(voice: Voice, code: str) -> Pieces:
    """How a result stands: what it lacks, since the start of the year, with its plan, with last year."""
    result = voice.result(code)
    if result is None:
        return ()
    found: list[Piece] = []
    if partly := voice.say(What.PARTLY, code):
        found.append(partly)
    goes_on = result.indicator.kind == Kind.FLOW and not voice.begins_the_year
    if goes_on and result.cumulative != result.value and (since := voice.say(What.SINCE, code)):
        found += [", lũy kế từ đầu năm " if found else "lũy kế từ đầu năm ", since]
    if plan := voice.say(What.PLAN, code, str(pick(f"{voice.unit} {code}", 2))):
        found += [", ", plan] if found else [plan]
    if change := voice.say(What.CHANGE, code, "0" if voice.year_named else "1"):
        found += [", ", change] if found else [change]
        voice.year_named = True
    return tuple(found)


def _tail(tail: Pieces, *, enclosed: bool) -> Sequence[Piece]:
    """Comparisons after a clause; in brackets where the clause goes on, unless they hold brackets themselves."""
    if not tail:
        return ()
    if enclosed and "(" not in plain(tail):
        return (" (", *tail, ")")
    return (", ", *tail)


def others(voice: Voice, areas: Iterable[str], spoken: frozenset[str], name: str) -> Paragraph | None:
    """Indicators that a federation has added and no sentence speaks of, by their names."""
    pieces: list[Piece] = []
    for indicator in catalogue().indicators:
        if indicator.area.code not in areas or indicator.code in spoken:
            continue
        words = _by_name(voice, indicator)
        if words:
            pieces += ["; ", *words] if pieces else words
    return Paragraph(name, joined([*pieces, "."]), source=name) if pieces else None


def _by_name(voice: Voice, indicator: Indicator) -> Pieces:
    result = voice.result(indicator.code)
    if result is None or not result.value:
        return ()
    value = voice.say(What.VALUE, indicator.code)
    if value is None:
        return ()
    return (f"{spelled(indicator.name_vi)}: ", value, *measure_after(indicator), *_tail(
        comparisons(voice, indicator.code), enclosed=False
    ))  # fmt: skip


def measure_after(indicator: Indicator) -> Pieces:
    """The measure after a value that does not hold it already."""
    holds_it = indicator.measure_vi == "%" or "đồng" in indicator.measure_vi
    return () if holds_it else (f" {measure(indicator)}",)
