"""One decision for many targets: plans, last year's targets taken over, and taking a decision back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import people
from tests.targets.conftest import give, signed_in, year
from thidua.audit.models import AuditInbox
from thidua.indicators.queries import catalogue
from thidua.notices.models import Notice
from thidua.targets.batches import BatchChanged, NothingToAssign, split_targets, take_back
from thidua.targets.copying import Copy
from thidua.targets.models import Target, TargetEntry
from thidua.targets.planning import grown
from thidua.targets.services import Grounds, NotATarget, NotDirectlyBelow, SplitDoesNotAddUp, adjust_target

pytestmark = pytest.mark.django_db
GROUNDS = Grounds(on=date(2024, 1, 15), decision="05/QĐ-LĐLĐ")
PLAN, COPY = "/chi-tieu/bang/city/2024/phuong-an/", "/chi-tieu/bang/city/2024/tu-nam-truoc/"
DECISION = {"on": "2024-01-15", "decision": "05/QĐ-LĐLĐ"}


def pk(code: str) -> int:
    return catalogue().by_code[code].pk


def standing(year_code: str = "2024") -> dict[tuple[str, str], int | None]:
    rows = Target.objects.filter(period__code=year_code).values_list("unit__code", "indicator__code", "assigned")
    return {(unit, code): assigned for unit, code, assigned in rows}


def split(city, parts: dict[str, dict[str, int]], grounds: Grounds = GROUNDS):
    amounts = {pk(code): {city[name].pk: amount for name, amount in given.items()} for code, given in parts.items()}
    return split_targets(
        unit=city["city"], period=year(), parts=amounts, grounds=grounds, by=people.officer(city["city"])
    )


WHOLE = {"ORG21": {"district_a": 30, "district_b": 10}, "ORG24": {"district_a": 6, "district_b": 4}}


def test_several_indicators_are_split_with_one_decision(city):
    own = people.officer(city["district_a"])

    written = split(city, WHOLE)

    assert (written.targets, written.units) == (4, 2)
    assert standing()["district_b", "ORG24"] == 4
    assert set(TargetEntry.objects.filter(batch=written.batch).values_list("decision", flat=True)) == {"05/QĐ-LĐLĐ"}
    assert Notice.objects.get(user=own).facts["count"] == 2
    assert AuditInbox.objects.filter(event="target.planned").count() == 1


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"ORG21": {"district_a": 30}}, SplitDoesNotAddUp),
        ({"ORG21": {"district_a": 40, "school": 0}}, NotDirectlyBelow),
        ({"ORG21": {"district_a": 41, "district_b": -1}}, NotATarget),
        ({}, NothingToAssign),
    ],
)
def test_a_wrong_split_writes_nothing_of_any_indicator(city, parts, error):
    before = TargetEntry.objects.count()

    with pytest.raises(error):
        split(city, {"ORG24": WHOLE["ORG24"]} | parts if parts else parts)

    assert TargetEntry.objects.count() == before


def test_a_remainder_is_kept_with_a_reason(city):
    why = Grounds(on=date(2024, 1, 15), reason="Dự phòng")

    split(city, {"ORG21": {"district_a": 30}}, why)

    assert standing()["district_a", "ORG21"] == 30


def test_a_decision_is_taken_back_by_further_lines(city):
    give(city["district_a"], "ORG21", 25)
    written = split(city, WHOLE)

    assert take_back(unit=city["city"], batch=written.batch, by=people.officer(city["city"])) == 4

    assert standing()["district_a", "ORG21"] == 25
    assert standing()["district_b", "ORG21"] is None
    lines = TargetEntry.objects.filter(target__unit=city["district_a"], target__indicator=pk("ORG21")).order_by("pk")
    assert list(lines.values_list("kind", "amount")) == [("assigned", 25), ("assigned", 30), ("adjusted", 25)]


def test_a_decision_is_not_taken_back_over_somebody_elses_change(city):
    written = split(city, WHOLE)
    target = Target.objects.get(unit=city["district_b"], indicator=pk("ORG24"))
    why = Grounds(on=date(2024, 5, 2), reason="Sáp nhập")
    adjust_target(target_id=target.pk, amount=3, seen=4, grounds=why, by=people.officer(city["city"]))

    with pytest.raises(BatchChanged, match="1 chỉ tiêu"):
        take_back(unit=city["city"], batch=written.batch, by=people.officer(city["city"]))
    assert standing()["district_a", "ORG21"] == 30


def test_nobody_takes_back_what_they_could_not_assign(city):
    written = split(city, WHOLE)
    undo = f"/chi-tieu/bang/city/2024/hoan-tac/{written.batch}/"

    assert signed_in(people.officer(city["district_a"])).post(undo).status_code == 403
    assert signed_in(people.inspector(city["city"])).post(undo).status_code == 403
    assert (
        signed_in(people.officer(city["city"])).post(undo.replace(str(written.batch), str(uuid4()))).status_code == 404
    )
    assert signed_in(people.officer(city["city"])).post(undo).status_code == 302
    assert signed_in(people.officer(city["city"])).post(undo).status_code == 409
    assert standing()["district_a", "ORG21"] is None


def test_a_plan_is_tried_without_writing_and_then_assigned(city):
    client = signed_in(people.officer(city["city"]))

    tried = client.get(PLAN, {"ct": ["ORG21", "ORG24"], "theo": "doan-vien"})
    cells = {heir.code: [cell.value for cell in row] for heir, row in tried.context["lines"]}
    assert (cells["district_a"], cells["district_b"]) == (["30", "8"], ["10", "2"])
    assert [column.left for column in tried.context["columns"]] == ["0", "0"]
    assert ("district_a", "ORG21") not in standing()

    amounts = {f"o-{pk('ORG21')}-{city['district_a'].pk}": "30", f"o-{pk('ORG21')}-{city['district_b'].pk}": "10"}
    sent = client.post(PLAN, DECISION | amounts | {"ct": "ORG21", "save": "1"}, follow=True)
    assert standing()["district_b", "ORG21"] == 10
    assert "hoan-tac" in sent.content.decode()


def test_a_plan_counts_again_keeps_what_was_typed_and_refuses_what_is_left_over(city):
    client = signed_in(people.officer(city["city"]))
    typed = DECISION | {"ct": "ORG21", f"o-{pk('ORG21')}-{city['district_a'].pk}": "39", "reason": ""}

    counted = client.post(PLAN, typed | {"check": "1"})
    assert (counted.status_code, counted.context["columns"][0].left) == (200, "1")
    assert 'value="05/QĐ-LĐLĐ"' in counted.content.decode()

    refused = client.post(PLAN, typed | {"save": "1"})
    assert refused.status_code == 422
    assert "lệch 1" in refused.content.decode()
    assert 'value="39"' in refused.content.decode()


def test_growth_on_last_year_decides_the_whole(city):
    assert grown(catalogue().by_code["ORG21"], Fraction(101), Decimal(5)) == 106
    assert grown(catalogue().by_code["ORG21"], Fraction(100), Decimal(-100)) == 0
    assert grown(catalogue().by_code["ORG21"], None, Decimal(5)) is None


@pytest.mark.parametrize("typed", ["abc", "-3", "1e5", "9" * 40, "\u202e5", "5,5", "<b>"])
def test_what_is_no_amount_is_refused_in_its_cell(city, typed):
    client = signed_in(people.officer(city["city"]))
    sent = DECISION | {"ct": "ORG21", f"o-{pk('ORG21')}-{city['district_a'].pk}": typed, "save": "1"}

    answer = client.post(PLAN, sent)

    assert answer.status_code == 422
    assert answer.context["has_errors"]
    assert ("district_a", "ORG21") not in standing()


@pytest.mark.parametrize("asked", [{"tang": "abc"}, {"tang": "1e9"}, {"tang": "99999"}, {"goc": "x", "theo": "y"}])
@pytest.mark.parametrize("page", [PLAN, COPY])
def test_wishes_that_cannot_be_meant_are_answered_with_the_form(city, page, asked):
    client = signed_in(people.officer(city["city"]))

    assert client.get(page, asked | {"ct": ["ORG21", "NONE1", "ORG21"]}).status_code == 200


def test_last_years_targets_are_taken_over_with_growth_and_what_exists_is_skipped(city):
    give(city["city"], "WEL01", 100, 2023)
    give(city["district_a"], "WEL01", 60, 2023)
    give(city["district_b"], "WEL01", 40, 2023)
    give(city["city"], "ORG21", 30, 2023)
    give(city["district_a"], "ORG21", 30, 2023)
    give(city["district_a"], "ORG21", 12)
    client = signed_in(people.officer(city["city"]))

    shown = client.get(COPY, {"tang": "5"})
    by_code = {row.indicator.code: row for row in shown.context["rows"]}
    assert (by_code["WEL01"].value, by_code["WEL01"].growth) == ("105", "+5%")
    assert [(part.name, part.before, part.after) for part in by_code["WEL01"].parts] == [
        ("district_a", "60", "63"),
        ("district_b", "40", "42"),
    ]
    assert (by_code["ORG21"].assigned, by_code["ORG21"].skipped, by_code["ORG21"].parts) == ("40", 1, ())

    sent = DECISION | {"tang": "5", "ct": ["WEL01", "ORG21"], f"o-{pk('WEL01')}": "110", "own": "1", "save": "1"}
    assert client.post(COPY, sent).status_code == 302
    assert (standing()["district_a", "WEL01"], standing()["district_b", "WEL01"]) == (66, 44)
    assert standing()["district_a", "ORG21"] == 12
    assert ("city", "WEL01") not in standing(), "the city's own target is given by the unit above"

    assert client.post(COPY, sent).status_code == 422


def test_results_are_taken_over_where_last_year_had_no_targets(city):
    client = signed_in(people.officer(city["city"]))

    assert client.get(COPY).context["rows"] == []
    rows = client.get(COPY, {"goc": "ket-qua"}).context["rows"]
    assert {(row.indicator.code, row.assigned, row.last_result) for row in rows} == {
        ("ORG21", "40", "–"),
        ("ORG24", "10", "–"),
    }


@given(
    whole=st.integers(0, 10**9),
    before=st.dictionaries(st.integers(1, 50), st.integers(1, 10**6), min_size=1),
    given_already=st.dictionaries(st.integers(51, 60), st.integers(0, 10**6)),
)
def test_parts_taken_over_and_what_stands_add_up_to_the_whole(whole, before, given_already):
    indicator = catalogue().by_code["ORG21"]
    copy = Copy(indicator, None, None, None, None, before, given_already)

    parts = copy.parts(whole, Decimal(0))

    assert sum(parts.values()) == max(0, whole - sum(given_already.values()))


def test_the_number_of_statements_of_a_plan_does_not_grow(
    city, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(people.officer(city["city"]))
    client.get(PLAN, {"ct": "ORG21"})
    with django_assert_max_num_queries(30) as few:
        client.get(PLAN, {"ct": "ORG21"})
    with django_assert_num_queries(len(few)):
        client.get(PLAN, {"ct": ["ORG21", "ORG24", "WEL01", "ORG07"]})
