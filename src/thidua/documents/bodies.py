"""What kinds of bodies write at the head and the foot of their documents, as data, and how names are taken apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from thidua.core.text import fold
from thidua.org.rules import PostRole, UnitKind


@dataclass(frozen=True, slots=True)
class Body:
    """How a kind of body signs: `symbol` in its numbers ("" for the letters of its name), `on_behalf` the first line
    above the signature ("" for a body with one head), titles by post."""

    symbol: str
    on_behalf: str
    head: str
    deputy: str


_FEDERATION = Body("LĐLĐ", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "PHÓ CHỦ TỊCH")
_UNION = Body("", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "PHÓ CHỦ TỊCH")
_COMMITTEE = "TM. BAN CHẤP HÀNH"
_OFFICE = Body("", "", "TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")
_HOUSE = Body("", "", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
BODIES: Mapping[UnitKind, Body] = {
    UnitKind.CONFEDERATION: Body("TLĐ", "TM. ĐOÀN CHỦ TỊCH", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    UnitKind.PROVINCE: _FEDERATION,
    UnitKind.DISTRICT: _FEDERATION,
    UnitKind.CENTRAL_SECTOR: _UNION,
    UnitKind.SECTOR: _UNION,
    UnitKind.AGENCY: _UNION,
    UnitKind.ZONE: Body("CĐKCN", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    UnitKind.CORPORATION: Body("CĐTCT", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    UnitKind.WARD: _UNION,
    UnitKind.DEPARTMENT: _OFFICE,
    UnitKind.LOAN_FUND: _HOUSE,
    UnitKind.NEWSPAPER: Body("", "", "TỔNG BIÊN TẬP", "PHÓ TỔNG BIÊN TẬP"),
    UnitKind.LEGAL_CENTRE: _HOUSE,
    UnitKind.CULTURE_PALACE: _HOUSE,
    UnitKind.COMPANY: _HOUSE,
    UnitKind.GRASSROOTS: Body("CĐCS", _COMMITTEE, "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    UnitKind.SECTION: Body("CĐBP", _COMMITTEE, "CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    UnitKind.TEAM: Body("TCĐ", "", "TỔ TRƯỞNG", "TỔ PHÓ"),
}
HEADS = (PostRole.CHAIR, PostRole.HEAD)
DEPUTIES = (PostRole.VICE_CHAIR,)
_ACTING = "KT."

# What stands abbreviated in the names of units, longest first, written in full.
_WRITTEN_OUT = (
    ("Tổng LĐLĐ", "Tổng Liên đoàn Lao động"),
    ("LĐLĐ", "Liên đoàn Lao động"),
    ("CĐCS", "Công đoàn cơ sở"),
    ("TCTY", "Tổng công ty"),
    ("CĐ", "Công đoàn"),
    ("TP", "thành phố"),
    ("KCN", "khu công nghiệp"),
)
_AREA_WORDS = r"(?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)"
_AREA = re.compile(rf"\b{_AREA_WORDS}\s+(?P<place>[^\d\W].*)$", re.IGNORECASE)
_SILENT = frozenset({"va", "nganh", "cac"})
_LONGEST_SYMBOL = 12


def full_name(name: str) -> str:
    """The name with its abbreviations written out: "LĐLĐ huyện Ứng Hòa" -> "Liên đoàn Lao động huyện Ứng Hòa"."""
    for short, whole in _WRITTEN_OUT:
        name = re.sub(rf"\b{short}\b", whole, name)
    return name


def place_in(name: str) -> str:
    """The place that the name of a unit or area ends with: "LĐLĐ thị xã Sơn Tây" -> "Sơn Tây"; "" for none."""
    found = _AREA.search(full_name(name))
    return found["place"].strip() if found else ""


def symbol_of(kind: UnitKind, name: str, place: str) -> str:
    """The abbreviation of a body in its numbers: "LĐLĐ", "CĐCS"; of others the letters of the name before its place.

    "Công đoàn ngành Giáo dục Hà Nội" of Hà Nội -> "CĐGD".
    """
    if BODIES[kind].symbol:
        return BODIES[kind].symbol
    bare = full_name(name).removesuffix(place).strip() if place else full_name(name)
    if kind is not UnitKind.WARD:  # whose kind of area is part of its own name
        bare = re.sub(rf"\s+{_AREA_WORDS}$", "", bare, flags=re.IGNORECASE)
    words = [word for word in re.findall(r"[^\W\d_]+", bare) if fold(word) not in _SILENT]
    return "".join(word[0] for word in words).upper()[:_LONGEST_SYMBOL]


def authority_of(kind: UnitKind, role: PostRole | None) -> tuple[str, ...]:
    """The lines above a signature; without a post those of the head."""
    body = BODIES[kind]
    lines = (body.on_behalf,) if body.on_behalf else ()
    if role in DEPUTIES:
        return (*lines, f"{_ACTING} {body.head}", body.deputy)
    return (*lines, body.head)
