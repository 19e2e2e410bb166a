"""The one way to run SQL of our own: named statements in files, named parameters, typed rows.

A statement lives in ``sql/<name>.sql`` beside its package. Parameters are written
``%(name)s``; a literal per cent sign is always doubled (``%%``). The macro
``@each(sum(v#) AS v#)`` stands for 64 comma-separated copies with ``#`` = 1 … 64, one for
each position of a block of cells.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from django.db import connections, models

POSITIONS = 64
_MACRO = "@each("

Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=models.Model)


@cache
def statement(package: str, name: str, **words: str) -> str:
    """The text of ``<package>/sql/<name>.sql`` with its macros expanded.

    ``words`` replace ``@<word>`` where a keyword of SQL itself differs (``@combine`` = sum or max); they
    are plain identifiers from the code, never input.
    Raises FileNotFoundError when there is no such file and ValueError when a macro's
    parentheses do not balance or a word is no identifier: all are mistakes of the programmer.
    """
    text = (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    for word, replacement in words.items():
        if not replacement.isidentifier():
            raise ValueError(f"{replacement!r} is not an identifier")
        text = text.replace(f"@{word}", replacement)
    return expand(text)


def expand(text: str) -> str:
    """Replace each ``@each(...)`` by its 64 copies, joined by commas."""
    done = ""
    while (at := text.find(_MACRO)) >= 0:
        start = at + len(_MACRO)
        end = _closing(text, start)
        body = text[start:end]
        copies = (body.replace("#", str(position)) for position in range(1, POSITIONS + 1))
        done += text[:at] + ", ".join(copies)
        text = text[end + 1 :]
    return done + text


def _closing(text: str, start: int) -> int:
    """The index of the parenthesis that closes the one just before `start`."""
    depth = 1
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise ValueError(f"@each( at {start} is never closed")


def fetch(
    package: str,
    name: str,
    params: Mapping[str, Any],
    into: type[Row],
    using: str = "default",
) -> list[Row]:
    """Run a query; every row becomes one `into`, whose fields bear the columns' names."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement(package, name), dict(params))
        columns = [column[0] for column in cursor.description]
        return [into(**dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def fetch_one(
    package: str,
    name: str,
    params: Mapping[str, Any],
    into: type[Row],
    using: str = "default",
) -> Row | None:
    """The first row of a query as one `into`, or None when there is none."""
    rows = fetch(package, name, params, into, using)
    return rows[0] if rows else None


def run(package: str, name: str, params: Mapping[str, Any], using: str = "default", **words: str) -> int:
    """Run a statement that changes rows; the answer is how many."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement(package, name, **words), dict(params))
        return int(cursor.rowcount)


def known(model: type[Stored], **values: Any) -> Stored:
    """A stored object of which SQL returned these columns; any other is fetched when somebody asks for it."""
    # Django wants the values in the order of the model's columns.
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]  # noqa: SLF001
    return model.from_db("default", names, [values[name] for name in names])
