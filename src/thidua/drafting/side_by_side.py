"""Units directly below beside each other: what is read for that, by what they are compared, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from thidua.core.periods import Span
from thidua.documents.content import Paragraph, Piece
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.targets.queries import ADDITIVE

from .assessment import in_words
from .errors import NothingToReport
from .facts import Asked, Facts, read_facts
from .keys import What
from .naming import spelled
from .reading import COMPARED
from .tables import with_results
from .tokens import ranked
from .words import year_word
from .writing import Voice, comparisons, joined, measure_after

# Codes with commas between them, under which a person names what units are compared by.
INDICATORS = "indicators"
MOST_INDICATORS = 8


def read_below(unit: Unit, span: Span, options: Mapping[str, str]) -> tuple[Voice, list[Indicator]]:
    """The facts of a unit and those directly below, and by what they are compared: what was asked for, else the usual.

    Raises NothingToReport where no unit below has an accepted figure of it.
    """
    asked = _asked_for(options)
    own = None if asked else read_facts(span, Asked(of={unit.code: catalogue().indicators}))
    wanted = asked or _usual(own, unit.code)
    facts = read_facts(
        span,
        Asked(of={unit.code: wanted}, below={unit.code: wanted}, counted=[unit.code]),
    )
    found = [one for one in wanted if facts and with_results(facts, unit.code, [one])]
    if facts is None or not found:
        raise NothingToReport(
            _(
                "%(period)s chưa có số liệu chính thức của các đơn vị trực thuộc để so sánh."
                " Hãy tiếp nhận báo cáo, chọn kỳ khác hoặc chỉ tiêu khác."
            )
            % {"period": span.title}
        )
    return Voice(facts, unit.code), found


def _asked_for(options: Mapping[str, str]) -> list[Indicator]:
    codes = [code.strip() for code in options.get(INDICATORS, "").split(",")]
    return [found for code in dict.fromkeys(codes) if (found := catalogue().by_code.get(code))][:MOST_INDICATORS]


def _usual(own: Facts | None, unit: str) -> list[Indicator]:
    """The unit's targets that add up over units, what is always compared first."""
    usual = [found for code in COMPARED if (found := catalogue().by_code.get(code))]
    aimed = [result.indicator for result in own.of(unit) if result.target is not None] if own else []
    planned = [indicator for indicator in aimed if indicator.kind in ADDITIVE]
    return list(dict.fromkeys([*[one for one in usual if one in planned], *planned, *usual]))


def with_plans(voice: Voice, indicators: Sequence[Indicator]) -> list[Indicator]:
    """Those in which at least two of the units below can be ranked."""
    return [one for one in indicators if len(ranked(voice.facts, voice.unit, one.code)) > 1]


def coverage(voice: Voice, name: str) -> Paragraph | None:
    """From how many reports the figures come, and how many are missing."""
    handed_in = voice.facts.handed_in.get(voice.unit)
    complete, owed, missing = (voice.say(what) for what in (What.UNITS_COMPLETE, What.UNITS_OWED, What.SHEETS_MISSING))
    if handed_in is None or not (complete and owed and missing):
        return None
    pieces: list[Piece] = ["Số liệu dưới đây là số liệu chính thức đã được tiếp nhận; ", complete, "/", owed]
    pieces.append(" đơn vị phải báo cáo đã có đủ báo cáo được tiếp nhận")
    if handed_in.sheets_missing:
        pieces += ["; còn ", missing, " báo cáo chưa được tiếp nhận nên chưa có trong số liệu"]
    return Paragraph(name, joined([*pieces, "."]), source=name)


def standing_of(voice: Voice, indicator: Indicator, name: str, *, named: bool = False) -> Paragraph | None:
    """What an indicator came to in the whole, how many units reached their target, who is first and last.

    `named` makes it an item that begins with the indicator's name, for where no heading does.
    """
    code = indicator.code
    pieces: list[Piece] = []
    if whole := voice.say(What.SINCE, code):
        pieces += ["kết quả chung là " if named else "Kết quả chung là ", whole, *measure_after(indicator)]
        tail = comparisons(voice, code)
        pieces += [", ", *tail, "."] if tail else ["."]
    reached, aimed = voice.say(What.BELOW_REACHED, code), voice.say(What.BELOW_AIMED, code)
    if reached and aimed:
        year = year_word(voice.facts.span)
        pieces += [" Có " if pieces else "Có ", reached, "/", aimed, f" đơn vị đạt chỉ tiêu {year} được giao"]
        nil = voice.say(What.BELOW_NIL, code)
        pieces += ["; ", nil, " đơn vị chưa có kết quả."] if nil and nil.text != "0" else ["."]
    if best := voice.say(What.BEST, code):
        pieces += [" Tỷ lệ thực hiện cao so với kế hoạch: ", best, "."]
    if worst := voice.say(What.WORST, code):
        pieces += [" Tỷ lệ thực hiện còn thấp: ", worst, "."]
    if not pieces:
        return None
    if named:
        return Paragraph(name, joined([f"{spelled(indicator.name_vi)}: ", *pieces]), style="item", source=name)
    return Paragraph(name, joined(pieces), source=name)


def until_when(voice: Voice) -> str:
    """The period as titles end with it: "6 tháng đầu năm 2020"."""
    return in_words(voice)
