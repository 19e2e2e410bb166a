"""The three published cases as reports: every printed figure, and every number held against the database."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests.cli.test_cases import reduced
from tests.drafting.judge import WORDED, wrong
from tests.drafting.oracle import NUMBER, walk
from tests.factories.catalogue import installed
from thidua.cli.demodata.building import federation
from thidua.cli.demodata.narrated import tell
from thidua.cli.demodata.people import open_accounts
from thidua.cli.federation.loading import load_federation
from thidua.cli.main import main
from thidua.core.periods import parse
from thidua.documents.content import Content, Heading, Paragraph, Table, Token, plain
from thidua.drafting.naming import spelled
from thidua.drafting.narrative import SOURCE
from thidua.drafting.report import draft_report
from thidua.drafting.tokens import resolve
from thidua.figures.fold import fold_marks
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[1] / "cases" / "real-figures.json").read_text("utf-8"))["cases"][:3]
}

# What stands in the text of each case, as it was published.
PRINTED = {
    "ung-hoa-2020-h1": (
        r"doanh nghiệp ngoài nhà nước đã thành lập mới 1 công đoàn cơ sở, đạt 50% kế hoạch năm",
        r"(?:Kết nạp|Phát triển) mới 60 đoàn viên \(đạt 50% kế hoạch năm",
        r"4 lớp tập huấn",
        r"hơn 700 lượt cán bộ công đoàn cơ sở được tập huấn",
        r"Kiện toàn công tác cán bộ ở 10 công đoàn cơ sở",
        r"46 đoàn viên ưu tú được kết nạp Đảng",
    ),
    "ha-long-2020": (
        r"hành lập mới 21 công đoàn cơ sở \(đạt 52,5% kế hoạch năm",
        r"(?:Kết nạp|Phát triển) mới 1\.424 đoàn viên \(đạt 50,9% kế hoạch năm",
        r"gần 10\.000 suất quà",
    ),
    "ha-noi-2024-q1": (
        r"46/46 đơn vị thuộc diện đã tổ chức hội nghị cán bộ, công chức, viên chức, đạt 100%",
        r"158/384 doanh nghiệp thuộc diện đã tổ chức hội nghị người lao động, đạt 41,15%",
        r"giải ngân 15 tỷ 220 triệu đồng, đạt 25,16% kế hoạch năm, tăng 3,33% so với cùng kỳ",
        r"503 lượt đoàn viên, người lao động được vay",
        r"thuộc 35 công đoàn cơ sở",
        r"việc làm cho 557 người",
        r"26 số báo in",
        r"3\.614 tin, bài báo điện tử",
        r"ư vấn pháp luật cho 52 lượt người lao động",
        r"đại diện cho 2 người lao động tham gia tố tụng",
        r"8 đơn vị được tuyên truyền pháp luật",
        r"800 người lao động tham gia",
        r"30/3/2024",
    ),
}


@dataclass(frozen=True)
class Made:
    """A case as it was drafted and as its files read."""

    content: Content
    word: str
    pdf: str
    wrong: list[str]
    passed_over: list[str]
    resolved_alike: bool
    statements: int


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Made]]:
    """The demonstration's report of each case, by the command line; the demonstration is undone afterwards."""
    environment = pytest.MonkeyPatch()
    environment.setenv("DATABASE_URL", "postgresql:///test")
    folder = tmp_path_factory.mktemp("reports")
    with django_db_blocker.unblock(), transaction.atomic():
        installed()
        load_federation(reduced(federation()), by=open_accounts()["quantri"])
        tell()
        while fold_marks():
            pass
        yield {name: _made(case["unit"]["name"], case["period"], folder) for name, case in CASES.items()}
        transaction.set_rollback(True)
    environment.undo()


def _made(unit_name: str, code: str, folder: Path) -> Made:
    files = [folder / f"{code}{suffix}" for suffix in (".docx", ".pdf")]
    for file in files:
        assert main(["document", "report", "--unit", unit_name, "--period", code, "--out", str(file)]) == 0
    unit = Unit.objects.get(placements__name=unit_name)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        content = draft_report(unit, parse(code), {}).content
    naive = walk(unit.code, code)
    tokens = list(content.tokens())
    again = resolve({token.key for token in tokens})
    return Made(
        content,
        word_text(files[0].read_bytes()),
        pdf_text(files[1].read_bytes()),
        [found for found in (wrong(naive, token) for token in tokens) if found],
        [token.key for token in map(_off_by_three, tokens) if token and not wrong(naive, token)],
        all(again[token.key] == token for token in tokens),
        len(statements),
    )


def _off_by_three(token: Token) -> Token | None:
    """The token with the last digit of its first number changed; chosen words have no number of their own."""
    found = NUMBER.search(token.text)
    if found is None or token.text in WORDED:
        return None
    digit = str((int(found[0][-1]) + 3) % 10)
    return replace(token, text=token.text[: found.end() - 1] + digit + token.text[found.end() :])


