"""What a report says of the whole: targets reached and not, by how much, who is ahead and who is behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from thidua.core.periods import Frequency
from thidua.documents.content import Block, Paragraph, Piece, Pieces, Token
from thidua.indicators.models import Indicator
from thidua.targets.queries import ADDITIVE, Result
from thidua.targets.rules import PaceStatus
from thidua.targets.standing import lacks_reports

from .keys import What
from .naming import spelled, within
from .sentences.clauses import pick
from .tokens import ranked
from .words import is_partial, year_word
from .writing import Voice, joined, measure_after

MOST_ITEMS = 10
MOST_NAMED = 2
ENOUGH_UNITS = 4
"""Among fewer units it says nothing to name the first and the last."""
LONG = frozenset({Frequency.HALF, Frequency.NINE_MONTHS, Frequency.YEAR})
SUBJECTS = {
    "ORG07": "thành lập công đoàn cơ sở",
    "ORG21": "kết nạp đoàn viên",
    "ORG36": "mở lớp tập huấn nghiệp vụ công đoàn",
    "ORG37": "tập huấn cán bộ công đoàn cơ sở",
    "ORG39": "giới thiệu đoàn viên ưu tú cho Đảng",
    "ORG40": "kết nạp Đảng cho đoàn viên ưu tú",
    "ORG45": "thành lập công đoàn cơ sở ở doanh nghiệp ngoài nhà nước",
    "ORG46": "kiện toàn công tác cán bộ ở công đoàn cơ sở",
    "LAW05": "ký mới thỏa ước lao động tập thể",
    "LAW18": "tổ chức hội nghị người lao động",
    "LAW22": "đối thoại định kỳ",
    "LAW31": "tư vấn pháp luật",
    "WEL01": "chăm lo đoàn viên, người lao động",
    "WEL10": "xây mới Mái ấm Công đoàn",
    "EMU06": "sáng kiến được công nhận, áp dụng",
    "PRO02": "tuyên truyền, học tập nghị quyết",
    "INS05": "kiểm tra tài chính cấp dưới",
    "FIN02": "thu kinh phí công đoàn",
    "FIN05": "thu đoàn phí",
}
"""What units are compared in, where the name of the indicator does not fit a sentence."""
LATE = frozenset({PaceStatus.BEHIND, PaceStatus.AT_RISK})


def in_words(voice: Voice) -> str:
    """The period in the middle of a sentence: "6 tháng đầu năm 2020", "quý I/2024"."""
    title = voice.facts.span.title
    return title[:1].lower() + title[1:]


def is_year(voice: Voice) -> bool:
    """Whether the report is about a whole year, so that targets are reached or not."""
    return voice.facts.span.frequency is Frequency.YEAR


def aimed(voice: Voice) -> list[Result]:
    """The results that have an assigned target, in the order of the catalogue."""
    return [result for result in voice.facts.of(voice.unit) if result.target is not None]


def behind(voice: Voice) -> list[Result]:
    """The targets that were missed, or that the year's pace is too slow for; the farthest behind first."""
    return sorted((result for result in aimed(voice) if _is_behind(voice, result)), key=_share)


def ahead(voice: Voice) -> list[Result]:
    """The targets that are reached already, the farthest ahead first."""
    met = [result for result in aimed(voice) if result.completion.met and not lacks_reports(result)]
    return sorted(met, key=_share, reverse=True)


def _is_behind(voice: Voice, result: Result) -> bool:
    if lacks_reports(result) or result.completion.met is None:
        return False
    if is_year(voice):
        return not result.completion.met
    return result.pace is not None and result.pace.status in LATE


def _share(result: Result) -> Fraction:
    return result.completion.percent_of_plan or Fraction(0)


def targets_in_short(voice: Voice, name: str) -> Paragraph | None:
    """How many targets are reached, and how many keep pace while the year goes on."""
    count, reached = voice.say(What.AIMED), voice.say(What.REACHED)
    if count is None or reached is None:
        return None
    year = year_word(voice.facts.span)
    pieces: list[Piece] = [f"Đến hết {in_words(voice)}, trong " if not is_year(voice) else "Trong ", count]
    pieces += [f" chỉ tiêu kế hoạch {year} được giao, ", reached, " đạt hoặc vượt kế hoạch."]
    if not is_year(voice):
        pieces += _paces(voice)
    return Paragraph(name, joined(pieces), source=name)


