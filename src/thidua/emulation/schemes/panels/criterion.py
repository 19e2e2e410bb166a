"""A criterion as its panel shows and sends it. What fields there are follows from the method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.core.errors import BadEntries
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.scoring.format import METHODS, NAME, criterion_from, written
from thidua.scoring.scheme import (
    ONE,
    Against,
    Award,
    Binary,
    Bonus,
    Combine,
    Criterion,
    External,
    Floor,
    Formula,
    Manual,
    Measure,
    NotApplicable,
    On,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scheme,
    Scorer,
    Step,
    Steps,
    Untargeted,
)

from .reading import Reading, effect_value, typed, zipped

KEY, GUIDANCE, AMOUNT_PLACES = 80, 4000, 6
BLANK_ROWS = 1
# What methods can be judged by a figure; the others take what people give.
MEASURED = frozenset({"binary", "proportional", "steps", "bonus", "per_occurrence", "plus_minus", "relative"})


@dataclass(slots=True)
class MeasureLine:
    """A figure that the criterion reads, as typed."""

    key: str = ""
    weight: str = ""
    target: str = ""
    against: str = Against.ASSIGNED.value
    deducts: str = "no"
    error: str = ""

    @property
    def indicator(self) -> Indicator | None:
        """The indicator of the catalogue whose code was typed, None for a name of one's own."""
        return catalogue().by_code.get(code_in(self.key))


@dataclass(slots=True)
class StepLine:
    """A step, as typed."""

    bound: str = ""
    points: str = ""
    error: str = ""


@dataclass(slots=True)
class AwardLine:
    """An award from outside, as typed."""

    name: str = ""
    points: str = ""
    code: str = ""
    error: str = ""


