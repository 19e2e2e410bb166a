"""A list of changes as people write it: headings and words understood, every bad place named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from thidua.core.errors import BadEntry
from thidua.exchange.errors import UnreadableFile
from thidua.exchange.tables import LINES_ABOVE, Table
from thidua.org.checks import key
from thidua.org.rules import WHOLE, plain_words

from .errors import TooManyChanges
from .rules import MOST_CHANGES, Change, ChangeKind

# The columns of the template, in its order.
COLUMNS: dict[str, Promise] = {
    "kind": gettext_lazy("Thay đổi"),
    "code": gettext_lazy("Mã đơn vị"),
    "name": gettext_lazy("Tên mới"),
    "short_name": gettext_lazy("Tên ngắn"),
    "unit_kind": gettext_lazy("Loại đơn vị"),
    "under": gettext_lazy("Đơn vị cấp trên mới"),
    "heir": gettext_lazy("Đơn vị kế tục"),
    "share": pgettext_lazy("part of a unit", "Tỷ lệ"),
    "reason": gettext_lazy("Lý do"),
    "sector": gettext_lazy("Khu vực"),
    "bloc": gettext_lazy("Khối"),
}
REQUIRED = ("kind", "code")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "kind": ("thay doi", "loai thay doi", "noi dung thay doi", "hinh thuc", "change"),
    "code": ("ma don vi", "ma", "ma so", "don vi", "unit code", "code"),
    "name": ("ten moi", "ten", "ten don vi", "ten day du", "new name", "name"),
    "short_name": ("ten ngan", "ten ngan moi", "ten viet tat", "ten goi tat", "short name"),
    "unit_kind": ("loai don vi", "loai", "cap don vi", "kind of unit", "kind"),
    "under": (
        "don vi cap tren moi",
        "cap tren moi",
        "ma cap tren moi",
        "ma don vi cap tren moi",
        "ma cap tren",
        "cap tren",
        "don vi cap tren",
        "truc thuoc",
        "new parent unit",
        "parent",
    ),
    "heir": ("don vi ke tuc", "ma don vi ke tuc", "ke tuc", "don vi nhan", "successor"),
    "share": ("ty le", "ti le", "phan tram", "share"),
    "reason": ("ly do", "ghi chu", "reason"),
    "sector": ("khu vuc", "khu vuc kinh te", "sector"),
    "bloc": ("khoi", "linh vuc", "bloc"),
}
_KINDS: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.FOUND: ("thanh lap moi", "lap moi", "thanh lap don vi"),
    ChangeKind.RENAME: ("doi ten don vi", "dat lai ten"),
    ChangeKind.MOVE: ("chuyen", "dieu chuyen", "chuyen ve", "chuyen cap tren", "ban giao", "chuyen giao", "tiep nhan"),
    ChangeKind.MERGE: ("sap nhap", "hop nhat", "nhap", "nhap vao", "hop nhat vao"),
    ChangeKind.SPLIT: ("chia", "tach", "chia tach", "tach mot phan"),
    ChangeKind.DISSOLVE: ("giai the", "ket thuc", "cham dut", "ket thuc hoat dong", "cham dut hoat dong"),
}
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as the file has it, as texts; `row` is its number in the file, from 1."""

    row: int
    kind: str = ""
    code: str = ""
    name: str = ""
    short_name: str = ""
    unit_kind: str = ""
    under: str = ""
    heir: str = ""
    share: str = ""
    reason: str = ""
    sector: str = ""
    bloc: str = ""


def changes_of(table: Table) -> tuple[list[Change], list[BadEntry]]:
    """The changes that a table names, several rows of one split made one, and the places not understood.

    Raises UnreadableFile when no row has the headings or nothing stands below them, TooManyChanges.
    """
    entries = _entries_of(table)
    changes: list[Change] = []
    bad: list[BadEntry] = []
    splits: dict[str, int] = {}
    for entry in entries:
        kind = read_change_kind(entry.kind)
        share = read_share(entry.share)
        bad += _not_understood(entry, kind, share)
        if kind is None:
            continue
        change = _change(entry, kind, share)
        first = splits.setdefault(key(entry.code), len(changes)) if kind is ChangeKind.SPLIT else len(changes)
        if first < len(changes):
            changes[first] = _joined(changes[first], change)
        else:
            changes.append(change)
    return changes, bad


def read_change_kind(text: str) -> ChangeKind | None:
    """The kind of change that a person wrote, None when it is not understood."""
    return _kind_words(get_language()).get(plain_words(text))


