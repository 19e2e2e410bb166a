"""Whatever arrives: the right status, a sentence that says what is wrong, and nothing changed."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction

from tests.hostile import (
    cases_api,
    cases_daily,
    cases_entry,
    cases_files,
    cases_lists,
    cases_load,
    cases_movements,
    cases_office,
    cases_pages,
    cases_reorganisation,
    cases_targets,
    cases_tree,
    cases_uploads,
    cases_way,
)
from tests.hostile.case import Case
from tests.hostile.fingerprint import fingerprint
from tests.hostile.stage import Stage
from thidua.org.models import Placement

MODULES = (
    cases_files,
    cases_lists,
    cases_tree,
    cases_load,
    cases_entry,
    cases_way,
    cases_targets,
    cases_pages,
    cases_daily,
    cases_office,
    cases_reorganisation,
    cases_uploads,
    cases_api,
    cases_movements,
)
FOUND = 302
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷ]")
CASES = [(module.__name__.rpartition("_")[2], case) for module in MODULES for case in module.CASES]


@pytest.mark.parametrize("case", [case for _where, case in CASES], ids=[f"{w}: {case.name}" for w, case in CASES])
def test_bad_input_is_refused_and_changes_nothing(stage: Stage, untouched: dict[str, str], case: Case) -> None:
    before = untouched
    if case.given:
        case.given(stage)
        before = fingerprint()

    answer = case.act(stage)

    assert answer.status == case.status, answer.text[:2_000]
    assert case.says in answer.text, answer.text[:4_000]
    assert answer.status == FOUND or VIETNAMESE.search(answer.text)
    after = fingerprint()
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= case.beside


def test_there_are_more_than_sixty_kinds() -> None:
    names = {(where, case.name) for where, case in CASES}

    assert len(names) == len(CASES) > 60


def test_the_comparison_sees_a_change(stage: Stage) -> None:
    before = fingerprint()
    unit = stage.units["school"]
    unit.bloc = "giáo dục"
    unit.save()

    after = fingerprint()

    assert {table for table in after if after[table] != before[table]} == {"org_unit"}


def test_the_database_itself_refuses_overlapping_placements(stage: Stage) -> None:
    standing = Placement.objects.get(unit=stage.units["school"])
    standing.pk = None

    with pytest.raises(IntegrityError, match="placement_spans_do_not_overlap"), transaction.atomic():
        standing.save(force_insert=True)
