"""What an acceptor may want to ask about submitted reports before deciding: questions, never accusations.

A number of statements that no list makes larger. The rules are rough on purpose: each ends in a question that a
glance at the cells answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.core import clock, sql
from thidua.figures.cells import Cell
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind
from thidua.org.queries import last_names_of
from thidua.reporting.models import BehalfEntry, CellNote, Report
from thidua.reporting.rules import ENOUGH_HISTORY, Confirmation, range_end_beyond

from .behalf import entries_of
from .checks import history_spans
from .contents import contents_of
from .entry import in_words
from .progress import Studied, study

PACKAGE = "thidua.reporting"
# So many numbers other than zero make a pattern; fewer are alike by chance.
ENOUGH_ALIKE, ENOUGH_ROUND, ROUND_FROM = 3, 4, 20
# The months that close a half-year or a year, when figures tend to be made up for.
CLOSING_MONTHS = (6, 12)


class Group(StrEnum):
    """What a report's questions come to: nothing, something to ask, or figures that do not fit together."""

    FINE = "fine"
    ASKED = "asked"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class AskedCell:
    """A cell that somebody may ask about, with what it is compared with; texts are empty where there is nothing."""

    indicator: Indicator
    text: str
    previous: str
    range: str
    reason: str
    sentences: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.indicator.code


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions about a report: about the whole, and about single cells."""

    group: Group
    general: tuple[str, ...] = ()
    cells: tuple[AskedCell, ...] = ()

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.general) + sum(len(cell.sentences) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Past:
    """Earlier numbers of a cell, scaled."""

    report_id: int
    indicator_id: int
    least: int
    most: int
    known: int
    previous: int | None
    this_year: int | None


@dataclass(frozen=True, slots=True)
class _Twin:
    report_id: int
    unit_id: int
    units: int


@dataclass(slots=True)
class _Case:
    """A report with everything that questions are asked from; `said` collects them by indicator."""

    report: Report
    studied: Studied
    past: Mapping[int, _Past]
    notes: Mapping[int, CellNote]
    behalf: BehalfEntry | None
    twin: str
    said: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    general: list[str] = field(default_factory=list)
    wrong: bool = False

    @property
    def numbers(self) -> Iterable[tuple[Indicator, int]]:
        """The cells that hold a number."""
        indicators = contents_of(self.report.sheet.form_version_id).indicators
        return ((indicators[pk], c.number) for pk, c in self.studied.cells.items() if c.number is not None)


def questions_about(reports: Sequence[Report]) -> dict[int, Asked]:
    """The questions about reports, by report. Eight statements.

    The reports come with their sheet, form version and period.
    """
    if not reports:
        return {}
    studied, pasts, twins, behalf = study(reports), _pasts(reports), _twins(reports), entries_of(reports)
    notes: dict[int, dict[int, CellNote]] = defaultdict(dict)
    for note in CellNote.objects.filter(report__in=[report.pk for report in reports]):
        notes[note.report_id][note.indicator_id] = note
    found = {}
    for report in reports:
        pk = report.pk
        case = _Case(report, studied[pk], pasts[pk], notes[pk], behalf.get(pk), twins.get(pk, ""))
        for ask in _ASKING:
            ask(case)
        found[pk] = _asked(case)
    return found


# ── The questions ────────────────────────────────────────────────────────────


def _ask_what_does_not_fit(case: _Case) -> None:
    """Checks of the form that fail: the sentence stands at the first cell, the others beside it."""
    by_code = {i.code: i.pk for i in contents_of(case.report.sheet.form_version_id).indicators.values()}
    for finding in case.studied.examination.findings:
        case.wrong = True
        pks = [by_code[code] for code in finding.codes if code in by_code]
        if not pks:
            case.general.append(finding.sentence)
        for position, pk in enumerate(pks):
            case.said[pk] += [finding.sentence] if position == 0 else []


def _ask_out_of_range(case: _Case) -> None:
    for indicator, number in case.numbers:
        past = case.past.get(indicator.pk)
        if past is None or past.known < ENOUGH_HISTORY:
            continue
        beyond = range_end_beyond([past.least] * (past.known - 1) + [past.most], number)
        if beyond is not None:
            more = _("Cao hơn gấp đôi mức lớn nhất của các kỳ trước. Có đúng không?")
            less = _("Chưa bằng một nửa mức nhỏ nhất của các kỳ trước. Có đúng không?")
            case.said[indicator.pk].append(more if number > beyond else less)
        elif _leaps(case.report, indicator, number, past):
            case.said[indicator.pk].append(_("Hơn một nửa số cả năm dồn vào kỳ cuối. Có đúng không?"))


def _leaps(report: Report, indicator: Indicator, number: int, past: _Past) -> bool:
    """Whether most of a year's figure came in a period that closes a half-year or the year."""
    closing = report.period.ends.month in CLOSING_MONTHS and indicator.kind == Kind.FLOW
    return closing and number > past.most and past.this_year is not None and number > past.this_year > 0


