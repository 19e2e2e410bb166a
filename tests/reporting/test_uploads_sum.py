"""Whatever a file says, every cell of it is written, not written, refused or as it was, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import reports
from tests.factories.workbooks import matrix_book
from thidua.reporting.queries.entry import rows_of
from thidua.reporting.queries.uploads import counts_of
from thidua.reporting.rules import CellVerdict, Channel
from thidua.reporting.services.upload_writing import ask_for_commit, undo_upload
from thidua.reporting.services.uploads import preview_upload
from thidua.reporting.upload_models import UploadCell

CODES = ("ORG16", "ORG17", "ORG18", "ORG24", "WEL01", "WEL02")
UNITS = ("school", "clinic")
ODDITIES = ["", "không có", "năm", "1.424", "1,424", "-3", "3,5", "=1", "9" * 30, None, True, 1e300, -4, 2.5]
ANYTHING = st.one_of(st.integers(0, 90), st.sampled_from(ODDITIES))
SHEETS = st.dictionaries(st.sampled_from(UNITS), st.dictionaries(st.sampled_from(CODES), ANYTHING))


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=SHEETS, typed=SHEETS, meanwhile=SHEETS, stamped=st.booleans())
def test_every_cell_is_counted_once_and_undoing_brings_everything_back(world, before, typed, meanwhile, stamped):
    with transaction.atomic():
        school, clinic = world.report, reports.report_of(world.units["clinic"])
        both = {"school": school, "clinic": clinic}
        _type(world, both, before)
        content = matrix_book([reports.fresh(school), reports.fresh(clinic)], typed, stamped=stamped)
        _type(world, both, meanwhile)
        held = _held(both)

        upload = preview_upload(files=[("bang.xlsx", content)], by=world.officer)
        counts = counts_of(upload)
        assert counts.total == 2 * len(rows_of(school))
        assert counts.total == counts.unchanged + counts.refused + counts.left
        assert _held(both) == held

        if counts.chosen:
            ask_for_commit(upload_id=upload.pk, channel=Channel.PHONE, by=world.officer)
            after = counts_of(upload)
            assert after.total == after.saved + after.unchanged + after.refused + after.left
            assert after.saved == counts.chosen
            saved = UploadCell.objects.filter(part__upload=upload, saved=True)
            written = {(cell.part.unit, cell.code) for cell in saved}
            assert {key for key, text in _held(both).items() if text != held[key]} == written
            assert undo_upload(upload_id=upload.pk, by=world.officer) == (after.saved, 0)
            assert _held(both) == held
        refused = UploadCell.objects.filter(part__upload=upload, verdict=CellVerdict.REFUSED)
        assert all(cell.sentence for cell in refused)
        transaction.set_rollback(True)


def _type(world: Any, both: dict[str, Any], values: dict[str, dict[str, Any]]) -> None:
    """Type what of the values is a number, as the officer for both units."""
    for unit, of_unit in values.items():
        numbers = {code: str(value) for code, value in of_unit.items() if type(value) is int and value >= 0}
        if numbers:
            reports.typed(both[unit], world.officer, numbers)


def _held(both: dict[str, Any]) -> dict[tuple[str, str], str]:
    codes = [row.indicator.code for row in rows_of(next(iter(both.values())))]
    return {
        (unit, code): text
        for unit, report in both.items()
        for code, text in zip(codes, reports.texts(report, *codes), strict=True)
    }
