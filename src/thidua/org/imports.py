"""A list of units as people write it: headings, words and dates understood, every bad place named. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.exchange import kinds as list_kinds
from thidua.exchange.kinds import Field, Judged
from thidua.exchange.rules import Verdict
from thidua.org.checks import Flaw, Known, flaws_of, key, tidied
from thidua.org.rules import LegalType, NewUnit, Sector, UnitKind, plain_words

# The columns of a list, in the order of its template.
FIELDS = (
    Field(
        "code",
        gettext_lazy("Mã"),
        required=True,
        synonyms=("ma", "ma don vi", "ma so", "ma cong doan", "ma dv", "ma so dv"),
        example="VD-001",
        hint=gettext_lazy("Mã riêng của đơn vị: chữ không dấu, chữ số, dấu chấm, gạch nối."),
    ),
    Field(
        "name",
        gettext_lazy("Tên"),
        required=True,
        synonyms=("ten", "ten don vi", "ten day du", "ten cong doan", "ten co quan", "ten cdcs"),
        example=gettext_lazy("Công đoàn cơ sở Trường Tiểu học Ví Dụ"),
        hint=gettext_lazy("Tên đầy đủ."),
    ),
    Field(
        "short_name",
        gettext_lazy("Tên ngắn"),
        synonyms=("ten ngan", "ten viet tat", "ten goi tat", "viet tat"),
        example=gettext_lazy("CĐCS TH Ví Dụ"),
        hint=gettext_lazy("Để trống thì lấy tên đầy đủ, nếu không dài quá 80 ký tự."),
    ),
    Field(
        "kind",
        gettext_lazy("Loại"),
        required=True,
        synonyms=("loai", "loai don vi", "cap don vi", "cap", "loai hinh"),
        example=UnitKind.GRASSROOTS.label,
        hint=gettext_lazy("Chọn trong danh sách."),
        choices=lambda _user: UnitKind.choices,
    ),
    Field(
        "parent",
        gettext_lazy("Mã cấp trên"),
        synonyms=("ma cap tren", "cap tren", "ma don vi cap tren", "don vi cap tren", "truc thuoc", "parent code"),
        hint=gettext_lazy("Mã của đơn vị ngay bên trên, có trong danh sách này hoặc trong hệ thống."),
    ),
    Field(
        "founded_on",
        gettext_lazy("Ngày thành lập"),
        required=True,
        synonyms=("ngay thanh lap", "ngay tl", "thanh lap", "ngay lap"),
        example="2015-09-05",
        hint=gettext_lazy("Ngày/tháng/năm, ví dụ 28/12/2020."),
        cell="day",
    ),
    Field(
        "sector",
        gettext_lazy("Khu vực"),
        synonyms=("khu vuc", "khu vuc kinh te"),
        example=Sector.STATE.label,
        hint=gettext_lazy("Để trống là Nhà nước."),
        choices=lambda _user: Sector.choices,
    ),
    Field(
        "bloc",
        gettext_lazy("Khối"),
        synonyms=("khoi", "linh vuc"),
        example=gettext_lazy("Giáo dục"),
        hint=gettext_lazy("Ví dụ: Giáo dục, Y tế."),
    ),
)
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit that exists already is described today, for telling an unchanged row from a wrong code."""

    name: str
    parent: str


def judged(
    entries: Sequence[Entry],
    known: Mapping[str, Known],
    standing: Mapping[str, Standing],
    parents: Mapping[str, Known] | None = None,
) -> list[Judged]:
    """Judge every row. `known` and `standing` are what exists, by `checks.key` of the code.

    `parents` are the known units below which the person may found others; None: everywhere, and roots too.
    The facts of a new row are what `unit_of` reads.
    """
    rest = [entry for entry in entries if not _is_unchanged(entry, standing)]
    units, unread = _units(rest)
    tidy, unstorable = tidied(units)
    seen = {(flaw.index, flaw.field) for flaw in (*unread, *unstorable)}
    broken = [
        flaw for flaw in flaws_of(tidy, known, parents, roots=parents is None) if (flaw.index, flaw.field) not in seen
    ]
    flaws: dict[int, list[list_kinds.Flaw]] = defaultdict(list)
    for flaw in _said_once((*unread, *unstorable, *broken), rest):
        flaws[rest[flaw.index].row].append(list_kinds.Flaw(flaw.field, flaw.sentence))
    new = dict(zip((entry.row for entry in rest), tidy, strict=True))
    return [_judged(entry.row, new.get(entry.row), flaws[entry.row]) for entry in entries]


def unit_of(judged: Judged) -> NewUnit:
    """The unit that a row founds."""
    facts = dict(judged.facts)
    return NewUnit(
        **facts
        | {
            "founded_on": date.fromisoformat(facts["founded_on"]),
            "kind": UnitKind(facts["kind"]),
            "sector": Sector(facts["sector"]),
            "legal_type": LegalType(facts["legal_type"]),
        }
    )


def _judged(row: int, unit: NewUnit | None, flaws: Sequence[list_kinds.Flaw]) -> Judged:
    if unit is None:
        return Judged(row, Verdict.UNCHANGED)
    if flaws:
        return Judged(row, Verdict.REFUSED, flaws=tuple(flaws))
    return Judged(row, Verdict.NEW, facts=asdict(unit) | {"founded_on": unit.founded_on.isoformat()})


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
