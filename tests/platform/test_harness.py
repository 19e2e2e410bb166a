"""The test harness itself."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from tests.conftest import TEMPLATE
from thidua.cli.postgres import Postgres

OWN = "migrated_as_installed"


@pytest.mark.django_db
def test_tests_run_on_a_postgresql_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
        version, fsync = cursor.fetchone()

    assert version >= 160_000
    assert fsync == "off"


@pytest.mark.skipif(not os.environ.get("THIDUA_PROVE"), reason="migrates once more: make prove")
def test_the_template_is_what_the_program_migrates_to(django_db_setup: None, postgres: Postgres) -> None:
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {OWN}")
        try:
            subprocess.run(
                [sys.executable, "-m", "thidua.cli.main", "prepare"],
                env=os.environ | {"DATABASE_URL": postgres.admin_url(OWN)},
                check=True,
            )
            assert _schema(postgres, OWN) == _schema(postgres, TEMPLATE)
        finally:
            admin.execute(f"DROP DATABASE {OWN} WITH (FORCE)")


def _schema(postgres: Postgres, database: str) -> list[str]:
    """What makes the tables; the lines that lock a dump against strangers carry a secret of their own."""
    dump = [postgres.place.binaries / "bin" / "pg_dump", "--schema-only", postgres.admin_url(database)]
    lines = subprocess.run(dump, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if not line.startswith(("\\restrict", "\\unrestrict"))]
