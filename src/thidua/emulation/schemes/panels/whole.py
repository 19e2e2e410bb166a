"""What belongs to the table as a whole, as its panels show and send it: totals, classes, tie-breaks, conditions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.emulation.schemes.facts import FACTS
from thidua.emulation.schemes.tree import rows_of
from thidua.scoring.format import NAME
from thidua.scoring.scheme import MOST_DIGITS, ClassBand, Scheme, TieBreak, TieBreakBy

from .reading import Reading, typed, zipped

NOTE, BLANK_ROWS = 4000, 2


@dataclass(slots=True)
class GeneralPanel:
    """Totals and rounding, as typed."""

    total: str = ""
    digits: str = "2"
    cap: str = ""
    bonus_pool: str = ""
    note: str = ""
    source: str = ""
    verified: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    kind = "general"
    code = "@chung"

    @classmethod
    def of(cls, table: Scheme) -> GeneralPanel:
        """As it stands in the draft."""
        return cls(
            total=typed(table.total),
            digits=str(table.digits),
            cap=typed(table.cap),
            bonus_pool=typed(table.bonus_pool),
            note=table.note,
            source="\n".join(table.source),
            verified=table.verified,
        )

    @classmethod
    def read(cls, data: QueryDict) -> GeneralPanel:
        """What was sent."""
        sent = data.get
        return cls(
            total=sent("total", ""),
            digits=sent("digits", ""),
            cap=sent("cap", ""),
            bonus_pool=sent("bonus_pool", ""),
            note=sent("note", ""),
            source=sent("source", ""),
            verified=sent("verified", "yes") != "no",
        )

    def applied(self, table: Scheme) -> Scheme | None:
        """The table with what was typed; None when something is wrong."""
        reading = Reading()
        digits = reading.number("digits", self.digits, least=Decimal(0), places=0)
        if digits > MOST_DIGITS:
            reading.errors["digits"] = _("Điểm làm tròn đến nhiều nhất 3 chữ số sau dấu phẩy.")
        sources = (line for line in self.source.splitlines() if line.strip())
        made = replace(
            table,
            total=reading.number("total", self.total, least=Decimal(0)),
            digits=int(digits),
            cap=reading.optional_number("cap", self.cap, least=Decimal(0)),
            bonus_pool=reading.optional_number("bonus_pool", self.bonus_pool, least=Decimal(0)),
            note=reading.text("note", self.note, most=NOTE),
            source=tuple(reading.line("source", line, most=NAME) for line in sources),
            verified=self.verified,
        )
        self.errors = reading.errors
        return None if self.errors else made


@dataclass(slots=True)
class ClassLine:
    """A class, as typed: its label, from how many points on it holds, whether its source was checked."""

    label: str = ""
    least: str = ""
    verified: bool = True
    error: str = ""


@dataclass(slots=True)
class ClassesPanel:
    """Classes from the best to the last, as typed; an empty row is none."""

    lines: list[ClassLine] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    kind = "classes"
    code = "@loai"

    @classmethod
    def of(cls, table: Scheme) -> ClassesPanel:
        """As it stands in the draft."""
        lines = [ClassLine(band.label, typed(band.least), band.verified) for band in table.classes]
        return cls(lines).with_blanks()

    @classmethod
    def read(cls, data: QueryDict) -> ClassesPanel:
        """What was sent."""
        rows = zipped(data, "class_label", "class_least", "class_verified")
        return cls([ClassLine(label, least, sure != "no") for label, least, sure in rows if (label + least).strip()])

    def with_blanks(self) -> ClassesPanel:
        """The same with empty rows at the end."""
        self.lines += [ClassLine() for _n in range(BLANK_ROWS)]
        return self

    def applied(self, table: Scheme) -> Scheme | None:
        """The table with what was typed, the best class first; None when something is wrong."""
        bands = []
        for line in self.lines:
            own = Reading()
            label = own.line("label", line.label, most=NAME)
            bands.append(ClassBand(label, own.number("least", line.least, least=Decimal(0)), line.verified))
            line.error = " ".join(own.errors.values())
        labels = [band.label for band in bands]
        for line, band in zip(self.lines, bands, strict=True):
            if labels.count(band.label) > 1:
                line.error = line.error or _("Hai mức xếp loại trùng tên.")
        if any(line.error for line in self.lines):
            self.errors["lines"] = _("Có dòng cần sửa; xem câu ghi tại dòng.")
            return None
        return replace(table, classes=tuple(sorted(bands, key=lambda band: -band.least)))


@dataclass(slots=True)
class TieLine:
    """A rule between equal totals, as typed: `what` is a value of `tie_choices`."""

    what: str = ""
    less_first: bool = False
    error: str = ""


@dataclass(slots=True)
class TiesPanel:
    """What decides between equal totals, the first rule first, as typed."""

    lines: list[TieLine] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    kind = "ties"
    code = "@uu-tien"

    @classmethod
    def of(cls, table: Scheme) -> TiesPanel:
        """As it stands in the draft."""
        return cls([TieLine(f"{one.by}:{one.of}", one.less_first) for one in table.tie_breaks]).with_blanks()

    @classmethod
    def read(cls, data: QueryDict) -> TiesPanel:
        """What was sent."""
        rows = zipped(data, "tie_what", "tie_less")
        return cls([TieLine(what, less == "yes") for what, less in rows if what])

    def with_blanks(self) -> TiesPanel:
        """The same with an empty row at the end."""
        self.lines += [TieLine()]
        return self

    def applied(self, table: Scheme) -> Scheme | None:
        """The table with what was typed; None when something is wrong."""
        offered = dict(tie_choices(table))
        made = []
        for line in self.lines:
            by, _sign, of = line.what.partition(":")
            if line.what not in offered:
                line.error = _("Hãy chọn lại: bảng điểm không còn dòng này.")
                continue
            made.append(TieBreak(TieBreakBy(by), of, line.less_first))
        if any(line.error for line in self.lines):
            self.errors["lines"] = _("Có dòng cần sửa; xem câu ghi tại dòng.")
            return None
        return replace(table, tie_breaks=tuple(dict.fromkeys(made)))


def tie_choices(table: Scheme) -> list[tuple[str, str]]:
    """What may decide a tie: value and words for a menu."""
    rows = [
        (f"{'group' if row.group else 'criterion'}:{row.code}", f"{row.label}. {row.item.name}")
        for row in rows_of(table)
    ]
    facts = {fact.key: fact.words for fact in FACTS.values() if not fact.yes_no}
    facts |= {one.of: one.of for one in table.tie_breaks if one.by == TieBreakBy.FACT and one.of not in FACTS}
    return [*rows, *((f"fact:{key}", words) for key, words in facts.items())]
