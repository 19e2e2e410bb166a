"""`thidua rebuild`: derive again what is derived."""

from __future__ import annotations

import argparse
import time

from thidua.cli.session import database

HELP = "dựng lại cây đơn vị và cộng lại số tổng hợp, tất cả hoặc của một kỳ"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the code of one base period, or none for all."""
    parser.add_argument("--period", metavar="MÃ", help="chỉ cộng lại kỳ này, như 2024-M05")


def run(options: argparse.Namespace) -> int:
    """Rebuild the lineage, then fold every base period that has a tree, oldest first."""
    with database():
        from thidua.core.periods import parse
        from thidua.figures.check import base_periods
        from thidua.figures.fold import rebuild
        from thidua.org.services.lineage import rebuild_lineage

        rebuild_lineage()
        only = parse(options.period).code if options.period else None
        periods = [period for period in base_periods() if only in {None, period.code}]
        for period in periods:
            started = time.perf_counter()
            units = rebuild(period)
            print(f"{period.code}: {units} đơn vị, {time.perf_counter() - started:.2f} giây", flush=True)
        if not periods:
            print("Không có kỳ nào đã mở để cộng lại.")
        return 0 if periods else 1
