"""Any list over any register: every row is answered once, and writing it all at once is as writing row after row."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import people
from tests.factories.tree import tree
from tests.registers.conftest import TODAY
from tests.registers.lists import everything, judged, silent, written
from thidua.exchange.rules import WRITTEN
from thidua.org.imports import read_day
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.registers.members.importing import MEMBERS
from thidua.registers.members.models import Membership
from thidua.registers.members.rules import Details, Ended
from thidua.registers.members.services import admit_member, end_membership

pytestmark = pytest.mark.django_db
# Few of each, so that rows meet members and each other.
rows = st.fixed_dictionaries(
    {
        "full_name": st.sampled_from(["Lê An", "LÊ AN", "Trần Bình", "Vũ Chi"]),
        "unit": st.sampled_from(["school", "clinic", "mill"]),
    },
    optional={
        "birth_date": st.sampled_from(["01/02/1980", "03/04/1990", "hôm qua"]),
        "identity": st.sampled_from(["", "111111111", "222222222", "333333333333", "7"]),
        "joined": st.sampled_from(["01/09/2018", "01/03/2021", "01/02/2024", "45000"]),
        "occupation": st.sampled_from(["", "Giáo viên", "Y tá"]),
        "phone": st.sampled_from(["", "0912345678", "0987654321"]),
    },
)
leaving = st.sampled_from(
    [{}, {"left_on": "01/05/2023", "reason": "Nghỉ hưu"}, {"left_on": "01/05/2024", "reason": "Chuyển"}]
)
lists = st.lists(st.builds(lambda row, left: row | left, rows, leaving), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=lists, second=lists)
def test_a_list_is_written_as_if_row_by_row_and_taken_back_exactly(first, second):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.THIDUA_TODAY", TODAY)
        units = tree("city > school", "city > clinic", "city > mill")
        clerk = people.officer(units["city"])
        assert _courses_by_services(clerk, first) == _courses_by_list(clerk, first)
        _written_and_back(clerk, first, second)
        transaction.set_rollback(True)


def _courses() -> list[tuple[object, ...]]:
    """The course of every member, without keys."""
    columns = ("member__person__full_name", "member__birth_date", "member__identity_tail", "unit__code", "during")
    return sorted(Membership.objects.values_list(*columns, "began", "ended"), key=str)


def _courses_by_list(clerk: User, rows: list[dict[str, str]]) -> list[tuple[object, ...]]:
    with transaction.atomic():
        written(clerk, *rows)
        found = _courses()
        transaction.set_rollback(True)
    return found


def _courses_by_services(clerk: User, rows: list[dict[str, str]]) -> list[tuple[object, ...]]:
    """Into an empty register every row that can be read is an admission, perhaps with a leaving."""
    with transaction.atomic():
        for one in judged(clerk, *rows):
            if one.verdict in WRITTEN:
                _admit(clerk, rows[one.row - 2])
        found = _courses()
        transaction.set_rollback(True)
    return found


def _admit(clerk: User, row: dict[str, str]) -> None:
    born = read_day(row.get("birth_date", ""))
    details = Details(row["full_name"], birth_date=born, identity=row.get("identity", ""))
    on = read_day(row["joined"]) or date.min
    unit = Unit.objects.get(code=row["unit"])
    span = admit_member(unit=unit, details=details, on=on, another=True, by=clerk)
    if "left_on" in row:
        reason = {"Nghỉ hưu": Ended.RETIRED, "Chuyển": Ended.TRANSFERRED}[row["reason"]]
        end_membership(member_id=span.member_id, on=read_day(row["left_on"]) or date.min, reason=reason, by=clerk)


def _written_and_back(clerk: User, first: list[dict[str, str]], second: list[dict[str, str]]) -> None:
    """A second list over the register that the first one made."""
    written(clerk, *first)
    before = everything()
    shown = judged(clerk, *second)
    assert [one.row for one in shown] == list(range(2, len(second) + 2))
    assert all(bool(one.flaws) == (one.verdict == "refused") for one in shown)
    assert all(bool(one.changes) == (one.verdict == "changed") for one in shown)
    made = written(clerk, *second)
    assert [one.row for one in made] == [one.row for one in shown if one.verdict in WRITTEN]
    again = judged(clerk, *second)
    assert not {one.row for one in made} & {one.row for one in again if one.verdict in WRITTEN}
    MEMBERS.undo(made, clerk, {}, silent)
    assert everything() == before
