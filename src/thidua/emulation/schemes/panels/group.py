"""A group as its panel shows and sends it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.http import QueryDict

from thidua.emulation.schemes.tree import find
from thidua.scoring.format import NAME
from thidua.scoring.scheme import Floor, Group, Scheme

from .reading import Reading, effect_value, typed


@dataclass(slots=True)
class GroupPanel:
    """A group as typed; its rows are not in the panel."""

    code: str
    name: str = ""
    max: str = ""
    bonus: bool = False
    floor_least: str = ""
    floor_effect: str = ""
    verified: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    kind = "group"

    @classmethod
    def of(cls, group: Group) -> GroupPanel:
        """A group as it stands in the draft."""
        made = cls(group.code, group.name, typed(group.max), group.bonus, verified=group.verified)
        if group.floor:
            made.floor_least, made.floor_effect = typed(group.floor.least), effect_value(group.floor.effect)
        return made

    @classmethod
    def read(cls, data: QueryDict, code: str) -> GroupPanel:
        """What was sent."""
        return cls(
            code=code,
            name=data.get("name", ""),
            max=data.get("max", ""),
            bonus="bonus" in data,
            floor_least=data.get("floor_least", ""),
            floor_effect=data.get("floor_effect", ""),
            verified=data.get("verified", "yes") != "no",
        )

    def item(self, table: Scheme) -> Group | None:
        """The group with what was typed; None when something is wrong. Raises BadRow when it is there no more."""
        reading = Reading()
        floor = None
        least = reading.optional_number("floor_least", self.floor_least, least=Decimal(0))
        if least is not None:
            floor = Floor(least, reading.effect("floor_effect", self.floor_effect, table))
        name = reading.line("name", self.name, most=NAME)
        most = reading.number("max", self.max)
        self.errors = reading.errors
        old = find(table, self.code).group
        if self.errors or old is None:
            return None
        return replace(old, name=name, max=most, bonus=self.bonus, floor=floor, verified=self.verified)
