"""Named statements: macros, typed rows, row counts."""

import sys
from dataclasses import dataclass
from datetime import date

import pytest

from thidua.core.sql import expand, fetch, fetch_one, run, statement

STATEMENTS = {
    "numbers": "SELECT n, n * 2 AS double, '5%%' AS text FROM generate_series(1, %(last)s) AS n ORDER BY n",
    "filled": "SELECT ARRAY[@each(# * %(factor)s)] AS cells, %(on)s::date AS on",
    "remove": "DELETE FROM django_content_type WHERE app_label = %(app)s",
    "combined": "SELECT @combine(n) AS n FROM generate_series(1, 3) AS n",
}


@dataclass(frozen=True)
class Number:
    n: int
    double: int
    text: str


@dataclass(frozen=True)
class Filled:
    cells: list[int]
    on: date


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with statements beside it."""
    folder = tmp_path / "with_statements"
    (folder / "sql").mkdir(parents=True)
    (folder / "__init__.py").touch()
    for name, text in STATEMENTS.items():
        (folder / "sql" / f"{name}.sql").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "with_statements"
    sys.modules.pop("with_statements", None)
    statement.cache_clear()


def test_each_makes_64_copies_and_keeps_nested_parentheses():
    expanded = expand("SELECT @each(coalesce(sum(v#), (0)) AS v#), @each(#) FROM t")

    assert expanded.startswith("SELECT coalesce(sum(v1), (0)) AS v1, coalesce(sum(v2), (0)) AS v2, ")
    assert expanded.endswith(", 63, 64 FROM t")
    assert expanded.count("coalesce") == 64


def test_an_open_macro_is_a_mistake():
    with pytest.raises(ValueError, match="never closed"):
        expand("SELECT @each(sum(v#)")


def test_an_unknown_statement_is_a_mistake(package):
    with pytest.raises(FileNotFoundError):
        statement(package, "missing")


@pytest.mark.django_db
def test_rows_become_dataclasses(package):
    assert fetch(package, "numbers", {"last": 2}, Number) == [Number(1, 2, "5%"), Number(2, 4, "5%")]
    assert fetch_one(package, "numbers", {"last": 0}, Number) is None


@pytest.mark.django_db
def test_arrays_and_dates_arrive_typed(package):
    found = fetch_one(package, "filled", {"factor": 3, "on": date(2024, 5, 1)}, Filled)

    assert found is not None
    assert found.cells == [3 * n for n in range(1, 65)]
    assert found.on == date(2024, 5, 1)


@pytest.mark.django_db
def test_a_change_says_how_many_rows(package):
    assert run(package, "remove", {"app": "no such app"}) == 0


def test_a_word_of_sql_may_differ(package):
    assert statement(package, "combined", combine="max") == ("SELECT max(n) AS n FROM generate_series(1, 3) AS n")
    with pytest.raises(ValueError, match="not an identifier"):
        statement(package, "combined", combine="max(n); --")
