"""The test harness itself."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_run_on_a_postgresql_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
        version, fsync = cursor.fetchone()

    assert version >= 160_000
    assert fsync == "off"
