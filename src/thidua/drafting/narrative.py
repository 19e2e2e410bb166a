"""What units say in words, as they wrote it: the unit's own in full, those directly below in short and by name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from thidua.documents.content import Block, Paragraph
from thidua.reporting.queries.narrative import Told, told_within
from thidua.reporting.rules import NarrativePart

from .facts import Facts

SOURCE = "thuyet-minh"
"""How the names of all that people wrote begin: nothing of it is written anew from figures."""
MOST_UNITS = 12
LONGEST_QUOTE = 320
_SENTENCE = re.compile(r"(?<=[.;!?…])\s+")

Narratives = dict[str, list[Told]]
"""By the code of the unit, the earliest first."""


def read_narratives(facts: Facts, unit: str) -> Narratives:
    """What the accepted reports of a unit and of those directly below say about the period. One statement."""
    codes = {facts.names[code].unit_id: code for code in (unit, *facts.children.get(unit, ()))}
    found: Narratives = {}
    for told in told_within(codes, facts.span):
        found.setdefault(codes[told.unit_id], []).append(told)
    return found


def own_words(narratives: Narratives, unit: str, part: NarrativePart) -> list[Block]:
    """A part of the unit's own narrative; several lines become a list, what was said twice is said once."""
    texts = [told.text for told in narratives.get(unit, []) if told.part is part]
    lines = list(dict.fromkeys(line for text in texts for line in _lines(text)))
    name = f"{SOURCE}-{part.value}"
    return [
        Paragraph(f"{name}-{at}", (_ended(line),), style="item" if len(lines) > 1 else "body", source=f"{name}-{at}")
        for at, line in enumerate(lines, start=1)
    ]


def words_of_units(facts: Facts, narratives: Narratives, unit: str, part: NarrativePart, lead: str) -> list[Block]:
    """The same of the units directly below, each in short behind its name, after a leading sentence."""
    quotes: list[Block] = []
    for child in facts.children.get(unit, ()):
        texts = [told.text for told in narratives.get(child, []) if told.part is part]
        if texts and len(quotes) < MOST_UNITS:
            name = f"{SOURCE}-{part.value}-{child.lower()}"
            words = f"{facts.names[child].name}: {shortened(' '.join(_lines(texts[-1])))}"
            quotes.append(Paragraph(name, (words,), style="item", source=name))
    name = f"{SOURCE}-{part.value}-don-vi"
    return [Paragraph(name, (lead,), source=name), *quotes] if quotes else []


def shortened(text: str, most: int = LONGEST_QUOTE) -> str:
    """As many whole sentences as fit, at least a part of the first; what is left out is marked."""
    if len(text) <= most:
        return _ended(text)
    kept = ""
    for sentence in _SENTENCE.split(text):
        if len(kept) + len(sentence) + 1 > most:
            break
        kept = f"{kept} {sentence}".strip()
    return f"{kept or text[:most].rsplit(' ', 1)[0]} …"


def _lines(text: str) -> Iterable[str]:
    """The lines of a text without the dashes and bullets that they begin with."""
    return (bare for line in text.splitlines() if (bare := line.strip().lstrip("-–•+*").strip()))


def _ended(line: str) -> str:
    return line if line.endswith((".", "!", "?", "…", ":", ";")) else f"{line}."
