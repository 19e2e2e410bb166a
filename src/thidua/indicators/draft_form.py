"""A draft of a form as lines: what the editor shows, what it sends, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.numbers import print_number
from thidua.core.text import clean_line
from thidua.indicators.contents import CheckDraft, Contents, RowDraft, SectionDraft
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Entry, Operator, Severity, parse_sum

LONGEST_NAME, LONGEST_LABEL, LONGEST_SIDE, LONGEST_SENTENCE = 200, 12, 400, 300
# Places are sent by buttons of the page: a form has fewer lines than this has digits.
LONGEST_PLACE = 6
CHECK_FIELDS = ("left", "operator", "right", "severity", "sentence_vi", "sentence_en")


@dataclass(slots=True)
class Line:
    """A line of the editor: a section or a row; `error` says what is wrong with it."""

    kind: str
    name_vi: str = ""
    name_en: str = ""
    indicator: str = ""
    label: str = ""
    required: bool = True
    entry: str = Entry.PERIOD.value
    error: str = ""

    @property
    def name(self) -> str:
        """The name of a section in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi

    @property
    def about(self) -> Indicator | None:
        """The indicator that a row asks for."""
        return catalogue().by_code.get(self.indicator)


@dataclass(slots=True)
class CheckLine:
    """A check of the editor, with what is wrong with it."""

    left: str = ""
    operator: str = Operator.AT_MOST.value
    right: str = ""
    severity: str = Severity.ERROR.value
    sentence_vi: str = ""
    sentence_en: str = ""
    error: str = ""

    @property
    def sentence(self) -> str:
        """What the check says in the reader's language."""
        return self.sentence_en if get_language() == "en" and self.sentence_en else self.sentence_vi

    @property
    def in_words(self) -> str:
        """What the check states, with names in the place of codes; "" while it cannot be read."""
        try:
            sides = [side_in_words(side) for side in (self.left, self.right)]
        except DomainError:
            return ""
        return f"{sides[0]} {Operator(self.operator).label} {sides[1]}"


@dataclass(slots=True)
class DraftForm:
    """A draft as the editor sends and shows it: lines and checks in order, complete or not."""

    starts: date | None
    lines: list[Line] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    error: str = ""
    seen: str | None = None

    @classmethod
    def of(cls, contents: Contents, starts: date) -> DraftForm:
        """What stands in a draft."""
        made = cls(starts, seen=contents.stamp)
        for section in contents.sections:
            made.lines.append(Line("section", name_vi=section.name_vi, name_en=section.name_en))
            made.lines += [
                Line("row", indicator=row.indicator, label=row.label, required=row.required, entry=row.entry)
                for row in section.rows
            ]
        made.checks = [
            CheckLine(c.left, c.operator, c.right, c.severity, c.sentence_vi, c.sentence_en) for c in contents.checks
        ]
        return made

    @classmethod
    def read(cls, data: QueryDict) -> DraftForm:
        """What was sent: fields of one name stand in the order of the page."""
        made = cls(_day(data.get("starts", "")), seen=data.get("seen"))
        sections = _zipped(data, "name_vi", "name_en")
        rows = _zipped(data, "indicator", "label", "required", "entry")
        for kind in data.getlist("line"):
            values = next(sections if kind == "section" else rows, None)
            if values is not None:
                made.lines.append(_section(*values) if kind == "section" else _row(*values))
        checks = _zipped(data, *CHECK_FIELDS)
        made.checks = [_check(dict(zip(CHECK_FIELDS, values, strict=True))) for values in checks]
        return made

    def act(self, what: str, data: QueryDict) -> None:
        """Do what a button of the editor says: `add-section`, `add-rows:2`, `up:5`, `remove:5`, `remove-check:0` …"""
        name, _sign, text = what.partition(":")
        place = int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_PLACE else -1
        if name == "add-section":
            self.lines.append(Line("section", name_vi=_("Phần mới")))
        elif name == "add-check":
            self.checks.append(CheckLine())
        elif name == "add-rows":
            self._add_rows(place, data.get(f"new-{place}", ""))
        elif name == "remove-check" and 0 <= place < len(self.checks):
            del self.checks[place]
        elif name == "remove" and 0 <= place < len(self.lines):
            del self.lines[place]
        elif name in {"up", "down"}:
            other = place - 1 if name == "up" else place + 1
            if min(place, other) >= 0 and max(place, other) < len(self.lines):
                self.lines[place], self.lines[other] = self.lines[other], self.lines[place]

    def _add_rows(self, section: int, text: str) -> None:
        """Put the indicators whose codes are listed at the end of a section."""
        codes = [word.split("·")[0].strip().upper() for word in text.replace(";", ",").split(",")]
        later = (i for i in range(section + 1, len(self.lines)) if self.lines[i].kind == "section")
        end = next(later, len(self.lines))
        there = {line.indicator for line in self.lines}
        self.lines[end:end] = [Line("row", indicator=code) for code in codes if code and code not in there]

    def contents(self) -> Contents | None:
        """What can be kept; None when something is wrong, which then stands at its line."""
        self._examine()
        troubles = [line.error for line in self.lines if line.error]
        troubles += [check.error for check in self.checks if check.error]
        if troubles or self.error or self.starts is None:
            self.error = self.error or _("Có %(n)d chỗ cần sửa; xem câu ghi ngay tại dòng.") % {"n": len(troubles)}
            return None
        sections: list[SectionDraft] = []
        for line in self.lines:
            if line.kind == "section":
                sections.append(SectionDraft(line.name_vi, line.name_en))
            else:
                row = RowDraft(line.indicator, line.label, line.required, line.entry)
                sections[-1] = replace(sections[-1], rows=(*sections[-1].rows, row))
        checks = (
            CheckDraft(c.left, c.operator, c.right, c.severity, c.sentence_vi, c.sentence_en) for c in self.checks
        )
        return Contents(tuple(sections), tuple(checks))

    def _examine(self) -> None:
        if self.starts is None:
            self.error = _("Hãy chọn ngày bắt đầu áp dụng.")
        if self.lines and self.lines[0].kind != "section":
            self.lines[0].error = _("Dòng này đứng trước phần đầu tiên. Hãy chuyển nó xuống dưới tên một phần.")
        seen: set[str] = set()
        for line in self.lines:
            if line.kind == "section":
                line.error = "" if line.name_vi else _("Hãy đặt tên cho phần này.")
            elif line.about is None:
                line.error = _("Danh mục không có chỉ tiêu «%(code)s».") % {"code": line.indicator}
            elif line.indicator in seen:
                line.error = _("Chỉ tiêu này đã có một dòng khác.")
            seen.add(line.indicator)
        for check in self.checks:
            check.error = _trouble(check, seen)


