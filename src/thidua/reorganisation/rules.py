"""What can be changed in the organisation, and how far a reorganisation has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_CHANGES = 50_000  # rows of one reorganisation
EARLIEST = date(1990, 1, 1)  # the first day that a reorganisation may name


class ChangeKind(TextChoices):
    """What happens to one unit."""

    FOUND = "found", _("Thành lập")
    RENAME = "rename", _("Đổi tên")
    MOVE = "move", _("Chuyển về trực thuộc")
    MERGE = "merge", _("Sáp nhập vào")
    SPLIT = "split", _("Chia, tách")
    DISSOLVE = "dissolve", _("Giải thể, kết thúc")


# By these a unit ceases, but for a split that leaves a part of it.
ENDING = frozenset({ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.DISSOLVE})


class Stage(TextChoices):
    """How far a reorganisation has come. What runs in the background says so: committing, undoing."""

    DRAFT = "draft", _("Đang soạn")
    COMMITTING = "committing", _("Đang thực hiện")
    COMMITTED = "committed", _("Đã thực hiện")
    UNDOING = "undoing", _("Đang hoàn tác")
    UNDONE = "undone", _("Đã hoàn tác")


class Part(TextChoices):
    """What a reorganisation was to a unit."""

    FOUNDED = "founded", _("được thành lập")
    RENAMED = "renamed", _("đổi tên")
    MOVED = "moved", _("chuyển đơn vị cấp trên")
    ENDED = "ended", _("kết thúc")
    DIVIDED = "divided", _("tách một phần")
    HEIR = "heir", _("kế tục")
    LEFT = "left", _("giao đơn vị trực thuộc đi")
    JOINED = "joined", _("nhận đơn vị trực thuộc")


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a reorganisation, units by their codes; what a kind has no use for is empty.

    FOUND: `code`, names, `unit_kind`, `under`, `sector`, `bloc`. RENAME: `code` and names. MOVE: `code`, `under`.
    MERGE: `code` ends, `heirs` is the one unit that takes it over. SPLIT: `heirs` with shares in millionths; the unit
    ends unless it is one of them. DISSOLVE: `code` and `reason`. Where the units below an ending one go is said by
    their own MOVE rows, else by `under`; a merged unit's go to its heir when nothing is said.
    `unit_kind` and `sector` are as people write them; `org.imports` reads them.
    `row` is the row of the file it was read from, or its number in a list made on the page.
    """

    kind: ChangeKind
    code: str
    name: str = ""
    short_name: str = ""
    unit_kind: str = ""
    under: str = ""
    sector: str = ""
    bloc: str = ""
    heirs: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    row: int = 0

    def stored(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        plain = asdict(self) | {"kind": self.kind.value, "heirs": [list(heir) for heir in self.heirs]}
        return {field: value for field, value in plain.items() if value}


def read_change(stored: Mapping[str, Any]) -> Change:
    """A change as `Change.stored` wrote it."""
    heirs = tuple((code, share) for code, share in stored.get("heirs", ()))
    return Change(**{**stored, "kind": ChangeKind(stored["kind"]), "heirs": heirs})
