"""Writing and reading what a form version contains."""

from __future__ import annotations

from thidua.indicators.contents import CheckDraft, Contents, RowDraft, SectionDraft
from thidua.indicators.models import FormCheck, FormRow, FormSection, FormVersion
from thidua.indicators.queries import catalogue


def write_contents(version: FormVersion, contents: Contents) -> None:
    """Make an unpublished version contain this and nothing else. Codes must be of the catalogue."""
    version.sections.all().delete()
    version.checks.all().delete()
    order = 0
    rows = []
    for section_order, section in enumerate(contents.sections, start=1):
        made = FormSection.objects.create(
            version=version, order=section_order, name_vi=section.name_vi, name_en=section.name_en
        )
        for row in section.rows:
            order += 1
            indicator = catalogue().by_code[row.indicator]
            rows.append(
                FormRow(
                    section=made,
                    order=order,
                    indicator=indicator,
                    label=row.label,
                    required=row.required,
                    entry=row.entry,
                )
            )
    FormRow.objects.bulk_create(rows)
    FormCheck.objects.bulk_create(
        FormCheck(
            version=version,
            order=order,
            left=check.left,
            operator=check.operator,
            right=check.right,
            severity=check.severity,
            sentence_vi=check.sentence_vi,
            sentence_en=check.sentence_en,
        )
        for order, check in enumerate(contents.checks, start=1)
    )


def read_contents(version: FormVersion) -> Contents:
    """What a version contains. Three statements."""
    rows = FormRow.objects.filter(section__version=version).select_related("indicator").order_by("order")
    by_section: dict[int, list[RowDraft]] = {}
    for row in rows:
        line = RowDraft(row.indicator.code, row.label, row.required, row.entry)
        by_section.setdefault(row.section_id, []).append(line)
    return Contents(
        tuple(
            SectionDraft(section.name_vi, section.name_en, tuple(by_section.get(section.pk, ())))
            for section in version.sections.order_by("order")
        ),
        tuple(
            CheckDraft(check.left, check.operator, check.right, check.severity, check.sentence_vi, check.sentence_en)
            for check in version.checks.order_by("order")
        ),
    )