def side_in_words(text: str) -> str:
    """A side of a check with the names of its indicators. Raises BadSum."""
    words = []
    for position, term in enumerate(parse_sum(text)):
        indicator = catalogue().by_code.get(term.code)
        factor = abs(term.factor)
        name = f"«{indicator.name}»" if indicator else term.code
        number = print_number(factor) if not term.code or factor != 1 else ""
        reads = {"previous": _(" kỳ trước"), "year": _(" lũy kế từ đầu năm")}.get(term.reads, "") if term.code else ""
        sign = "−" if term.factor < 0 else "+" if position else ""
        words.append(" ".join(part for part in (sign, number, "×" if number and name else "", name + reads) if part))
    return " ".join(words)


def _trouble(check: CheckLine, codes: set[str]) -> str:
    if not check.sentence_vi:
        return _("Hãy viết câu mà người nhập sẽ đọc khi phép kiểm tra không đạt.")
    try:
        terms = [term for side in (check.left, check.right) for term in parse_sum(side) if term.code]
    except DomainError as error:
        return error.sentence
    if not terms:
        return _("Phép kiểm tra phải nhắc đến ít nhất một chỉ tiêu.")
    absent = next((term.code for term in terms if term.code not in codes), "")
    return _("Biểu mẫu không có dòng %(code)s.") % {"code": absent} if absent else ""


def _zipped(data: QueryDict, *names: str) -> Iterator[tuple[str, ...]]:
    return zip(*(data.getlist(name) for name in names), strict=False)


def _section(name_vi: str, name_en: str) -> Line:
    return Line("section", name_vi=_cut(name_vi, LONGEST_NAME), name_en=_cut(name_en, LONGEST_NAME))


def _row(indicator: str, label: str, required: str, entry: str) -> Line:
    return Line(
        "row",
        indicator=_cut(indicator, LONGEST_LABEL).upper(),
        label=_cut(label, LONGEST_LABEL),
        required=required != "no",
        entry=entry if entry in Entry.values else Entry.PERIOD.value,
    )


def _check(sent: Mapping[str, str]) -> CheckLine:
    return CheckLine(
        left=_cut(sent["left"], LONGEST_SIDE),
        operator=sent["operator"] if sent["operator"] in Operator.values else Operator.AT_MOST.value,
        right=_cut(sent["right"], LONGEST_SIDE),
        severity=sent["severity"] if sent["severity"] in Severity.values else Severity.ERROR.value,
        sentence_vi=_cut(sent["sentence_vi"], LONGEST_SENTENCE),
        sentence_en=_cut(sent["sentence_en"], LONGEST_SENTENCE),
    )


def _cut(text: str, most: int) -> str:
    return clean_line(text[:most], most=most)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
