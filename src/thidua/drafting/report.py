"""The periodic report: its parts in order, each written from what was read and left out where nothing was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils import translation

from thidua.core import clock
from thidua.core.periods import Frequency, Span, all_of_year
from thidua.documents.content import Block, Content, Heading, PageBreak, Paragraph, Piece
from thidua.documents.frames import frame_for
from thidua.documents.rules import Kind
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind as IndicatorKind
from thidua.org.models import Unit
from thidua.reporting.rules import NarrativePart as Part

from .assessment import (
    MOST_ITEMS,
    ahead,
    aimed,
    behind,
    blocks,
    first_and_last,
    in_words,
    is_year,
    items,
    still_to_do,
    targets_in_short,
)
from .drafted import Drafted
from .keys import What
from .narrative import Narratives, own_words, read_narratives, words_of_units
from .reading import COMPARED, read_report
from .sentences import SCHOOLS_SIZE, SECTIONS, SILENT, SIZE, Section
from .sentences.clauses import take_apart
from .tables import below_table, lacks_figures, missing_table, results_table, with_results
from .words import year_word
from .writing import Voice, joined, others, paragraph

MOST_COMPARED = 4
ROMAN = ("", "I", "II", "III", "IV", "V")
LEADS = {
    Part.RESULTS: "Kết quả nổi bật do các đơn vị trực thuộc báo cáo:",
    Part.DIFFICULTIES: "Khó khăn, hạn chế do các đơn vị trực thuộc phản ánh:",
    Part.CAUSES: "Nguyên nhân do các đơn vị trực thuộc nêu:",
    Part.PROPOSALS: "Kiến nghị của các đơn vị trực thuộc:",
}


def draft_report(unit: Unit, span: Span, _options: Mapping[str, str]) -> Drafted:
    """Draft the report of a unit about a period. Raises NothingToReport."""
    with translation.override("vi"):
        facts = read_report(unit, span)
        voice, narratives = Voice(facts, unit.code), read_narratives(facts, unit.code)
        title = _title(voice, narratives)
        frame = frame_for(unit, on=clock.today(), kind=Kind.REPORT, subject=title)
        return Drafted(title, frame, Content(tuple(_blocks(voice, narratives))))


def _title(voice: Voice, narratives: Narratives) -> str:
    """What the report is about; the next period only where the unit has written what it will do in it."""
    results = f"Kết quả hoạt động công đoàn {in_words(voice)}"
    after = next_span(voice.facts.span)
    if after is None or not own_words(narratives, voice.unit, Part.TASKS):
        return results
    return f"{results}; nhiệm vụ {after.title[:1].lower()}{after.title[1:]}"


def next_span(span: Span) -> Span | None:
    """The period of the same length that begins when this one is over; after nine months the last quarter."""
    frequency = Frequency.QUARTER if span.frequency is Frequency.NINE_MONTHS else span.frequency
    following = (*all_of_year(span.calendar, span.year), *all_of_year(span.calendar, span.year + 1))
    begins = span.ends + timedelta(days=1)
    return next((one for one in following if one.starts == begins and one.frequency is frequency), None)


def _blocks(voice: Voice, narratives: Narratives) -> list[Block]:
    parts = [
        ("phan-tinh-hinh", "Tình hình tổ chức và phạm vi số liệu", _situation(voice)),
        ("phan-ket-qua", "Kết quả hoạt động", _results(voice)),
        ("phan-danh-gia", "Đánh giá chung", _assessment(voice, narratives)),
        ("phan-nhiem-vu", "Nhiệm vụ trọng tâm", _tasks(voice, narratives)),
        ("phan-kien-nghi", "Kiến nghị, đề xuất", _proposals(voice, narratives)),
    ]
    found: list[Block] = []
    there = [part for part in parts if part[2]]
    for number, (name, title, body) in enumerate(there, start=1):
        found += [Heading(name, 1, f"{ROMAN[number]}. {title.upper()}"), *body]
    return [*found, *_annexes(voice)]


def _situation(voice: Voice) -> list[Block]:
    name = voice.facts.names[voice.unit].name
    unions = (voice.result(code) for code in ("ORG01", "EDU01"))
    has_unions = any(result is not None and result.value for result in unions)
    until = written_day(voice.facts.period.data_until)
    opening = f"Tính đến ngày {until}, {name} " if has_unions else f"Tính đến ngày {until}, tại {name}, "
    size = paragraph(voice, SIZE, "tinh-hinh", opening) or paragraph(voice, SCHOOLS_SIZE, "tinh-hinh", opening)
    return blocks(size, _coverage(voice))


def written_day(day: date) -> str:
    """A day as documents write it: "30/6/2020", "05/02/2020"; what could be mended by a stroke gets a zero."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - January and February
    return f"{day.day:02}/{month}/{day.year}"


