"""What the register knows of the people and units that a list names, read in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock, sql
from thidua.core.sealing import digest
from thidua.org.rules import plain_words
from thidua.people.models import User

from .import_reading import Entry
from .rules import HOLDERS

PACKAGE = "thidua.registers.members"


@dataclass(frozen=True, slots=True)
class Known:
    """A member with the last span; `spans` is how many there are."""

    member_id: int
    person_id: int
    digest: bytes | None
    full_name: str
    search: str
    birth_date: date | None
    sex: str
    identity_tail: str
    phone_sealed: str
    card_number: str
    occupation: str
    version: int
    span_id: int
    unit_id: int
    unit_code: str
    since: date
    until: date | None
    began: str
    ended: str
    spans: int


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that a text of the list means, or why it means none."""

    unit_id: int
    code: str
    short_name: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Named:
    text: str
    unit_id: int
    code: str
    short_name: str
    kind: str
    by_code: bool
    ending: bool


def places(texts: Collection[str], user: User) -> dict[str, Place]:
    """What every text means: a code, else a name or short name that only one unit bears today."""
    wanted = sorted(set(texts))
    params = {
        "texts": wanted,
        "codes": [text.lower() for text in wanted],
        "words": [plain_words(text) for text in wanted],
        "today": clock.today(),
    }
    found: dict[str, list[_Named]] = defaultdict(list)
    for row in sql.fetch(PACKAGE, "units_named", params, _Named) if wanted else ():
        found[row.text].append(row)
    ids = {row.unit_id for rows in found.values() for row in rows}
    reach = gate.units_for(user, Permission.MEMBER_MANAGE).filter(pk__in=ids).values_list("pk", flat=True)
    return {text: _place(text, found.get(text, []), set(reach)) for text in wanted}


def _place(text: str, rows: Sequence[_Named], reach: Collection[int]) -> Place:
    meant = {row.unit_id: row for row in [row for row in rows if row.by_code] or rows}
    within = [row for row in meant.values() if row.unit_id in reach]
    if not meant:
        return _no(
            _("Không có đơn vị nào mang mã hoặc tên «%(text)s». Hãy ghi mã công đoàn cơ sở.") % {"text": text[:60]}
        )
    if not within:
        return _no(_("Bạn không cập nhật sổ đoàn viên của đơn vị «%(text)s».") % {"text": text[:60]})
    if len(within) > 1:
        codes = ", ".join(sorted(row.code for row in within)[:5])
        return _no(_("Có %(count)d đơn vị tên này: %(codes)s. Hãy ghi mã.") % {"count": len(within), "codes": codes})
    row = within[0]
    if row.kind not in HOLDERS:
        return _no(_("«%(text)s» không phải công đoàn cơ sở nên không có đoàn viên riêng.") % {"text": text[:60]})
    if row.ending:
        return _no(_("Đơn vị «%(text)s» sắp kết thúc nên không nhận đoàn viên mới.") % {"text": text[:60]})
    return Place(row.unit_id, row.code, row.short_name)


def _no(sentence: str) -> Place:
    return Place(0, "", "", sentence)


class Register:
    """The members that a list may mean: by identity number, and by name within a unit."""

    def __init__(self, entries: Iterable[Entry], units: Mapping[int, int]) -> None:
        """`units` says by the number of a row which unit it names."""
        placed = [(units[entry.row], entry) for entry in entries if entry.row in units]
        self.digests = {entry.details.identity: digest(entry.details.identity) for _unit, entry in placed}
        asked = {"digests": [value for identity, value in self.digests.items() if identity]}
        self._by_digest = {bytes(known.digest): known for known in _fetch("known_by_identity", asked) if known.digest}
        named = {"units": [unit for unit, _e in placed], "names": [entry.search for _unit, entry in placed]}
        self._by_name: dict[tuple[int, str], list[Known]] = defaultdict(list)
        for known in _fetch("known_by_name", named) if placed else ():
            self._by_name[known.unit_id, known.search].append(known)

    def with_identity(self, identity: str) -> Known | None:
        """The member with an identity number."""
        return self._by_digest.get(self.digests[identity]) if identity else None

    def named(self, unit_id: int, search: str) -> list[Known]:
        """The members of a unit, present and former, with a folded name."""
        return self._by_name.get((unit_id, search), [])


def _fetch(name: str, params: Mapping[str, object]) -> list[Known]:
    return sql.fetch(PACKAGE, name, params, Known)
