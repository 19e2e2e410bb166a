"""Past totals: what stands there, and what a table would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thidua.core.errors import BadEntry
from thidua.core.numbers import print_number, unscale
from thidua.core.periods import Span, parse
from thidua.figures.cells import EMPTY, Cell, cell_at
from thidua.figures.models import Sheet, SheetCells
from thidua.indicators.models import FormRow, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services.past_forms import CODE
from thidua.org.models import Lineage, Placement, Unit
from thidua.reporting.past_tables import PastCell, PastTable

PAST = f"{CODE}-"
"""How the codes of the forms of past totals begin."""

Held = Mapping[tuple[int, str], Mapping[int, Cell]]
"""Past totals by (unit, period code) and indicator."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """A number that would be written; `before` is what stands there, None for nothing."""

    unit: Unit
    indicator: Indicator
    span: Span
    before: int | None
    after: int
    place: str

    @property
    def before_text(self) -> str:
        return "" if self.before is None else print_number(unscale(self.before, self.indicator.decimals))

    @property
    def after_text(self) -> str:
        return print_number(unscale(self.after, self.indicator.decimals))


@dataclass(frozen=True, slots=True)
class PastPreview:
    """What committing a table would do; nothing while something is wrong."""

    changes: tuple[PastChange, ...]
    unchanged: int
    wrong: tuple[BadEntry, ...]

    @property
    def ready(self) -> bool:
        return bool(self.changes) and not self.wrong

    @property
    def periods(self) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(change.span for change in self.changes))


def preview_past(table: PastTable, *, unit: Unit, within: QuerySet[Unit]) -> PastPreview:
    """What a table would change: `unit` is meant where a line names none, `within` are the units that may be meant."""
    named = {cell.unit for cell in table.cells if cell.unit}
    units = {found.code: found for found in within.filter(code__in=named)} | {"": unit}
    wrong = list(table.wrong)
    known = [cell for cell in table.cells if cell.unit in units]
    wrong += [
        BadEntry(cell.place, _("Không có đơn vị «%(code)s» trong phạm vi của bạn.") % {"code": cell.unit[:40]})
        for cell in table.cells
        if cell.unit not in units
    ]
    wrong += _impossible(known, units)
    held = held_of({units[cell.unit].pk for cell in known})
    changes = []
    for cell in known:
        owner = units[cell.unit]
        before = held.get((owner.pk, cell.span.code), {}).get(cell.indicator.pk)
        changes.append(
            PastChange(owner, cell.indicator, cell.span, before.number if before else None, cell.number, cell.place)
        )
    changed = tuple(change for change in changes if change.before != change.after)
    return PastPreview(changed, len(changes) - len(changed), tuple(wrong))


def held_of(unit_ids: Iterable[int]) -> Held:
    """The past totals of some units. Three statements."""
    sheets = list(past_sheets().filter(unit__in=list(unit_ids), official_version__isnull=False))
    indicators = _indicators_of({sheet.form_version_id for sheet in sheets})
    stored = SheetCells.objects.filter(
        sheet__in=[sheet.pk for sheet in sheets], closes__in={sheet.closes for sheet in sheets}
    )
    blocks: dict[tuple[int, int, int], SheetCells] = {(row.sheet_id, row.version, row.block): row for row in stored}
    held: dict[tuple[int, str], dict[int, Cell]] = defaultdict(dict)
    for sheet in sheets:
        for indicator in indicators[sheet.form_version_id]:
            row = blocks.get((sheet.pk, sheet.official_version or 0, indicator.slot.block_id))
            cell = cell_at(row, indicator.slot.position) if row else EMPTY
            if not cell.empty:
                held[sheet.unit_id, sheet.period.code][indicator.pk] = cell
    return held


def past_sheets() -> QuerySet[Sheet]:
    """The sheets of past totals."""
    return Sheet.objects.filter(form_version__form__code__startswith=PAST).select_related("period", "form_version")


def is_reported(period: Period) -> bool:
    """Whether units owe, or owed, reports of a period; past totals are none."""
    return Sheet.objects.filter(period=period).exclude(form_version__form__unit_kinds=[]).exists()


def in_the_way(period: Period) -> Sheet | None:
    """Past totals that hold, for some of a period's days, what a unit's sheet of the period collects too."""
    pasts = past_sheets().filter(period__starts__lte=period.ends, period__ends__gte=period.starts)
    standing = list(pasts.filter(official_version__isnull=False).select_related("unit"))
    if not standing:
        return None
    laid = Sheet.objects.filter(period=period).exclude(form_version__form__unit_kinds=[])
    collected = _indicators_of(set(laid.order_by().values_list("form_version", flat=True).distinct()))
    held = _indicators_of({past.form_version_id for past in standing})
    for past in standing:
        both = [version for version, rows in collected.items() if not set(rows).isdisjoint(held[past.form_version_id])]
        below = Lineage.objects.filter(ancestor=past.unit_id).values("unit")
        if laid.filter(unit__in=below, form_version__in=both).exists():
            return past
    return None


def _indicators_of(versions: set[int]) -> dict[int, list[Indicator]]:
    """What some form versions hold."""
    held: dict[int, list[Indicator]] = defaultdict(list)
    rows = FormRow.objects.filter(section__version__in=versions).values_list("section__version", "indicator")
    for version, indicator in rows:
        held[version].append(catalogue().by_id[indicator])
    return held


def _impossible(cells: Sequence[PastCell], units: Mapping[str, Unit]) -> list[BadEntry]:
    """Cells of units that did not live then, that parts of it reported, or that another period of the table holds."""
    ids = {units[cell.unit].pk for cell in cells}
    lived = list(Placement.objects.filter(unit__in=ids).values_list("unit", "during"))
    wrong = []
    taken = _reported(ids, cells)
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for (unit_id, code), held in held_of(ids).items():
        for indicator in held:
            spans[unit_id, indicator].append(parse(code))
    for cell in cells:
        spans[units[cell.unit].pk, cell.indicator.pk].append(cell.span)
    for cell in cells:
        owner = units[cell.unit]
        if not any(u == owner.pk and _meets(during, cell.span) for u, during in lived):
            sentence = _("%(unit)s chưa có trong cây vào %(period)s.")
        elif any(_overlap(cell.span, span) for span in taken.get((owner.pk, cell.indicator.pk), ())):
            sentence = _("%(period)s đã có báo cáo của %(unit)s hoặc đơn vị dưới trong hệ thống.")
        elif any(s != cell.span and _overlap(s, cell.span) for s in spans[owner.pk, cell.indicator.pk]):
            sentence = _("%(period)s trùng ngày với một kỳ khác đã có số của chỉ tiêu này (%(unit)s).")
        else:
            continue
        wrong.append(BadEntry(cell.place, sentence % {"unit": owner.code, "period": cell.span.title}))
    return wrong


def _reported(unit_ids: set[int], cells: Sequence[PastCell]) -> dict[tuple[int, int], set[Span]]:
    """The periods, of those that the cells touch, in which a unit or one below it reports an indicator."""
    if not cells:
        return {}
    above: dict[int, set[int]] = defaultdict(set)
    for ancestor, unit in Lineage.objects.filter(ancestor__in=unit_ids).values_list("ancestor", "unit").distinct():
        above[unit].add(ancestor)
    sheets = (
        Sheet.objects.filter(
            unit__in=above,
            period__ends__gte=min(cell.span.starts for cell in cells),
            period__starts__lte=max(cell.span.ends for cell in cells),
        )
        .exclude(form_version__form__unit_kinds=[])
        .order_by()
        .values_list("unit", "period__code", "form_version")
        .distinct()
    )
    found = list(sheets)
    indicators = _indicators_of({version for _unit, _code, version in found})
    meant = {cell.indicator.pk for cell in cells}
    reported: dict[tuple[int, int], set[Span]] = defaultdict(set)
    for unit, code, version in found:
        for ancestor in above[unit]:
            for indicator in indicators[version]:
                if indicator.pk in meant:
                    reported[ancestor, indicator.pk].add(parse(code))
    return reported


def _overlap(one: Span, other: Span) -> bool:
    return one.starts <= other.ends and other.starts <= one.ends


def _meets(during: DateRange, span: Span) -> bool:
    return bool(during.lower <= span.ends and (during.upper is None or span.starts < during.upper))
