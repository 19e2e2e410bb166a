"""What differs between two contents: paragraphs that came and went, words that changed, figures that moved."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .content import Block, Chart, Content, Frame, Heading, PageBreak, Paragraph, Pieces, Table, Token, plain

_WORD = re.compile(r"\s+|[^\s]+")


class Fate(StrEnum):
    """What became of a block or of a run of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together and share their fate: same, added or removed."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A block of the one or the other content; `runs` are the words of both in reading order.

    For a table each run is a row; a chart or a new page says by its fate alone what became of it.
    """

    fate: Fate
    before: Block | None
    after: Block | None
    runs: tuple[Run, ...]

    @property
    def block(self) -> Block:
        """The block as it stands in the later content, else in the earlier."""
        found = self.after or self.before
        assert found is not None  # one of them is there
        return found


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure whose text is another one; `now` is None where it cannot be said any more."""

    was: Token
    now: Token | None
    block: str


def difference(before: Content, after: Content) -> tuple[BlockChange, ...]:
    """Every block of both contents in reading order, with what became of it.

    Blocks are the same thing as long as they keep their id; one that stands elsewhere now has gone and come.
    """
    old, new = {block.id: block for block in before.blocks}, {block.id: block for block in after.blocks}
    old_ids, new_ids = [block.id for block in before.blocks], [block.id for block in after.blocks]
    found: list[BlockChange] = []
    matcher = SequenceMatcher(None, old_ids, new_ids, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found += [_compared(old[one], new[one]) for one in old_ids[i1:i2]]
            continue
        found += [_alone(Fate.REMOVED, old[one]) for one in old_ids[i1:i2]]
        found += [_alone(Fate.ADDED, new[one]) for one in new_ids[j1:j2]]
    return tuple(found)


def changed_only(changes: Iterable[BlockChange]) -> tuple[BlockChange, ...]:
    """Those that are not the same."""
    return tuple(change for change in changes if change.fate is not Fate.SAME)


def words(before: str, after: str) -> tuple[Run, ...]:
    """The words of two texts as runs; those that are not added make the first text, those not removed the second."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Fate.SAME, "".join(old[i1:i2])))
            continue
        runs += [Run(Fate.REMOVED, "".join(old[i1:i2]))] if i1 < i2 else []
        runs += [Run(Fate.ADDED, "".join(new[j1:j2]))] if j1 < j2 else []
    return tuple(runs)


def figures_changed(content: Content, now: Iterable[Token] | dict[str, Token]) -> tuple[FigureChange, ...]:
    """The figures of a content that read otherwise now, each once for each block that says it, in reading order."""
    current = now if isinstance(now, dict) else {token.key: token for token in now}
    found: dict[tuple[str, str, str], FigureChange] = {}
    for block in content.blocks:
        for token in tokens_of(block):
            today = current.get(token.key)
            if today is None or today.text != token.text:
                found.setdefault((block.id, token.key, token.text), FigureChange(token, today, block.id))
    return tuple(found.values())


def tokens_of(block: Block) -> Iterator[Token]:
    """The figures of one block in reading order."""
    return Content((block,)).tokens()


def frame_changes(before: Frame, after: Frame) -> dict[str, tuple[str, str]]:
    """The fields around the content that differ, as text: name -> (before, after)."""
    fields = (field.name for field in dataclasses.fields(Frame))
    found = {name: (_said(getattr(before, name)), _said(getattr(after, name))) for name in fields}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _said(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)


def text_of(block: Block) -> str:
    """The words of a block, a table's row by row; a chart's are its title and what it shows."""
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return plain(block.pieces)
        case Table():
            return "\n".join(_rows(block))
        case Chart():
            return f"{block.title}\n{block.alt}"
        case PageBreak():
            return ""


def _rows(table: Table) -> list[str]:
    return [" · ".join(_cell(cell) for cell in row.cells) for row in table.rows]


def _cell(pieces: Pieces) -> str:
    return plain(pieces).replace("\n", " ")


def _alone(fate: Fate, block: Block) -> BlockChange:
    text = text_of(block)
    runs = (Run(fate, text),) if text else ()
    return BlockChange(fate, block if fate is Fate.REMOVED else None, block if fate is Fate.ADDED else None, runs)


def _compared(before: Block, after: Block) -> BlockChange:
    if isinstance(before, Table) and isinstance(after, Table):
        runs = tuple(_lines(_rows(before), _rows(after)))
    else:
        runs = words(text_of(before), text_of(after))
    same = _shown(before) == _shown(after)
    return BlockChange(Fate.SAME if same else Fate.CHANGED, before, after, runs)


def _shown(block: Block) -> object:
    """What of a block is printed: neither where it came from nor that somebody edited it."""
    match block:
        case Paragraph():
            return block.style, plain(block.pieces)
        case Table():
            rows = [(tuple(map(plain, row.cells)), row.strong, row.section) for row in block.rows]
            return block.columns, rows, block.caption, block.measure, block.notes
        case _:
            return block


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Run(Fate.SAME, line) for line in before[i1:i2])
            continue
        yield from (Run(Fate.REMOVED, line) for line in before[i1:i2])
        yield from (Run(Fate.ADDED, line) for line in after[j1:j2])
