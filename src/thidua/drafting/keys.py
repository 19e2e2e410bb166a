"""The grammar of the keys behind live tokens: `<what>:<unit>:<indicator>:<period>[:<more>]`.

A part that a key has no use for is "-". Codes of units, indicators and periods hold no colon.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NONE = "-"
_LEAST, _MOST = 4, 5
_LONGEST = 200


class What(StrEnum):
    """What a token says. Those of `CELLS` are short, for tables; the others stand in sentences.

    `more` numbers the wording of a phrase (PLAN, CHANGE), says how many units are named (BEST, WORST), or names a pace
    (PACED).
    """

    VALUE = "value"  # "hơn 700", "15 tỷ 220 triệu đồng": in the period (flows), at its end, recomputed (ratios)
    SINCE = "since"  # the same since the start of the year
    BEFORE = "before"  # the same window of last year
    TARGET = "target"
    PLAN = "plan"  # "đạt 52,5% kế hoạch năm"
    CHANGE = "change"  # "tăng 3,33% so với cùng kỳ"
    PARTLY = "partly"  # "theo 7/26 báo cáo", where too many are missing to compare
    GAP = "gap"  # what is missing to the target: "19"
    OVER = "over"  # by how much a target is surpassed, or a limit broken
    NIL = "nil"  # "không phát sinh", or what did happen
    PACE = "pace"  # "chậm tiến độ"

    CELL = "cell"
    CELL_SINCE = "cell-since"
    CELL_BEFORE = "cell-before"
    CELL_TARGET = "cell-target"
    SHARE = "share"  # "52,5%"
    DIFF = "diff"  # "tăng 3,33%"
    COVER = "cover"  # received and expected cells: "44/46"

    AIMED = "aimed"  # how many targets the unit has …
    REACHED = "reached"  # … how many of them are reached: "có 5 chỉ tiêu", "chưa có chỉ tiêu nào"
    PACED = "paced"  # … how many stand as `more` says: "ahead", "behind" …
    BELOW_REACHED = "below-reached"  # how many units directly below have reached their target of the indicator …
    BELOW_AIMED = "below-aimed"  # … of how many that have one
    BELOW_NIL = "below-nil"  # how many of these have no result yet
    RANK = "rank"  # where the unit directly below whose code is `more` stands by its per cent of plan: "3"
    BEST = "best"  # "LĐLĐ huyện Ba Vì (120%), LĐLĐ quận Tây Hồ (98,5%)"
    WORST = "worst"

    SHEETS_OWED = "sheets-owed"  # reports that the unit and all below it owe for the period …
    SHEETS_ACCEPTED = "sheets-accepted"  # … of these accepted
    SHEETS_MISSING = "sheets-missing"  # … and not accepted
    UNITS_OWED = "units-owed"  # units that owe a report …
    UNITS_COMPLETE = "units-complete"  # … whose reports are all accepted
    UNITS_MISSING = "units-missing"


CELLS = frozenset({What.CELL, What.CELL_SINCE, What.CELL_BEFORE, What.CELL_TARGET, What.SHARE, What.DIFF, What.COVER})
BELOW = frozenset({What.BELOW_REACHED, What.BELOW_AIMED, What.BELOW_NIL, What.RANK, What.BEST, What.WORST})
TARGETS = frozenset({What.REACHED, What.AIMED, What.PACED})
REPORTS = frozenset({
    What.SHEETS_OWED, What.SHEETS_ACCEPTED, What.SHEETS_MISSING,
    What.UNITS_OWED, What.UNITS_COMPLETE, What.UNITS_MISSING,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """What is said of which unit, indicator ("" for none) and period, by their codes."""

    what: What
    unit: str
    indicator: str
    span: str
    more: str = ""

    def __str__(self) -> str:
        parts = (self.what, self.unit, self.indicator or NONE, self.span)
        return ":".join([*parts, self.more] if self.more else parts)


def parse_key(text: str) -> Key | None:
    """The key that a text writes, None where it writes none."""
    parts = text.split(":")
    if len(text) > _LONGEST or not _LEAST <= len(parts) <= _MOST or not all(parts):
        return None
    what, unit, indicator, span, *more = parts
    if what not in What.__members__.values():
        return None
    return Key(What(what), unit, "" if indicator == NONE else indicator, span, *more)
