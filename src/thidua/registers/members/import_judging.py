"""What committing each row of a list of members would do: somebody new, a change, nothing, or a refusal.

A person is known by the identity number, else by name and day of birth within the unit. Who has left comes back with
a day of admission after the leaving. Nobody is moved between units by a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.sealing import seal, unseal
from thidua.exchange.kinds import Change, Flaw, Judged, Line, Options, Tell
from thidua.exchange.rules import Verdict
from thidua.people.models import User

from .import_known import Known, Place, Register, places
from .import_reading import Entry, entry_of
from .rules import SHOWN_DIGITS, Began, Ended, Sex

EVERY = 500


def judge(lines: Sequence[Line], user: User, options: Options, tell: Tell) -> list[Judged]:
    """Judge every row; asks the database the same few questions of ten rows as of a hundred thousand."""
    today, usual = clock.today(), options.get("unit", "")
    entries = []
    for done, line in enumerate(lines):
        if done % EVERY == 0:
            tell(done, 2 * len(lines))
        entries.append(entry_of(line, today))
    entries = [replace(entry, unit=entry.unit or usual) for entry in entries]
    known_places = places({entry.unit for entry in entries if entry.unit}, user)
    units = {
        entry.row: known_places[entry.unit].unit_id
        for entry in entries
        if entry.unit and not entry.flaws and not known_places[entry.unit].sentence
    }
    judging = _Judging(Register(entries, units), known_places)
    judged = []
    for done, entry in enumerate(entries):
        if done % EVERY == 0:
            tell(len(lines) + done, 2 * len(lines))
        judged.append(judging.judged(entry))
    return judged


class _Judging:
    """Judges row after row, remembering whom the rows before named."""

    def __init__(self, register: Register, known_places: dict[str, Place]) -> None:
        self.register, self.places = register, known_places
        self.identities: dict[str, int] = {}
        self.names: dict[tuple[int, str, date | None], list[tuple[int, str]]] = {}
        self.members: dict[int, int] = {}

    def judged(self, entry: Entry) -> Judged:
        """What committing a row would do."""
        flaws = entry.flaws or self._flaws_of_place(entry)
        if flaws:
            return _refused(entry, *flaws)
        place = self.places[entry.unit]
        if twin := self._row_before(entry, place.unit_id):
            return _refused(entry, Flaw("", _("Trùng với dòng %(row)d của tệp. Hãy giữ một dòng.") % {"row": twin}))
        known, doubt = self._known(entry, place.unit_id)
        if doubt:
            return _refused(entry, doubt)
        if known is None:
            return self._new(entry, place)
        if self.members.setdefault(known.member_id, entry.row) != entry.row:
            words = {"row": self.members[known.member_id]}
            return _refused(entry, Flaw("", _("Cùng một người với dòng %(row)d của tệp. Hãy giữ một dòng.") % words))
        return self._about(known, entry, place)

    def _flaws_of_place(self, entry: Entry) -> tuple[Flaw, ...]:
        if not entry.unit:
            return (Flaw("unit", _("Hãy ghi mã công đoàn cơ sở, hoặc chọn đơn vị cho cả danh sách.")),)
        sentence = self.places[entry.unit].sentence
        return (Flaw("unit", sentence),) if sentence else ()

    def _row_before(self, entry: Entry, unit_id: int) -> int:
        """The number of an earlier row about the same person, 0 for none."""
        identity = entry.details.identity
        if identity and self.identities.setdefault(identity, entry.row) != entry.row:
            return self.identities[identity]
        namesakes = self.names.setdefault((unit_id, entry.search, entry.details.birth_date), [])
        # Two people may share a name and a day of birth: two different identity numbers say so.
        twin = next((row for row, other in namesakes if not (identity and other)), 0)
        namesakes.append((entry.row, identity))
        return twin

    def _known(self, entry: Entry, unit_id: int) -> tuple[Known | None, Flaw | None]:
        """The member that a row means, or why that cannot be told."""
        identity = entry.details.identity
        born = entry.details.birth_date
        if found := self.register.with_identity(identity):
            if found.search != entry.search and found.birth_date != born:
                sentence = _("Số định danh này trong sổ là của người khác tên, khác ngày sinh. Hãy kiểm tra lại số.")
                return None, Flaw("identity", sentence)
            return found, None
        # With another number on both sides they are different people.
        alike = [one for one in self.register.named(unit_id, entry.search) if not (identity and one.digest)]
        same = [one for one in alike if born and one.birth_date == born]
        if len(same) == 1:
            return same[0], None
        unsure = same or [one for one in alike if not (born and one.birth_date)]
        if len(unsure) == 1 and entry.joined == unsure[0].since:
            return unsure[0], None
        if unsure:
            return None, Flaw(
                "", _("Đơn vị đã có đoàn viên cùng tên. Hãy ghi số định danh hoặc ngày sinh để phân biệt.")
            )
        return None, None

    def _new(self, entry: Entry, place: Place) -> Judged:
        if entry.joined is None:
            return _refused(entry, Flaw("joined", _("Người mới phải có ngày kết nạp.")))
        facts = {"details": self._facts(entry), "unit": place.unit_id, "began": Began.ADMITTED.value} | _course(entry)
        return Judged(entry.row, Verdict.NEW, facts=facts)

    def _about(self, known: Known, entry: Entry, place: Place) -> Judged:
        """What a row says of somebody who is in the register."""
        if known.ended and entry.joined and known.until and entry.joined >= known.until:
            return self._again(known, entry, place)
        if flaw := _misfit(known, entry, place):
            return _refused(entry, flaw)
        changes = [*_detail_changes(known, entry), *_course_changes(known, entry)]
        if not changes:
            return Judged(entry.row, Verdict.UNCHANGED, about=known.member_id)
        facts = {"details": self._facts(entry), "known": _stored(known)} | _course(
            entry, since=_first_day(known, entry)
        )
        facts["closes"] = bool(entry.left and not known.ended)
        return Judged(entry.row, Verdict.CHANGED, changes=tuple(changes), facts=facts, about=known.member_id)

    def _again(self, known: Known, entry: Entry, place: Place) -> Judged:
        """Somebody who left, or was transferred away, is a member again."""
        moved = known.ended == Ended.TRANSFERRED
        word = Began.TRANSFERRED if moved else Began.ADMITTED
        before = _("Ra khỏi sổ %(day)s") % {"day": f"{known.until:%d/%m/%Y}"}
        after = f"{word.label} {entry.joined:%d/%m/%Y}"
        details: Iterable[Change] = _detail_changes(known, entry)
        if known.unit_id != place.unit_id:  # what another unit knew of somebody is not for this one to read
            details = [replace(change, before="") for change in details]
        changes = (Change("joined", before, after), *details)
        facts = {"details": self._facts(entry), "known": _stored(known), "unit": place.unit_id, "began": word.value}
        return Judged(entry.row, Verdict.CHANGED, (), changes, facts | _course(entry), known.member_id)

    def _facts(self, entry: Entry) -> dict[str, Any]:
        """What is to be stored of a person; numbers only as they are stored."""
        said = entry.details
        return {
            "full_name": said.full_name,
            "birth_date": said.birth_date.isoformat() if said.birth_date else None,
            "sex": said.sex,
            "digest": self.register.digests[said.identity].hex() if said.identity else "",
            "sealed": seal(said.identity),
            "tail": said.identity[-SHOWN_DIGITS:],
            "phone": seal(said.phone),
            "card_number": said.card_number,
            "occupation": said.occupation,
        }


def _refused(entry: Entry, *flaws: Flaw) -> Judged:
    return Judged(entry.row, Verdict.REFUSED, flaws)


def _misfit(known: Known, entry: Entry, place: Place) -> Flaw | None:
    """Why a row cannot be about somebody's last span."""
    if known.unit_id != place.unit_id:
        return Flaw("unit", _elsewhere(known))
    if known.ended and entry.left is None:
        words = {"day": f"{known.until:%d/%m/%Y}"}
        sentence = _("Người này đã ra khỏi sổ từ %(day)s. Nếu vào lại, hãy ghi ngày kết nạp sau ngày đó.") % words
        return Flaw("joined", sentence)
    if known.ended and (entry.left, entry.reason) != (known.until, known.ended):
        return Flaw("left_on", _("Sổ ghi ngày ra hoặc lý do ra khác. Hãy xem ở trang của người này."))
    if entry.left and entry.left <= known.since:
        words = {"day": f"{known.since:%d/%m/%Y}"}
        return Flaw("left_on", _("Ngày ra phải sau ngày vào đơn vị, %(day)s.") % words)
    return None


