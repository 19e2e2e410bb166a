"""Rules and points in words: complete sentences, numbers the Vietnamese way, the formula with the numbers in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring import tables
from thidua.scoring.describing import describe, describe_effect, describe_floor, describe_test, describe_tie_break
from thidua.scoring.engine import score
from thidua.scoring.explaining import Explanation, explain
from thidua.scoring.format import scheme_from
from thidua.scoring.results import NOT_REPORTED, Missing, Part, Result, UnitResults
from thidua.scoring.results_format import results_from
from thidua.scoring.scheme import (
    Award,
    Binary,
    Bonus,
    CapAt,
    Combine,
    Criterion,
    Demote,
    Exclude,
    External,
    Floor,
    Formula,
    Group,
    Manual,
    Measure,
    On,
    Operator,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scheme,
    Step,
    Steps,
    Test,
    TieBreak,
    TieBreakBy,
)
from thidua.scoring.shipped import shipped, shipped_scheme

D = Decimal
ONE = (Measure("ORG21", "Đoàn viên mới", "đoàn viên"),)
TWO = (Measure("WEL03", "Tết Sum vầy"), Measure("WEL10", "Mái ấm", target=D(5)))
OVER = Bonus(D(10), D("0.5"), D(2))
STEPS = Steps((Step(D(100), D(9)), Step(D(90), D(7))))
LIMIT = Steps((Step(D(0), D(9)), Step(D(2), D(7))), On.VALUE)
FLAGS = External((Award("city", "Cờ thành phố", D(6)), Award("state", "Cờ Chính phủ", D(9))))


def explained(formula: Formula, result: Result, most: object = 9, **fields: Any) -> Explanation:
    """A point beside a unit that exceeds its target by 55 %."""
    criterion = Criterion("C", "Kết nạp mới", D(str(most)), formula, **{"measures": ONE} | fields)
    scheme = Scheme("S", "Bảng", D(9), groups=(Group("G", "Nhóm", D(99), criteria=(criterion,)),))
    units = [UnitResults("A", {"C": result}), UnitResults("B", {"C": Result(31, 20)})]
    return explain(criterion, score(scheme, units).rows[0].scored[0], result)


@pytest.mark.parametrize(
    ("found", "sentence", "formula"),
    [
        (
            explained(Proportional(), Result(1240, 1000)),
            "Kết nạp mới: 1.240 trên chỉ tiêu 1.000 đoàn viên, đạt 124% → 9 điểm (đã chạm trần 9 điểm).",
            "9 × 1.240/1.000 = 11,16, không quá 9",
        ),
        (
            explained(Proportional(), Result(1424, 2800)),
            "Kết nạp mới: 1.424 trên chỉ tiêu 2.800 đoàn viên, đạt 50,9% → 4,58 điểm.",
            "9 × 1.424/2.800 = 4,5771, làm tròn 4,58",
        ),
        (
            explained(Proportional(OVER), Result(1240, 1000)),
            "Kết nạp mới: 1.240 trên chỉ tiêu 1.000 đoàn viên, đạt 124% → 10 điểm (trong đó 1 điểm thưởng).",
            "9 × 1.240/1.000 = 11,16, không quá 9; vượt 24% gồm 2 lần 10%: 2 × 0,5 = 1, không quá 2",
        ),
        (
            explained(Proportional(), Result(5)),
            "Kết nạp mới: 5 đoàn viên, không có chỉ tiêu → 0 điểm (không có chỉ tiêu để so).",
            "",
        ),
        (explained(Proportional(), NOT_REPORTED), "Kết nạp mới: chưa có số liệu → 0 điểm.", ""),
        (
            explained(Proportional(), Result(missing=Missing.NOT_APPLICABLE)),
            "Kết nạp mới: không áp dụng với đơn vị → 0 điểm.",
            "",
        ),
        (
            explained(Proportional(), Result(3, 4), less_is_better=True),
            "Kết nạp mới: 3, mức cho phép 4 đoàn viên, bằng 75% mức đó → 9 điểm.",
            "Đạt: 9 điểm",
        ),
        (
            explained(Proportional(), Result(2, 0), less_is_better=True),
            "Kết nạp mới: 2, mức cho phép 0 đoàn viên → 0 điểm.",
            "Không đạt: 0 điểm",
        ),
        (
            explained(Proportional(), Result(parts=(Part(8, 10), Part(3))), measures=TWO),
            "Kết nạp mới: Tết Sum vầy 8/10 (80%); Mái ấm 3/5 (60%); trung bình 70% → 6,3 điểm.",
            "9 × 70% = 6,3",
        ),
        (
            explained(STEPS, Result(parts=(Part(12, 10), Part())), measures=TWO, combine=Combine.LOWEST),
            "Kết nạp mới: Tết Sum vầy 12/10 (120%); Mái ấm chưa báo cáo/5; thấp nhất 0% → 0 điểm (chưa đạt mức nào).",
            "Chưa đạt mức nào: 0 điểm",
        ),
        (
            explained(STEPS, Result(93, 100)),
            "Kết nạp mới: 93 trên chỉ tiêu 100 đoàn viên, đạt 93% → 7 điểm.",
            "Từ 90%: 7 điểm",
        ),
        (explained(LIMIT, Result(1), less_is_better=True), "Kết nạp mới: 1 đoàn viên → 7 điểm.", "Đến 2: 7 điểm"),
        (explained(Binary(), Result(1)), "Kết nạp mới: 1 đoàn viên → 9 điểm.", "Đạt: 9 điểm"),
        (
            explained(OVER, Result(130, 100), most=2),
            "Kết nạp mới: 130 trên chỉ tiêu 100 đoàn viên, đạt 130% → 1,5 điểm.",
            "vượt 30% gồm 3 lần 10%: 3 × 0,5 = 1,5, không quá 2",
        ),
        (
            explained(PerOccurrence(D("0.5")), Result(count=30)),
            "Kết nạp mới: 30 lần → 9 điểm (đã chạm trần 9 điểm).",
            "30 × 0,5 = 15, không quá 9",
        ),
        (
            explained(PlusMinus(minus=D(8), lowest=D(-8)), Result(minus=2), most=0),
            "Kết nạp mới: 2 lần trừ → -8 điểm (đã chạm mức thấp nhất -8 điểm).",
            "0 − 2 × 8 = -16, trong khoảng từ -8 đến 0",
        ),
        (
            explained(Manual(), Result(points=D("8.5"))),
            "Kết nạp mới: được chấm → 8,5 điểm.",
            "Được chấm 8,5 trên tối đa 9 điểm",
        ),
        (
            explained(FLAGS, Result(awards=("city", "state"))),
            "Kết nạp mới: Cờ thành phố, Cờ Chính phủ → 9 điểm.",
            "Cờ thành phố 6, Cờ Chính phủ 9; tính cao nhất, không quá 9",
        ),
        (
            explained(Relative(), Result(26, 20), most=10),
            "Kết nạp mới: 26 trên chỉ tiêu 20 đoàn viên, đạt 130% → 7,73 điểm.",
            "5 + 5 × (130% − 100%) ÷ (155% − 100%) = 7,7273, làm tròn 7,73",
        ),
        (
            explained(Relative(), Result(40, 20), most=10),
            "Kết nạp mới: 40 trên chỉ tiêu 20 đoàn viên, đạt 200% → 10 điểm (dẫn đầu).",
            "Dẫn đầu: 10 điểm",
        ),
        (
            explained(Relative(), Result(7), most=10),
            "Kết nạp mới: 7 đoàn viên, không có chỉ tiêu → 5 điểm (so với các đơn vị cùng không có chỉ tiêu).",
            "5 × 7 ÷ 7 = 5",
        ),
    ],
)
def test_a_point_explains_itself(found: Explanation, sentence: str, formula: str) -> None:
    assert (found.sentence, found.formula) == (sentence, formula)


def test_figures_are_listed_one_by_one() -> None:
    first, second = explained(Proportional(), Result(parts=(Part(1240, 1000), Part(3))), measures=TWO).figures
    assert (first.key, first.value, first.target, first.percent) == ("WEL03", "1.240", "1.000", "124%")
    assert (second.key, second.value, second.target, second.percent) == ("WEL10", "3", "5", "60%")


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (Binary(), "Đạt được 9 điểm, không đạt không có điểm"),
        (Proportional(), "Tỷ lệ: 9 × kết quả/chỉ tiêu, không quá 9 điểm"),
        (
            Proportional(OVER),
            "Tỷ lệ: 9 × kết quả/chỉ tiêu, không quá 9 điểm; mỗi 10% vượt chỉ tiêu thêm 0,5, không quá 2 điểm",
        ),
        (STEPS, "Theo mức: từ 100% được 9; từ 90% được 7; dưới 90% không có điểm"),
        (OVER, "Thưởng: mỗi 10% vượt chỉ tiêu thêm 0,5, không quá 2 điểm"),
        (PerOccurrence(D("0.5")), "Mỗi lần 0,5 điểm, không quá 9 điểm"),
        (
            PlusMinus(D(8), D(1), D("0.5")),
            "Cộng trừ: bắt đầu từ 8 điểm, mỗi lần cộng 1, mỗi lần trừ 0,5, trong khoảng từ 0 đến 9 điểm",
        ),
        (Relative(), "So với đơn vị dẫn đầu: đạt chỉ tiêu được 4,5 điểm, dẫn đầu được 9 điểm"),
        (Manual(), "Chấm theo minh chứng, từ 0 đến 9 điểm"),
        (FLAGS, "Điểm khen thưởng: Cờ thành phố 6, Cờ Chính phủ 9; tính khen thưởng cao nhất, không quá 9 điểm"),
    ],
)
def test_a_formula_in_one_line(formula: Formula, words: str) -> None:
    assert describe(Criterion("C", "c", D(9), formula)) == words


def test_a_formula_where_less_is_better() -> None:
    line = Criterion("C", "c", D(9), LIMIT, less_is_better=True)
    assert describe(line) == "Theo mức: đến 0 được 9; đến 2 được 7; quá 2 không có điểm"
    kept = replace(line, formula=Proportional())
    assert describe(kept) == "Không vượt mức cho phép được 9 điểm, vượt mức không có điểm"


def test_conditions_and_floors_in_words() -> None:
    assert [describe_effect(effect) for effect in (Exclude(), Demote(2), CapAt("Khá"))] == [
        "không xét thi đua",
        "hạ 2 bậc xếp loại",
        "xếp loại cao nhất là «Khá»",
    ]
    assert describe_floor(Floor(D(50), Demote())) == "Dưới 50% điểm tối đa: hạ 1 bậc xếp loại"


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (Test("months_since_founding", Operator.LESS, D(12)), "Số tháng từ khi thành lập nhỏ hơn 12"),
        (Test("registered", Operator.IS, value=False), "Đã đăng ký thi đua: không"),
        (Test("registered", Operator.IS_NOT, value=False), "Đã đăng ký thi đua: có"),
        (
            Test("discipline", Operator.AT_LEAST, "cảnh cáo", ("khiển trách", "cảnh cáo")),
            "Mức kỷ luật nặng nhất trong năm từ cảnh cáo trở lên",
        ),
        (Test("odd_fact", Operator.AT_MOST, D("1.5")), "odd_fact không quá 1,5"),
    ],
)
def test_a_test_in_words(test: Test, words: str) -> None:
    assert describe_test(test) == words


@pytest.mark.parametrize(
    ("tie", "words"),
    [
        (TieBreak(TieBreakBy.CRITERION, "C1"), "Điểm «Kết nạp đoàn viên mới» cao hơn xếp trước"),
        (TieBreak(TieBreakBy.GROUP, "B"), "Điểm «Chăm lo đời sống» cao hơn xếp trước"),
        (TieBreak(TieBreakBy.FACT, "women_percent"), "Tỷ lệ nữ (%): có hoặc nhiều hơn xếp trước"),
        (
            TieBreak(TieBreakBy.FACT, "submitted_on", less_first=True),
            "Ngày gửi bảng tự chấm: ít hơn hoặc sớm hơn xếp trước",
        ),
    ],
)
def test_a_tie_break_in_words(tie: TieBreak, words: str) -> None:
    assert describe_tie_break(shipped_scheme("S11"), tie) == words


@given(table=tables.tables())
@settings(max_examples=50)
def test_every_point_has_a_sentence(table: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    scheme, units = scheme_from(table[0]), results_from({"units": table[1]})
    for unit, row in zip(units, score(scheme, units).rows, strict=True):
        for line, scored in zip(scheme.positions, row.scored, strict=True):
            said = explain(line, scored, unit.results.get(line.code, NOT_REPORTED))
            assert said.sentence.startswith(f"{line.name}: ")
            assert f"→ {said.points} điểm" in said.sentence
            assert said.sentence.endswith(".")


@given(scheme=st.sampled_from(shipped()))
@settings(max_examples=11)
def test_every_shipped_rule_has_words(scheme: Scheme) -> None:
    assert all(describe(line) for line in scheme.positions)
    assert all(describe_test(test) for condition in scheme.conditions for test in condition.when)
