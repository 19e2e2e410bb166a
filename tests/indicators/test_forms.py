"""Forms: together they collect everything once; a version that breaks a rule is not published."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from thidua.core.periods import Calendar
from thidua.indicators.models import (
    BaseFrequency,
    Form,
    FormBlock,
    FormCheck,
    FormRow,
    FormSection,
    FormVersion,
    Period,
)
from thidua.indicators.queries import Catalogue
from thidua.indicators.rules import BadSum, Kind, parse_sum
from thidua.indicators.services import ensure_periods, install_forms, publish_form_version
from thidua.indicators.services.forms import (
    AlreadyPublished,
    BadCheck,
    CollectedTwice,
    RatioCollected,
    WrongBaseFrequency,
)

# The system itself counts reports that are due, on time, late and returned.
COUNTED_BY_THE_SYSTEM = {"ADM01", "ADM02", "ADM03", "ADM05"}


def draft(*codes: str, catalogue: Catalogue, kinds: tuple[str, ...] = ("team",), frequency: str = "M") -> FormVersion:
    form = Form.objects.create(
        code=f"draft-{Form.objects.count()}", name_vi="Mẫu", name_en="Form",
        unit_kinds=list(kinds), calendar="C", frequency=frequency,
    )  # fmt: skip
    version = FormVersion.objects.create(form=form, number=1, during=DateRange(date(2024, 1, 1), None))
    section = FormSection.objects.create(version=version, order=1, name_vi="I", name_en="I")
    for order, code in enumerate(codes):
        FormRow.objects.create(section=section, order=order, indicator=catalogue.by_code[code])
    return version


def reported_by(kind: str, *codes: str, catalogue: Catalogue, frequency: str = "M") -> None:
    for code in codes:
        BaseFrequency.objects.create(
            indicator=catalogue.by_code[code], unit_kind=kind, calendar="C", frequency=frequency,
            during=DateRange(date(2000, 1, 1), None),
        )  # fmt: skip


def test_every_indicator_is_collected_by_some_form(installed: Catalogue) -> None:
    collected = set(FormRow.objects.values_list("indicator__code", flat=True))
    typed = {i.code for i in installed.indicators if i.kind != Kind.RATIO}

    assert typed - collected == COUNTED_BY_THE_SYSTEM
    assert collected <= typed


def test_forms_collect_exactly_what_each_kind_of_unit_reports(installed: Catalogue) -> None:
    collected = Counter(
        (indicator, kind, row_calendar, row_frequency)
        for indicator, kinds, row_calendar, row_frequency in FormRow.objects.values_list(
            "indicator",
            "section__version__form__unit_kinds",
            "section__version__form__calendar",
            "section__version__form__frequency",
        )
        for kind in kinds
    )
    reported = BaseFrequency.objects.values_list("indicator", "unit_kind", "calendar", "frequency")

    assert collected == Counter(reported)


def test_masks_say_which_positions_are_collected(installed: Catalogue) -> None:
    for version in FormVersion.objects.all():
        expected = set()
        for row in FormRow.objects.filter(section__version=version).select_related("indicator__slot"):
            width = 3 if row.indicator.kind == Kind.AVERAGE else 1
            first = row.indicator.slot.position
            expected |= {(row.indicator.slot.block_id, position) for position in range(first, first + width)}
        masked = {
            (block.block_id, position)
            for block in FormBlock.objects.filter(version=version)
            for position, bit in enumerate(block.mask, start=1)
            if bit
        }
        assert masked == expected, version


def test_a_form_sits_in_few_blocks(installed: Catalogue) -> None:
    for version in FormVersion.objects.all():
        assert version.blocks.count() <= 3, version


def test_every_check_of_the_project_can_be_read(installed: Catalogue) -> None:
    checks = FormCheck.objects.all()

    assert len(checks) > 25
    for check in checks:
        assert parse_sum(check.left)
        assert parse_sum(check.right)
        assert check.sentence_vi
        assert check.sentence_en


def test_installing_forms_again_changes_nothing(installed: Catalogue) -> None:
    before = list(FormVersion.objects.order_by("pk").values())

    install_forms()

    assert list(FormVersion.objects.order_by("pk").values()) == before


def forms_due(kinds: list[str], period: Period) -> list[FormVersion]:
    """The published form versions in force for units of these kinds when a base period ends."""
    return list(
        FormVersion.objects.filter(
            published_at__isnull=False,
            during__contains=period.ends,
            form__calendar=period.calendar,
            form__frequency=period.frequency,
            form__unit_kinds__overlap=kinds,
        )
        .select_related("form")
        .order_by("form__code", "number")
    )


@pytest.mark.parametrize(
    ("kind", "code", "forms"),
    [
        ("grassroots", "2024-M05", ["grassroots-month"]),
        ("grassroots", "2024-Q1", ["grassroots-quarter"]),
        ("district_federation", "2024", ["upper-union-year"]),
        ("newspaper", "2024-M05", ["newspaper-month"]),
        ("grassroots", "2024-9M", []),
        ("confederation", "2024-M05", []),
    ],
)
def test_forms_due_by_kind_and_period(installed: Catalogue, kind: str, code: str, forms: list[str]) -> None:
    period = ensure_periods(calendar=Calendar.CALENDAR, year=2024)[code]

    assert [version.form.code for version in forms_due([kind], period)] == forms


def test_a_published_version_is_immutable(installed: Catalogue) -> None:
    with pytest.raises(AlreadyPublished):
        publish_form_version(version_id=FormVersion.objects.first().pk)


def test_a_ratio_is_never_typed(installed: Catalogue) -> None:
    version = draft("ORG25", catalogue=installed)

    with pytest.raises(RatioCollected, match="ORG25"):
        publish_form_version(version_id=version.pk)


def test_an_indicator_is_collected_at_its_base_frequency_only(installed: Catalogue) -> None:
    version = draft("ORG21", catalogue=installed, kinds=("grassroots",), frequency="Q")

    with pytest.raises(WrongBaseFrequency, match="ORG21"):
        publish_form_version(version_id=version.pk)


def test_two_forms_may_not_collect_one_indicator(installed: Catalogue) -> None:
    version = draft("ORG21", catalogue=installed, kinds=("grassroots",))

    with pytest.raises(CollectedTwice, match="ORG21"):
        publish_form_version(version_id=version.pk)


def test_one_form_may_not_collect_an_indicator_in_two_rows(installed: Catalogue) -> None:
    reported_by("team", "ORG21", catalogue=installed)
    version = draft("ORG21", "ORG21", catalogue=installed)

    with pytest.raises(CollectedTwice, match="ORG21"):
        publish_form_version(version_id=version.pk)


@pytest.mark.parametrize(("left", "right"), [("ORG21", "ORG99"), ("ORG21", "ORG22"), ("1", "2")])
def test_a_check_speaks_of_cells_of_its_form_and_of_nothing_else(installed: Catalogue, left: str, right: str) -> None:
    reported_by("team", "ORG21", "WEL02", catalogue=installed)
    version = draft("ORG21", "WEL02", catalogue=installed)
    FormCheck.objects.create(version=version, order=1, left=left, operator="<=", right=right, severity="error")

    with pytest.raises(BadCheck):
        publish_form_version(version_id=version.pk)


def test_a_check_that_is_no_sum_is_refused(installed: Catalogue) -> None:
    reported_by("team", "ORG21", catalogue=installed)
    version = draft("ORG21", catalogue=installed)
    FormCheck.objects.create(version=version, order=1, left="ORG21 *", operator="<=", right="ORG21", severity="error")

    with pytest.raises(BadSum):
        publish_form_version(version_id=version.pk)


def test_a_new_version_ends_the_one_before(installed: Catalogue) -> None:
    form = Form.objects.get(code="newspaper-month")
    old = form.versions.get()
    new = FormVersion.objects.create(form=form, number=2, during=DateRange(date(2025, 1, 1), None))
    section = FormSection.objects.create(version=new, order=1, name_vi="I", name_en="I")
    FormRow.objects.create(section=section, order=1, indicator=installed.by_code["PRO13"])

    publish_form_version(version_id=new.pk)

    old.refresh_from_db()
    assert old.during.upper == date(2025, 1, 1)
    periods = ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    assert forms_due(["newspaper"], periods["2024-M12"]) == [old]
