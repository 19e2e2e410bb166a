"""`thidua backup FILE`: everything of the installation in one file, while people work."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from thidua.cli.refusal import Refusal
from thidua.cli.session import database

if TYPE_CHECKING:
    from thidua.cli.backups.manifest import Manifest

HELP = "sao lưu cơ sở dữ liệu và tệp đính kèm vào một tệp, trong khi mọi người vẫn làm việc"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the file, or what is made instead of one."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE", help="tệp sẽ ghi; không ghi đè tệp đã có")
    what.add_argument(
        "--base", action="store_true", help="lập bản gốc trong THIDUA_WAL_ARCHIVE để khôi phục đến một thời điểm"
    )
    what.add_argument("--scheduled", action="store_true", help="như tiến trình nền làm, trong THIDUA_BACKUP_DIR")


def run(options: argparse.Namespace) -> int:
    """Make it; 1 when an attached file was missing or changed (the backup is made without hiding it)."""
    started = time.perf_counter()
    with database(schema=False):
        if options.base:
            from thidua.cli.backups.base import make_base

            print(f"Đã lập bản gốc {make_base()} trong {time.perf_counter() - started:.1f} giây.")
            return 0
        if options.scheduled:
            from thidua.cli.backups.scheduling import make_scheduled

            return _made(*make_scheduled(), started)
        from thidua.cli.backups.making import make_and_record

        target = options.file.absolute()
        if not target.parent.is_dir():
            raise Refusal(f"Không có thư mục {target.parent}. Hãy tạo thư mục hoặc chọn nơi khác.")
        return _made(target, make_and_record(target), started)


def _made(target: Path, manifest: Manifest, started: float) -> int:
    megabytes = target.stat().st_size / 1_000_000
    print(f"Đã sao lưu vào {target}: {megabytes:.1f} MB, {time.perf_counter() - started:.1f} giây.")
    for digest in manifest.broken_files:
        print(f"Tệp đính kèm {digest} đã mất hoặc bị sửa trên đĩa.", file=sys.stderr)
    return 1 if manifest.broken_files else 0
