"""A district with five schools that have reported February, for the documents that set units beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.factories.reports import accepted, forms, opened, report_of
from tests.factories.tree import tree
from tests.people import chair, officer, person
from thidua.documents.content import Content, Heading, Paragraph, Table, plain
from thidua.figures.fold import fold_marks
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.targets import services

MONTH = "2024-M02"
FIGURES: dict[str, str | None] = {
    "ORG16": "62", "ORG17": "48", "ORG18": "60", "ORG19": "47", "ORG21": "5", "ORG24": "5", "WEL01": "12", "WEL02": "5",
}  # fmt: skip


def district_of_five() -> dict[str, Unit]:
    """The units by name; school number n has admitted n members."""
    forms()
    units = tree(*(f"city > district > school_{letter}" for letter in "abcde"))
    opened(MONTH)
    for number, letter in enumerate("abcde", start=1):
        school = units[f"school_{letter}"]
        values = {**FIGURES, "ORG21": str(number), "WEL01": str(10 * number)}
        accepted(report_of(school, MONTH), chair(school), officer(units["district"]), values)
    fold()
    return units


def fold() -> None:
    """Bring all totals up to date."""
    while fold_marks():
        pass


def assign(unit: Unit, code: str, amount: int) -> None:
    """Give a unit a target for 2024."""
    services.assign_target(
        unit=unit,
        indicator=catalogue().by_code[code],
        period=Period.objects.get(code="2024"),
        amount=amount,
        grounds=services.Grounds(on=date(2024, 1, 15)),
        by=person("planner"),
    )


def text_of(content: Content) -> str:
    """All running text."""
    return "\n".join(_texts(content))


def _texts(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield plain(block.pieces)


def tables_of(content: Content) -> list[list[list[str]]]:
    """The cells of every table, as they are read."""
    found = [block for block in content.blocks if isinstance(block, Table)]
    return [[[plain(cell) for cell in row.cells] for row in table.rows] for table in found]
