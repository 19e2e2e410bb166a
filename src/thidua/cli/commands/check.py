"""`thidua check`: is everything stored still what it must be?"""

from __future__ import annotations

import argparse

from thidua.cli.session import database

HELP = "đối chiếu chuỗi nhật ký, cây đơn vị và mọi số tổng hợp; mã 1 khi có sai khác"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - one signature for all commands
    """Verify the audit chain, the lineage and every stored total; name what differs."""
    with database():
        from thidua.audit.queries import verify_chain
        from thidua.figures.check import differences
        from thidua.org.queries.lineage import lineage_differences

        found = 0
        for what, look in (
            ("Chuỗi nhật ký", verify_chain),
            ("Cây đơn vị", lineage_differences),
            ("Số tổng hợp", differences),
        ):
            lines = look()
            found += len(lines)
            print(f"{what}: {f'{len(lines)} sai khác' if lines else 'khớp'}")
            for line in lines:
                print(f"  {line}")
        return 1 if found else 0