def _elsewhere(known: Known) -> str:
    if known.ended:
        return _("Người này đã ra khỏi một đơn vị khác. Hãy ghi ngày kết nạp sau ngày ra.")
    return _("Người này đang là đoàn viên của một đơn vị khác. Hãy chuyển sinh hoạt trước, không nhập lại.")


def _course(entry: Entry, since: date | None = None) -> dict[str, Any]:
    joined = since or entry.joined
    return {
        "joined": joined.isoformat() if joined else None,
        "left": entry.left.isoformat() if entry.left else None,
        "reason": entry.reason.value if entry.reason else "",
    }


def _stored(known: Known) -> dict[str, Any]:
    """What committing must know of a member: the keys, and what stays where the row says nothing."""
    return {"member": known.member_id, "person": known.person_id, "span": known.span_id, "spans": known.spans}


def _first_day(known: Known, entry: Entry) -> date:
    """The first day of the span: as the list has it, where the person was admitted there and never moved."""
    if entry.joined and known.began == Began.ADMITTED and known.spans == 1:
        return entry.joined
    return known.since


def _course_changes(known: Known, entry: Entry) -> Iterator[Change]:
    first = _first_day(known, entry)
    if first != known.since:
        yield Change("joined", f"{known.since:%d/%m/%Y}", f"{first:%d/%m/%Y}")
    if entry.left and entry.reason and not known.ended:
        yield Change("left_on", "", f"{entry.left:%d/%m/%Y}")
        yield Change("reason", "", str(entry.reason.label))


def _detail_changes(known: Known, entry: Entry) -> Iterator[Change]:
    """What would be known otherwise; what a row leaves empty stays. Numbers are told by their last digits."""
    said = entry.details
    if said.full_name != known.full_name:
        yield Change("full_name", known.full_name, said.full_name)
    if said.birth_date and said.birth_date != known.birth_date:
        before = f"{known.birth_date:%d/%m/%Y}" if known.birth_date else ""
        yield Change("birth_date", before, f"{said.birth_date:%d/%m/%Y}")
    if said.sex and said.sex != known.sex:
        yield Change("sex", str(Sex(known.sex).label) if known.sex else "", str(Sex(said.sex).label))
    if said.identity and not known.digest:
        yield Change("identity", "", _hidden(said.identity))
    if said.phone and said.phone != (phone := unseal(known.phone_sealed)):
        yield Change("phone", _hidden(phone), _hidden(said.phone))
    for name in ("card_number", "occupation"):
        before, after = getattr(known, name), getattr(said, name)
        if after and after != before:
            yield Change(name, before, after)


def _hidden(digits: str) -> str:
    return f"•••{digits[-SHOWN_DIGITS:]}" if digits else ""
