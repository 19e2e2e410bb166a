"""The board in words: what its page shows of rows, columns and cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.numbers import print_percent
from thidua.core.text import fold, search_terms
from thidua.figures.history import AS_IT_WAS, History
from thidua.figures.printing import amount, short_amount, short_measure
from thidua.figures.queries import ReadablePeriod
from thidua.indicators.models import Indicator, Period
from thidua.org.models import Unit
from thidua.ui.tones import Tone

from .answers import AnswerState
from .board import Board, BoardRow, Child
from .queries import Result
from .rules import PaceStatus, Reached
from .standing import Standing, standing

COLUMNS: Mapping[str, Promise] = {
    "dang-ky": gettext_lazy("Đăng ký"),
    "tien-do": gettext_lazy("Tiến độ"),
    "du-bao": gettext_lazy("Dự báo cuối năm"),
    "con-lai": gettext_lazy("Chưa giao hết"),
    "dat": gettext_lazy("Đơn vị đạt"),
}
"""What of the unit's own numbers can be left out."""

STATES: Mapping[str, Promise] = {
    "cham": gettext_lazy("Chậm hoặc có nguy cơ"),
    "dat": gettext_lazy("Đã đạt"),
    "con-lai": gettext_lazy("Chưa giao hết"),
    "y-kien": gettext_lazy("Có ý kiến"),
}
LATE = frozenset({PaceStatus.BEHIND, PaceStatus.AT_RISK})


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader wants to see: words of a name, a work area, a state, columns, a page of children, one open."""

    terms: tuple[str, ...] = ()
    area: str = ""
    state: str = ""
    columns: tuple[str, ...] = tuple(COLUMNS)
    page: int = 1
    opened: str = ""


@dataclass(frozen=True, slots=True)
class ChildCell:
    """A child's target of an indicator: amount, completion, how it goes, what the child says to it."""

    name: str
    url: str
    assigned: str
    registered: str
    result: str
    percent: str
    tone: Tone
    words: str
    answer: AnswerState | None
    reason: str
    opened: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """An indicator as a line of the board."""

    code: str
    name: str
    measure: str
    url: str
    figure_url: str
    split_url: str
    assigned: str
    registered: str
    adjustments: int
    result: str
    percent: str
    projection: str
    standing: Standing | None
    remainder: str
    is_spread: bool
    reached: Reached
    cells: tuple[ChildCell | None, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A child's column."""

    child: Child
    url: str
    toggle_url: str
    opened: bool
    reached: Reached


def chosen_rows(board: Board, choice: Choice) -> list[BoardRow]:
    """The rows that a reader asks for."""
    return [row for row in board.rows if _wanted(row, board, choice)]


def _wanted(row: BoardRow, board: Board, choice: Choice) -> bool:
    indicator = row.indicator
    if choice.area and indicator.area.code != choice.area:
        return False
    name = fold(f"{indicator.code} {indicator.name}")
    if not all(term in name for term in choice.terms):
        return False
    return not choice.state or _in_state(row, board, choice.state)


def _in_state(row: BoardRow, board: Board, state: str) -> bool:
    match state:
        case "cham":
            return row.own is not None and row.own.pace is not None and row.own.pace.status in LATE
        case "dat":
            return row.own is not None and row.own.completion.met is True
        case "con-lai":
            return bool(row.remainder)
        case _:
            pk = row.indicator.pk
            return any(what == pk and mark.state is AnswerState.OBJECTED for (_u, what), mark in board.marks.items())


@dataclass(frozen=True, slots=True)
class Frame:
    """What all cells of a page have in common."""

    unit: Unit
    year: Period
    period: ReadablePeriod | None
    digits: int
    choice: Choice
    history: History = AS_IT_WAS


def shown_rows(board: Board, rows: Sequence[BoardRow], frame: Frame) -> list[tuple[str, list[ShownRow]]]:
    """Rows by work area."""
    groups: dict[str, list[ShownRow]] = {}
    for row in rows:
        groups.setdefault(row.indicator.area.name, []).append(_shown(board, row, frame))
    return list(groups.items())


def headings(board: Board, frame: Frame, addresses: Mapping[str, str]) -> list[Heading]:
    """The columns of a page of children; `addresses` open or close each, by code."""
    return [
        Heading(
            child=child,
            url=reverse("target-board", args=[child.code, frame.year.code]) + frame.history.first_query,
            toggle_url=addresses[child.code],
            opened=child.code == frame.choice.opened,
            reached=board.reached_by(child.unit_id),
        )
        for child in board.page.children
    ]


def _shown(board: Board, row: BoardRow, frame: Frame) -> ShownRow:
    indicator, own, digits = row.indicator, row.own, frame.digits
    address = [frame.unit.code, frame.year.code, indicator.code]
    mark = board.marks.get((frame.unit.pk, indicator.pk))
    has_figure = own is not None and own.cumulative is not None and frame.period is not None
    return ShownRow(
        code=indicator.code,
        name=indicator.name,
        measure=short_measure(indicator),
        url=reverse("target", args=address),
        figure_url=_figure_address(frame, indicator) if has_figure else "",
        split_url=reverse("target-split", args=address),
        assigned=short_amount(indicator, own.target if own else None, digits),
        registered=short_amount(indicator, own.registered if own else None, digits),
        adjustments=mark.adjustments if mark else 0,
        result=short_amount(indicator, own.cumulative if own else None, digits),
        percent=percent_words(own, digits) if own else "–",
        projection=short_amount(indicator, _projection(own), digits),
        standing=standing(own) if own else None,
        remainder=short_amount(indicator, row.remainder, digits),
        is_spread=row.remainder == 0,
        reached=row.reached,
        cells=tuple(_cell(board, row, child, frame) for child in board.page.children),
    )


def _figure_address(frame: Frame, indicator: Indicator) -> str:
    assert frame.period is not None
    return reverse("figure", args=[frame.unit.code, frame.period.code, indicator.code]) + frame.history.first_query


def _projection(result: Result | None) -> Fraction | None:
    """What the year ends with if it goes on like this, as whole as the indicator's own numbers."""
    return result.pace.projection if result is not None and result.pace is not None else None


def _cell(board: Board, row: BoardRow, child: Child, frame: Frame) -> ChildCell | None:
    result = row.children.get(child.unit_id)
    if result is None:
        return None
    indicator, digits = row.indicator, frame.digits
    mark = board.marks.get((child.unit_id, indicator.pk))
    how = standing(result)
    return ChildCell(
        name=child.name,
        url=_target_address(child.code, frame.year.code, indicator.code),
        assigned=short_amount(indicator, result.target, digits),
        registered=short_amount(indicator, result.registered, digits),
        result=short_amount(indicator, result.cumulative, digits),
        percent=percent_words(result, digits),
        tone=how.tone,
        words=how.words,
        answer=mark.state if mark else None,
        reason=mark.reason if mark else "",
        opened=child.code == frame.choice.opened,
    )


@lru_cache(maxsize=20_000)
def _target_address(unit: str, year: str, indicator: str) -> str:
    """A board has hundreds of cells, and the same again when it is opened anew."""
    return reverse("target", args=[unit, year, indicator])


def percent_words(result: Result, digits: int) -> str:
    """Completion as federations print it; for limits the share used, "–" without either."""
    done = result.completion
    share = done.limit_used_percent if done.percent_of_plan is None else done.percent_of_plan
    return "–" if share is None else print_percent(share, digits)


def ledger_amount(indicator: Indicator, number: int | None, digits: int) -> str:
    """A scaled amount of the ledger in the indicator's measure."""
    return amount(indicator, None if number is None else Fraction(number, 10**indicator.decimals), digits)


def choice_of(given: Mapping[str, str], columns: Sequence[str]) -> Choice:
    """What the address of a page asks for; what it cannot mean is passed over."""
    page = given.get("trang", "")
    kept = tuple(name for name in COLUMNS if name in columns)
    state = given.get("tinh-trang", "")
    return Choice(
        terms=search_terms(given.get("tim", "")[:200]),
        area=given.get("linh-vuc", ""),
        state=state if state in STATES else "",
        columns=kept if "cot-chon" in given else tuple(COLUMNS),
        page=int(page) if re.fullmatch(r"[1-9]\d{0,3}", page, re.ASCII) else 1,
        opened=given.get("mo", ""),
    )


def summary(board: Board) -> list[tuple[Tone, str]]:
    """The sentences at the head of the board: targets reached, objections, answers awaited."""
    said: list[tuple[Tone, str]] = []
    reached = board.reached
    if reached.of:
        tone = Tone.GOOD if reached.reached == reached.of else Tone.QUIET
        said.append((tone, _("%(n)d trên %(m)d chỉ tiêu đã đạt") % {"n": reached.reached, "m": reached.of}))
    if objections := board.answers(AnswerState.OBJECTED):
        said.append((Tone.WARN, _("%(n)d chỉ tiêu có ý kiến") % {"n": objections}))
    if waiting := board.answers(AnswerState.WAITING):
        said.append((Tone.QUIET, _("%(n)d chỉ tiêu chờ phản hồi") % {"n": waiting}))
    return said
