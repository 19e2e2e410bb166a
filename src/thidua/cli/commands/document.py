"""`thidua document report`: the report of a unit about a period, drafted from accepted figures, as Word or PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

from thidua.cli.refusal import Refusal
from thidua.cli.session import database

HELP = "soạn văn bản từ số liệu chính thức, xuất Word hoặc PDF"
SUFFIXES = (".docx", ".pdf")


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the kind of document, the unit, the period and the file."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="loại")
    report = kinds.add_parser("report", help="báo cáo định kỳ", description="Soạn báo cáo định kỳ của một đơn vị.")
    report.add_argument("--unit", required=True, help="mã hoặc tên đơn vị, có dấu hay không dấu")
    report.add_argument("--period", required=True, help="mã kỳ: 2020, 2020-H1, 2024-Q1, 2024-M05, SY2023-2024 …")
    report.add_argument("--out", required=True, type=Path, help="tệp kết quả, đuôi .docx hoặc .pdf")


def run(options: argparse.Namespace) -> int:
    """Write the file; totals are brought up to date first, for no worker may be running."""
    out: Path = options.out
    if out.suffix.lower() not in SUFFIXES:
        raise Refusal(f"Không rõ phải xuất «{out.name}» thành gì. Hãy đặt tên tệp có đuôi .docx hoặc .pdf.")
    if not out.resolve().parent.is_dir():
        raise Refusal(f"Không có thư mục {out.resolve().parent}. Hãy tạo thư mục đó hoặc chọn nơi khác.")
    with database():
        made = _made(options.unit, options.period, out.suffix.lower())
    try:
        out.write_bytes(made)
    except OSError as error:
        raise Refusal(f"Không ghi được tệp {out}: {error.strerror}.") from error
    print(f"Đã ghi {out}")
    return 0


def _made(unit_words: str, period_code: str, suffix: str) -> bytes:
    from thidua.core.errors import DomainError
    from thidua.core.periods import parse
    from thidua.documents.rendering import pdf, word
    from thidua.documents.rules import Kind
    from thidua.drafting.builders import BUILDERS
    from thidua.figures.fold import fold_marks
    from thidua.org.queries import unit_by_code_or_name

    while fold_marks():
        pass
    try:
        drafted = BUILDERS[Kind.REPORT](unit_by_code_or_name(unit_words), parse(period_code), {})
        return (word if suffix == ".docx" else pdf)(drafted.frame, drafted.content)
    except DomainError as error:
        raise Refusal(error.sentence) from error
