"""Collect the texts of the interface into the English catalogue, without GNU gettext.

Vietnamese is the language of the source, so only English has a catalogue. Run it as `make messages`, fill
what is empty in `locale/en/LC_MESSAGES/django.po`; set-up compiles it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file with its text as Python; templates are turned into it by Django."""
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "config").rglob("*.py")]):
        yield path, path.read_text(encoding="utf-8")
    templates = ROOT / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        # Django blanks out what is not a text and keeps the indentation, which Python's tokens would trip over.
        lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
        yield path, "\n".join(line.strip() for line in lines)


def empty() -> Catalog:
    """Return a catalogue without texts; one marked as fuzzy would not be compiled."""
    header = "# English texts of Thi Đua; the Vietnamese ones are in the source."
    return Catalog(locale="en", project="thidua", charset="utf-8", header_comment=header, fuzzy=False)


def collected() -> Catalog:
    """Return every text of the interface with the files that use it."""
    catalogue = empty()
    for path, text in sources():
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
        for _line, message, comments, context in found:
            catalogue.add(
                message,
                locations=[(path.relative_to(ROOT).as_posix(), 0)],
                auto_comments=comments,
                context=context,
            )
    return catalogue


def main() -> None:
    """Merge the collected texts into the catalogue and say how many still lack English."""
    settings.configure(USE_I18N=True)
    django.setup()
    template = collected()
    catalogue = empty()
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            catalogue = read_po(file, locale="en")
        catalogue.fuzzy = False
    # A guess that looks like another text is worse than an empty entry.
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, ignore_obsolete=True, include_lineno=False)
    missing = sum(1 for message in catalogue if message.id and not message.string)
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(catalogue)} texts, {missing} without English")


if __name__ == "__main__":
    main()