def _ask_unchanged(case: _Case) -> None:
    flows = [(n, case.past[i.pk].previous) for i, n in case.numbers if i.kind == Kind.FLOW and i.pk in case.past]
    if sum(number != 0 for number, _before in flows) >= ENOUGH_ALIKE and all(n == before for n, before in flows):
        case.general.append(_("Mọi số phát sinh giống hệt kỳ trước. Đơn vị đã nhập số của kỳ này chưa?"))


def _ask_round(case: _Case) -> None:
    large = [(n, 10**i.decimals) for i, n in case.numbers if n >= ROUND_FROM * 10**i.decimals]
    if len(large) >= ENOUGH_ROUND and all(number % (10 * one) == 0 for number, one in large):
        case.general.append(_("Các số từ 20 trở lên đều tròn chục. Có phải số ước tính không?"))


def _ask_twin(case: _Case) -> None:
    if case.twin:
        case.general.append(_("Mọi số giống hệt báo cáo của %(unit)s. Có nhập nhầm không?") % {"unit": case.twin})


def _ask_notes(case: _Case) -> None:
    for pk, note in case.notes.items():
        if note.estimated:
            case.said[pk].append(_("Số ước tính."))
        if note.flagged:
            case.said[pk].append(_("Người nhập đánh dấu cần xem lại."))


def _ask_behalf(case: _Case) -> None:
    if case.behalf is None or case.behalf.confirmation == Confirmation.CONFIRMED:
        return
    if case.behalf.confirmation == Confirmation.OBJECTED:
        case.wrong = True
        case.general.append(_("Đơn vị báo số nhập thay chưa đúng: %(what)s") % {"what": case.behalf.objection})
    else:
        case.general.append(
            _("Nhập thay theo %(channel)s, đơn vị chưa xác nhận.")
            % {"channel": case.behalf.get_channel_display().lower()}
        )


_ASKING: tuple[Callable[[_Case], None], ...] = (
    _ask_what_does_not_fit,
    _ask_out_of_range,
    _ask_unchanged,
    _ask_round,
    _ask_twin,
    _ask_notes,
    _ask_behalf,
)


def _asked(case: _Case) -> Asked:
    indicators = contents_of(case.report.sheet.form_version_id).indicators
    # Cells that are asked about stand before those that they are held against.
    said = sorted((pk for pk in indicators if pk in case.said), key=lambda pk: not case.said[pk])
    cells = tuple(_cell(case, indicators[pk]) for pk in said)
    questions = Group.ASKED if cells or case.general else Group.FINE
    return Asked(Group.WRONG if case.wrong else questions, tuple(case.general), cells)


def _cell(case: _Case, indicator: Indicator) -> AskedCell:
    cell, past, note = case.studied.cells[indicator.pk], case.past.get(indicator.pk), case.notes.get(indicator.pk)
    ends = dict.fromkeys((past.least, past.most)) if past else {}
    explained = note is not None and note.reason and note.reason_number == cell.number
    return AskedCell(
        indicator=indicator,
        text=in_words(cell, indicator),
        previous=in_words(Cell(past.previous), indicator) if past else "",
        range=" – ".join(in_words(Cell(end), indicator) for end in ends),
        reason=note.reason if note and explained else "",
        sentences=tuple(case.said[indicator.pk]),
    )


# ── What they are asked from ─────────────────────────────────────────────────


def _pasts(reports: Sequence[Report]) -> dict[int, dict[int, _Past]]:
    """Earlier numbers by report and indicator. One statement."""
    forms = {report.sheet.form_version.form_id: report.sheet.form_version_id for report in reports}
    wanted = [(form, i) for form, version in forms.items() for i in contents_of(version).indicators.values()]
    params = {
        "reports": [report.pk for report in reports],
        "units": [report.unit_id for report in reports],
        "forms": [report.sheet.form_version.form_id for report in reports],
        "first": [history_spans(report.period.span)[0].starts for report in reports],
        "starts": [report.period.starts for report in reports],
        "years": [report.period.year for report in reports],
        "of_forms": [form for form, _indicator in wanted],
        "indicators": [indicator.pk for _form, indicator in wanted],
        "blocks": [indicator.slot.block_id for _form, indicator in wanted],
        "positions": [indicator.slot.position for _form, indicator in wanted],
    }
    found: dict[int, dict[int, _Past]] = defaultdict(dict)
    for row in sql.fetch(PACKAGE, "pasts", params, _Past):
        found[row.report_id][row.indicator_id] = row
    return found


def _twins(reports: Sequence[Report]) -> dict[int, str]:
    """By report, the names of the units beside its own that reported the very same. Two statements."""
    params = {"reports": [report.pk for report in reports], "today": clock.today(), "least": ENOUGH_ALIKE}
    rows = sql.fetch(PACKAGE, "twins", params, _Twin)
    names = last_names_of([row.unit_id for row in rows], clock.today())
    return {row.report_id: _twin_name(names[row.unit_id].short_name, row.units - 1) for row in rows}


def _twin_name(name: str, others: int) -> str:
    if not others:
        return name
    words = ngettext("%(name)s và %(count)d đơn vị nữa", "%(name)s và %(count)d đơn vị nữa", others)
    return words % {"name": name, "count": others}
