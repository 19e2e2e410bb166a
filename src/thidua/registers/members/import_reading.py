"""A row of a list of members as people write it. Pure: texts in, values and flaws out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.text import fold
from thidua.exchange.kinds import Flaw, Line

from .rules import (
    Details,
    Ended,
    checked_course,
    read_birth,
    read_card,
    read_event_day,
    read_identity,
    read_name,
    read_occupation,
    read_phone,
    read_reason,
    read_sex,
    restored_identity,
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was read: what it says of a person, and of when she came and left. `search` is the folded name."""

    row: int
    details: Details
    unit: str
    joined: date | None
    left: date | None
    reason: Ended | None
    flaws: tuple[Flaw, ...]

    @property
    def search(self) -> str:
        """What the name is compared by."""
        return fold(self.details.full_name)


class _Reading:
    """The texts of one row, and the flaws that were found so far."""

    def __init__(self, line: Line) -> None:
        self.texts = line.texts
        self.flaws: list[Flaw] = []

    def take(self, field: str, reader: Callable[[str], Value], nothing: Value) -> Value:
        """What a reader makes of the text of a field; `nothing` where it cannot be read."""
        try:
            return reader(self.texts.get(field, ""))
        except DomainError as error:
            self.flaws.append(Flaw(field, error.sentence))
            return nothing


def entry_of(line: Line, today: date) -> Entry:
    """Read a row; everything that is wrong with it by itself stands in its flaws."""
    row = _Reading(line)
    birth = row.take("birth_date", partial(read_birth, today=today), None)
    details = Details(
        full_name=row.take("full_name", read_name, ""),
        birth_date=birth,
        sex=row.take("sex", read_sex, ""),
        identity=row.take("identity", lambda text: read_identity(restored_identity(text, birth)), ""),
        card_number=row.take("card_number", read_card, ""),
        phone=row.take("phone", read_phone, ""),
        occupation=row.take("occupation", read_occupation, ""),
    )
    joined = row.take("joined", partial(read_event_day, today=today), None)
    left = row.take("left_on", partial(read_event_day, today=today), None)
    reason = row.take("reason", read_reason, None)
    row.flaws += _flaws_of_course(birth, joined, left, reason) if not row.flaws else []
    unit = line.texts.get("unit", "").strip()
    return Entry(line.row, details, unit, joined, left, reason, tuple(row.flaws))


def _flaws_of_course(birth: date | None, joined: date | None, left: date | None, reason: Ended | None) -> list[Flaw]:
    """What does not fit together, where each by itself was right."""
    if joined and left and left <= joined:
        return [Flaw("left_on", _("Ngày ra phải sau ngày kết nạp. Hãy kiểm tra hai ngày."))]
    if left and reason is None:
        return [Flaw("reason", _("Có ngày ra thì phải ghi lý do ra."))]
    if reason and left is None:
        return [Flaw("left_on", _("Có lý do ra thì phải ghi ngày ra."))]
    if joined:
        try:
            checked_course(birth, joined)
        except DomainError as error:
            return [Flaw("joined", error.sentence)]
    return []