@dataclass(slots=True)
class CriterionPanel:
    """A criterion as typed; `errors` says what is wrong, by field."""

    code: str
    name: str = ""
    max: str = ""
    method: str = "manual"
    measures: list[MeasureLine] = field(default_factory=list)
    combine: str = Combine.EACH.value
    less_is_better: bool = False
    not_applicable: str = NotApplicable.ZERO.value
    bonus: tuple[str, str, str] = ("", "", "")
    steps: list[StepLine] = field(default_factory=list)
    steps_on: str = On.RATIO.value
    each: str = ""
    clamp: tuple[str, str, str, str] = ("", "", "", "")
    met: str = "50"
    untargeted: str = Untargeted.MET.value
    awards: list[AwardLine] = field(default_factory=list)
    best_only: bool = True
    scorer: str = Scorer.SYSTEM.value
    area: str = ""
    evidence: str = ""
    floor_least: str = ""
    floor_effect: str = ""
    guidance: str = ""
    verified: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    kind = "criterion"

    @classmethod
    def of(cls, criterion: Criterion) -> CriterionPanel:
        """A criterion as it stands in the draft."""
        made = cls(
            code=criterion.code,
            name=criterion.name,
            max=typed(criterion.max),
            combine=criterion.combine,
            less_is_better=criterion.less_is_better,
            not_applicable=criterion.not_applicable,
            scorer=criterion.scorer,
            area=criterion.area,
            evidence="\n".join(criterion.evidence),
            guidance=criterion.guidance,
            verified=criterion.verified,
        )
        made.measures = [
            MeasureLine(
                key=shown_key(one),
                weight="" if one.weight == ONE else typed(one.weight),
                target=typed(one.target),
                against=one.against,
                deducts="yes" if one.deducts else "no",
            )
            for one in criterion.measures
        ]
        if criterion.floor:
            made.floor_least, made.floor_effect = typed(criterion.floor.least), effect_value(criterion.floor.effect)
        made._show(criterion.formula)
        return made.with_blanks()

    @classmethod
    def read(cls, data: QueryDict, code: str) -> CriterionPanel:
        """What was sent."""
        method = data.get("method", "")
        made = cls(
            code=code,
            name=data.get("name", ""),
            max=data.get("max", ""),
            method=method if method in METHODS else "manual",
            combine=_one(data, "combine", Combine.values),
            less_is_better="less_is_better" in data,
            not_applicable=_one(data, "not_applicable", NotApplicable.values),
            steps_on=_one(data, "steps_on", On.values),
            each=data.get("each", ""),
            met=data.get("met", "50"),
            untargeted=_one(data, "untargeted", Untargeted.values),
            best_only=data.get("best_only", "yes") != "no",
            scorer=_one(data, "scorer", Scorer.values),
            area=data.get("area", ""),
            evidence=data.get("evidence", ""),
            floor_least=data.get("floor_least", ""),
            floor_effect=data.get("floor_effect", ""),
            guidance=data.get("guidance", ""),
            verified=data.get("verified", "yes") != "no",
        )
        made.bonus = (data.get("bonus_step", ""), data.get("bonus_points", ""), data.get("bonus_pool", ""))
        names = ("start", "plus", "minus", "lowest")
        start, plus, minus, lowest = (data.get(name, "") for name in names)
        made.clamp = (start, plus, minus, lowest)
        columns = (f"measure_{name}" for name in ("key", "weight", "target", "against", "deducts"))
        rows = zipped(data, *columns)
        made.measures = [MeasureLine(*row) for row in rows if row[0].strip()]
        made.steps = [StepLine(*row) for row in zipped(data, "step_bound", "step_points") if any(map(str.strip, row))]
        awards = zipped(data, "award_name", "award_points", "award_code")
        made.awards = [AwardLine(*row) for row in awards if row[0].strip() or row[1].strip()]
        return made

    @property
    def is_measured(self) -> bool:
        """Whether points follow from figures."""
        return self.method in MEASURED

    @property
    def is_targeted(self) -> bool:
        """Whether figures are held against targets."""
        return self.is_measured and self.method not in {"per_occurrence", "plus_minus"}

    def with_blanks(self) -> CriterionPanel:
        """The same with an empty row at the end of every list, to be filled without any script."""
        self.measures += [MeasureLine() for _n in range(BLANK_ROWS)]
        self.steps += [StepLine() for _n in range(BLANK_ROWS)]
        self.awards += [AwardLine() for _n in range(BLANK_ROWS)]
        return self

    def item(self, table: Scheme) -> Criterion | None:
        """The criterion that was typed; None when something is wrong, which then stands in `errors`."""
        reading = Reading()
        floor = None
        least = reading.optional_number("floor_least", self.floor_least, least=Decimal(0))
        if least is not None:
            floor = Floor(least, reading.effect("floor_effect", self.floor_effect, table))
        measured = self.is_measured
        criterion = Criterion(
            code=self.code,
            name=reading.line("name", self.name, most=NAME),
            max=reading.number("max", self.max),
            formula=self._formula(reading),
            measures=tuple(self._measure(line, reading) for line in self.measures) if measured else (),
            combine=Combine(self.combine),
            less_is_better=self.less_is_better and measured,
            not_applicable=NotApplicable(self.not_applicable),
            scorer=Scorer(self.scorer),
            area=reading.line("area", self.area, most=12, required=self.scorer == Scorer.DEPARTMENT),
            evidence=self._evidence(reading),
            floor=floor,
            guidance=reading.text("guidance", self.guidance, most=GUIDANCE),
            verified=self.verified,
        )
        self.errors = reading.errors
        return None if self.errors or self._unreadable(criterion) else criterion

    def _unreadable(self, criterion: Criterion) -> bool:
        """Whether the format refuses what was typed, for limits that no field states."""
        try:
            criterion_from(written(criterion))
        except BadEntries as refused:
            self.errors["name"] = "; ".join(entry.sentence for entry in refused.entries)
        return bool(self.errors)

    def _evidence(self, reading: Reading) -> tuple[str, ...]:
        lines = (line for line in self.evidence.splitlines() if line.strip())
        return tuple(reading.line("evidence", line, most=NAME) for line in lines)

    def _measure(self, line: MeasureLine, reading: Reading) -> Measure:
        own = Reading()
        indicator = line.indicator
        key = indicator.code if indicator else own.line("key", line.key, most=KEY)
        measure = Measure(
            key=key,
            name=indicator.name_vi if indicator else "",
            unit=indicator.measure_vi if indicator else "",
            weight=own.optional_number("weight", line.weight, least=Decimal(0)) or ONE,
            target=own.optional_number("target", line.target, places=AMOUNT_PLACES),
            against=Against(line.against) if line.against in Against.values else Against.ASSIGNED,
            deducts=line.deducts == "yes",
        )
        line.error = _collect(own, reading, "measures")
        return measure

    def _formula(self, reading: Reading) -> Formula:
        makers: dict[str, Callable[[Reading], Formula]] = {
            "binary": lambda _reading: Binary(),
            "proportional": self._proportional,
            "steps": lambda reading: Steps(self._steps(reading), On(self.steps_on)),
            "bonus": self._bonus,
            "per_occurrence": lambda reading: PerOccurrence(reading.number("each", self.each)),
            "plus_minus": self._plus_minus,
            "relative": self._relative,
            "manual": lambda _reading: Manual(),
            "external": lambda reading: External(self._awards(reading), self.best_only),
        }
        return makers[self.method](reading)

    def _proportional(self, reading: Reading) -> Proportional:
        return Proportional(self._bonus(reading) if any(part.strip() for part in self.bonus) else None)

    def _relative(self, reading: Reading) -> Relative:
        return Relative(reading.number("met", self.met, least=Decimal(0)), Untargeted(self.untargeted))

    def _bonus(self, reading: Reading) -> Bonus:
        step, points, pool = self.bonus
        zero = Decimal(0)
        return Bonus(
            reading.number("bonus_step", step, least=zero),
            reading.number("bonus_points", points, least=zero),
            reading.number("bonus_pool", pool, least=zero),
        )

    def _steps(self, reading: Reading) -> tuple[Step, ...]:
        made = []
        for line in self.steps:
            own = Reading()
            made.append(Step(own.number("bound", line.bound, places=AMOUNT_PLACES), own.number("points", line.points)))
            line.error = _collect(own, reading, "steps")
        return tuple(made)

    def _plus_minus(self, reading: Reading) -> PlusMinus:
        start, plus, minus, lowest = self.clamp
        return PlusMinus(
            reading.optional_number("start", start) or Decimal(0),
            reading.optional_number("plus", plus, least=Decimal(0)) or Decimal(0),
            reading.optional_number("minus", minus, least=Decimal(0)) or Decimal(0),
            reading.optional_number("lowest", lowest) or Decimal(0),
        )

    def _awards(self, reading: Reading) -> tuple[Award, ...]:
        made: list[Award] = []
        taken = {line.code for line in self.awards if line.code}
        for line in self.awards:
            own = Reading()
            code = own.line("code", line.code, most=40, required=False) or _free_code(taken)
            taken.add(code)
            made.append(Award(code, own.line("name", line.name, most=NAME), own.number("points", line.points)))
            line.error = _collect(own, reading, "awards")
        return tuple(made)

    def _show(self, formula: Formula) -> None:
        self.method = next(name for name, kind in METHODS.items() if isinstance(formula, kind))
        match formula:
            case Proportional(bonus=Bonus() as bonus) | (Bonus() as bonus):
                self.bonus = (typed(bonus.step), typed(bonus.points), typed(bonus.pool))
            case Steps(steps, on):
                self.steps_on = on
                self.steps = [StepLine(typed(step.bound), typed(step.points)) for step in steps]
            case PerOccurrence(points):
                self.each = typed(points)
            case PlusMinus(start, plus, minus, lowest):
                self.clamp = (typed(start), typed(plus), typed(minus), typed(lowest))
            case Relative(met, untargeted):
                self.met, self.untargeted = typed(met), untargeted
            case External(awards, best_only):
                self.best_only = best_only
                self.awards = [AwardLine(award.name, typed(award.points), award.code) for award in awards]


def shown_key(measure: Measure) -> str:
    """A measure as its field shows it: code and name of an indicator, else its free name."""
    indicator = catalogue().by_code.get(measure.key)
    return f"{indicator.code} · {indicator.name}" if indicator else measure.key


def code_in(text: str) -> str:
    """The code at the beginning of what a field shows."""
    return text.split("·", maxsplit=1)[0].strip().upper()


def _collect(own: Reading, reading: Reading, name: str) -> str:
    """What is wrong with a row, which is then wrong with its list too."""
    sentence = " ".join(own.errors.values())
    if sentence:
        reading.errors[name] = _("Có dòng cần sửa; xem câu ghi tại dòng.")
    return sentence


def _free_code(taken: set[str]) -> str:
    number = 1
    while f"award-{number}" in taken:
        number += 1
    return f"award-{number}"


def _one(data: QueryDict, name: str, values: list[str]) -> str:
    """The value of a menu; the first one where something else was sent."""
    value = data.get(name, "")
    return value if value in values else values[0]
