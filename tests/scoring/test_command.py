"""`thidua score`: from files to points, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from tests.scoring.conftest import EXAMPLES, SHIPPED, Run
from thidua.scoring.format import scheme_from

TRIAL, RESULTS = EXAMPLES / "scheme.json", EXAMPLES / "results.json"


def test_a_table_for_people(command: Run) -> None:
    code, out, err = command(TRIAL, RESULTS)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Bảng điểm thử (THU)",
        "Hạng  Đơn vị          A    B   Tổng  Loại theo điểm  Xếp loại",
        "1     Xã Ứng Hòa   12,5  7,5     20  Xuất sắc        Xuất sắc",
        "2     Xã Hòa Xá    8,58    5  13,58  Hoàn thành      Hoàn thành",
        "–     Xã Vân Đình     9    3     12  Hoàn thành      Không xét",
    ]


def test_reasons_for_people(command: Run) -> None:
    _code, out, _err = command(TRIAL, RESULTS, "--explain")
    assert "  A1  Kết nạp đoàn viên: 620 trên chỉ tiêu 1.000 đoàn viên, đạt 62% → 5,58 điểm.\n" in out
    assert "  ! Không đăng ký thi đua: không xét thi đua.\n" in out


def test_json_for_programs(command: Run) -> None:
    code, out, err = command(TRIAL, RESULTS, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["format"], found["scheme"]) == ("thidua-scores-1", "THU")
    first, second, third = found["units"]
    assert (first["total"], first["content"], first["bonus"], first["place"]) == (20, 19, 1, 1)
    assert (second["total"], second["class"], second["groups"]) == ("13.58", "Hoàn thành", {"A": "8.58", "B": 5})
    assert (third["place"], third["excluded"], third["class"]) == (None, True, "")
    assert third["fired"][0]["sentence"] == "Không đăng ký thi đua: không xét thi đua."
    line = second["criteria"][0]
    assert (line["code"], line["points"], Fraction(line["exact"]), line["case"]) == (
        "A1",
        "5.58",
        Fraction(558, 100),
        "share",
    )


def test_a_spreadsheet_for_results(command: Run) -> None:
    code, out, _err = command(TRIAL, EXAMPLES / "results.csv")
    assert code == 0
    assert "UH-02   8,58    5  13,58" in out
    assert "UH-01: chưa đủ thông tin để xét điều kiện «Không đăng ký thi đua»." in out


@pytest.mark.parametrize("results", sorted(EXAMPLES.glob("S*-results.json")), ids=lambda path: path.stem)
def test_examples_of_shipped_tables(command: Run, results: Path) -> None:
    code, out, err = command(SHIPPED / f"{results.stem.partition('-')[0]}.json", results)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) >= 2 + len(json.loads(results.read_text())["units"])


def test_flaws_are_named_by_their_path(command: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(TRIAL.read_text().replace('"proportional"', '"guess"', 1))
    code, out, err = command(bad, RESULTS)
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == f"{bad}: Bảng điểm có 1 chỗ chưa đọc được. Hãy sửa từng chỗ."
    assert err.splitlines()[1].startswith("groups[0].criteria[0].formula.method: Hãy ghi một trong các từ: binary, ")


@pytest.mark.parametrize(
    ("code", "result", "path"),
    [
        ("Z", 1, "units[0].results.Z"),
        ("TC1", 26, "units[0].results.TC1"),
        ("TC1", -1, "units[0].results.TC1"),
        ("TC1", {"points": "25.5"}, "units[0].results.TC1"),
        ("TC1", ["cup"], "units[0].results.TC1.awards"),
        ("TC1", {"parts": [1, 2]}, "units[0].results.TC1.parts"),
    ],
)
def test_results_that_do_not_fit_the_table(command: Run, tmp_path: Path, code: str, result: object, path: str) -> None:
    results = tmp_path / "results.json"
    results.write_text(json.dumps({"units": [{"unit": "A", "results": {code: result}}]}))
    exit_code, _out, err = command(SHIPPED / "S4.json", results)
    assert exit_code == 1
    assert [line.split(": ")[0] for line in err.splitlines()[1:]] == [path]


def test_a_table_that_could_not_be_published_is_scored_and_said(command: Run, tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text(TRIAL.read_text().replace('"total": 20', '"total": 30'))
    code, out, err = command(odd, RESULTS)
    assert code == 1
    assert "Xã Ứng Hòa" in out
    assert err == "total: Phải sửa: Các nhóm cộng lại được 20 điểm, bảng ghi 30. Hãy sửa cho khớp.\n"


def test_what_should_be_looked_at(command: Run) -> None:
    _code, _out, err = command(SHIPPED / "S4.json", EXAMPLES / "S4-results.json", "--check")
    assert "tie_breaks: Nên xem lại: Chưa có tiêu chí phụ" in err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.json", None, "không có tệp này"),
        ("broken.json", b'{"units": [}', "dòng 1"),
        ("latin.json", b"\xff\xfe", "UTF-8"),
        ("wrong.csv", b"unit,points\nA,1\n", "criterion"),
        ("odd.csv", b"unit,criterion,colour\n", "colour"),
    ],
)
def test_files_that_cannot_be_read(command: Run, tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    code, out, err = command(TRIAL, path)
    assert (code, out) == (2, "")
    assert str(path) in err
    assert said in err


def test_no_database_is_touched(tmp_path: Path) -> None:
    """A process of its own, told that its data folder is elsewhere: nothing is made there."""
    data = tmp_path / "data"
    clean = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        [sys.executable, "-m", "thidua.cli.main", "score", TRIAL, RESULTS],
        env=clean | {"THIDUA_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Xã Ứng Hòa" in done.stdout
    assert not data.exists()


def test_the_trial_table_is_a_table() -> None:
    assert scheme_from(json.loads(TRIAL.read_text())).code == "THU"
