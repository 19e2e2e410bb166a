"""Point tables that come with the system, for a federation to start from; where they are from stands in each."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from .format import scheme_from
from .scheme import Scheme


@cache
def shipped() -> tuple[Scheme, ...]:
    """The tables of the folder `examples`, S1 to S11."""
    entries = [entry for entry in files(__package__).joinpath("examples").iterdir() if entry.name.endswith(".json")]
    found = (scheme_from(json.loads(entry.read_text(encoding="utf-8"))) for entry in entries)
    return tuple(sorted(found, key=_order))


def shipped_scheme(code: str) -> Scheme:
    """The shipped table with this code; KeyError when there is none."""
    return {scheme.code: scheme for scheme in shipped()}[code]


def _order(scheme: Scheme) -> tuple[int, str]:
    """S2 before S11."""
    number = re.search(r"\d+", scheme.code)
    return (int(number[0]) if number else 0, scheme.code)
