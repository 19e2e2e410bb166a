"""Tables of rights as text that a person reads, and what is made of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

# What an answer can be, besides a status: it was done, or the page answered and nothing was done.
DONE, NOTHING = "ok", "nil"

# A person and an action.
Cell = tuple[str, str]
FULL = bool(os.environ.get("THIDUA_PROVE"))


def table(text: str) -> dict[str, dict[str, str]]:
    """Rows by name, each a value by column: `{"chair": {"view": "ok", …}, …}`.

    The first line names the columns. Two spaces end the name of a row; lines that begin with ── are headings.
    """
    lines = [line for line in text.strip().splitlines() if not line.startswith("──")]
    columns = lines[0].split()
    rows = (line.partition("  ") for line in lines[1:])
    return {name: dict(zip(columns, cells.split(), strict=True)) for name, _gap, cells in rows}


def part_of(cells: Sequence[Cell], turn: int) -> Sequence[Cell]:
    """The cells of a table that are asked in one state: all by `make prove`, otherwise one diagonal of the table.

    A diagonal asks every person and every action at least once. In each state (`turn`) it is another one, so that over
    the states of a table most people try most actions.
    """
    if FULL:
        return cells
    people, actions = (list(dict.fromkeys(names)) for names in zip(*cells, strict=True))
    steps = range(max(len(people), len(actions)))
    diagonal = {(people[at % len(people)], actions[(at + turn) % len(actions)]) for at in steps}
    return [cell for cell in cells if cell in diagonal]


def one_who_may(cells: Sequence[Cell], turn: int) -> Sequence[Cell]:
    """Of the cells in which something is done, one person for each action, in each state another; all by `make prove`.

    Together with `part_of` each action is asked in each state by somebody who may and, mostly, by one who may not.
    """
    if FULL:
        return cells
    actions: dict[str, list[Cell]] = {}
    for cell in cells:
        actions.setdefault(cell[1], []).append(cell)
    return [able[turn % len(able)] for able in actions.values()]


def in_turn(names: Sequence[str], turn: int, count: int = 1, *, everything: bool = False) -> Sequence[str]:
    """So many of some names, at each turn the next ones; all where it is asked for, and by `make prove`."""
    if FULL or everything:
        return names
    return [names[(turn + at) % len(names)] for at in range(count)]


def said(status: int, *, changed: bool) -> str:
    """An answer in the words of the tables; a refusal that leaves a trace is none."""
    if status < 400:
        return DONE if changed else NOTHING
    return f"{status} with a trace" if changed else str(status)


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Where the answers are not what the tables say, a line each."""
    return [
        f"{cell}: {expected[cell]} by the rules, {answer} found"
        for cell, answer in found.items()
        if answer != expected[cell]
    ]
