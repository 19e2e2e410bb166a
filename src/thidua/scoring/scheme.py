"""What a point table is: a tree of groups and criteria with their formulas, classes, conditions and tie-breaks.

Everything is immutable and exact. Points are decimals with at most three places, since they are stored as whole
thousandths. Every share is in per cent: a ratio of 90 is 90 % of the target, a floor of 50 is half of the maximum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HUNDRED = Decimal(100)
ONE = Decimal(1)
ZERO = Decimal(0)
HALF = Decimal(50)
MOST_DIGITS = 3


class Scorer(TextChoices):
    """Who gives the points of a criterion before the lead and the conference look at them."""

    SYSTEM = "system", _("Hệ thống tính từ số liệu đã tiếp nhận")
    UNIT = "unit", _("Đơn vị tự chấm")
    LEAD = "lead", _("Cụm trưởng")
    DEPARTMENT = "department", _("Ban chuyên đề")
    OWNER = "owner", _("Đơn vị lập bảng điểm")


class Combine(TextChoices):
    """How a criterion reads several measures as one result."""

    EACH = "each", _("Trung bình tỷ lệ đạt của từng số liệu, mỗi tỷ lệ không quá 100%")
    SUM = "sum", _("Cộng các kết quả, cộng các chỉ tiêu")
    LOWEST = "lowest", _("Số liệu đạt tỷ lệ thấp nhất")


class Against(TextChoices):
    """Which of a unit's two targets counts."""

    ASSIGNED = "assigned", _("Chỉ tiêu giao")
    REGISTERED = "registered", _("Chỉ tiêu đăng ký")


class On(TextChoices):
    """What a table of steps is read by."""

    RATIO = "ratio", _("Tỷ lệ phần trăm so với chỉ tiêu")
    VALUE = "value", _("Kết quả")


class Untargeted(TextChoices):
    """What a unit without a target may get from a comparison with the cluster's best."""

    MET = "met", _("So với nhau, không quá điểm của đơn vị vừa đạt chỉ tiêu")
    NOTHING = "nothing", _("Không có điểm")


class NotApplicable(TextChoices):
    """What a unit gets for a criterion that does not apply to it."""

    ZERO = "zero", _("Không có điểm")
    FULL = "full", _("Điểm tối đa")


class Operator(TextChoices):
    """How a fact is held against a value."""

    LESS = "<", _("nhỏ hơn")
    AT_MOST = "<=", _("không quá")
    MORE = ">", _("lớn hơn")
    AT_LEAST = ">=", _("từ")
    IS = "=", _("là")
    IS_NOT = "!=", _("không phải là")


class TieBreakBy(TextChoices):
    """What breaks a tie of totals."""

    CRITERION = "criterion", _("Điểm của tiêu chí")
    GROUP = "group", _("Điểm của nhóm")
    FACT = "fact", _("Thông tin về đơn vị")


# ── Formulas ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Binary:
    """All or nothing. Met: the target is reached; without a target, the result is above zero (or, where less is
    better, is zero)."""


@dataclass(frozen=True, slots=True)
class Bonus:
    """`points` for every full `step` per cent beyond the target, at most `pool`.

    A formula of its own, or what a proportional criterion adds on top of its maximum.
    """

    step: Decimal
    points: Decimal
    pool: Decimal


