"""A city with two districts, its administrator, and reorganisations of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests import people
from tests.factories.tree import tree
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Change
from thidua.reorganisation.services import (
    Decision,
    ask_for_commit,
    commit_reorganisation,
    draft_reorganisation,
    replace_changes,
)

TODAY = date(2024, 5, 18)
ON = date(2024, 7, 1)


@dataclass(frozen=True)
class City:
    """The units by name, and who administers all of them."""

    units: dict[str, Unit]
    admin: User

    def draft(self, *changes: Change, on: date = ON, by: User | None = None, **facts: object) -> Reorganisation:
        """A previewed draft of these changes, issued by the city."""
        decision = Decision(title="Sắp xếp", number="12/QĐ-LĐLĐ", decided_on=TODAY, on=on, **facts)
        made = draft_reorganisation(issuer=self.units["city"], decision=decision, by=by or self.admin)
        return replace_changes(reorganisation_id=made.pk, changes=numbered(changes), by=by or self.admin)

    def done(self, *changes: Change, on: date = ON, **facts: object) -> Reorganisation:
        """Changes that are carried out."""
        return self.carry_out(self.draft(*changes, on=on, **facts))

    def carry_out(self, draft: Reorganisation) -> Reorganisation:
        """A draft asked for and done."""
        ask_for_commit(reorganisation_id=draft.pk, by=self.admin)
        return commit_reorganisation(reorganisation_id=draft.pk, by=self.admin)


def numbered(changes: tuple[Change, ...]) -> list[Change]:
    """Changes with the numbers of their rows."""
    from dataclasses import replace

    return [replace(change, row=row) for row, change in enumerate(changes, start=1)]


@pytest.fixture
def city(db: None, settings: object) -> City:
    """city > east (school, mill), west (bank)."""
    settings.THIDUA_TODAY = TODAY  # type: ignore[attr-defined]
    units = tree("city > district_east > school", "city > district_east > mill", "city > district_west > bank")
    return City(units, people.administrator(units["city"], "admin"))