def _coverage(voice: Voice) -> Paragraph | None:
    """Which reports the figures come from; nothing is hidden that is missing."""
    owed, complete, missing = (voice.say(what) for what in (What.UNITS_OWED, What.UNITS_COMPLETE, What.SHEETS_MISSING))
    handed_in = voice.facts.handed_in.get(voice.unit)
    if not (owed and complete and missing and handed_in):
        return None
    pieces: list[Piece] = ["Số liệu trong báo cáo này là số liệu chính thức, đã được công đoàn cấp trên tiếp nhận. "]
    if handed_in.units_owed == 1:
        accepted, sheets = voice.say(What.SHEETS_ACCEPTED), voice.say(What.SHEETS_OWED)
        pieces += ["Trong kỳ, ", accepted or "", "/", sheets or "", " báo cáo của đơn vị đã được tiếp nhận."]
        return Paragraph("pham-vi", joined(pieces), source="pham-vi")
    pieces += ["Trong kỳ, ", complete, "/", owed, " đơn vị đã có đủ báo cáo được tiếp nhận"]
    if handed_in.sheets_missing:
        pieces += ["; còn ", missing, " báo cáo chưa được tiếp nhận nên chưa tổng hợp vào số liệu"]
    return Paragraph("pham-vi", joined([*pieces, "."]), source="pham-vi")


def _results(voice: Voice) -> list[Block]:
    found: list[Block] = []
    number = 0
    for section in (*SECTIONS, *_own_areas()):
        voice.year_named = False
        body = _section(voice, section)
        if body:
            number += 1
            found += [Heading(section.id, 2, f"{number}. {section.title}"), *body]
    return found


def _section(voice: Voice, section: Section) -> list[Block]:
    said = [paragraph(voice, topic, f"{section.id}-{at}") for at, topic in enumerate(section.topics, start=1)]
    more = others(voice, section.areas, SPOKEN, f"{section.id}-khac")
    return blocks(*said, more, first_and_last(voice, section.areas, f"{section.id}-don-vi"))


def _own_areas() -> list[Section]:
    """Work areas that a federation has added."""
    known = {area for section in SECTIONS for area in section.areas}
    areas = {indicator.area.code: indicator.area for indicator in catalogue().indicators}
    return [
        Section(f"linh-vuc-{code.lower()}", area.name_vi, (code,), ())
        for code, area in areas.items()
        if code not in known
    ]


def _spoken() -> frozenset[str]:
    topics = [topic for section in SECTIONS for topic in section.topics] + [SIZE, SCHOOLS_SIZE]
    texts = [text for topic in topics for sentence in topic for clause in sentence for text in clause.split("|")]
    return frozenset(slot.code for text in texts for slot in take_apart(text).slots) | SILENT


SPOKEN = _spoken()
"""The indicators that a sentence speaks of, or that are left to tables."""


def _assessment(voice: Voice, narratives: Narratives) -> list[Block]:
    parts = [
        ("chi-tieu", "Kết quả thực hiện chỉ tiêu", _targets(voice)),
        ("noi-bat", "Kết quả nổi bật", _told(voice, narratives, Part.RESULTS)),
        ("kho-khan", "Khó khăn, hạn chế", _told(voice, narratives, Part.DIFFICULTIES)),
        ("nguyen-nhan", "Nguyên nhân", _told(voice, narratives, Part.CAUSES)),
    ]
    there = [part for part in parts if part[2]]
    if len(there) == 1:
        return there[0][2]
    found: list[Block] = []
    for number, (name, title, body) in enumerate(there, start=1):
        found += [Heading(f"danh-gia-{name}", 2, f"{number}. {title}"), *body]
    return found


