"""A list as its page shows it: in numbers that add up, and row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thidua.exchange.kinds import ListKind
from thidua.exchange.mapping import texts_of
from thidua.exchange.models import Intake, IntakeRow
from thidua.exchange.rules import WRITTEN, Stage, Verdict

STAGE_TONES = {
    Stage.READING: "info",
    Stage.MAPPING: "warn",
    Stage.PREVIEWED: "info",
    Stage.COMMITTING: "info",
    Stage.COMMITTED: "good",
    Stage.UNDOING: "info",
    Stage.UNDONE: "quiet",
    Stage.DISCARDED: "quiet",
}
VERDICT_TONES = {
    Verdict.NEW: "good",
    Verdict.CHANGED: "warn",
    Verdict.UNCHANGED: "quiet",
    Verdict.REFUSED: "bad",
}
MOST_HEADS = 2
LONGEST = 120
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A row: what it is about (its first required fields), what else it says, before and after, what is wrong."""

    row: IntakeRow
    word: str
    tone: str
    heads: Sequence[str]
    says: Sequence[tuple[str, str]]
    changes: Sequence[tuple[str, str, str]]
    flaws: Sequence[tuple[str, str]]
    selectable: bool


def shown_rows(rows: Sequence[IntakeRow], kind: ListKind, intake: Intake) -> list[Shown]:
    """Rows with the headings of their fields instead of names."""
    headings = {one.name: str(one.heading) for one in kind.fields}
    heads = [name for name in kind.required if name in intake.mapping][:MOST_HEADS]
    return [_shown(row, headings, heads, kind, intake) for row in rows]


def _shown(row: IntakeRow, headings: dict[str, str], heads: list[str], kind: ListKind, intake: Intake) -> Shown:
    texts = texts_of(row.cells, intake.mapping)
    texts |= {one.name: _hidden(texts[one.name]) for one in kind.fields if one.secret and texts.get(one.name)}
    word, tone = _said_of(row, intake)
    others = [one.name for one in kind.fields if one.name in texts and one.name not in heads]
    return Shown(
        row=row,
        word=word,
        tone=tone,
        heads=[_short(texts[name]) for name in heads if texts[name]],
        says=[(headings[name], _short(texts[name])) for name in others if texts[name]],
        changes=[(headings.get(one["field"], ""), one["before"], one["after"]) for one in row.changes],
        flaws=[(headings.get(one["field"], ""), one["sentence"]) for one in row.flaws],
        selectable=intake.stage == Stage.PREVIEWED and not kind.whole and row.verdict in WRITTEN,
    )


def _said_of(row: IntakeRow, intake: Intake) -> tuple[str, str]:
    """The word for what became, or would become, of a row, with its tone."""
    if intake.stage in (Stage.COMMITTED, Stage.UNDOING) and row.verdict in WRITTEN:
        return (pgettext("row", "đã ghi"), "good") if row.saved else (pgettext("row", "không chọn"), "quiet")
    verdict = Verdict(row.verdict)
    return str(verdict.label), VERDICT_TONES[verdict]


def _hidden(text: str) -> str:
    """What a secret is told by: its last three characters."""
    return "•••" + text[-SHOWN:]


def _short(text: str) -> str:
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


@dataclass(frozen=True, slots=True)
class Count:
    """One of the numbers into which the rows of a file fall."""

    label: str
    value: int
    tone: str


def counts_of(intake: Intake) -> list[Count]:
    """Numbers that add up to all rows of the file, none of them left out."""
    kept = [
        Count(_("Như cũ"), intake.unchanged_count, "quiet"),
        Count(_("Không nhận"), intake.refused_count, "bad" if intake.refused_count else "quiet"),
    ]
    if intake.stage in (Stage.COMMITTED, Stage.UNDOING, Stage.UNDONE):
        left_out = intake.new_count + intake.changed_count - intake.saved_count
        saved = _("Đã ghi rồi hoàn tác") if intake.stage == Stage.UNDONE else _("Đã ghi")
        return [
            Count(saved, intake.saved_count, "good" if intake.stage == Stage.COMMITTED else "quiet"),
            *([Count(_("Không chọn"), left_out, "quiet")] if left_out else []),
            *kept,
        ]
    return [
        Count(_("Mới"), intake.new_count, "good"),
        Count(_("Thay đổi"), intake.changed_count, "warn"),
        *kept,
    ]
