"""A kind of list for tests of the engine: a row says itself what is to become of it, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from thidua.exchange.kinds import Change, Field, Flaw, Judged, Line, ListKind, Made, Options, Tell
from thidua.exchange.models import Intake
from thidua.exchange.rules import Verdict
from thidua.exchange.services import receive_list
from thidua.people.models import User

FIELDS = (
    Field("word", "Từ", required=True, synonyms=("chu",), example="new"),
    Field("note", "Ghi chú"),
)


def judged(line: Line) -> Judged:
    """What the word of a row says; whatever is no verdict is refused."""
    word = line.texts["word"]
    if word == Verdict.CHANGED:
        return Judged(line.row, Verdict.CHANGED, changes=(Change("note", "trước", line.texts.get("note", "")),))
    if word in {Verdict.NEW, Verdict.UNCHANGED}:
        return Judged(line.row, Verdict(word))
    return Judged(line.row, Verdict.REFUSED, flaws=(Flaw("word", f"Không hiểu «{word}»."),))


def _judge(lines: Sequence[Line], _by: User, _options: Options, tell: Tell) -> list[Judged]:
    answers = []
    for done, line in enumerate(lines):
        tell(done, len(lines))
        answers.append(judged(line))
    return answers


def _commit(rows: Sequence[Judged], _by: User, _options: Options, tell: Tell) -> list[Made]:
    tell(0, len(rows))
    return [Made(row.row, about=row.row * 10, before={"row": row.row}) for row in rows]


def _undo(made: Sequence[Made], _by: User, _options: Options, tell: Tell) -> None:
    tell(0, len(made))
    assert all(one.about == one.row * 10 and one.before == {"row": one.row} for one in made)


WORDS = ListKind(
    name="words",
    title="Từ",
    noun="từ",
    fields=FIELDS,
    permitted=lambda _user: True,
    judge=_judge,
    commit=_commit,
    undo=_undo,
)


def received(by: User, words: Sequence[str], kind: ListKind = WORDS) -> Intake:
    """A list of these words, in its own order."""
    rows = "".join(f"{word},ghi chú {number}\n" for number, word in enumerate(words))
    return receive_list(kind=kind, file_name="tu.csv", content=f"Từ,Ghi chú\n{rows}".encode(), options={}, by=by)
