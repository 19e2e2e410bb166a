"""Keys of tokens, and what becomes of them when figures change."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.reports import accepted, forms, opened, report_of, typed
from tests.factories.tree import tree
from tests.people import chair, officer, person
from thidua.core.periods import parse
from thidua.documents.content import Content
from thidua.drafting.keys import Key, What, parse_key
from thidua.drafting.report import draft_report
from thidua.drafting.tokens import resolve
from thidua.figures.fold import fold_marks
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.reporting.services.workflow import accept_report, amend_report, submit_report
from thidua.targets import services

codes = st.text("ABCXYZabc019._-", min_size=2, max_size=20)


@given(what=st.sampled_from(What), unit=codes, indicator=codes | st.just(""), span=codes, more=codes | st.just(""))
def test_a_key_is_read_as_it_was_written(what: What, unit: str, indicator: str, span: str, more: str) -> None:
    key = Key(what, unit, indicator, span, more)
    assert parse_key(str(key)) == key


@pytest.mark.parametrize("text", ["", "value", "value:HN", "odd:HN:ORG21:2024", "value::ORG21:2024", "value:a:b:c:d:e"])
def test_what_is_no_key_is_not_read(text: str) -> None:
    assert parse_key(text) is None


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    """A district with two schools that reported for January and February, and its plan."""
    with override_settings(THIDUA_TODAY=None):
        forms()
        units = tree("city > district > school_a", "city > district > school_b")
        above = officer(units["district"])
        for month in ("2024-M01", "2024-M02"):
            opened(month)
            for name, admitted in (("school_a", "5"), ("school_b", "7")):
                accepted(report_of(units[name], month), chair(units[name]), above, _month(admitted))
        for name, amount in (("district", 100), ("school_a", 40), ("school_b", 60)):
            services.assign_target(
                unit=units[name],
                indicator=catalogue().by_code["ORG21"],
                period=Period.objects.get(code="2024"),
                amount=amount,
                grounds=services.Grounds(on=date(2024, 1, 15)),
                by=person("planner"),
            )
        fold()
        yield units


@pytest.fixture
def district(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def _month(admitted: str) -> dict[str, str | None]:
    people = {"ORG16": "62", "ORG17": "48", "ORG18": "60", "ORG19": "47"}
    return people | {"ORG21": admitted, "ORG23": "0", "ORG24": admitted, "WEL01": "12", "WEL02": "5"}


def fold() -> None:
    while fold_marks():
        pass


def drafted(unit: Unit, code: str) -> Content:
    return draft_report(unit, parse(code), {}).content


def amend(unit: Unit, code: str, values: dict[str, str | None]) -> None:
    """Change accepted figures the way people do: amend, hand in with a reason, accept."""
    report = amend_report(report_id=report_of(unit, code).pk, by=chair(unit))
    typed(report, chair(unit), values)
    submit_report(report_id=report.pk, by=chair(unit), reason="Sót danh sách")
    accept_report(report_id=report.pk, by=officer(Unit.objects.get(code="district")))
    fold()


def test_an_amendment_changes_exactly_the_tokens_that_depend_on_it(district: dict[str, Unit]) -> None:
    before = {token.key: token for token in drafted(district["district"], "2024-M02").tokens()}
    assert resolve(before) == before

    amend(district["school_a"], "2024-M02", {"ORG21": "9", "ORG24": "9"})

    after = resolve(before)
    changed = {key for key in before if after.get(key) != before[key]}
    keys = {parsed for key in changed if (parsed := parse_key(key))}
    assert {key.indicator for key in keys} == {"ORG21", "ORG24"}
    assert {key.unit for key in keys} == {"district", "school_a"}
    assert {key.what for key in keys} >= {What.VALUE, What.SINCE, What.PLAN, What.CELL, What.SHARE}
    assert {key.what for key in keys}.isdisjoint({What.TARGET, What.CELL_TARGET, What.COVER, What.SHEETS_OWED})
    assert before["value:district:ORG21:2024-M02"].text == "12"
    assert after["value:district:ORG21:2024-M02"].text == "16"


def test_what_is_handed_in_but_not_accepted_changes_nothing(district: dict[str, Unit]) -> None:
    before = {token.key: token for token in drafted(district["district"], "2024-M02").tokens()}
    report = amend_report(report_id=report_of(district["school_a"], "2024-M02").pk, by=chair(district["school_a"]))
    typed(report, chair(district["school_a"]), {"ORG21": "9", "ORG24": "9"})
    submit_report(report_id=report.pk, by=chair(district["school_a"]), reason="Sót danh sách")
    fold()
    assert resolve(before) == before


def test_a_rise_that_became_a_fall_renews_its_words(district: dict[str, Unit]) -> None:
    opened("2023-M02")
    above = officer(district["district"])
    for name in ("school_a", "school_b"):
        accepted(report_of(district[name], "2023-M02"), chair(district[name]), above, _month("11"))
    fold()
    key = "change:district:ORG21:2024-M02:0"
    assert resolve([key])[key].text == "tăng 9,1% so với cùng kỳ"
    amend(district["school_b"], "2024-M02", {"ORG21": "2", "ORG24": "2"})
    assert resolve([key])[key].text == "giảm 13,6% so với cùng kỳ"


def test_a_key_of_nothing_is_missing_from_the_answer(district: dict[str, Unit]) -> None:
    asked = [
        "value:district:ORG99:2024-M02",
        "value:nobody:ORG21:2024-M02",
        "value:district:ORG21:2031",
        "x",
        "a:b:c:d",
    ]
    assert resolve([*asked, "value:district:ORG21:2024-M09"]) == {}


def test_resolving_takes_as_many_statements_for_many_tokens_as_for_few(district: dict[str, Unit]) -> None:
    keys = [token.key for token in drafted(district["district"], "2024-M02").tokens()]
    counted = []
    for some in ({tuple(key.split(":", 2)[:2]): key for key in keys}.values(), keys):
        with CaptureQueriesContext(connection) as statements:
            resolve(some)
        counted.append(len(statements))
    assert counted[0] == counted[1]
