"""What writing the cells of a file would do: each is held against what the report says now and what the file saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.numbers import print_number
from thidua.figures.cells import EMPTY, Cell
from thidua.indicators.models import FormRow, Indicator
from thidua.reporting.queries.contents import Contents
from thidua.reporting.queries.entry import NONE_KEY, in_words, seen
from thidua.reporting.queries.since import Earlier
from thidua.reporting.queries.upload_places import outside_areas, within
from thidua.reporting.rules import WRITABLE, CellVerdict
from thidua.reporting.services.entry import refuse_implausible

from .layout import Column, Layout, typed_in
from .reading import Value
from .recognising import Part, Sighting
from .values import Said, read_value

V = CellVerdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell of a file: where it stands, what it is about, what the report holds and would hold, and the verdict.

    `sentence` says why it is refused, or how it was understood.
    """

    place: str
    code: str
    indicator: Indicator | None
    text: str
    before: Cell
    after: Cell
    verdict: CellVerdict
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a report holds and who may write it.

    `closed` says why nothing can be written, `areas` are the work areas (None: all) that the sender may write.
    """

    contents: Contents
    now: Mapping[int, Cell]
    earlier: Mapping[str, Earlier]
    closed: str
    areas: frozenset[str] | None


def refuse_all(part: Part, sentence: str) -> list[Judged]:
    """Every cell of a part that belongs to no report."""
    return [
        Judged(cell.place, cell.code, None, cell.value.text, EMPTY, EMPTY, V.REFUSED, sentence) for cell in part.cells
    ]


def judge_part(part: Part, standing: Standing) -> list[Judged]:
    """A verdict for each cell of a part."""
    judge = _Judge(part, standing, {row.indicator.code: row for row in standing.contents.rows})
    return [judge(cell) for cell in part.cells]


def refuse_doubles(parts: Sequence[Sequence[Judged]]) -> list[list[Judged]]:
    """The verdicts on all that was sent for one report, where a cell that would be written is named more than once.

    The first stands where all say the same; where they differ none is taken.
    """
    named: dict[str, list[Judged]] = defaultdict(list)
    for cells in parts:
        for cell in cells:
            if cell.verdict in WRITABLE:
                named[cell.code].append(cell)
    return [[_single(cell, named[cell.code]) for cell in cells] for cells in parts]


def _single(cell: Judged, same: Sequence[Judged]) -> Judged:
    if len(same) <= 1 or cell.verdict not in WRITABLE:
        return cell
    words = {"code": cell.code, "place": next(other.place for other in same if other is not cell)}
    if any(other.after != cell.after for other in same):
        sentence = _("%(code)s có hai số khác nhau trong tệp (xem cả ô %(place)s). Hãy giữ một số rồi gửi lại.")
        return replace(cell, verdict=V.REFUSED, sentence=sentence % words)
    if cell is same[0]:
        return cell
    return replace(cell, verdict=V.REFUSED, sentence=_("%(code)s đã được đọc ở ô %(place)s.") % words)


@dataclass(frozen=True, slots=True)
class _Judge:
    part: Part
    standing: Standing
    rows: Mapping[str, FormRow]

    def __call__(self, cell: Sighting) -> Judged:
        row = self.rows.get(cell.code)
        place, value = self._where(cell, row)
        if row is None:
            sentence = _("Biểu mẫu của báo cáo này không có chỉ tiêu %(code)s. Hãy tải lại biểu mẫu từ hệ thống.")
            return Judged(
                place, cell.code, None, value.text, EMPTY, EMPTY, V.REFUSED, sentence % {"code": cell.code[:40]}
            )
        indicator = row.indicator
        now = self.standing.now.get(indicator.pk, EMPTY)
        judged = Judged(place, cell.code, indicator, _text(value), now, now, V.UNCHANGED)
        try:
            said = self._said(value, indicator, since_start=self._since_start(row))
            judged = replace(judged, after=said.cell, sentence=said.note)
            return self._weigh(judged, indicator)
        except DomainError as error:
            return replace(judged, verdict=V.REFUSED, sentence=error.sentence)

    def _where(self, cell: Sighting, row: FormRow | None) -> tuple[str, Value]:
        """The place of what was typed: a form's sheet has a column for figures since the start of the year."""
        if row is not None and cell.year_place and self._since_start(row):
            return cell.year_place, cell.year
        return cell.place, cell.value

    def _since_start(self, row: FormRow) -> bool:
        """Whether a row is typed as it stands since the start of the year; in a matrix everything is the period's."""
        return self.part.layout is Layout.FORM and typed_in(row) is Column.CUMULATIVE

    def _said(self, value: Value, indicator: Indicator, *, since_start: bool) -> Said:
        said = read_value(value, indicator)
        earlier = self.standing.earlier.get(indicator.code) if since_start else None
        if earlier is None or said.cell.number is None:
            return said
        own = earlier.in_period(said.cell)
        return Said(own, f"{said.note} {earlier.sentence(own)}".strip())

    def _weigh(self, cell: Judged, indicator: Indicator) -> Judged:
        """New, changed, unchanged or both sides changed; what would be written is held against the rules of entry."""
        now, after = cell.before, cell.after
        saw = self.part.seen.get(indicator.code) if self.part.seen is not None else None
        if after == now:
            return cell
        if saw is None and after.empty:
            # Without a stamp an empty cell says nothing.
            return replace(cell, after=now)
        if saw is not None and seen(after, indicator) == saw:
            newer = _("Tệp không sửa ô này; số đang có (%(now)s) mới hơn lúc tải tệp.")
            return replace(cell, after=now, sentence=newer % {"now": _shown(now, indicator)})
        self._refuse(indicator)
        refuse_implausible(indicator, after)
        if saw is not None and seen(now, indicator) != saw:
            both = _("Lúc tải tệp ô này là %(saw)s; sau đó có người sửa thành %(now)s, còn tệp ghi %(after)s.") % {
                "saw": _saw(saw),
                "now": _shown(now, indicator),
                "after": _shown(after, indicator),
            }
            return replace(cell, verdict=V.CONFLICT, sentence=f"{cell.sentence} {both}".strip())
        if after.empty:
            return replace(cell, verdict=V.CHANGED, sentence=_("Tệp để trống ô này: ghi sẽ xóa số đang có."))
        return replace(cell, verdict=V.NEW if now.empty else V.CHANGED)

    def _refuse(self, indicator: Indicator) -> None:
        """Raise CellShut for a cell that the sender may not write."""
        if self.standing.closed:
            raise CellShut(self.standing.closed)
        if not within(self.standing.areas, indicator):
            raise CellShut(outside_areas())


class CellShut(DomainError):
    """A cell that the sender of a file may not write."""

    status = 409


def _text(value: Value) -> str:
    """A cell as the file shows it; a formula that says nothing is named as such."""
    return _("công thức") if value.formula and not value.text else value.text


def _shown(cell: Cell, indicator: Indicator) -> str:
    return in_words(cell, indicator) or _("để trống")


def _saw(saw: str) -> str:
    """What the stamp says that a cell held, as people write it."""
    if not saw:
        return _("để trống")
    return _("không có") if saw == NONE_KEY else print_number(Decimal(saw))
