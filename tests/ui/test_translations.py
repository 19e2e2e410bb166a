"""Every text of the interface has English that takes the same values; it is one `make messages` away."""

import ast
import re
import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Python's `%(name)s` and `%d`, a script's `{name}`, and the elements of HTML: English keeps them all.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")


def read(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def collected() -> Catalog:
    catalogue: Catalog = runpy.run_path(str(ROOT / "tools" / "messages.py"))["collected"]()
    return catalogue


def variants(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The forms of a text in the source, and of what it is translated to."""
    source = message.id if isinstance(message.id, tuple) else (message.id,)
    target = message.string if isinstance(message.string, tuple) else (message.string,)
    return source, target


def test_every_text_has_english(collected):
    english = read("en")
    missing = []
    for message in collected:
        if message.id:
            found = english.get(message.id, message.context)
            if found is None or not all(variants(found)[1]):
                missing.append(message.id)
    assert not missing


def test_no_text_stands_where_it_is_not_collected():
    """Within an f-string `_` works, but nobody finds the text."""
    lost = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(string, ast.JoinedStr):
                calls = [node for node in ast.walk(string) if isinstance(node, ast.Call)]
                names = [call.func.id for call in calls if isinstance(call.func, ast.Name)]
                lost += [f"{path.name}:{string.lineno}" for name in names if name == "_" or "gettext" in name]
    assert not lost


def test_no_english_is_a_guess():
    assert [message.id for message in read("en") if message.fuzzy and message.id] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_translation_takes_only_the_values_of_its_text(language):
    catalogue = read(language)
    wrong = []
    for message in catalogue:
        source, target = variants(message)
        given = set(PLACE.findall(source[-1]))
        if message.id and not all(set(PLACE.findall(one)) <= given for one in target):
            wrong.append(message.id)
        if message.pluralizable and len(target) != catalogue.num_plurals:
            wrong.append(message.id)
    assert not wrong


def test_english_leaves_no_value_out():
    wrong = []
    for message in read("en"):
        source, target = variants(message)
        # A sentence about one thing may leave its number out.
        if message.id and set(PLACE.findall(source[-1])) != set(PLACE.findall(target[-1])):
            wrong.append(message.id)
    assert not wrong
