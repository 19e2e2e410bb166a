"""A database of its own for measuring, on the embedded server with durable commits.

With `BENCH_DATA=build/x` the country that `thidua scale` built in that folder is measured, and changed by it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from thidua.cli.postgres import Postgres


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Start a durable server in a temporary folder, migrate it, and leave nothing behind."""
    if given := os.environ.get("BENCH_DATA"):
        from thidua.cli.session import database as of_folder

        os.environ["THIDUA_DATA"] = str(Path(given).resolve())
        with of_folder():
            yield
        return
    folder = Path(tempfile.mkdtemp(prefix="thidua-bench-"))
    folder.chmod(0o755)
    server = Postgres(folder / "data")
    server.start(with_parent=True)
    os.environ |= {
        "DATABASE_URL": server.url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "THIDUA_PROCESS": "command",
        "THIDUA_DATA": str(folder),
    }
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()
        for leftover in (folder, server.place.root, server.place.sockets):
            shutil.rmtree(leftover, ignore_errors=True)
