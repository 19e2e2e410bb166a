"""`thidua restore FILE`: bring a backup back into an empty place; `--until` brings an archive back to a moment."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

HELP = "khôi phục một bản sao lưu vào nơi còn trống; với --until, trở về một thời điểm"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the backup, or the archive and the moment."""
    parser.add_argument("file", type=Path, metavar="FILE", help="bản sao lưu; với --until là thư mục lưu trữ")
    parser.add_argument(
        "--until", metavar="MOMENT", help="«2026-11-22 10:15:00» giờ Việt Nam, hoặc latest: đến hết những gì đã lưu trữ"
    )


def run(options: argparse.Namespace) -> int:
    """Restore; the exit code is that of `thidua check`, with which it ends."""
    started = time.perf_counter()
    if options.until:
        from thidua.cli.backups.recovery import recover

        found = recover(options.file.absolute(), options.until)
    else:
        from thidua.cli.backups.restoring import restore_backup

        found = restore_backup(options.file.absolute())
    result = "có sai khác, xem ở trên" if found else "mọi số liệu khớp"
    print(f"Đã khôi phục trong {time.perf_counter() - started:.1f} giây: {result}.")
    return found
