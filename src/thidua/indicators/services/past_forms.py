"""Forms that nobody fills in: they hold past totals of a whole subtree, whose parts are not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.indicators.contents import Contents, RowDraft, SectionDraft
from thidua.indicators.models import Form, FormBlock, FormVersion, Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Collection

from .contents import write_contents
from .forms import masks_of

CODE = "past"
SINCE = date(1900, 1, 1)


def past_form(*, calendar: str, frequency: str) -> Form:
    """The form of past totals over periods of one length. No kind of unit owes it."""
    name = Frequency(frequency).label.lower()
    form, _made = Form.objects.get_or_create(
        code=f"{CODE}-{calendar}-{frequency}".lower(),
        defaults={
            "name_vi": f"Số liệu các năm trước ({name})",
            "name_en": f"Figures of past years ({Frequency(frequency).name.lower()})",
            "unit_kinds": [],
            "calendar": calendar,
            "frequency": frequency,
            "collection": Collection.SUBTREE,
        },
    )
    return form


def past_version(form: Form, indicators: Iterable[Indicator]) -> FormVersion:
    """The version of a form of past totals that holds exactly these indicators, so that coverage counts no other."""
    codes = tuple(sorted((indicator.code for indicator in indicators), key=lambda c: catalogue().by_code[c].order))
    wanted = set(codes)
    for version in form.versions.prefetch_related("sections__rows"):
        held = {row.indicator_id for section in version.sections.all() for row in section.rows.all()}
        if held == {catalogue().by_code[code].pk for code in wanted}:
            return version
    number = (form.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = FormVersion.objects.create(
        form=form, number=number, during=DateRange(SINCE, None), published_at=clock.now()
    )
    rows = tuple(RowDraft(code, required=False) for code in codes)
    write_contents(version, Contents((SectionDraft("Số liệu các năm trước", "Figures of past years", rows),)))
    FormBlock.objects.bulk_create(
        FormBlock(version=version, block_id=block, mask=mask)
        for block, mask in masks_of([catalogue().by_code[code] for code in codes]).items()
    )
    return version
