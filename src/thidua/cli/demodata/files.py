"""Reading the data files of the demonstration."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any


def text(name: str) -> str:
    """The text of a data file."""
    return (files("thidua.cli.demodata") / "data" / name).read_text(encoding="utf-8")


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(text(name).splitlines()))


@cache
def document(name: str) -> Any:
    """The content of a JSON file; not to be changed."""
    return json.loads(text(name))
