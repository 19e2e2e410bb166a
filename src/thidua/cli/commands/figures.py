"""`thidua figures`: the figures of a unit and period, beside target and last year."""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from thidua.cli.refusal import Refusal
from thidua.cli.session import database

if TYPE_CHECKING:
    from thidua.indicators.models import Period

HELP = "in số liệu của một đơn vị trong một kỳ, so với chỉ tiêu và cùng kỳ"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the unit, the period, the basis and the form of the answer."""
    parser.add_argument("--unit", required=True, help="mã hoặc tên đơn vị, có dấu hay không dấu")
    parser.add_argument("--period", required=True, help="mã kỳ: 2020, 2020-H1, 2024-Q1, 2024-M05 …")
    parser.add_argument("--preliminary", action="store_true", help="tính cả báo cáo chờ tiếp nhận")
    parser.add_argument("--json", action="store_true", dest="as_json", help="in một đối tượng JSON")


def run(options: argparse.Namespace) -> int:
    """Print the figures; totals are brought up to date first, for no worker may be running."""
    with database():
        from thidua.core.errors import DomainError
        from thidua.figures.fold import fold_marks
        from thidua.figures.rules import Basis
        from thidua.org.queries import unit_by_code_or_name
        from thidua.targets.printing import figures_page

        basis = Basis.PRELIMINARY if options.preliminary else Basis.OFFICIAL
        try:
            unit, period = unit_by_code_or_name(options.unit), _period(options.period)
        except DomainError as error:
            raise Refusal(error.sentence) from error
        while fold_marks():
            pass
        page = figures_page(unit, period, basis)
    print(json.dumps(page, ensure_ascii=False, indent=2) if options.as_json else _table(page))
    return 0


def _period(code: str) -> Period:
    from thidua.core.periods import parse
    from thidua.indicators.models import Period

    span = parse(code)
    period = Period.objects.filter(code=span.code).first()
    if period is None:
        raise Refusal(f"Hệ thống chưa có kỳ {span.title}. Hãy mở kỳ đó hoặc nạp số liệu.")
    return period


HEADINGS = ("Chỉ tiêu", "Trong kỳ", "Lũy kế", "Giao", "% KH", "Cùng kỳ", "So cùng kỳ", "Báo cáo")


def _table(page: dict[str, Any]) -> str:
    """The same figures for a person at a terminal."""
    rows = [HEADINGS, *(_row(figure) for figure in page["figures"])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]
    basis = {"official": "chính thức", "preliminary": "tạm tính"}[page["basis"]]
    head = f"{page['unit']} · {page['period']} · số liệu đến {page['as_of']} · {basis}"
    return "\n".join([head, "", lines[0], "─" * len(lines[0]), *lines[1:]])


def _row(figure: dict[str, Any]) -> tuple[str, ...]:
    words = figure["printed"]
    change = words["change_on_year_percent"] or words.get("change_points")
    return (
        f"{figure['code']} {figure['indicator']}" if figure["indicator"] != figure["code"] else figure["code"],
        words["value"] or "–",
        _vietnamese(figure["cumulative"]),
        _vietnamese(figure["target"]),
        words["percent_of_plan"] or "–",
        _vietnamese(figure["previous_year"]),
        change or "–",
        f"{figure['received']}/{figure['expected']}",
    )


def _vietnamese(number: str | None) -> str:
    from thidua.core.numbers import print_number

    return "–" if number is None else print_number(Fraction(number))