def _paces(voice: Voice) -> list[Piece]:
    standing = {result.pace.status for result in aimed(voice) if result.pace is not None}
    words: list[Piece] = []
    for status in PaceStatus:
        if status in standing and (count := voice.say(What.PACED, more=status.value)):
            words += [", " if words else " Xét theo thời gian đã qua của năm, có ", count]
            words.append(f" chỉ tiêu {str(status.label).lower()}")
    return [*words, "."] if words else []


def items(voice: Voice, results: Iterable[Result], name: str, *, missing: bool) -> list[Paragraph]:
    """A line for each target: what it came to, its per cent of plan and, where asked, what is missing."""
    return [_item(voice, result, name, missing=missing) for result in results]


def _item(voice: Voice, result: Result, name: str, *, missing: bool) -> Paragraph:
    code = result.indicator.code
    pieces: list[Piece] = [f"{spelled(result.indicator.name_vi)}: "]
    if said := voice.say(What.SINCE, code):
        pieces += [said, *measure_after(result.indicator)]
    if plan := voice.say(What.PLAN, code):
        pieces += [", ", plan]
    if missing and result.completion.percent_of_plan is not None and (gap := voice.say(What.GAP, code)):
        pieces += [", còn thiếu ", gap]
    label = f"{name}-{code.lower()}"
    return Paragraph(label, joined([*pieces, "."]), style="item", source=label)


def first_and_last(voice: Voice, areas: Sequence[str], name: str) -> Paragraph | None:
    """The units directly below that stand first and last with the targets of some work areas."""
    pieces: list[Piece] = []
    most = MOST_NAMED if voice.facts.span.frequency in LONG else 1
    for indicator in _to_rank(voice, areas)[:most]:
        words = _first_and_last(voice, indicator)
        pieces += [" ", *words] if pieces and words else words
    return Paragraph(name, joined(pieces), source=name) if pieces else None


def _to_rank(voice: Voice, areas: Sequence[str]) -> list[Indicator]:
    """Targets that add up over units, with enough units to be told apart; those of most units first."""
    found = [
        (len(ranked(voice.facts, voice.unit, result.indicator.code)), result.indicator)
        for result in aimed(voice)
        if result.indicator.area.code in areas and _may_be_ranked(result)
    ]
    enough = [(units, indicator) for units, indicator in found if units >= ENOUGH_UNITS]
    return [indicator for units, indicator in sorted(enough, key=lambda one: (-one[0], one[1].order))]


def _may_be_ranked(result: Result) -> bool:
    """Whether units can be told apart by a target: it adds up over them, and most have reported of the period."""
    return result.value is not None and result.indicator.kind in ADDITIVE and not is_partial(result)


def _first_and_last(voice: Voice, indicator: Indicator) -> list[Piece]:
    best, worst = voice.say(What.BEST, indicator.code), voice.say(What.WORST, indicator.code)
    subject = SUBJECTS.get(indicator.code) or f"“{within(indicator.name_vi)}”"
    wordings = (
        (f"Về {subject}, các đơn vị đạt tỷ lệ cao so với kế hoạch là ", "các đơn vị đạt tỷ lệ thấp là "),
        (f"So với kế hoạch, tỷ lệ thực hiện cao về {subject} có ", "tỷ lệ còn thấp có "),
    )
    high, low = wordings[pick(f"{voice.unit} {indicator.code} units", len(wordings))]
    if best is None:
        high, low = "", f"Về {subject}, {low}"
    pieces: list[Piece] = [high, best] if best else []
    if worst:
        pieces += ["; ", low, worst] if pieces else [low, worst]
    if pieces and (nil := _without_result(voice, indicator)):
        pieces += ["; ", nil, " đơn vị chưa có kết quả"]
    return [*pieces, "."] if pieces else []


def _without_result(voice: Voice, indicator: Indicator) -> Token | None:
    said = voice.say(What.BELOW_NIL, indicator.code)
    return said if said and said.text != "0" else None


def still_to_do(voice: Voice, results: Sequence[Result], name: str) -> list[Paragraph]:
    """What the rest of the year has to bring for the targets that are behind: arithmetic, no promise."""
    found = []
    for result in results:
        gap = voice.say(What.GAP, result.indicator.code)
        if gap is None or result.completion.percent_of_plan is None:
            continue
        label = f"{name}-{result.indicator.code.lower()}"
        words: Pieces = (f"{spelled(result.indicator.name_vi)}: còn phải thực hiện ", gap, ".")
        found.append(Paragraph(label, joined(words), style="item", source=label))
    return found


def blocks(*several: Block | None) -> list[Block]:
    """Those that are there."""
    return [block for block in several if block is not None]
