"""A list of units as people write it: headings, words and dates understood, every bad place named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.exchange.errors import UnreadableFile
from thidua.exchange.tables import LINES_ABOVE, Table
from thidua.org.checks import Flaw, Known, flaws_of, key, tidied
from thidua.org.rules import LegalType, NewUnit, Sector, UnitKind, plain_words

MOST_SHOWN = 500

# The columns of the template, in its order.
COLUMNS: dict[str, Promise] = {
    "code": gettext_lazy("Mã"),
    "name": gettext_lazy("Tên"),
    "short_name": gettext_lazy("Tên ngắn"),
    "kind": gettext_lazy("Loại"),
    "parent": gettext_lazy("Mã cấp trên"),
    "founded_on": gettext_lazy("Ngày thành lập"),
    "sector": gettext_lazy("Khu vực"),
    "bloc": gettext_lazy("Khối"),
}
REQUIRED = ("code", "name", "kind", "founded_on")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("ma", "ma don vi", "ma so", "ma cong doan", "code"),
    "name": ("ten", "ten don vi", "ten day du", "ten cong doan", "name"),
    "short_name": ("ten ngan", "ten viet tat", "ten goi tat", "viet tat", "short name"),
    "kind": ("loai", "loai don vi", "cap don vi", "kind"),
    "parent": (
        "ma cap tren",
        "cap tren",
        "ma don vi cap tren",
        "don vi cap tren",
        "truc thuoc",
        "parent",
        "parent code",
    ),
    "founded_on": ("ngay thanh lap", "ngay tl", "thanh lap", "founded on"),
    "sector": ("khu vuc", "khu vuc kinh te", "sector"),
    "bloc": ("khoi", "linh vuc", "bloc"),
}
_KINDS: dict[UnitKind, tuple[str, ...]] = {
    UnitKind.CONFEDERATION: ("tong ldld", "tong ldld viet nam", "tong lien doan lao dong viet nam"),
    UnitKind.PROVINCE: ("ldld tinh", "ldld thanh pho", "cong doan tinh"),
    UnitKind.CENTRAL_SECTOR: ("cong doan nganh tw", "cd nganh trung uong", "cd nganh tw"),
    UnitKind.DISTRICT: ("ldld quan", "ldld huyen", "ldld thi xa", "ldld quan huyen", "cong doan huyen"),
    UnitKind.SECTOR: ("cong doan nganh", "cd nganh", "cd nganh dia phuong"),
    UnitKind.AGENCY: ("cong doan co quan", "khoi truc thuoc", "cong doan khoi"),
    UnitKind.ZONE: ("cong doan kcn", "cong doan cac kcn", "cong doan khu cong nghiep"),
    UnitKind.CORPORATION: ("cong doan tong cong ty", "cd tong cong ty"),
    UnitKind.WARD: ("cong doan xa", "cong doan phuong", "cd xa phuong"),
    UnitKind.DEPARTMENT: ("ban", "van phong", "phong ban"),
    UnitKind.LOAN_FUND: ("quy tro von",),
    UnitKind.NEWSPAPER: ("bao", "bao chi", "co quan bao chi"),
    UnitKind.LEGAL_CENTRE: ("trung tam tu van phap luat",),
    UnitKind.CULTURE_PALACE: ("cung van hoa", "nha van hoa"),
    UnitKind.COMPANY: ("doanh nghiep", "cong ty"),
    UnitKind.GRASSROOTS: ("cdcs", "cong doan co so", "nghiep doan", "nghiep doan co so"),
    UnitKind.SECTION: ("cdbp", "cong doan bo phan"),
    UnitKind.TEAM: ("to cong doan",),
}
_SECTORS: dict[Sector, tuple[str, ...]] = {
    Sector.STATE: ("nha nuoc", "khu vuc nha nuoc", "hcsn", "hanh chinh su nghiep", "doanh nghiep nha nuoc"),
    Sector.NON_STATE: ("ngoai nha nuoc", "ngoai quoc doanh", "tu nhan", "dan doanh"),
    Sector.FDI: ("fdi", "von dau tu nuoc ngoai", "co von dau tu nuoc ngoai", "nuoc ngoai"),
    Sector.OTHER: ("khac",),
}
# Day 0 of Excel, which believes that 1900 was a leap year; serials below 1 March 1900 are not dates of unions.
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 109_573
_NO_DAY = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the file has it, as texts; `row` is its number in the file, from 1."""

    row: int
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    parent: str = ""
    founded_on: str = ""
    sector: str = ""
    bloc: str = ""

    def stored(self) -> dict[str, object]:
        """As JSON; NUL, which the database refuses, becomes another character that no name may hold."""
        return {
            field: value.replace("\0", "\x01") if isinstance(value, str) else value
            for field, value in asdict(self).items()
            if value
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One bad place: row, heading of the column, what is wrong and what to do."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit that exists already is described today, for telling an unchanged row from a wrong code."""

    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What committing would do: found `new`, leave `unchanged` rows alone; nothing while there are findings."""

    new: tuple[NewUnit, ...]
    unchanged: tuple[int, ...]
    findings: tuple[Finding, ...]


def entries_of(table: Table) -> list[Entry]:
    """The rows below the headings that are not empty.

    Raises UnreadableFile when no row has the headings, or nothing stands below them.
    """
    at, fields = _headings(table)
    entries = [
        Entry(number, **_texts(row, fields))
        for number, row in enumerate(table[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    if not entries:
        raise UnreadableFile(_("Dưới dòng tiêu đề không có đơn vị nào. Hãy điền danh sách rồi tải lên lại."))
    return entries


def preview_of(
    entries: Sequence[Entry],
    known: Mapping[str, Known],
    standing: Mapping[str, Standing],
    parents: Mapping[str, Known] | None = None,
) -> Preview:
    """Judge every row. `known` and `standing` are what exists, by `checks.key` of the code.

    `parents` are the known units below which the person may found others; None: everywhere, and roots too.
    """
    unchanged = [entry for entry in entries if _is_unchanged(entry, standing)]
    left_alone = {entry.row for entry in unchanged}
    rest = [entry for entry in entries if entry.row not in left_alone]
    units, unread = _units(rest)
    tidy, unstorable = tidied(units)
    seen = {(flaw.index, flaw.field) for flaw in (*unread, *unstorable)}
    broken = [
        flaw for flaw in flaws_of(tidy, known, parents, roots=parents is None) if (flaw.index, flaw.field) not in seen
    ]
    flaws = sorted(_said_once((*unread, *unstorable, *broken), rest), key=lambda flaw: flaw.index)
    findings = tuple(Finding(rest[f.index].row, str(COLUMNS[f.field]), f.sentence) for f in flaws)
    return Preview(tuple(tidy), tuple(sorted(left_alone)), findings)


def _said_once(flaws: Sequence[Flaw], entries: Sequence[Entry]) -> Iterator[Flaw]:
    """All but those of a short name that was only taken from a name which is bad itself."""
    bad_names = {flaw.index for flaw in flaws if flaw.field == "name"}
    for flaw in flaws:
        if flaw.field != "short_name" or entries[flaw.index].short_name or flaw.index not in bad_names:
            yield flaw


def read_kind(text: str) -> UnitKind | None:
    """The kind of unit that a person wrote, None when it is not understood."""
    return _kind_words(get_language()).get(plain_words(text))


def read_sector(text: str) -> Sector | None:
    """The sector that a person wrote; nothing written means the state sector."""
    words = _sector_words(get_language())
    return words.get(plain_words(text)) if text.strip() else Sector.STATE


def read_day(text: str) -> date | None:
    """A day as 28/12/2020, 28-12-2020, 28.12.2020, 2020-12-28 or the serial number of Excel."""
    text = text.strip()
    if found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]*)?", text):
        year, month, day = map(int, found.groups())
    elif re.fullmatch(r"[0-9]{5,6}", text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def legal_type_of(kind: UnitKind, written: str) -> LegalType:
    """What a unit of a kind is in law; only the words for the kind tell an occupational union from others."""
    if kind in _BODIES:
        return LegalType.BODY
    return LegalType.OCCUPATIONAL if "nghiep doan" in plain_words(written) else LegalType.UNION


def _headings(table: Table) -> tuple[int, dict[str, int]]:
    """The index of the row of headings, and by field the index of its column."""
    best: dict[str, int] = {}
    for at, row in enumerate(table[:LINES_ABOVE]):
        fields = _fields_of(row)
        if set(REQUIRED) <= fields.keys():
            return at, fields
        best = max(best, fields, key=len)
    missing = ", ".join(f"«{COLUMNS[field]}»" for field in REQUIRED if field not in best)
    raise UnreadableFile(
        _("Không thấy cột %(missing)s trong %(lines)d dòng đầu. Hãy dùng tệp mẫu hoặc sửa tên cột.")
        % {"missing": missing, "lines": LINES_ABOVE}
    )


def _fields_of(row: Sequence[str]) -> dict[str, int]:
    fields: dict[str, int] = {}
    for at, cell in enumerate(row):
        field = _HEADING_WORDS.get(plain_words(cell))
        if field is None:
            continue
        if field in fields:
            raise UnreadableFile(
                _("Cột «%(column)s» xuất hiện hai lần. Hãy bỏ bớt một cột.") % {"column": COLUMNS[field]}
            )
        fields[field] = at
    return fields


def _texts(row: Sequence[str], fields: Mapping[str, int]) -> dict[str, str]:
    return {field: row[at].strip() for field, at in fields.items() if at < len(row)}


def _is_unchanged(entry: Entry, standing: Mapping[str, Standing]) -> bool:
    present = standing.get(key(entry.code))
    return (
        present is not None
        and plain_words(present.name) == plain_words(entry.name)
        and key(present.parent) == key(entry.parent)
    )


def _units(entries: Sequence[Entry]) -> tuple[list[NewUnit], list[Flaw]]:
    """One unit per entry, with stand-ins for words that were not understood, which are flaws."""
    flaws = [flaw for index, entry in enumerate(entries) for flaw in _unread(index, entry)]
    return [_unit(entry) for entry in entries], flaws


def _unit(entry: Entry) -> NewUnit:
    kind = read_kind(entry.kind) or UnitKind.GRASSROOTS
    return NewUnit(
        code=entry.code,
        name=entry.name,
        short_name=entry.short_name or entry.name,
        kind=kind,
        parent=entry.parent,
        founded_on=read_day(entry.founded_on) or _NO_DAY,
        sector=read_sector(entry.sector) or Sector.STATE,
        bloc=entry.bloc,
        legal_type=legal_type_of(kind, entry.kind),
    )


def _unread(index: int, entry: Entry) -> Iterator[Flaw]:
    if read_kind(entry.kind) is None:
        yield Flaw(index, "kind", _not_understood(entry.kind, _("Hãy chọn trong danh sách của tệp mẫu.")))
    if read_sector(entry.sector) is None:
        yield Flaw(
            index,
            "sector",
            _not_understood(entry.sector, _("Hãy ghi Nhà nước, Ngoài nhà nước, Đầu tư nước ngoài hoặc Khác.")),
        )
    if read_day(entry.founded_on) is None:
        yield Flaw(index, "founded_on", _not_understood(entry.founded_on, _("Hãy ghi ngày như 28/12/2020.")))


def _not_understood(text: str, advice: str) -> str:
    if not text:
        return _("Còn bỏ trống.") + f" {advice}"
    shown = "".join(c for c in text[:40] if c.isprintable())
    return _("Không hiểu «%(text)s».") % {"text": shown} + f" {advice}"


_HEADING_WORDS = {words: field for field, all_words in _HEADINGS.items() for words in all_words}


@cache
def _kind_words(_language: str | None) -> dict[str, UnitKind]:
    """What may be written for each kind; the names shown on the screen depend on its language."""
    words = {words: kind for kind, all_words in _KINDS.items() for words in all_words}
    return words | {plain_words(text): kind for kind in UnitKind for text in (kind.value, str(kind.label))}


@cache
def _sector_words(_language: str | None) -> dict[str, Sector]:
    words = {words: sector for sector, all_words in _SECTORS.items() for words in all_words}
    return words | {plain_words(text): sector for sector in Sector for text in (sector.value, str(sector.label))}


_BODIES = {
    UnitKind.DEPARTMENT,
    UnitKind.LOAN_FUND,
    UnitKind.NEWSPAPER,
    UnitKind.LEGAL_CENTRE,
    UnitKind.CULTURE_PALACE,
    UnitKind.COMPANY,
}
