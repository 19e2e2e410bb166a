"""Minutes say who counted, how many voted, what came out, and list the codes."""

from __future__ import annotations

import pytest

from tests.factories.tree import tree
from tests.voting.ballots import NO, YES, held
from thidua.documents.content import Paragraph, Table, plain
from thidua.documents.rendering import pdf, word
from thidua.voting.errors import WrongState
from thidua.voting.minutes import minutes_of
from thidua.voting.rules import Kind, Part, Secrecy, State, printed_code
from thidua.voting.services.minutes import draft_minutes
from thidua.voting.services.setup import NewOption, NewQuestion

pytestmark = pytest.mark.django_db

ALL_KINDS = (
    NewQuestion("Tặng Cờ thi đua", Kind.APPROVAL, (NewOption("Hoa Sen"), NewOption("Hòa Bình"))),
    NewQuestion("Bầu cụm trưởng", Kind.CHOOSE, (NewOption("Quận 1"), NewOption("Quận 2")), most=1, seats=1),
    NewQuestion("Xếp hạng", Kind.RANK, (NewOption("A"), NewOption("B"), NewOption("C")), threshold=Part(0, 1)),
)


def test_minutes_hold_numbers_people_results_and_codes() -> None:
    made = held(tree("city > district")["district"], voters=4)
    codes = [made.vote(voter, votes).code for voter, votes in zip(made.voters, (YES, YES, NO), strict=False)]
    made.count()

    document = draft_minutes(ballot_id=made.pk, by=made.organiser)

    ballot = made.fresh()
    assert ballot.minutes == document
    frame, content = minutes_of(ballot)
    text = " ".join(plain(block.pieces) for block in content.blocks if isinstance(block, Paragraph))
    assert "quyền bỏ phiếu: 4" in text
    assert "Đã bỏ phiếu: 3" in text
    assert "Không có phương án nào đạt" in text
    committee, votes, annex = (block for block in content.blocks if isinstance(block, Table))
    assert [plain(row.cells[1]) for row in committee.rows] == [str(member) for member in made.committee]
    assert [plain(cell) for cell in votes.rows[0].cells[2:6]] == ["2", "1", "0", "50,00%"]
    assert sorted(plain(row.cells[0]) for row in annex.rows) == sorted(map(printed_code, codes))
    assert pdf(frame, content)[:4] == b"%PDF"
    assert word(frame, content)[:2] == b"PK"


def test_every_kind_of_question_is_told_in_words() -> None:
    made = held(tree("city > district")["district"], questions=ALL_KINDS, secrecy=Secrecy.OPEN)
    for voter, ranks in zip(made.voters, ((2, 1, 0), (1, 2, 3), (0, 0, 0)), strict=False):
        made.vote(voter, ((1, 0), (0, 1), ranks))
    made.count()
    _frame, content = minutes_of(made.fresh())
    *_before, annex = (block for block in content.blocks if isinstance(block, Table))
    assert [plain(cell) for cell in annex.rows[0].cells[1:]] == [
        "Đồng ý: Hoa Sen; Không có ý kiến: Hòa Bình",
        "Quận 2",
        "1. B; 2. A",
    ]
    assert plain(annex.rows[2].cells[3]) == "Phiếu trắng"


@pytest.mark.parametrize("state", [State.DRAFT, State.OPEN, State.CLOSED])
def test_there_are_no_minutes_before_the_count(state: State) -> None:
    made = held(tree("city > district")["district"], state=state)
    with pytest.raises(WrongState):
        draft_minutes(ballot_id=made.pk, by=made.organiser)
