"""Accepted figures into points: where numbers come from, and what another table would have made of them."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.reports import GOOD_MONTH, accepted, forms, opened, report_of
from tests.factories.tree import tree
from tests.people import chair, officer
from tests.schemes.making import a_draft, published, small_table
from thidua.emulation.schemes.errors import NothingToUndo, NotReady
from thidua.emulation.schemes.figures import exact, results_from_figures
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.schemes.reweighting import reweighted
from thidua.emulation.schemes.services.drafts import edit_draft, undo_edit
from thidua.emulation.schemes.services.publishing import digest_of, publish_version
from thidua.emulation.schemes.trying import spread, tried
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.scoring.results import Missing
from thidua.targets.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(module_db: None) -> dict[str, Unit]:
    found = tree("city > district > school", "city > district > hospital", "city > district > factory")
    forms()
    opened()
    for name, admitted in (("school", "8"), ("hospital", "4")):
        report = report_of(found[name])
        accepted(report, chair(found[name], name), officer(found["district"]), GOOD_MONTH | {"ORG21": admitted})
    for name in ("school", "hospital", "factory"):
        Target.objects.create(unit=found[name], period=year(), indicator=catalogue().by_code["ORG21"], assigned=10)
    return found


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def year() -> Period:
    return Period.objects.get(code="2024")


def ids(units: dict[str, Unit]) -> list[int]:
    return [units[name].pk for name in ("school", "hospital", "factory")]


def test_a_criterion_gets_its_value_and_target(units: dict[str, Unit]) -> None:
    read = results_from_figures(small_table(), ids(units), year())
    school, factory = read[units["school"].pk], read[units["factory"].pk]

    assert (school.results["A1"].value, school.results["A1"].target) == (8, 10)
    assert factory.results["A1"].missing == Missing.NOT_REPORTED
    assert "B1" not in school.results
    assert school.facts["months_since_founding"] > 100


def test_as_many_statements_for_three_units_as_for_one(units: dict[str, Unit]) -> None:
    with CaptureQueriesContext(connection) as one:
        results_from_figures(small_table(), ids(units)[:1], year())
    with CaptureQueriesContext(connection) as three:
        results_from_figures(small_table(), ids(units), year())
    assert len(three) == len(one)


def test_other_weights_move_points_and_say_why(units: dict[str, Unit]) -> None:
    table = small_table()
    trial = tried(table, reweighted(table, {"A": Decimal(30)}), ids(units), year(), by_hand_full=True)
    assert trial is not None
    rows = {row.code: row for row in trial.rows}

    # 60 × 8/10 + 40 before; 30 × 8/10 + 40 after.
    assert (rows["school"].before.total, rows["school"].after.total) == (88, 64)
    assert rows["school"].why == "Giảm 24 ở «Tổ chức»."
    assert [row.after.place for row in trial.rows] == [1, 2, 3]
    assert {label: (before, after) for label, before, after in trial.classes}["Tốt"] == (1, 0)


def test_nothing_by_hand_counts_unless_it_is_assumed(units: dict[str, Unit]) -> None:
    trial = tried(small_table(), small_table(), ids(units), year(), by_hand_full=False)
    assert trial is not None
    assert [row.after.total for row in trial.rows] == [48, 24, 0]
    assert tried(small_table(), small_table(), [], year(), by_hand_full=False) is None


def test_spread_is_exact() -> None:
    found = spread([Decimal(90), Decimal(90), Decimal(96)])
    assert (found.mean, found.deviation, found.tied, found.middle) == (92, Fraction(28284, 10000), 2, 90)


def test_rates_without_an_end_stay_on_their_side_of_a_threshold() -> None:
    assert exact(Fraction(200, 3)) == Decimal("66.666666666667")
    below = exact(Fraction(90 * 10**7 - 1, 10**7))
    assert below is not None
    assert below < 90
    assert exact(Fraction(1000)) == 1000
    assert exact(None) is None


def test_published_content_is_held_by_the_database(units: dict[str, Unit]) -> None:
    version = published(units["city"], officer(units["city"]))
    assert version.digest == digest_of(version.content)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersion.objects.filter(pk=version.pk).update(content={})


def test_only_the_last_edit_is_undone(units: dict[str, Unit]) -> None:
    by = officer(units["city"])
    draft = a_draft(units["city"], by)
    for seen in (1, 2):
        edit_draft(version_id=draft.pk, seen=seen, change=lambda table: table, said="thử", by=by)
    with pytest.raises(NothingToUndo):
        undo_edit(version_id=draft.pk, revision=2, by=by)
    assert undo_edit(version_id=draft.pk, revision=3, by=by).said == "thử"


def test_a_table_with_errors_is_not_published(units: dict[str, Unit]) -> None:
    by = officer(units["city"])
    draft = a_draft(units["city"], by, table=small_table(total=Decimal(90)))
    with pytest.raises(NotReady):
        publish_version(version_id=draft.pk, by=by)