def word_text(data: bytes) -> str:
    """Everything that a Word file says, in its order."""
    document = docx.Document(BytesIO(data))
    texts = []
    for part in document.iter_inner_content():
        if isinstance(part, docx.table.Table):
            texts += [cell.text for row in part.rows for cell in row.cells]
        else:
            texts.append(part.text)
    return squeezed(" ".join(texts))


def pdf_text(data: bytes) -> str:
    """Everything that a PDF says, without the heads of its pages."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return squeezed(" ".join(re.sub(r"^\s*\d+\s+Dự thảo\s", "", page) for page in pages))


def squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def bare(text: str) -> str:
    """Without spaces: a PDF breaks lines where it likes."""
    return "".join(unicodedata.normalize("NFC", text).split())


each_case = pytest.mark.parametrize("name", CASES)


@each_case
def test_every_figure_of_the_case_is_printed_in_word_and_pdf(made: dict[str, Made], name: str) -> None:
    for text in (made[name].word, made[name].pdf):
        missing = [wanted for wanted in PRINTED[name] if not re.search(wanted, text)]
        assert missing == []


@each_case
def test_every_number_is_what_a_walk_over_cells_and_targets_finds(made: dict[str, Made], name: str) -> None:
    assert len(list(made[name].content.tokens())) > 500
    assert made[name].wrong == []


@each_case
def test_the_walk_finds_out_every_number_that_is_changed_in_one_digit(made: dict[str, Made], name: str) -> None:
    assert made[name].passed_over == []


@each_case
def test_no_number_stands_outside_a_token_but_in_names_and_dates(made: dict[str, Made], name: str) -> None:
    loose = [text for text in _outside_tokens(made[name].content) if NUMBER.search(_without_names(text, name))]
    assert loose == []


@each_case
def test_word_and_pdf_say_the_content_and_nothing_else(made: dict[str, Made], name: str) -> None:
    said = [bare(text) for text in _texts(made[name].content)]
    word, pdf = bare(made[name].word), bare(made[name].pdf)
    assert [text for text in said if text not in word] == []
    assert [text for text in said if text not in pdf] == []
    beginning = "I.TÌNHHÌNH"
    numbers = NUMBER.findall("|".join(_texts(made[name].content)))
    assert set(NUMBER.findall(made[name].word[squeezed(made[name].word).index("I. TÌNH HÌNH") :])) <= set(numbers)
    assert beginning in pdf


def test_units_are_quoted_in_their_own_words(made: dict[str, Made]) -> None:
    own = made["ha-long-2020"].word
    assert "1. Kết quả thực hiện chỉ tiêu" in own
    assert (
        "3 Cờ thi đua và 15 Bằng khen toàn diện cấp tỉnh cho tập thể, 7 Bằng khen toàn diện cấp tỉnh cho cá nhân" in own
    )
    assert "Kết quả hoạt động công đoàn năm 2020; nhiệm vụ năm 2021" in own
    assert "Trung tâm Tư vấn pháp luật" in made["ha-noi-2024-q1"].word
    assert "hai công ty trong các vụ kiện đòi tiền lương" in made["ha-noi-2024-q1"].word


@each_case
def test_tokens_resolve_to_what_was_drafted_in_a_fixed_number_of_statements(made: dict[str, Made], name: str) -> None:
    assert made[name].resolved_alike
    assert {one.statements for one in made.values()} == {made[name].statements}
    assert made[name].statements <= 40


def _texts(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield plain(block.pieces)
        elif isinstance(block, Table):
            yield from (column.text for column in block.columns)
            yield from (plain(cell) for row in block.rows for cell in row.cells)
            yield block.caption


def _outside_tokens(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Paragraph) and not block.source.startswith(SOURCE):
            yield from (piece for piece in block.pieces if isinstance(piece, str))
        elif isinstance(block, Table):
            numbered = (row.cells if row.section else row.cells[1:] for row in block.rows)
            yield from (piece for cells in numbered for cell in cells for piece in cell if isinstance(piece, str))


def _without_names(text: str, name: str) -> str:
    """A text without the names of indicators and units, its period, days, and the numbers of rules."""
    known = [spelled(indicator.name_vi) for indicator in catalogue().indicators]
    known += [name[:1].lower() + name[1:] for name in known]
    for one in sorted(known, key=len, reverse=True):
        text = text.replace(one, "")
    title = parse(CASES[name]["period"]).title
    text = text.replace(title[:1].lower() + title[1:], "")
    text = re.sub(r"\b\d{2}/\d{1,2}/\d{4}\b|217-QĐ/TW|từ 20 lao động|từ 3 tháng", "", text)
    return re.sub(r"CĐCS .*", "", text)
