"""What a form version contains, as plain data: the shape of `data/forms/*.json`, of drafts and of differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from .rules import Entry


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A line of a form: the code of its indicator and how it is asked for."""

    indicator: str
    label: str = ""
    required: bool = True
    entry: str = Entry.PERIOD.value


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A part of a form, with its lines in order."""

    name_vi: str
    name_en: str = ""
    rows: tuple[RowDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """A balance check; both sides in the language of `rules.parse_sum`."""

    left: str
    operator: str
    right: str
    severity: str
    sentence_vi: str
    sentence_en: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The sections and checks of a form version."""

    sections: tuple[SectionDraft, ...] = ()
    checks: tuple[CheckDraft, ...] = ()

    @property
    def rows(self) -> tuple[RowDraft, ...]:
        """Every line, in order."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def stamp(self) -> str:
        """A short text that is another one as soon as anything in the contents is."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Contents:
        """Read `{"sections": [{"name_vi", "name_en", "rows": [{"indicator", …}]}], "checks": [{"left", …}]}`."""
        return cls(
            tuple(
                SectionDraft(s["name_vi"], s.get("name_en", ""), tuple(RowDraft(**row) for row in s["rows"]))
                for s in data["sections"]
            ),
            tuple(CheckDraft(**check) for check in data["checks"]),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A line or check that is there on both sides and not the same."""

    before: RowDraft | CheckDraft
    after: RowDraft | CheckDraft


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version has that the one before has not, what it lacks, and what it has otherwise."""

    added: tuple[RowDraft, ...] = ()
    removed: tuple[RowDraft, ...] = ()
    changed: tuple[Change, ...] = ()
    checks_added: tuple[CheckDraft, ...] = ()
    checks_removed: tuple[CheckDraft, ...] = ()
    checks_changed: tuple[Change, ...] = ()
    moved: bool = field(default=False)

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return self == Difference()


def difference(before: Contents, after: Contents) -> Difference:
    """How `after` differs from `before`; lines are known by their indicator, checks by what they state."""
    rows_before = {row.indicator: row for row in before.rows}
    rows_after = {row.indicator: row for row in after.rows}
    checks_before = {_stated(check): check for check in before.checks}
    checks_after = {_stated(check): check for check in after.checks}
    return Difference(
        added=tuple(row for code, row in rows_after.items() if code not in rows_before),
        removed=tuple(row for code, row in rows_before.items() if code not in rows_after),
        changed=_changed(rows_before, rows_after),
        checks_added=tuple(check for stated, check in checks_after.items() if stated not in checks_before),
        checks_removed=tuple(check for stated, check in checks_before.items() if stated not in checks_after),
        checks_changed=_changed(checks_before, checks_after),
        moved=_order(before, rows_after) != _order(after, rows_before),
    )


def _stated(check: CheckDraft) -> tuple[str, str, str]:
    return check.left, check.operator, check.right


def _changed(
    before: Mapping[Any, RowDraft | CheckDraft], after: Mapping[Any, RowDraft | CheckDraft]
) -> tuple[Change, ...]:
    return tuple(Change(before[key], now) for key, now in after.items() if key in before and before[key] != now)


def _order(contents: Contents, common: Mapping[str, RowDraft]) -> Sequence[tuple[str, str]]:
    """The lines that both have, each with its section."""
    return [(s.name_vi, row.indicator) for s in contents.sections for row in s.rows if row.indicator in common]
