"""Tables of targets: a unit's year, the board, a plan, the ledger of one target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.access.rules import Permission
from thidua.core.numbers import Exact
from thidua.exchange.exports import Cells, Column, Figure, Kind, Sheet, Strong, Value
from thidua.figures.printing import short_measure
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind as IndicatorKind
from thidua.org.queries import percent_digits_of
from thidua.targets.asking import addressed, unit_name
from thidua.targets.board import BoardRow, Child
from thidua.targets.board_shown import STATES, Choice
from thidua.targets.board_views import SeenBoard, seen_board
from thidua.targets.models import Target
from thidua.targets.plan_views import seen_plan
from thidua.targets.planning import Draft
from thidua.targets.queries import Result
from thidua.targets.rules import EntryKind, adds_up
from thidua.targets.standing import standing
from thidua.targets.views import entries_of, seen_targets

from .values import figure, percent, short_figure


def of_year(request: HttpRequest) -> Sheet:
    """A unit's targets of a year with results to date."""
    seen = seen_targets(request)
    digits = percent_digits_of(seen.unit)
    facts = [(_("Đơn vị"), unit_name(seen.unit))]
    if seen.year:
        facts.append((_("Năm"), seen.year.span.title))
    if seen.period:
        facts.append((_("Kết quả đến"), f"{seen.period.ends:%d/%m/%Y}"))
    rows = list(_by_area((one.indicator, _target_row(one, digits)) for one in seen.results))
    return Sheet(
        title=_("Chỉ tiêu năm"),
        columns=(
            Column(pgettext("indicator", "Chỉ tiêu"), Kind.NAME, width=60),
            Column(_("Đơn vị tính")),
            Column(_("Giao"), Kind.NUMBER),
            Column(_("Đăng ký"), Kind.NUMBER),
            Column(_("Kết quả"), Kind.NUMBER),
            Column(_("% giao"), Kind.PERCENT),
            Column(_("% đăng ký"), Kind.PERCENT),
            Column(_("Tiến độ")),
        ),
        rows=rows,
        count=len(rows),
        facts=tuple(facts),
    )


def _target_row(result: Result, digits: int) -> Cells:
    indicator, done = result.indicator, result.completion
    return (
        indicator.name,
        indicator.measure,
        figure(indicator, result.target, digits),
        figure(indicator, result.registered, digits),
        figure(indicator, result.cumulative, digits),
        percent(done.percent_of_plan, digits),
        percent(done.percent_of_registered, digits),
        standing(result).words,
    )


def _by_area(rows: Iterable[tuple[Indicator, Cells]]) -> Iterator[Cells]:
    """Rows of indicators, in the order of their work areas, each area under its name."""
    area = None
    for indicator, cells in rows:
        if indicator.area != area:
            area = indicator.area
            yield Strong((area.name, *[None] * (len(cells) - 1)))
        yield cells


def board(request: HttpRequest, unit: str, year: str) -> Sheet:
    """A unit's year with all its children, also those on further pages of the board."""
    seen = seen_board(request, unit, year, whole=True)
    choice, has_children = seen.frame.choice, bool(seen.board.children)
    rows = list(_by_area((row.indicator, _board_row(row, seen)) for row in seen.rows))
    return Sheet(
        title=_("Bảng chỉ tiêu %(year)s") % {"year": seen.frame.year.span.short_title},
        columns=(
            Column(pgettext("indicator", "Chỉ tiêu"), Kind.NAME, width=60),
            Column(_("Đơn vị tính")),
            *(Column(heading, kind) for heading, kind, _cell in _own_columns(choice, has_children=has_children)),
            *(column for child in seen.board.page.children for column in _child_columns(child, choice)),
        ),
        rows=rows,
        count=len(rows),
        facts=_board_facts(seen),
    )