def _targets(voice: Voice) -> list[Block]:
    """Targets reached and missed, and all of them as a table."""
    results = aimed(voice)
    if not results:
        return []
    found = blocks(targets_in_short(voice, "danh-gia"))
    year = year_word(voice.facts.span)
    if reached := ahead(voice)[:MOST_ITEMS]:
        found.append(Paragraph("dat", (f"Các chỉ tiêu đã đạt hoặc vượt kế hoạch {year}:",), source="dat"))
        found += items(voice, reached, "dat", missing=False)
    if late := behind(voice)[:MOST_ITEMS]:
        words = "Các chỉ tiêu chưa đạt kế hoạch" if is_year(voice) else "Các chỉ tiêu chậm so với tiến độ"
        found.append(Paragraph("cham", (f"{words} {year}:",), source="cham"))
        found += items(voice, late, "cham", missing=is_year(voice))
    whole = voice.facts.span.whole_year().title
    until = "" if is_year(voice) else f" (đến hết {in_words(voice)})"
    caption = f"Kết quả thực hiện các chỉ tiêu kế hoạch {whole[:1].lower()}{whole[1:]}{until}"
    found.append(results_table(voice, results, name="bang-chi-tieu", caption=caption, full=False))
    return found


def _told(voice: Voice, narratives: Narratives, part: Part) -> list[Block]:
    """A part of what units say in words; nothing where nobody wrote any."""
    own = own_words(narratives, voice.unit, part)
    return [*own, *words_of_units(voice.facts, narratives, voice.unit, part, LEADS[part])]


def _tasks(voice: Voice, narratives: Narratives) -> list[Block]:
    """What the unit wrote that it will do, and what the year's plan still asks for."""
    found = own_words(narratives, voice.unit, Part.TASKS)
    lines = [] if is_year(voice) else still_to_do(voice, behind(voice)[:MOST_ITEMS], "nhiem-vu")
    if lines:
        year = year_word(voice.facts.span)
        words = (
            f"Để hoàn thành kế hoạch {year}, từ nay đến hết {year} cần tập trung vào các chỉ tiêu đang chậm tiến độ:"
        )
        found += [Paragraph("nhiem-vu", (words,), source="nhiem-vu"), *lines]
    return found


def _proposals(voice: Voice, narratives: Narratives) -> list[Block]:
    return _told(voice, narratives, Part.PROPOSALS)


def _annexes(voice: Voice) -> list[Block]:
    found: list[Block] = []
    shown = [
        result
        for result in voice.facts.of(voice.unit)
        if result.value is not None or result.cumulative is not None or result.target is not None
    ]
    everything = results_table(voice, shown, name="bang-so-lieu", full=True)
    tables = [
        (f"Biểu tổng hợp số liệu {in_words(voice)}", everything, not voice.begins_the_year or lacks_figures(shown))
    ]
    if compared := _compared(voice):
        table = below_table(voice, compared, name="bang-don-vi")
        tables.append((f"Kết quả của các đơn vị trực thuộc {in_words(voice)}", table, True))
    if missing := missing_table(voice, name="bang-chua-bao-cao"):
        tables.append(("Đơn vị còn báo cáo chưa được tiếp nhận", missing, False))
    for number, (title, table, landscape) in enumerate(tables, start=1):
        found.append(PageBreak(f"trang-phu-luc-{number}", landscape=landscape))
        found.append(Heading(f"phu-luc-{number}", 1, f"Phụ lục {number}. {title}"))
        found.append(table)
    return found


def _compared(voice: Voice) -> list[Indicator]:
    """What the units directly below are compared by: what they all have comes first."""
    usual = [catalogue().by_code[code] for code in COMPARED if code in catalogue().by_code]
    targets = [r.indicator for r in aimed(voice) if r.indicator.kind == IndicatorKind.FLOW]
    candidates: Sequence[Indicator] = list(dict.fromkeys([*usual, *targets]))
    sizes = {indicator.pk: len(with_results(voice.facts, voice.unit, [indicator])) for indicator in candidates}
    most = max(sizes.values(), default=0)
    found = [indicator for indicator in candidates if most and 2 * sizes[indicator.pk] > most]
    return found[:MOST_COMPARED]
