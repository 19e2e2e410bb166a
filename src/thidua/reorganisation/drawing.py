"""A plan in the making: one row of the list after the other is drawn into it, or said to be wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.text import BadText, clean_line
from thidua.org.checks import Known, flaws_of, key, tidied
from thidua.org.imports import legal_type_of, read_kind, read_sector
from thidua.org.plans import Consequence, End, OpenReports, OpenTargets, People, Plan, Weight
from thidua.org.rules import WHOLE, NewUnit

from . import sentences
from .rules import ENDING, Change, ChangeKind
from .world import Standing, World

LONGEST_NAME, LONGEST_SHORT_NAME, LONGEST_REASON = 200, 80, 200
# How a flaw of a new unit names the place: fields of `org.checks`.
_FIELDS = {
    "code": gettext_lazy("Mã đơn vị"),
    "name": gettext_lazy("Tên mới"),
    "short_name": gettext_lazy("Tên ngắn"),
    "parent": gettext_lazy("Đơn vị cấp trên mới"),
    "bloc": gettext_lazy("Khối"),
    "founded_on": gettext_lazy("Ngày có hiệu lực"),
}
ABOUT = "changes"
# What may be said of one unit in several rows.
_TOGETHER = {
    frozenset({ChangeKind.RENAME, ChangeKind.MOVE}),
    frozenset({ChangeKind.RENAME, ChangeKind.SPLIT}),
    frozenset({ChangeKind.MOVE, ChangeKind.SPLIT}),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a decision says beside its list."""

    on: date
    counts_from: date
    decision: str
    open_reports: OpenReports = OpenReports.CUT_OFF
    open_targets: OpenTargets = OpenTargets.FOLLOW
    people: People = People.END