def _board_facts(seen: SeenBoard) -> tuple[tuple[str, str], ...]:
    frame, choice = seen.frame, seen.frame.choice
    areas = {row.indicator.area.code: row.indicator.area.name for row in seen.board.rows}
    facts = (
        (_("Đơn vị"), unit_name(frame.unit)),
        (_("Năm"), frame.year.span.title),
        (_("Kết quả đến"), f"{frame.period.ends:%d/%m/%Y}" if frame.period else ""),
        (_("Cây đơn vị"), str(frame.history.label) if frame.history.query else ""),
        (_("Tìm chỉ tiêu"), " ".join(choice.terms)),
        (_("Lĩnh vực"), areas.get(choice.area, "")),
        (_("Tình trạng"), str(STATES[choice.state]) if choice.state else ""),
    )
    return tuple((what, which) for what, which in facts if which)


Own = Callable[[BoardRow, int], Value]


def _own_columns(choice: Choice, *, has_children: bool) -> list[tuple[str, Kind, Own]]:
    """What is told of the unit itself: heading, kind and cell, of the columns that were chosen."""

    def of_result(read: Callable[[Result], Exact | None]) -> Own:
        return lambda row, digits: short_figure(row.indicator, read(row.own) if row.own else None, digits)

    columns: list[tuple[str, str, Kind, Own]] = [
        ("", _("Giao"), Kind.NUMBER, of_result(lambda own: own.target)),
        ("dang-ky", _("Đăng ký"), Kind.NUMBER, of_result(lambda own: own.registered)),
        ("", _("Kết quả"), Kind.NUMBER, of_result(lambda own: own.cumulative)),
        ("du-bao", _("Dự báo cuối năm"), Kind.NUMBER, of_result(lambda own: own.pace.projection if own.pace else None)),
        ("", _("% giao"), Kind.PERCENT, lambda row, digits: _share(row.own, digits)),
        ("tien-do", _("Tiến độ"), Kind.TEXT, lambda row, _digits: standing(row.own).words if row.own else ""),
    ]
    if has_children:
        columns += [
            (
                "con-lai",
                _("Chưa giao"),
                Kind.NUMBER,
                lambda row, digits: short_figure(row.indicator, row.remainder, digits),
            ),
            (
                "dat",
                _("Đơn vị đạt"),
                Kind.NUMBER,
                lambda row, _digits: f"{row.reached.reached}/{row.reached.of}" if row.reached.of else "–",
            ),
        ]
    return [(heading, kind, cell) for name, heading, kind, cell in columns if not name or name in choice.columns]


def _child_columns(child: Child, choice: Choice) -> list[Column]:
    opened = (_("Đăng ký"), _("Kết quả")) if child.code == choice.opened else ()
    return [
        *(Column(heading, Kind.NUMBER, group=child.name) for heading in (_("Giao"), *opened)),
        Column(_("% giao"), Kind.PERCENT, group=child.name),
    ]


def _board_row(row: BoardRow, seen: SeenBoard) -> Cells:
    choice, digits, indicator = seen.frame.choice, seen.frame.digits, row.indicator
    own = _own_columns(choice, has_children=bool(seen.board.children))
    cells: list[Value] = [indicator.name, short_measure(indicator), *(cell(row, digits) for _h, _k, cell in own)]
    for child in seen.board.page.children:
        result = row.children.get(child.unit_id)
        cells.append(short_figure(indicator, result.target, digits) if result else None)
        if child.code == choice.opened:
            cells.append(short_figure(indicator, result.registered, digits) if result else None)
            cells.append(short_figure(indicator, result.cumulative, digits) if result else None)
        cells.append(_share(result, digits) if result else None)
    return cells


def _share(result: Result | None, digits: int) -> Value:
    """Per cent of plan; for limits the share used."""
    if result is None:
        return percent(None, digits)
    done = result.completion
    return percent(done.limit_used_percent if done.percent_of_plan is None else done.percent_of_plan, digits)


