"""`thidua prepare`: bring the schema up to date; with `--demo` also the demonstration federation."""

from __future__ import annotations

import argparse

from thidua.cli.refusal import Refusal
from thidua.cli.session import database

HELP = "cập nhật cấu trúc cơ sở dữ liệu; serve và demo tự gọi lệnh này"

OLDEST_POSTGRESQL = 160_000
# Any number will do, as long as every preparing process asks for the same one.
ADVISORY_LOCK = 7_447_001


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the demonstration's data on request."""
    parser.add_argument("--demo", action="store_true", help="nạp thêm dữ liệu mẫu")


def run(options: argparse.Namespace) -> int:
    """Migrate under a lock, so that two starting servers do not migrate at the same time."""
    with database(schema=False):
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        with connection.cursor() as cursor:
            version = connection.connection.info.server_version
            if version < OLDEST_POSTGRESQL:
                raise Refusal(f"Cần PostgreSQL 16 trở lên, máy chủ này là {version // 10_000}.")
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            from thidua.emulation.movements.services.deadlines import install_deadlines
            from thidua.indicators.services import install_catalogue, install_forms

            install_catalogue()
            install_forms()
            install_deadlines()
            if options.demo:
                from thidua.cli import demodata

                demodata.ensure(settings.THIDUA_STORY)
            _tell_how_to_begin()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    return 0


def _tell_how_to_begin() -> None:
    """While nobody has an account, say which address opens the first-run page."""
    from thidua.people.models import User
    from thidua.people.rules import first_run_code

    if not User.objects.exists():
        print(f"Chưa có tài khoản nào. Thiết lập lần đầu tại: /bat-dau/?ma={first_run_code()}", flush=True)
