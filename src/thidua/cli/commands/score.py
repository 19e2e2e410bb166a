"""`thidua score SCHEME.json RESULTS.json`: score a point table from files, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thidua.cli.refusal import Refusal, read_file

if TYPE_CHECKING:
    from thidua.core.errors import BadEntries
    from thidua.scoring.engine import Row, Table
    from thidua.scoring.results import UnitResults
    from thidua.scoring.scheme import Scheme

HELP = "tính điểm, xếp loại, xếp hạng từ hai tệp JSON, không cần cơ sở dữ liệu"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the table, the results, and how to answer."""
    parser.add_argument("scheme", type=Path, metavar="SCHEME.json", help="bảng điểm, theo docs/scoring.md")
    parser.add_argument("results", type=Path, metavar="RESULTS.json", help="kết quả các đơn vị, JSON hoặc CSV")
    parser.add_argument("--json", action="store_true", dest="as_json", help="in kết quả đầy đủ dạng JSON")
    parser.add_argument("--explain", action="store_true", help="in thêm lời giải thích từng điểm")
    parser.add_argument("--check", action="store_true", help="in cả những điều nên xem lại của bảng điểm")


def run(options: argparse.Namespace) -> int:
    """Print the scored table: 0; 1 when files have bad entries or the table could not be published; 2 not readable."""
    _without_database()
    from thidua.core.errors import BadEntries, DomainError
    from thidua.scoring.engine import score
    from thidua.scoring.format import scheme_from
    from thidua.scoring.output import table_to
    from thidua.scoring.result_checks import refuse_misfits

    path = options.scheme
    try:
        scheme = scheme_from(_document(path))
        path = options.results
        units = _results(path)
        refuse_misfits(scheme, units)
    except BadEntries as error:
        return _tell(path, error)
    except DomainError as error:
        raise Refusal(f"{path}: {error.sentence}") from error
    table = score(scheme, units)
    by_code = {unit.unit: unit for unit in units}
    if options.as_json:
        print(json.dumps(table_to(table, by_code), ensure_ascii=False, indent=2))
    else:
        _print_table(table)
        if options.explain:
            _print_reasons(table, by_code)
    return _print_findings(scheme, every=options.check)


def _without_database() -> None:
    """Vietnamese sentences need Django's settings, not its applications, and never a database."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _document(path: Path) -> Any:
    from thidua.core.json_reading import LARGEST_FILE, parse_json

    return parse_json(read_file(path, most=LARGEST_FILE))


def _results(path: Path) -> tuple[UnitResults, ...]:
    from thidua.core.json_reading import LARGEST_FILE
    from thidua.scoring.results_csv import results_from_csv
    from thidua.scoring.results_format import results_from

    if path.suffix.lower() == ".csv":
        return results_from_csv(read_file(path, most=LARGEST_FILE))
    return results_from(_document(path))


def _tell(path: Path, error: BadEntries) -> int:
    print(f"{path}: {error.sentence}", file=sys.stderr)
    for entry in error.entries:
        print(f"{entry.path}: {entry.sentence}", file=sys.stderr)
    return 1


# ── Printing ─────────────────────────────────────────────────────────────────


def _print_table(table: Table) -> None:
    """A row for each unit from the first place down, a column for each group of the top level."""
    groups = [group.code for group in table.scheme.groups]
    heads = ["Hạng", "Đơn vị", *groups, "Tổng", "Loại theo điểm", "Xếp loại"]
    rows = [_cells(row, groups) for row in table.by_place()]
    if not table.scheme.classes:
        heads, rows = heads[:-2] + heads[-1:], [row[:-2] + row[-1:] for row in rows]
    widths = [max(len(cells[n]) for cells in (heads, *rows)) for n in range(len(heads))]
    numbers = {*groups, "Tổng"}
    print(f"{table.scheme.name} ({table.scheme.code})")
    for cells in (heads, *rows):
        placed = zip(heads, cells, widths, strict=True)
        line = (cell.rjust(width) if head in numbers else cell.ljust(width) for head, cell, width in placed)
        print("  ".join(line).rstrip())
    texts = {condition.code: condition.text for condition in table.scheme.conditions}
    for row in table.by_place():
        for code in row.standing.unknown:
            print(f"{row.name or row.unit}: chưa đủ thông tin để xét điều kiện «{texts[code]}».")


def _cells(row: Row, groups: list[str]) -> list[str]:
    from thidua.core.numbers import print_number

    standing = row.standing
    place = "–" if row.place.place is None else f"{row.place.place}{'=' if row.place.shared else ''}"
    sums = [print_number(standing.groups[code].points) for code in groups]
    after = "Không xét" if standing.excluded else standing.class_after
    return [place, row.name or row.unit, *sums, print_number(standing.total), standing.class_by_points, after]


def _print_reasons(table: Table, units: dict[str, UnitResults]) -> None:
    from thidua.scoring.explaining import fired_sentence, sentence
    from thidua.scoring.results import NOT_REPORTED

    for row in table.by_place():
        print(f"\n{row.name or row.unit}")
        for criterion, scored in zip(table.scheme.positions, row.scored, strict=True):
            result = units[row.unit].results.get(criterion.code, NOT_REPORTED)
            print(f"  {criterion.code}  {sentence(criterion, scored, result)}")
        for fired in row.standing.fired:
            print(f"  ! {fired_sentence(table.scheme, fired)}")


def _print_findings(scheme: Scheme, *, every: bool) -> int:
    """What stands against publishing the table, to stderr; 1 when something does."""
    from thidua.scoring.checks import Severity, findings

    found = findings(scheme)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    for finding in found if every else errors:
        print(f"{finding.path}: {finding.severity.label}: {finding.sentence}", file=sys.stderr)
    return 1 if errors else 0