@dataclass(slots=True)
class Drawing:
    """What rows have come to so far.

    `rows` are those that do not contradict an earlier one, `ending` the keys of the units that cease by them.
    """

    changes: Sequence[Change]
    terms: Terms
    world: World
    rows: list[Change] = field(default_factory=list)
    findings: list[Consequence] = field(default_factory=list)
    founded: dict[str, NewUnit] = field(default_factory=dict)
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    ended: dict[str, End] = field(default_factory=dict)
    divided: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    ending: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.rows = list(self._said_once())
        self.ending = frozenset(key(change.code) for change in self.rows if _ends(change))

    def plan(self) -> Plan:
        """What was drawn, without the rows that are wrong."""
        terms = self.terms
        return Plan(
            on=terms.on,
            counts_from=terms.counts_from,
            decision=terms.decision,
            founded=tuple(self.founded.values()),
            renamed=self.renamed,
            moved=self.moved,
            ended=self.ended,
            divided=self.divided,
            open_reports=terms.open_reports,
            open_targets=terms.open_targets,
            people=terms.people,
            ids=self._ids(),
        )

    def _ids(self) -> dict[str, int]:
        """Every unit of the plan that exists, by its code."""
        heirs = {heir for end in self.ended.values() for heir, _share in end.heirs}
        heirs |= {heir for shares in self.divided.values() for heir, _share in shares}
        parents = {row.parent for row in self.founded.values()}
        codes = {*self.renamed, *self.moved, *self.moved.values(), *self.ended, *self.divided, *heirs, *parents}
        known = {unit.code: unit.unit_id for unit in self.world.units.values()}
        known |= {child.code: child.unit_id for some in self.world.children.values() for child in some}
        return {code: known[code] for code in sorted(codes) if code in known}

    def wrong(self, change: Change, sentence: str, weight: Weight = Weight.ERROR) -> None:
        """Say something of a row."""
        self.findings.append(Consequence(about=ABOUT, sentence=sentence, weight=weight, row=change.row))

    # ── one row each ──────────────────────────────────────────────────────────

    def found(self) -> None:
        """Found everything that is to be founded: rows may stand under one another."""
        asked = [(change, self._new_unit(change)) for change in self.rows if change.kind is ChangeKind.FOUND]
        good = [(change, unit) for change, unit in asked if unit is not None]
        tidy, unstorable = tidied([unit for _change, unit in good])
        known = {code_key: unit.known for code_key, unit in self.world.units.items()}
        flaws = unstorable + flaws_of(tidy, known, self._places(known), roots=self.world.reached is None)
        for flaw in flaws:
            self.wrong(good[flaw.index][0], f"{_FIELDS.get(flaw.field, flaw.field)}: {flaw.sentence}")
        bad = {flaw.index for flaw in flaws}
        for index, unit in enumerate(tidy):
            if index not in bad:
                above = self.world.units.get(key(unit.parent))
                self.founded[key(unit.code)] = replace(unit, parent=above.code if above else unit.parent)

    def _new_unit(self, change: Change) -> NewUnit | None:
        kind, sector = read_kind(change.unit_kind), read_sector(change.sector)
        if kind is None:
            self.wrong(change, sentences.unread_kind(change.unit_kind))
        if sector is None:
            self.wrong(
                change,
                _("Không hiểu khu vực «%(text)s». Hãy chọn trong danh mục của tệp mẫu.")
                % sentences.text_of(change.sector),
            )
        if key(change.under) in self.ending:
            self.wrong(change, sentences.ending_too(change.under))
            return None
        if kind is None or sector is None:
            return None
        return NewUnit(
            code=change.code,
            name=change.name,
            short_name=change.short_name or change.name,
            kind=kind,
            parent=change.under,
            founded_on=self.terms.on,
            sector=sector,
            bloc=change.bloc,
            legal_type=legal_type_of(kind, change.unit_kind),
        )

    def _places(self, known: Mapping[str, Known]) -> dict[str, Known]:
        return {code_key: unit for code_key, unit in known.items() if self.world.manages(code_key)}

    def rename(self, change: Change) -> None:
        """Call a unit otherwise."""
        unit = self._living(change)
        if unit is None:
            return
        try:
            name = clean_line(change.name, most=LONGEST_NAME)
            short_name = clean_line(change.short_name, most=LONGEST_SHORT_NAME) or unit.short_name
        except BadText as error:
            self.wrong(change, error.sentence)
            return
        name = name or (unit.name if change.short_name else "")
        if not name:
            self.wrong(change, _("Thiếu tên mới của đơn vị %(code)s. Hãy ghi tên đầy đủ.") % {"code": unit.code})
        elif (name, short_name) == (unit.name, unit.short_name):
            self.wrong(
                change,
                _("Đơn vị %(code)s vốn mang tên này; dòng này không thay đổi gì.") % {"code": unit.code},
                Weight.WARNING,
            )
        else:
            self.renamed[unit.code] = (name, short_name)

    def move(self, change: Change) -> None:
        """Put a unit under another."""
        unit = self._living(change)
        under = self._target(change, change.under, _("Thiếu đơn vị cấp trên mới. Hãy ghi mã của đơn vị đó."))
        if unit is None or under is None:
            return
        if key(under) == key(unit.code):
            self.wrong(
                change, _("Đơn vị %(code)s không thể trực thuộc chính nó. Hãy sửa cấp trên mới.") % {"code": unit.code}
            )
        elif key(under) == key(unit.parent):
            self.wrong(
                change,
                _("Đơn vị %(code)s vốn trực thuộc %(under)s; dòng này không thay đổi gì.")
                % {"code": unit.code, "under": under},
                Weight.WARNING,
            )
        elif self._leaves_reach(unit):
            self.wrong(
                change,
                _("Cấp trên hiện nay của %(code)s nằm ngoài phạm vi bạn quản lý. Hãy nhờ cấp trên ra quyết định.")
                % {"code": unit.code},
            )
        else:
            self.moved[unit.code] = under

    def _leaves_reach(self, unit: Standing) -> bool:
        """Whether a unit would be taken from under one that the person does not manage."""
        return not (self.world.manages(key(unit.parent)) if unit.parent else self.world.reached is None)

    def merge(self, change: Change) -> None:
        """End a unit that another takes over as a whole."""
        unit = self._living(change)
        heir = change.heirs[0][0] if change.heirs else ""
        into = self._target(change, heir, _("Thiếu đơn vị kế tục. Hãy ghi mã của đơn vị nhận sáp nhập."))
        if unit is None or into is None:
            return
        if key(into) == key(unit.code):
            self.wrong(
                change,
                _("Đơn vị %(code)s không thể sáp nhập vào chính nó. Hãy sửa đơn vị kế tục.") % {"code": unit.code},
            )
            return
        self._end(unit, change, ((into, WHOLE),), _("Sáp nhập vào %(code)s") % {"code": into})

    def split(self, change: Change) -> None:
        """Divide a unit; it goes on when it is one of its own heirs."""
        unit = self._living(change)
        missing = _("Thiếu đơn vị kế tục. Hãy ghi mã của từng đơn vị nhận.")
        goes_on = unit is not None and not _ends(change)
        found = [
            (
                unit.code if goes_on and unit and key(code) == key(unit.code) else self._target(change, code, missing),
                share,
            )
            for code, share in change.heirs
        ]
        heirs = tuple((code, share) for code, share in found if code is not None)
        if unit is None or len(heirs) != len(found) or self._bad_shares(change, heirs):
            return
        if goes_on:
            self.divided[unit.code] = heirs
        else:
            self._end(unit, change, heirs, _("Chia, tách"))

    def _bad_shares(self, change: Change, heirs: Sequence[tuple[str, int]]) -> bool:
        codes = [key(code) for code, _share in heirs]
        if len(codes) < 2:  # noqa: PLR2004 - one heir of the whole is a merge
            self.wrong(change, _("Chia, tách cần từ hai đơn vị kế tục trở lên, mỗi đơn vị một dòng. Hãy bổ sung."))
        elif len(set(codes)) != len(codes):
            self.wrong(change, _("Một đơn vị kế tục được ghi hai lần. Hãy gộp tỷ lệ vào một dòng."))
        elif any(share <= 0 for _code, share in heirs) or sum(share for _code, share in heirs) != WHOLE:
            self.wrong(change, _("Tỷ lệ của các đơn vị kế tục phải dương và cộng lại đúng 100%. Hãy sửa tỷ lệ."))
        else:
            return False
        return True

    def dissolve(self, change: Change) -> None:
        """End a unit that nobody takes over."""
        unit = self._living(change)
        if unit is None:
            return
        if change.heirs:
            self.wrong(
                change, _("Giải thể thì không có đơn vị kế tục. Hãy bỏ đơn vị kế tục hoặc ghi là «Sáp nhập vào».")
            )
        elif not change.reason:
            self.wrong(change, _("Thiếu lý do kết thúc đơn vị %(code)s. Hãy ghi lý do.") % {"code": unit.code})
        else:
            self._end(unit, change, (), "")

    def _end(self, unit: Standing, change: Change, heirs: tuple[tuple[str, int], ...], usual_reason: str) -> None:
        try:
            reason = clean_line(change.reason or usual_reason, most=LONGEST_REASON)
        except BadText as error:
            self.wrong(change, error.sentence)
            return
        self.ended[unit.code] = End(reason, heirs)

    # ── what follows from several rows ────────────────────────────────────────

    def place_children(self) -> None:
        """Find a place for what stands below the units that end."""
        said = {key(change.code) for change in self.rows if change.kind is ChangeKind.MOVE}
        for change in self.rows:
            if not _ends(change):
                continue
            left = [
                child
                for child in self.world.children.get(key(change.code), ())
                if key(child.code) not in said and key(child.code) not in self.ending and _lives(child, self.terms.on)
            ]
            if left:
                self._place_all(change, left)

    def _place_all(self, change: Change, children: Sequence[Standing]) -> None:
        if change.under:
            under = self._target(change, change.under, "")
        elif change.kind is ChangeKind.MERGE and change.heirs:
            heir = self.world.unit(change.heirs[0][0])
            under = heir.code if heir else change.heirs[0][0]
        else:
            self.wrong(change, sentences.without_place(change, children))
            return
        out = [child for child in children if not self.world.manages(key(child.code))]
        if out:
            self.wrong(
                change,
                _("Đơn vị %(code)s có đơn vị trực thuộc ngoài phạm vi bạn quản lý. Hãy nhờ cấp trên ra quyết định.")
                % {"code": change.code},
            )
        elif under is not None:
            for child in children:
                # An heir of the unit itself steps beside it, not below itself.
                if key(child.code) == key(under):
                    self.wrong(change, sentences.heir_below(change, child))
                else:
                    self.moved[child.code] = under

    # ── units that rows name ──────────────────────────────────────────────────

    def _living(self, change: Change) -> Standing | None:
        """The unit that a row changes."""
        unit = self.world.unit(change.code)
        if unit is None and key(change.code) in self.founded:
            self.wrong(
                change,
                _("Đơn vị %(code)s được thành lập trong chính danh sách này. Hãy ghi đúng ngay ở dòng thành lập.")
                % {"code": change.code},
            )
        elif unit is None:
            self.wrong(change, sentences.unknown(change.code))
        elif unit.ends is not None:
            self.wrong(change, sentences.ended(unit))
        else:
            return unit
        return None

    def _target(self, change: Change, code: str, missing: str) -> str | None:
        """The code of a unit that a row gives something to: one that lives on, or is founded here."""
        unit = self.world.unit(code)
        if not code:
            self.wrong(change, missing)
        elif key(code) in self.ending:
            self.wrong(change, sentences.ending_too(code))
        elif key(code) in self.founded:
            return self.founded[key(code)].code
        elif unit is None:
            self.wrong(change, sentences.unknown(code))
        elif unit.ends is not None:
            self.wrong(change, sentences.ended(unit))
        else:
            return unit.code
        return None

    def _said_once(self) -> Iterator[Change]:
        """The rows, but for those that contradict an earlier row of the same unit."""
        seen: dict[str, list[Change]] = {}
        for change in self.changes:
            if not change.code:
                self.wrong(change, _("Thiếu mã đơn vị. Hãy ghi mã của đơn vị thay đổi."))
                continue
            before = seen.setdefault(key(change.code), [])
            clash = next((other for other in before if not _agree(other, change)), None)
            if clash:
                self.wrong(
                    change,
                    _("Đơn vị %(code)s đã có ở dòng %(row)d với thay đổi «%(kind)s». Hãy bỏ bớt một dòng.")
                    % {"code": change.code, "row": clash.row, "kind": clash.kind.label},
                )
                continue
            before.append(change)
            yield change


def _ends(change: Change) -> bool:
    """Whether a unit ceases by a row: a split that names the unit itself lets it go on."""
    goes_on = change.kind is ChangeKind.SPLIT and key(change.code) in {key(code) for code, _share in change.heirs}
    return change.kind in ENDING and not goes_on


def _agree(one: Change, other: Change) -> bool:
    return frozenset({one.kind, other.kind}) in _TOGETHER and not (_ends(one) or _ends(other))


def _lives(unit: Standing, on: date) -> bool:
    return unit.ends is None or unit.ends > on
