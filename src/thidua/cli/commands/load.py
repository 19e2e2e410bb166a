"""`thidua load FILE`: take in a federation's units, targets and reports, all or nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from thidua.cli.refusal import Refusal, read_file
from thidua.cli.session import database

if TYPE_CHECKING:
    from thidua.people.models import User

HELP = "nạp một liên đoàn từ tệp JSON (đơn vị, chỉ tiêu, báo cáo), được tất cả hoặc không gì cả"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the file and on whose behalf it is loaded."""
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp theo docs/federation-format.md")
    parser.add_argument("--as", dest="username", metavar="USER", help="tài khoản tiếp nhận các báo cáo")


def run(options: argparse.Namespace) -> int:
    """Load the file; 1 when it has bad entries (each is named, nothing is written), 2 when it cannot be read."""
    from thidua.core.json_reading import LARGEST_FILE

    raw = read_file(options.file, most=LARGEST_FILE)
    with database():
        from thidua.cli.federation.loading import load_federation
        from thidua.cli.federation.shape import read_federation
        from thidua.core.errors import BadEntries, DomainError

        by = _user(options.username)
        try:
            loaded = load_federation(read_federation(raw), by=by)
        except BadEntries as error:
            print(error.sentence, file=sys.stderr)
            for entry in error.entries:
                print(f"{entry.path}: {entry.sentence}", file=sys.stderr)
            return 1
        except DomainError as error:
            raise Refusal(error.sentence) from error
    print(f"Đã nạp {loaded.units} đơn vị, {loaded.targets} chỉ tiêu, {loaded.reports} báo cáo của {loaded.periods} kỳ.")
    return 0


def _user(username: str | None) -> User | None:
    from thidua.people.models import User

    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refusal(f"Không có tài khoản «{username}» đang dùng. Hãy tạo bằng `thidua user`.")
    return user
