"""What was reported earlier in the year: what is taken off a figure that is typed since the start of the year."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number, unscale
from thidua.core.periods import Span
from thidua.figures.cells import EMPTY, Cell
from thidua.figures.models import Sheet
from thidua.indicators.models import Indicator
from thidua.reporting.errors import BelowEarlier, EarlierMissing
from thidua.reporting.models import Report
from thidua.reporting.queries.checks import past_cells
from thidua.reporting.queries.contents import contents_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """Of one indicator: the sum (scaled) over the earlier periods of the year, and those that have no number yet."""

    indicator: Indicator
    total: int = 0
    missing: tuple[Span, ...] = ()

    def in_period(self, typed: Cell) -> Cell:
        """The period's own cell behind one typed since the start of the year.

        Raises EarlierMissing, or BelowEarlier for a decrease where there can be none.
        """
        if typed.number is None:
            return typed
        if self.missing:
            raise EarlierMissing(
                _(
                    "Chưa có số của %(periods)s nên chưa tách được số trong kỳ từ số lũy kế."
                    " Hãy nộp báo cáo kỳ đó trước rồi nhập lại."
                )
                % {"periods": ", ".join(span.title.lower() for span in self.missing)}
            )
        rest = typed.number - self.total
        if rest < 0 <= self.indicator.smallest:
            raise BelowEarlier(
                _(
                    "Lũy kế %(typed)s nhỏ hơn %(total)s đã báo cáo từ đầu năm."
                    " Hãy kiểm tra lại, hoặc điều chỉnh báo cáo kỳ trước nếu kỳ trước sai."
                )
                % {"typed": self.printed(typed.number), "total": self.printed(self.total)}
            )
        return Cell(rest)

    def since_start(self, cell: Cell) -> Cell:
        """The figure since the start of the year that a person would type for the period's cell."""
        return cell if cell.number is None else Cell(cell.number + self.total)

    def sentence(self, cell: Cell) -> str:
        """How the typed figure was taken apart, "" for a cell without a number."""
        if cell.number is None:
            return ""
        return _("Lũy kế gõ %(typed)s → trong kỳ %(own)s") % {
            "typed": self.printed(cell.number + self.total),
            "own": self.printed(cell.number),
        }

    def printed(self, number: int) -> str:
        """A scaled number as people read it."""
        return print_number(unscale(number, self.indicator.decimals))


def earlier_of(report: Report) -> dict[str, Earlier]:
    """What stands before the cells that are typed since the start of the year, by code; {} on forms without such.

    Periods in which the unit owed no report, or in which its form did not ask, count nothing. The report comes
    with its sheet, form version and period.
    """
    contents = contents_of(report.sheet.form_version_id)
    indicators = contents.since_start
    if not indicators:
        return {}
    span = report.period.span
    spans = [base for base in span.whole_year().base(span.frequency) if base.ends < span.starts]
    past = past_cells(report, spans, indicators)
    versions = dict(
        Sheet.objects.filter(
            unit=report.unit_id,
            form_version__form=report.sheet.form_version.form_id,
            period__code__in=[base.code for base in spans],
        ).values_list("period__code", "form_version")
    )
    asked = {base: contents_of(versions[base.code]).indicators for base in spans if base.code in versions}
    found = {}
    for indicator in indicators:
        cells = {
            base: past.get(base.code, {}).get(indicator.pk, EMPTY) for base in asked if indicator.pk in asked[base]
        }
        found[indicator.code] = Earlier(
            indicator=indicator,
            total=sum(cell.number or 0 for cell in cells.values()),
            missing=tuple(base for base, cell in cells.items() if cell.empty),
        )
    return found
