"""`thidua scale`: a synthetic country of national size in an empty installation."""

from __future__ import annotations

import argparse
import time

from thidua.cli.refusal import Refusal
from thidua.cli.session import database

HELP = "dựng một quốc gia mẫu (mặc định 120.000 công đoàn cơ sở, 12 tháng) trong bản cài đặt trống"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the size, the year, the seed, and a password for its accounts."""
    parser.add_argument("--units", type=int, default=120_000, metavar="SỐ", help="số công đoàn cơ sở")
    parser.add_argument("--months", type=int, default=12, metavar="SỐ", help="số tháng có báo cáo")
    parser.add_argument("--indicators", type=int, default=60, metavar="SỐ", help="số chỉ tiêu của mỗi báo cáo")
    parser.add_argument("--year", type=int, default=2024, metavar="NĂM", help="năm của các báo cáo")
    parser.add_argument("--seed", type=int, default=1, metavar="SỐ", help="cùng một số cho cùng một quốc gia")
    parser.add_argument("--password", metavar="MẬT-KHẨU", help="mật khẩu chung cho các tài khoản mẫu")


def run(options: argparse.Namespace) -> int:
    """Build the country and say at what rate; refuse where there are units already."""
    started = time.perf_counter()
    with database():
        from thidua.cli.scale import Size, build
        from thidua.cli.scale.people import ACCOUNTS
        from thidua.core.errors import DomainError

        size = Size(options.units, options.months, options.indicators, options.year, options.seed)
        try:
            country = build(size, say=_say, password=options.password)
        except DomainError as error:
            raise Refusal(error.sentence) from error
    print(
        f"Đã dựng {country.units} đơn vị, {country.reports} báo cáo, {len(country.indicators)} chỉ tiêu"
        f" trong {time.perf_counter() - started:.0f} giây."
    )
    print("Các tài khoản mẫu:")
    for account in ACCOUNTS:
        print(f"  {account.username:<18} {account.role.label} tại {account.unit}")
    if options.password is None:
        print("Các tài khoản này chưa có mật khẩu; hãy đặt bằng `thidua user password TÊN`.")
    return 0


def _say(what: str, count: int, seconds: float) -> None:
    print(f"{count:>12} {what}: {seconds:.1f} giây, {count / max(seconds, 0.001):,.0f} mỗi giây", flush=True)