def read_share(text: str) -> int | None:
    """A share in millionths: "60%", "60", "33,3" and 0.6 as Excel keeps sixty per cent; 0 for none, None for no share.

    A number of at most 1 that bears no sign is a part of the whole, any other a per cent.
    """
    text = text.strip()
    if not text:
        return 0
    found = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,12})?)\s*(%?)", text)
    try:
        number = Decimal(found[1].replace(",", ".")) if found else None
    except InvalidOperation:
        return None
    if found is None or number is None:
        return None
    part = number if number <= 1 and not found[2] else number / _HUNDRED
    return round(part * WHOLE) if 0 < part <= 1 else None


def _entries_of(table: Table) -> list[_Entry]:
    at, fields = _headings(table)
    entries = [
        _Entry(number, **_texts(row, fields))
        for number, row in enumerate(table[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    if not entries:
        raise UnreadableFile(_("Dưới dòng tiêu đề không có thay đổi nào. Hãy điền danh sách rồi tải lên lại."))
    if len(entries) > MOST_CHANGES:
        raise TooManyChanges(
            _("Một quyết định có tối đa %(most)s dòng. Hãy chia danh sách thành nhiều quyết định.")
            % {"most": f"{MOST_CHANGES:,}".replace(",", ".")}
        )
    return entries


def _headings(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The index of the row of headings, and by field the index of its column."""
    best: dict[str, int] = {}
    for at, row in enumerate(table[:LINES_ABOVE]):
        fields: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = _HEADING_WORDS.get(plain_words(cell[:80]))
            if field is not None:
                fields.setdefault(field, column)
        if set(REQUIRED) <= fields.keys():
            return at, fields
        best = max(best, fields, key=len)
    missing = ", ".join(f"«{COLUMNS[field]}»" for field in REQUIRED if field not in best)
    raise UnreadableFile(
        _("Không thấy cột %(missing)s trong %(lines)d dòng đầu. Hãy dùng tệp mẫu hoặc sửa tên cột.")
        % {"missing": missing, "lines": LINES_ABOVE}
    )


def _texts(row: Sequence[str], fields: Mapping[str, int]) -> dict[str, str]:
    # NUL, which the database refuses, becomes another character that no name may hold.
    return {field: row[at].strip().replace("\0", "\x01") for field, at in fields.items() if at < len(row)}


def _not_understood(entry: _Entry, kind: ChangeKind | None, share: int | None) -> Iterator[BadEntry]:
    if kind is None:
        kinds = ", ".join(str(label) for label in ChangeKind.labels)
        advice = _("Hãy ghi một trong các thay đổi: %(kinds)s.") % {"kinds": kinds}
        yield _bad(entry, "kind", f"{_unread(entry.kind)} {advice}")
    if share is None:
        advice = _("Hãy ghi tỷ lệ như 60% hoặc 33,3%.")
        yield _bad(entry, "share", f"{_unread(entry.share)} {advice}")


def _unread(text: str) -> str:
    if not text:
        return _("Còn bỏ trống.")
    return _("Không hiểu «%(text)s».") % {"text": "".join(c for c in text[:40] if c.isprintable())}


def _bad(entry: _Entry, field: str, sentence: str) -> BadEntry:
    where = _("Dòng %(row)d, cột «%(column)s»") % {"row": entry.row, "column": COLUMNS[field]}
    return BadEntry(where, sentence)


def _change(entry: _Entry, kind: ChangeKind, share: int | None) -> Change:
    heirs: tuple[tuple[str, int], ...] = ()
    if kind is ChangeKind.MERGE:
        # Whoever writes a merge thinks of the unit it goes into now as its new place, now as its successor.
        heirs = ((entry.heir or entry.under, WHOLE),)
    elif kind is ChangeKind.SPLIT:
        heirs = ((entry.heir, share or 0),)
    return Change(
        kind=kind,
        code=entry.code,
        name=entry.name,
        short_name=entry.short_name,
        unit_kind=entry.unit_kind,
        under="" if kind is ChangeKind.MERGE and not entry.heir else entry.under,
        sector=entry.sector,
        bloc=entry.bloc,
        heirs=heirs,
        reason=entry.reason,
        row=entry.row,
    )


def _joined(first: Change, more: Change) -> Change:
    """Two rows of one split: the heirs of both, what the first says of the rest."""
    return replace(
        first,
        heirs=first.heirs + more.heirs,
        under=first.under or more.under,
        reason=first.reason or more.reason,
    )


_HEADING_WORDS = {words: field for field, all_words in _HEADINGS.items() for words in all_words}


@cache
def _kind_words(_language: str | None) -> dict[str, ChangeKind]:
    """What may be written for each kind; the names shown on the screen depend on its language."""
    words = {words: kind for kind, all_words in _KINDS.items() for words in all_words}
    return words | {plain_words(text): kind for kind in ChangeKind for text in (kind.value, str(kind.label))}
