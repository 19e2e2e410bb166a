"""What a report says, and what it leaves out, in small trees."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test.utils import override_settings
from django.utils import translation

from tests.factories.reports import accepted, forms, opened, report_of, submitted
from tests.factories.tree import tree
from tests.people import chair, officer, person
from thidua.cli.main import main
from thidua.core.periods import parse
from thidua.documents.content import Content, Heading, Paragraph, Table, plain
from thidua.drafting.errors import NothingToReport
from thidua.drafting.report import draft_report, next_span, written_day
from thidua.drafting.sentences import SECTIONS
from thidua.drafting.sentences.clauses import choose, take_apart
from thidua.drafting.tokens import resolve
from thidua.figures.fold import fold_marks
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue, clear_catalogue
from thidua.org.models import Unit
from thidua.reporting.rules import NarrativePart
from thidua.reporting.services.narrative import write_narrative
from thidua.reporting.services.workflow import accept_report
from thidua.targets import services

MONTH = "2024-M02"
FIGURES: dict[str, str | None] = {
    "ORG16": "62", "ORG17": "48", "ORG18": "60", "ORG19": "47", "ORG21": "5", "ORG24": "5", "WEL01": "12", "WEL02": "5",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    """A district with five schools, February open, nothing reported."""
    with override_settings(THIDUA_TODAY=None):
        forms()
        found = tree(*(f"city > district > school_{letter}" for letter in "abcde"))
        opened(MONTH)
        yield found


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def report(unit: Unit, figures: dict[str, str | None], code: str = MONTH) -> None:
    accepted(report_of(unit, code), chair(unit), officer(Unit.objects.get(code="district")), figures)
    fold()


def fold() -> None:
    while fold_marks():
        pass


def assign(unit: Unit, code: str, amount: int) -> None:
    services.assign_target(
        unit=unit,
        indicator=catalogue().by_code[code],
        period=Period.objects.get(code="2024"),
        amount=amount,
        grounds=services.Grounds(on=date(2024, 1, 15)),
        by=person("planner"),
    )


def drafted(unit: Unit, code: str = MONTH) -> Content:
    return draft_report(unit, parse(code), {}).content


def text_of(content: Content) -> str:
    return "\n".join(_texts(content))


def _texts(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield plain(block.pieces)


def test_a_period_without_accepted_figures_is_refused(units: dict[str, Unit]) -> None:
    with pytest.raises(NothingToReport, match="Tháng 2/2024 chưa có số liệu chính thức"):
        drafted(units["district"])
    submitted(report_of(units["school_a"], MONTH), chair(units["school_a"]), FIGURES)
    fold()
    with pytest.raises(NothingToReport):
        drafted(units["district"])
    with pytest.raises(NothingToReport, match="Năm 2031"):
        drafted(units["district"], "2031")


def test_missing_reports_are_named(units: dict[str, Unit]) -> None:
    report(units["school_a"], FIGURES)
    content = drafted(units["district"])
    assert "còn 5 báo cáo chưa được tiếp nhận nên chưa tổng hợp vào số liệu" in text_of(content)
    (table,) = (block for block in content.blocks if isinstance(block, Table) and block.id == "bang-chua-bao-cao")
    assert [plain(row.cells[1]) for row in table.rows] == ["school_b", "school_c", "school_d", "school_e"]


def test_a_figure_that_lacks_many_reports_says_so_and_is_not_compared(units: dict[str, Unit]) -> None:
    opened("2023-M02")
    for letter in "abcde":
        report(units[f"school_{letter}"], FIGURES, "2023-M02")
    for letter in "ab":
        report(units[f"school_{letter}"], FIGURES)
    partial = text_of(drafted(units["district"]))
    assert "tổng số đoàn viên là 120 người (theo 2/5 báo cáo), trong đó có 94 đoàn viên nữ" in partial.lower()
    assert "giảm" not in partial
    for letter in "cde":
        report(units[f"school_{letter}"], FIGURES)
    whole = text_of(drafted(units["district"]))
    assert "tổng số đoàn viên là 300 người (bằng cùng kỳ" in whole.lower()


def test_nothing_is_said_of_zero_and_of_what_was_not_reported(units: dict[str, Unit]) -> None:
    report(units["school_a"], FIGURES | {"LAW05": "0", "ORG23": "x"})
    text = text_of(drafted(units["school_a"]))
    assert "thỏa ước" not in text
    assert "đoàn viên giảm" not in text
    assert "so với cùng kỳ" not in text
    assert "kế hoạch" not in text
    assert "tranh chấp lao động tập thể, ngừng việc tập thể không phát sinh" in text.lower()


def test_a_grassroots_union_reports_of_itself(units: dict[str, Unit]) -> None:
    report(units["school_a"], FIGURES)
    content = drafted(units["school_a"])
    text = text_of(content)
    assert "tại school_a, tổng số công nhân, viên chức, lao động là 62 người, trong đó có 48 nữ" in text
    assert "1/1 báo cáo của đơn vị đã được tiếp nhận" in text
    assert "Phụ lục 2" not in text


def test_a_later_month_tells_what_happened_since_january(units: dict[str, Unit]) -> None:
    opened("2024-M01")
    report(units["school_a"], FIGURES | {"ORG21": "3", "ORG24": "3"}, "2024-M01")
    report(units["school_a"], FIGURES)
    assign(units["school_a"], "ORG21", 16)
    text = text_of(drafted(units["school_a"]))
    assert "mới 5 đoàn viên, lũy kế từ đầu năm 8, đạt 50% kế hoạch năm" in text


def test_who_is_ahead_and_who_is_behind_is_said_by_the_figures(units: dict[str, Unit]) -> None:
    for letter, admitted in zip("abcde", ("0", "1", "2", "5", "8"), strict=True):
        unit = units[f"school_{letter}"]
        assign(unit, "ORG21", 10)
        report(unit, FIGURES | {"ORG21": admitted, "ORG24": admitted})
    assign(units["district"], "ORG21", 200)
    text = text_of(drafted(units["district"]))
    assert "school_e (80%), school_d (50%), school_c (20%)" in text
    assert "1 đơn vị chưa có kết quả" in text
    assert "chưa có chỉ tiêu nào đạt hoặc vượt kế hoạch" in text
    assert "Đoàn viên kết nạp mới: 16 người, đạt 8% kế hoạch năm." in text
    assert "Đoàn viên kết nạp mới: còn phải thực hiện 184 người." in text


def test_equal_units_are_not_picked_from(units: dict[str, Unit]) -> None:
    for letter in "abcde":
        assign(units[f"school_{letter}"], "ORG21", 10)
        report(units[f"school_{letter}"], FIGURES)
    assign(units["district"], "ORG21", 100)
    text = text_of(drafted(units["district"]))
    assert "school_" not in text


def test_a_school_year_is_reported_in_its_own_words(units: dict[str, Unit], settings: Any) -> None:
    found = tree("province > sector > lycee")
    sector, above = found["sector"], officer(found["province"])
    opened("SY2023-2024")
    values = {"EDU01": "30", "EDU02": "4", "EDU03": "900", "EDU04": "880", "EDU05": "600", "EDU06": "31", "EDU07": "77"}
    accepted(report_of(sector, "SY2023-2024"), officer(sector), above, {**values, "EDU08": "34"})
    fold()
    made = draft_report(sector, parse("SY2023-2024"), {})
    text = text_of(made.content)
    assert made.title == "Kết quả hoạt động công đoàn năm học 2023-2024"
    assert "sector có 30 công đoàn cơ sở trường học công lập" in text
    assert "Có 77 sáng kiến, sáng kiến kinh nghiệm được công nhận" in text


def test_an_indicator_of_the_federation_is_told_by_its_name(units: dict[str, Unit]) -> None:
    Indicator.objects.filter(code="WEL01").update(code="WEL99")
    clear_catalogue()
    try:
        report(units["school_a"], {("WEL99" if code == "WEL01" else code): text for code, text in FIGURES.items()})
        assert "Lượt đoàn viên, người lao động được chăm lo: 12 lượt người." in text_of(drafted(units["school_a"]))
    finally:
        clear_catalogue()


def test_a_document_is_vietnamese_whoever_drafts_it(units: dict[str, Unit]) -> None:
    opened("2023-M02")
    report(units["school_a"], FIGURES | {"ORG21": "3", "ORG24": "3"}, "2023-M02")
    report(units["school_a"], FIGURES)
    said = draft_report(units["school_a"], parse(MONTH), {})
    with translation.override("en"):
        again = draft_report(units["school_a"], parse(MONTH), {})
        assert again == said
        keys = {token.key: token for token in said.content.tokens()}
        assert resolve(keys) == keys


def test_every_sentence_speaks_of_indicators_of_the_catalogue(units: dict[str, Unit]) -> None:
    texts = [
        wording
        for section in SECTIONS
        for topic in section.topics
        for sentence in topic
        for clause in sentence
        for wording in clause.split("|")
    ]
    for text in texts:
        clause = take_apart(text)
        assert clause.slots, text
        assert {slot.code for slot in clause.slots} <= catalogue().by_code.keys(), text
        assert sum(slot.main for slot in clause.slots) <= 1, text
        assert not text.endswith((".", ";", ",", " ")), text


def test_a_wording_is_chosen_once_and_for_all() -> None:
    chosen = {choose("một|hai|ba", f"unit {number}") for number in range(30)}
    assert chosen == {"một", "hai", "ba"}
    assert all(choose("một|hai|ba", "HN") == choose("một|hai|ba", "HN") for _ in range(5))


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2024, 2, 5), "05/02/2024"), (date(2020, 12, 1), "01/12/2020")],
)
def test_days_are_written_as_documents_write_them(day: date, said: str) -> None:
    assert written_day(day) == said


def test_the_command_writes_a_report_or_says_why_not(
    units: dict[str, Unit], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///test")
    report(units["school_a"], FIGURES)

    def command(unit: str, period: str, name: str) -> tuple[int, str]:
        code = main(["document", "report", "--unit", unit, "--period", period, "--out", str(tmp_path / name)])
        said = capsys.readouterr()
        return code, said.out + said.err

    assert command("school_a", MONTH, "a.docx")[0] == 0
    assert "62 người" in "".join(one.text for one in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    assert command("district", MONTH, "a.PDF")[0] == 0
    assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")
    for unit, period, name, words in (
        ("nobody", MONTH, "b.docx", "Không có đơn vị nào"),
        ("district", "2024-M13", "b.docx", "không đúng"),
        ("district", "2019", "b.docx", "chưa có số liệu chính thức"),
        ("district", MONTH, "b.odt", "đuôi .docx hoặc .pdf"),
        ("district", MONTH, "nowhere/b.pdf", "Không có thư mục"),
    ):
        code, said = command(unit, period, name)
        assert (code, words in said) == (2, True), said
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.PDF", "a.docx"]


def test_units_are_quoted_in_short_and_by_name_and_only_when_accepted(units: dict[str, Unit]) -> None:
    long_text = "Câu thứ nhất. " + "Một câu rất dài " * 30 + "."
    for name, words in (("school_a", "- Cách làm mới"), ("school_b", long_text)):
        texts = {NarrativePart.RESULTS: words}
        write_narrative(report_id=report_of(units[name], MONTH).pk, texts=texts, by=chair(units[name]))
    report(units["school_b"], FIGURES)
    submitted(report_of(units["school_a"], MONTH), chair(units["school_a"]), FIGURES)
    before = text_of(drafted(units["district"]))
    assert "school_b: Câu thứ nhất. …" in before
    assert "Cách làm mới" not in before
    accept_report(report_id=report_of(units["school_a"], MONTH).pk, by=officer(units["district"]))
    fold()
    assert "school_a: Cách làm mới." in text_of(drafted(units["district"]))
    assert text_of(drafted(units["school_a"])).endswith("Cách làm mới.\nPhụ lục 1. Biểu tổng hợp số liệu tháng 2/2024")


@pytest.mark.parametrize(
    ("code", "after"),
    [("2020-H1", "2020-H2"), ("2020-H2", "2021-H1"), ("2024-Q4", "2025-Q1"), ("2024-9M", "2024-Q4"),
     ("2024-M12", "2025-M01"), ("2020", "2021"), ("SY2023-2024-S1", "SY2023-2024-S2")],
)  # fmt: skip
def test_what_comes_after_a_period(code: str, after: str) -> None:
    following = next_span(parse(code))
    assert following is not None
    assert following.code == after