def plan(request: HttpRequest, unit: str, year: str) -> Sheet:
    """A plan as it is proposed; what was typed over it is not written anywhere yet."""
    seen = seen_plan(request, unit, year)
    if not seen.drafts:
        raise Http404(_("Chưa chọn chỉ tiêu nào cho phương án."))
    heirs = seen.drafts[0].heirs
    return Sheet(
        title=_("Phương án giao chỉ tiêu %(year)s") % {"year": seen.year.span.short_title},
        columns=(
            Column(_("Đơn vị"), Kind.NAME),
            Column(_("Mã đơn vị")),
            *(column for draft in seen.drafts for column in _plan_columns(draft)),
        ),
        rows=[
            *((heir.name, heir.code, *_plan_cells(seen.drafts, at)) for at, heir in enumerate(heirs)),
            *_plan_sums(seen.drafts),
        ],
        count=len(heirs) + 3,
        facts=(
            (_("Đơn vị"), unit_name(seen.unit)),
            (_("Số để chia"), str(seen.wish.base.label)),
            *(((_("Chia theo"), str(seen.wish.weight.label)),) if seen.wish.weight else ()),
        ),
    )


def _plan_columns(draft: Draft) -> tuple[Column, Column]:
    group = f"{draft.indicator.name} ({draft.indicator.measure})"
    return (
        Column(_("Kết quả năm trước"), Kind.NUMBER, group=group),
        Column(_("Phương án"), Kind.NUMBER, group=group),
    )


def _plan_cells(drafts: Sequence[Draft], at: int) -> Iterator[Value]:
    for draft in drafts:
        heir, decimals = draft.heirs[at], draft.indicator.decimals
        yield None if heir.last_year is None else Figure(heir.last_year, decimals)
        yield _amount(draft.indicator, draft.parts.get(heir.unit_id))


def _plan_sums(drafts: Sequence[Draft]) -> Iterator[Strong]:
    """What the amounts add up to, what there is to give, and what is left of it."""
    sums = [draft.total(draft.parts) if adds_up(IndicatorKind(draft.indicator.kind)) else None for draft in drafts]
    for heading, amounts in (
        (_("Tổng phương án"), sums),
        (_("Đơn vị được giao"), [draft.assigned for draft in drafts]),
        (_("Còn lại"), [draft.left(draft.parts) for draft in drafts]),
    ):
        pairs = zip(drafts, amounts, strict=True)
        yield Strong((heading, None, *(c for draft, one in pairs for c in (None, _amount(draft.indicator, one)))))


def _amount(indicator: Indicator, number: int | None) -> Value:
    """A scaled amount of the ledger."""
    return None if number is None else Figure(Decimal(number).scaleb(-indicator.decimals), indicator.decimals)


def ledger(request: HttpRequest, unit: str, year: str, indicator: str) -> Sheet:
    """Every line of a target's ledger, the latest first."""
    _user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_VIEW)
    target = Target.objects.filter(unit=place, period=when, indicator=what).first()
    entries = entries_of(target) if target else []
    return Sheet(
        title=_("Các lần giao và điều chỉnh"),
        columns=(
            Column(_("Ngày quyết định"), Kind.DATE, width=16),
            Column(_("Việc")),
            Column(_("Trước"), Kind.NUMBER),
            Column(_("Sau"), Kind.NUMBER),
            Column(_("Văn bản"), width=30),
            Column(_("Lý do"), width=50),
            Column(_("Người ghi")),
            Column(_("Ghi lúc"), Kind.INSTANT),
        ),
        rows=[
            (
                one.on,
                str(EntryKind(one.kind).label),
                _amount(what, one.before),
                _amount(what, one.amount),
                one.decision,
                one.reason,
                str(one.by),
                one.at,
            )
            for one in entries
        ],
        count=len(entries),
        facts=(
            (pgettext("indicator", "Chỉ tiêu"), f"{what.name} ({what.measure})"),
            (_("Đơn vị"), unit_name(place)),
            (_("Năm"), when.span.title),
        ),
    )
