"""`thidua demo`: run a demonstration federation that needs nothing but this checkout."""

from __future__ import annotations

import argparse
import os

from thidua.cli.server import serve

HELP = "chạy bản trình diễn với dữ liệu mẫu"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the port and the story."""
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định %(default)s)")
    stories = "2024: một kỳ báo cáo; 2025: sắp xếp tổ chức của Hà Nội (dùng một thư mục dữ liệu riêng)"
    parser.add_argument("--story", choices=("2024", "2025"), default="2024", help=stories)


def run(options: argparse.Namespace) -> int:
    """Serve the demonstration on this machine alone: its sign-in asks for no password."""
    os.environ |= {"THIDUA_MODE": "local", "THIDUA_STORY": options.story}
    return serve(host="127.0.0.1", port=options.port, demo=True)
