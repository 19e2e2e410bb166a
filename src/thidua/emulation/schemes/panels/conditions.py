"""Conditions of a table, as their panel shows and sends them: when facts are so, something follows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.emulation.schemes.facts import FACTS
from thidua.scoring.facts import FactKind
from thidua.scoring.format import NAME
from thidua.scoring.scheme import Condition, Operator, Scheme, Test

from .reading import Reading, effect_value, typed

MOST_CONDITIONS, MOST_TESTS, TESTS_EACH, VALUE = 40, 12, 2, 200
YES, NO = "có", "không"


@dataclass(slots=True)
class TestLine:
    """A fact held against a value, as typed."""

    __test__ = False  # for pytest: not a test

    fact: str = ""
    operator: str = Operator.AT_LEAST.value
    value: str = ""


@dataclass(slots=True)
class ConditionLine:
    """A condition, as typed."""

    code: str = ""
    text: str = ""
    tests: list[TestLine] = field(default_factory=list)
    effect: str = "exclude"
    error: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: then it is no condition."""
        return not self.text.strip() and not any(test.fact for test in self.tests)


@dataclass(slots=True)
class ConditionsPanel:
    """The conditions as typed; one without words and facts is none."""

    lines: list[ConditionLine] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    kind = "conditions"
    code = "@dieu-kien"

    @classmethod
    def of(cls, table: Scheme) -> ConditionsPanel:
        """As they stand in the draft."""
        lines = [
            ConditionLine(
                one.code,
                one.text,
                [TestLine(t.fact, t.operator, _shown(t.value)) for t in one.when],
                effect_value(one.effect),
            )
            for one in table.conditions
        ]
        return cls(lines).with_blanks()

    @classmethod
    def read(cls, data: QueryDict) -> ConditionsPanel:
        """What was sent: the fields of condition 3 begin with `c3-`, those of its second test with `c3-1-`."""
        lines = []
        for n in range(MOST_CONDITIONS):
            if f"c{n}-text" not in data:
                break
            line = ConditionLine(
                data.get(f"c{n}-code", ""), data.get(f"c{n}-text", ""), _tests(data, n), data.get(f"c{n}-effect", "")
            )
            if not line.empty:
                lines.append(line)
        return cls(lines)

    def with_blanks(self) -> ConditionsPanel:
        """The same with an empty condition at the end, and room for a second fact in each."""
        self.lines.append(ConditionLine())
        for line in self.lines:
            line.tests += [TestLine() for _n in range(max(1, TESTS_EACH - len(line.tests)))]
        return self

    def applied(self, table: Scheme) -> Scheme | None:
        """The table with what was typed; None when something is wrong."""
        orders = {test.fact: test.order for one in table.conditions for test in one.when}
        taken = {line.code for line in self.lines if line.code}
        made = []
        for line in self.lines:
            own = Reading()
            tests = tuple(_test(test, orders, own) for test in line.tests if test.fact)
            if not tests:
                own.errors["fact"] = _("Hãy chọn ít nhất một thông tin để xét.")
            text = own.line("text", line.text, most=NAME)
            effect = own.effect("effect", line.effect, table)
            code = own.line("code", line.code, most=40, required=False) or _free_code(taken)
            taken.add(code)
            made.append(Condition(code, text, tests, effect))
            line.error = " ".join(own.errors.values())
        if any(line.error for line in self.lines):
            self.errors["lines"] = _("Có điều kiện cần sửa; xem câu ghi tại chỗ.")
            return None
        return replace(table, conditions=tuple(made))


def fact_choices(table: Scheme) -> list[tuple[str, str]]:
    """The facts that may be asked for: key and words for a menu; those of the table's own stand last."""
    own = {test.fact for one in table.conditions for test in one.when} - set(FACTS)
    return [*((fact.key, fact.words) for fact in FACTS.values()), *((key, key) for key in sorted(own))]


def _tests(data: QueryDict, n: int) -> list[TestLine]:
    made = []
    for m in range(MOST_TESTS):
        sent = [data.get(f"c{n}-{m}-{name}") for name in ("fact", "operator", "value")]
        if sent[0]:
            made.append(TestLine(*(text or "" for text in sent)))
    return made


def _test(line: TestLine, orders: dict[str, tuple[str, ...]], own: Reading) -> Test:
    operator = Operator(line.operator) if line.operator in Operator.values else Operator.IS
    key = own.line("fact", line.fact, most=80)
    fact = FACTS.get(key)
    order = orders.get(key) or (fact.known.order if fact else ())
    return Test(key, operator, _value(line.value, fact.known.kind if fact else None, order, own), order)


def _value(text: str, kind: FactKind | None, order: tuple[str, ...], own: Reading) -> Decimal | bool | str:
    """What a fact is held against, as its kind asks for; of a fact that only this table knows, what it looks like."""
    said = text.strip().lower()
    if kind == FactKind.FLAG or (kind is None and said in {YES, NO}):
        if said not in {YES, NO}:
            own.errors["value"] = _("Thông tin này chỉ là «có» hoặc «không». Hãy ghi một trong hai chữ đó.")
        return said == YES
    if order:
        if said not in order:
            own.errors["value"] = _("Hãy ghi một trong các mức: %(words)s.") % {"words": ", ".join(order)}
        return said
    if kind == FactKind.WORDS:
        return own.line("value", text, most=VALUE)
    number = own if kind == FactKind.NUMBER else Reading()
    found = number.optional_number("value", text)
    if found is not None:
        return found
    return own.number("value", text) if kind == FactKind.NUMBER else own.line("value", text, most=VALUE)


def _shown(value: Decimal | bool | str) -> str:  # noqa: FBT001 - a fact may be true or false
    if isinstance(value, bool):
        return YES if value else NO
    return typed(value) if isinstance(value, Decimal) else value


def _free_code(taken: set[str]) -> str:
    number = 1
    while f"C{number}" in taken:
        number += 1
    return f"C{number}"