@dataclass(frozen=True, slots=True)
class Proportional:
    """max × result / target, at most max; where less is better, max or nothing."""

    bonus: Bonus | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From `bound` on there are `points`; where less is better, up to `bound`."""

    bound: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Steps:
    """The points of the best step that is reached; none is reached: no points. The order of the steps is free."""

    steps: tuple[Step, ...]
    on: On = On.RATIO


@dataclass(frozen=True, slots=True)
class PerOccurrence:
    """`points` each time, at most max."""

    points: Decimal


@dataclass(frozen=True, slots=True)
class PlusMinus:
    """start + plus × additions − minus × deductions, between `lowest` and max."""

    start: Decimal = ZERO
    plus: Decimal = ZERO
    minus: Decimal = ZERO
    lowest: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Relative:
    """Compared with the cluster's best: meeting the target gives `met` per cent of max, the best one max.

    `untargeted` says what units without a target may get beside units that have one.
    """

    met: Decimal = HALF
    untargeted: Untargeted = Untargeted.MET


@dataclass(frozen=True, slots=True)
class Manual:
    """Points that somebody gives, from 0 to max."""


@dataclass(frozen=True, slots=True)
class Award:
    """An award from outside and what it is worth here."""

    code: str
    name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class External:
    """Points for awards from outside: of the best one, or of all together; at most max."""

    awards: tuple[Award, ...]
    best_only: bool = True


Formula = Binary | Proportional | Steps | Bonus | PerOccurrence | PlusMinus | Relative | Manual | External


# ── The tree ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Exclude:
    """The unit is not considered: no class, no place."""


@dataclass(frozen=True, slots=True)
class Demote:
    """The class is `by` steps lower. Of several demotions the largest counts; they do not add up."""

    by: int = 1


@dataclass(frozen=True, slots=True)
class CapAt:
    """The class is at best the one with this label."""

    label: str


Effect = Exclude | Demote | CapAt


@dataclass(frozen=True, slots=True)
class Floor:
    """Below `least` per cent of its maximum ("điểm liệt"), the effect follows."""

    least: Decimal
    effect: Effect


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a criterion reads: the code of an indicator, or a name that the results use.

    `target` stands for units that have none of their own. `weight` counts where each measure is judged by itself.
    With additions and deductions, the figure counts additions, or deductions when it `deducts`.
    """

    key: str
    name: str = ""
    unit: str = ""
    weight: Decimal = ONE
    target: Decimal | None = None
    against: Against = Against.ASSIGNED
    deducts: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the table. `area` is the work area whose department scores it, where a department does.

    `evidence` names what must lie beside the point; `guidance` is for those who score. `verified` is false where the
    number was not found in a readable source.
    """

    code: str
    name: str
    max: Decimal
    formula: Formula
    measures: tuple[Measure, ...] = ()
    combine: Combine = Combine.EACH
    less_is_better: bool = False
    not_applicable: NotApplicable = NotApplicable.ZERO
    scorer: Scorer = Scorer.SYSTEM
    area: str = ""
    evidence: tuple[str, ...] = ()
    floor: Floor | None = None
    guidance: str = ""
    verified: bool = True

    @property
    def most(self) -> Decimal:
        """The maximum with the bonus that may come on top."""
        bonus = self.formula.bonus if isinstance(self.formula, Proportional) else None
        return self.max + bonus.pool if bonus else self.max


@dataclass(frozen=True, slots=True)
class Group:
    """Groups and criteria that share a maximum, groups first. A bonus group counts on top of the ordinary ones."""

    code: str
    name: str
    max: Decimal
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    bonus: bool = False
    floor: Floor | None = None
    verified: bool = True

    def walk(self) -> Iterator[Group]:
        """This group and all below it, in the order of the table."""
        yield self
        for group in self.groups:
            yield from group.walk()


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A class and the least total for it."""

    label: str
    least: Decimal
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Test:
    """A fact about a unit held against a value: months_since_founding < 12.

    `order` lists words from the mildest to the heaviest, so that "from cảnh cáo up" can be said of them.
    """

    __test__ = False  # for pytest: not a test

    fact: str
    operator: Operator
    value: Decimal | bool | str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """When all tests hold, the effect follows. `text` is how the rule reads on paper."""

    code: str
    text: str
    when: tuple[Test, ...]
    effect: Effect


@dataclass(frozen=True, slots=True)
class TieBreak:
    """What decides between equal totals: more points of a criterion or group, more (or less) of a fact."""

    by: TieBreakBy
    of: str
    less_first: bool = False


@dataclass(frozen=True)
class Scheme:
    """A point table.

    `total` is what the table adds up to on paper, with or without its bonus groups; `bonus_pool` limits everything
    above the maxima together, `cap` the total as it is printed. Points are rounded half up to `digits` places,
    criterion by criterion. Classes run from the best to the last.
    """

    code: str
    name: str
    total: Decimal
    digits: int = 2
    groups: tuple[Group, ...] = ()
    classes: tuple[ClassBand, ...] = ()
    conditions: tuple[Condition, ...] = ()
    tie_breaks: tuple[TieBreak, ...] = ()
    cap: Decimal | None = None
    bonus_pool: Decimal | None = None
    source: tuple[str, ...] = ()
    note: str = ""
    verified: bool = True

    def walk(self) -> Iterator[Group]:
        """All groups in the order of the table."""
        for group in self.groups:
            yield from group.walk()

    @cached_property
    def positions(self) -> tuple[Criterion, ...]:
        """The criteria in the order of the table; the place of a criterion is its place in every array of points."""
        return tuple(criterion for group in self.groups for criterion in _criteria(group))

    @cached_property
    def position_of(self) -> dict[str, int]:
        """The place of each criterion by its code."""
        return {criterion.code: position for position, criterion in enumerate(self.positions)}

    def criterion(self, code: str) -> Criterion:
        """The criterion with this code; KeyError when there is none."""
        return self.positions[self.position_of[code]]


def _criteria(group: Group) -> Iterator[Criterion]:
    for inner in group.groups:
        yield from _criteria(inner)
    yield from group.criteria


def in_thousandths(points: Decimal) -> int:
    """Points as they are stored. ValueError beyond three decimal places."""
    scaled = points.scaleb(MOST_DIGITS)
    if scaled != (whole := int(scaled)):
        raise ValueError(f"{points} has more than {MOST_DIGITS} decimal places")
    return whole


def from_thousandths(points: int) -> Decimal:
    """Stored points as a decimal without trailing zeros: 8500 -> 8.5."""
    whole, rest = divmod(points, 1000)
    return Decimal(whole) if not rest else Decimal(points).scaleb(-MOST_DIGITS).normalize()
