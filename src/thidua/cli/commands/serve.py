"""`thidua serve`: run the federation's own installation."""

from __future__ import annotations

import argparse
import os

from thidua.cli import environment
from thidua.cli.refusal import Refusal
from thidua.cli.server import serve
from thidua.cli.session import set_up_django

HELP = "chạy hệ thống: cơ sở dữ liệu, tiến trình nền, máy chủ web"

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định %(default)s)")
    parser.add_argument(
        "--no-worker", action="store_true", help="không chạy tiến trình nền; máy khác chạy `thidua worker`"
    )


def run(options: argparse.Namespace) -> int:
    """Serve; other machines can reach it only in production mode, which takes no unsafe setting."""
    if options.host not in LOOPBACK:
        os.environ.setdefault("THIDUA_MODE", "production")
    if environment.text("THIDUA_MODE", "local") == "production":
        _refuse_unsafe_settings()
    if options.no_worker and not environment.text("DATABASE_URL"):
        raise Refusal("--no-worker chỉ dùng với cơ sở dữ liệu chung của nhiều máy; hãy đặt DATABASE_URL.")
    return serve(host=options.host, port=options.port, demo=False, worker=not options.no_worker)


def _refuse_unsafe_settings() -> None:
    set_up_django()
    from thidua.cli.safety import unsafe_settings

    findings = unsafe_settings()
    if findings:
        listed = "".join(f"\n  - {finding}" for finding in findings)
        raise Refusal(f"Không khởi động ở chế độ vận hành chính thức vì thiết lập chưa an toàn:{listed}")
