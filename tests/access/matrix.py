"""Who gets what at every address of the site: one line per address. `test_matrix.py` asks each of them.

    "unit": row(code="school", get="302 404 200 200 200 200 200", post="302 405"),

Codes are in the order of `PEOPLE`; the last one stands for everybody who follows. `code="school"` is what
the address takes; a value that only the test knows is a function of the `World`. A POST sends `data`, nothing
by default, so that one who is permitted gets 422, 409 or whatever the view says to an empty form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thidua.org.models import Unit
from thidua.people.models import User

# Everyone of the tree "city > district > school", and the chair of a union in another district.
PEOPLE = ("anonymous", "stranger", "chair", "district", "city", "inspector", "administrator")


@dataclass(frozen=True)
class World:
    """What the addresses are asked about; `things` is for whatever else a row needs."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]
    things: dict[str, Any] = field(default_factory=dict)


Value = str | int | Callable[[World], str | int]


@dataclass(frozen=True)
class Row:
    get: str
    post: str
    data: Mapping[str, Any]
    takes: Mapping[str, Value]

    def expected(self, method: str) -> list[int]:
        """The status for each of PEOPLE."""
        codes = [int(code) for code in getattr(self, method).split()]
        return codes + codes[-1:] * (len(PEOPLE) - len(codes))


def row(*, get: str, post: str = "302 405", data: Mapping[str, Any] | None = None, **takes: Value) -> Row:
    """An address: by default it is read only."""
    return Row(get, post, data or {}, takes)


MATRIX: dict[str, Row] = {
    # ── people: anonymous, stranger, chair, district, city, inspector, administrator ──
    "account_login": row(get="200 302", post="422 302"),
    "account_logout": row(get="302 200", post="302 302"),
    "account_change_password": row(get="302 200", post="302 422"),
    "set_language": row(get="302", post="302"),
    # ── web ──
    "first-run": row(get="404", post="404"),
    "audit-log": row(get="302 403 403 403 403 200", post="302 405"),
}
