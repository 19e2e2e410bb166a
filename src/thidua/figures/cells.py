"""The store of cells: who wrote what, and which version counts. Knows nothing of workflow or permissions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from thidua.core import clock, sql
from thidua.core.errors import DomainError
from thidua.core.numbers import LARGEST
from thidua.indicators.models import FormRow, Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Collection, Kind
from thidua.people.models import User

from .models import CellEdit, PeriodUnit, Sheet
from .rules import Scope

PACKAGE = "thidua.figures"
POSITIONS = 64


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds: a scaled number, "not applicable", or nothing at all."""

    number: int | None = None
    na: bool = False

    def __post_init__(self) -> None:
        if self.na and self.number is not None:
            raise ValueError("a cell is a number or not applicable, never both")

    @property
    def empty(self) -> bool:
        """Not reported: neither a number nor "not applicable"."""
        return self.number is None and not self.na


class KeyTaken(DomainError):
    """The key of a change belongs to another change, which was made before."""

    status = 422


class NotWeighable(DomainError):
    """An average times its weight is more than any figure can be."""

    status = 422


EMPTY = Cell()
NOT_APPLICABLE = Cell(na=True)


@dataclass(frozen=True, slots=True)
class Edit:
    """A wish to change a cell from what its editor saw to something else."""

    indicator_id: int
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an edit; `cell` is what the cell holds now. Not saved means somebody else was faster."""

    indicator_id: int
    saved: bool
    cell: Cell


@transaction.atomic(savepoint=False)
def write_cells(*, sheet: Sheet, version: int, edits: Sequence[Edit], by: User, key: UUID) -> list[Written]:
    """Write a burst of edits, each only if its cell still holds what the editor saw.

    The caller holds the lock of the sheet's report. `key` names the burst: sent again, it changes nothing and
    answers what it answered the first time (edits not saved then are answered with today's cell). Each edit is
    about another indicator. Raises KeyTaken when the key belongs to another burst.
    """
    if not edits:
        return []
    places = _places([edit.indicator_id for edit in edits])
    blocks = _read_blocks(sheet, version)
    now = {pk: _in(blocks, place) for pk, place in places.items()}
    fresh = [edit for edit in edits if now[edit.indicator_id] == edit.before]
    saved = {edit.indicator_id for edit in fresh}
    # A burst that comes again finds its own cells there, so only one that fits everywhere is surely new.
    again = len(fresh) < len(edits) or not _note(sheet, version, fresh, by, key)
    if again and (done := CellEdit.objects.filter(sheet=sheet, key=key).first()):
        saved = _saved_before(done, edits, by)
        return [Written(e.indicator_id, e.indicator_id in saved, now[e.indicator_id]) for e in edits]
    if fresh:
        if again:
            _note(sheet, version, fresh, by, key)
        _change_cells(sheet, version, blocks, {places[edit.indicator_id]: edit.after for edit in fresh})
    return [
        Written(e.indicator_id, e.indicator_id in saved, e.after if e.indicator_id in saved else now[e.indicator_id])
        for e in edits
    ]


@transaction.atomic(savepoint=False)
def replace_cells(
    *, sheet: Sheet, version: int, cells: Mapping[int, Cell], seen: Mapping[int, Cell], by: User, key: UUID
) -> list[Written]:
    """Put a whole version of a sheet in the place of what it holds: three statements, however many cells.

    `cells` names every indicator that the form collects. `seen` are cells as their sender last saw them: when
    one of them holds something else by now, nothing is written and the answer tells which; else it is empty.
    The caller holds the lock of the sheet's report. `key` names the change; a change that needs to be made under
    a key that has made one already raises KeyTaken.
    """
    before = read_cells(sheet, version, cells)
    clashes = [Written(i, saved=False, cell=before[i]) for i, cell in seen.items() if before[i] != cell]
    if clashes:
        return clashes
    edits = [Edit(i, before[i], cell) for i, cell in cells.items() if before[i] != cell]
    if edits and not _note(sheet, version, edits, by, key):
        raise _key_taken()
    _replace_blocks(sheet, version, in_blocks(cells))
    return []


def read_cells(sheet: Sheet, version: int, indicators: Iterable[int]) -> dict[int, Cell]:
    """The cells of a version of a sheet by indicator; what was never written is empty."""
    blocks = _read_blocks(sheet, version)
    return {indicator: _in(blocks, place) for indicator, place in _places(indicators).items()}


@dataclass(frozen=True, slots=True)
class _Block:
    """64 stored cells of a version of a sheet."""

    block: int
    cells: list[int | None]
    na: int


def _read_blocks(sheet: Sheet, version: int) -> dict[int, _Block]:
    params = {"closes": sheet.closes, "sheet": sheet.pk, "version": version}
    return {row.block: row for row in sql.fetch(PACKAGE, "read_cells", params, _Block)}


def _in(blocks: Mapping[int, _Block], place: tuple[int, int]) -> Cell:
    """The cell at a (block, position); what was never written is empty."""
    block, position = place
    return cell_at(blocks[block], position) if block in blocks else EMPTY


class Packed(Protocol):
    """64 stored cells: numbers, and the bits of those not applicable."""

    @property
    def cells(self) -> Sequence[int | None]: ...

    @property
    def na(self) -> int: ...


def cell_at(row: Packed, position: int) -> Cell:
    """The cell at a position (1 to 64) of a stored row."""
    number = row.cells[position - 1]
    return Cell(number, na=number is None and bool(row.na >> (position - 1) & 1))


def pack(cells: Mapping[int, Cell]) -> tuple[list[int | None], int]:
    """The stored form of cells by position: 64 numbers, and the bits of those not applicable."""
    numbers = [cells.get(position, EMPTY).number for position in range(1, POSITIONS + 1)]
    bits = sum(1 << (position - 1) for position, cell in cells.items() if cell.na)
    return numbers, _signed(bits)


def _signed(bits: int) -> int:
    """64 bits as a bigint, whose highest bit is its sign."""
    bits &= (1 << POSITIONS) - 1
    return bits - (1 << POSITIONS) if bits >> (POSITIONS - 1) else bits


def in_blocks(cells: Mapping[int, Cell]) -> dict[int, dict[int, Cell]]:
    """Cells by indicator as cells by block and position, an average with its product and weight beside it.

    Raises NotWeighable.
    """
    blocks: dict[int, dict[int, Cell]] = defaultdict(dict)
    for pk, cell in cells.items():
        indicator = catalogue().by_id[pk]
        slot = indicator.slot
        blocks[slot.block_id][slot.position] = cell
        weight = cells.get(indicator.weight_id or 0, EMPTY).number
        if indicator.kind == Kind.AVERAGE and cell.number is not None and weight is not None:
            blocks[slot.block_id][slot.position + 1] = Cell(_weighed(indicator, cell.number, weight))
            blocks[slot.block_id][slot.position + 2] = Cell(weight)
    return blocks


def _weighed(average: Indicator, value: int, weight: int) -> int:
    """An average times its weight. Raises NotWeighable beyond what a cell may hold."""
    product = value * weight
    if abs(product) > LARGEST:
        raise NotWeighable(
            _("«%(name)s» nhân với số dùng làm quyền số thì quá lớn. Hãy kiểm tra lại số vừa nhập và đơn vị tính.")
            % {"name": average.name},
            where=f"cells.{average.code}",
        )
    return product


@transaction.atomic
def begin_version(*, sheet: Sheet, copy_of: int, version: int) -> None:
    """Start a version as a copy of another; the old one is never written again."""
    sql.run(
        PACKAGE,
        "copy_version",
        {"closes": sheet.closes, "sheet": sheet.pk, "from": copy_of, "to": version},
    )


@transaction.atomic(savepoint=False)
def count_preliminarily(*, sheet_ids: Sequence[int], version: int | None) -> None:
    """Let a version of the sheets count in preliminary totals; None takes the submitted one back."""
    sql.run(PACKAGE, "count_preliminarily", {"sheets": list(sheet_ids), "version": version, "at": clock.now()})


@transaction.atomic(savepoint=False)
def count_officially(*, sheet_ids: Sequence[int]) -> None:
    """Let the submitted version of the sheets count in official totals; nothing is copied, the pointer moves."""
    sql.run(PACKAGE, "count_officially", {"sheets": list(sheet_ids), "at": clock.now()})


@transaction.atomic(savepoint=False)
def count_as_before(*, versions: Mapping[int, int | None]) -> None:
    """Take the official versions of sheets back, by sheet the version that was official before: it waits again."""
    params = {"sheets": list(versions), "versions": list(versions.values()), "at": clock.now()}
    sql.run(PACKAGE, "count_as_before", params)


@transaction.atomic
def weigh_averages(*, sheet: Sheet, version: int) -> None:
    """Store value × weight and weight beside every average of a version, so that totals are weighted averages.

    The weight is that of the same report or, where it is reported more often, of the unit's report that ends on
    the same day. An average without its weight says nothing about the units above and stays out of totals. A weight
    that is amended later does not weigh anew what was submitted: a version that counts is never rewritten.
    Raises NotWeighable.
    """
    collected = FormRow.objects.filter(section__version=sheet.form_version_id).values_list("indicator_id", flat=True)
    averages = [i for pk in collected if (i := catalogue().by_id[pk]).kind == Kind.AVERAGE]
    if not averages:
        return
    known = [indicator.weight_id for indicator in averages if indicator.weight_id]
    cells = read_cells(sheet, version, [*known, *(indicator.pk for indicator in averages)])
    cells |= _weights_elsewhere(sheet, [pk for pk in known if cells[pk].empty])
    for average in averages:
        value, weight = cells[average.pk].number, cells.get(average.weight_id or 0, EMPTY).number
        product = None if value is None or weight is None else _weighed(average, value, weight)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE figures_sheetcells SET cells[%s] = %s, cells[%s] = %s"
                " WHERE closes = %s AND sheet_id = %s AND version = %s AND block = %s",
                [
                    average.slot.position + 1,
                    product,
                    average.slot.position + 2,
                    None if product is None else weight,
                    sheet.closes,
                    sheet.pk,
                    version,
                    average.slot.block_id,
                ],
            )


def _weights_elsewhere(sheet: Sheet, indicators: Sequence[int]) -> dict[int, Cell]:
    """What the unit's other reports that end on the same day hold of these, in the versions that count."""
    found: dict[int, Cell] = {}
    for other in Sheet.objects.filter(unit=sheet.unit_id, closes=sheet.closes).exclude(pk=sheet.pk):
        if version := other.submitted_version or other.official_version:
            found |= {pk: cell for pk, cell in read_cells(other, version, indicators).items() if not cell.empty}
    return found


def _places(indicators: Iterable[int]) -> dict[int, tuple[int, int]]:
    slots = {indicator: catalogue().by_id[indicator].slot for indicator in indicators}
    return {indicator: (slot.block_id, slot.position) for indicator, slot in slots.items()}


def scopes_of(sheets: Sequence[Sheet]) -> dict[int, Scope]:
    """What the cells of each sheet stand for, by the sheet's id.

    A form for the whole subtree says more than the unit's own figure only where there is something below.
    """
    scopes = {sheet.pk: Scope.OWN for sheet in sheets}
    whole = [sheet for sheet in sheets if sheet.form_version.form.collection == Collection.SUBTREE]
    if whole:
        inner = Exists(PeriodUnit.objects.filter(period=OuterRef("period"), unit=OuterRef("unit"), has_children=True))
        with_children = Sheet.objects.filter(inner, pk__in=[sheet.pk for sheet in whole])
        scopes |= dict.fromkeys(with_children.values_list("pk", flat=True), Scope.SUBTREE)
    return scopes


def _change_cells(
    sheet: Sheet, version: int, stored: Mapping[int, _Block], cells: Mapping[tuple[int, int], Cell]
) -> None:
    """Write cells by block and position; all others of these blocks stay what they are."""
    blocks: dict[int, tuple[list[int | None], int]] = {}
    for (block, position), cell in cells.items():
        known = stored.get(block)
        numbers, bits = blocks.get(block) or ((list(known.cells), known.na) if known else ([None] * POSITIONS, 0))
        numbers[position - 1] = cell.number
        bit = 1 << (position - 1)
        blocks[block] = numbers, bits | bit if cell.na else bits & ~bit
    _store_blocks(sheet, version, {block: (numbers, _signed(bits)) for block, (numbers, bits) in blocks.items()})


def _replace_blocks(sheet: Sheet, version: int, blocks: Mapping[int, Mapping[int, Cell]]) -> None:
    _store_blocks(sheet, version, {block: pack(cells) for block, cells in blocks.items()})


def _store_blocks(sheet: Sheet, version: int, blocks: Mapping[int, tuple[Sequence[int | None], int]]) -> None:
    sql.run(
        PACKAGE,
        "replace_blocks",
        {
            "closes": sheet.closes,
            "sheet": sheet.pk,
            "version": version,
            "scope": scopes_of([sheet])[sheet.pk],
            "blocks": list(blocks),
            "cells": [_literal(numbers) for numbers, _na in blocks.values()],
            "na": [na for _numbers, na in blocks.values()],
        },
    )


def _literal(numbers: Sequence[int | None]) -> str:
    """An array as PostgreSQL writes it; arrays of arrays would have to be unpacked again in SQL."""
    return "{" + ",".join("NULL" if number is None else str(number) for number in numbers) + "}"


def _saved_before(done: CellEdit, edits: Sequence[Edit], by: User) -> set[int]:
    """The indicators that a burst saved when it was sent first. Raises KeyTaken when it was another one."""
    sent = {edit.indicator_id: edit.after for edit in edits}
    saved = [Cell(number, na) for number, na in zip(done.after, done.after_na, strict=True)]
    if done.by_id != by.pk or any(sent.get(pk) != cell for pk, cell in zip(done.indicators, saved, strict=True)):
        raise _key_taken()
    return set(done.indicators)


def _key_taken() -> KeyTaken:
    return KeyTaken(_("Mã của lần lưu này đã dùng cho một lần lưu khác. Hãy tải lại trang rồi nhập lại."))


def _note(sheet: Sheet, version: int, edits: Sequence[Edit], by: User, key: UUID) -> bool:
    """Write the journal row of a change; False when a change with its key is there already."""
    params = {
        "sheet": sheet.pk,
        "version": version,
        "key": key,
        "by": by.pk,
        "at": clock.now(),
        "indicators": [edit.indicator_id for edit in edits],
        "before": _literal([edit.before.number for edit in edits]),
        "after": _literal([edit.after.number for edit in edits]),
        "before_na": [edit.before.na for edit in edits],
        "after_na": [edit.after.na for edit in edits],
    }
    return sql.run(PACKAGE, "note_edits", params) > 0
