"""A small tree that changed on 1 March 2024, with reports of two years: both readings can be added up by hand.

`district_a` ended, carried on by `district_b`, which took its unions; `market` (80) was merged into `clinic` (120);
`shop` (30) ended and nobody carries it on.
"""

from __future__ import annotations

from datetime import date

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from tests.web.world import write
from thidua.core.periods import Calendar
from thidua.figures import restating
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.org.services import end_unit, move_unit
from thidua.reorganisation.models import Involvement, Reorganisation
from thidua.reorganisation.rules import Part, Stage
from thidua.targets.services import Grounds, assign_target

ON = date(2024, 3, 1)
BEFORE, LAST_YEAR, AFTER = "2024-M01", "2023-M01", "2024-M03"
WHOLE = 1_000_000
PATHS = (
    "city > district_a > school",
    "city > district_a > market",
    "city > district_b > clinic",
    "city > district_b > shop",
)


def changed() -> dict[str, Unit]:
    """The units, after the change; today is whatever the test says."""
    reports.forms()
    units = tree(*PATHS)
    for code in (LAST_YEAR, BEFORE):
        reports.opened(code)
    write(
        units,
        LAST_YEAR,
        {
            "school": {"ORG21": 10},
            "market": {"ORG21": 40},
            "clinic": {"ORG21": 60},
            "shop": {"ORG21": 15},
        },
    )
    write(
        units,
        BEFORE,
        {
            "school": {"ORG21": 20},
            "market": {"ORG21": 80},
            "clinic": {"ORG21": 120},
            "shop": {"ORG21": 30},
        },
    )
    for name, amount in (("district_a", 300), ("district_b", 200)):
        assign_target(
            unit=units[name],
            indicator=catalogue().by_code["ORG21"],
            period=ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"],
            amount=amount,
            grounds=Grounds(on=date(2024, 1, 2)),
            by=people.person("confederation"),
        )
    change(units)
    reports.opened(AFTER)
    write(units, AFTER, {"school": {"ORG21": 1}, "clinic": {"ORG21": 2}})
    restating.refresh_stale()
    return units


def change(units: dict[str, Unit]) -> None:
    """What happened on the day, with the decision that it rests on, and the past added up in the new tree."""
    move_unit(unit=units["school"], under=units["district_b"], on=ON, by=None)
    end_unit(unit=units["market"], on=ON, reason="sáp nhập", successors=[(units["clinic"], WHOLE)], by=None)
    end_unit(unit=units["shop"], on=ON, reason="doanh nghiệp phá sản", by=None)
    end_unit(unit=units["district_a"], on=ON, reason="theo luật", successors=[(units["district_b"], WHOLE)], by=None)
    decided = Reorganisation.objects.create(
        issuer=units["city"],
        title="Sắp xếp hai quận",
        number="12/QĐ-LĐLĐ",
        decided_on=ON,
        on=ON,
        counts_from=ON,
        stage=Stage.COMMITTED,
        made_by=people.person("confederation"),
        made_at="2024-02-01T00:00Z",
    )
    for name in ("market", "shop", "district_a"):
        Involvement.objects.create(reorganisation=decided, unit=units[name], part=Part.ENDED)
        units[name].refresh_from_db()
    restating.refresh_current()
