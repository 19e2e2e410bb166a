"""One throw-away PostgreSQL for a whole test run, one database of it for each worker.

The process that was started by hand owns the server, its workers are told where it listens. Migrations run
once, into a template; each worker's database is a clone of it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import translation
from psycopg import sql
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from thidua.cli.postgres import Postgres

FOLDER = "THIDUA_TEST_FOLDER"
TEMPLATE = "thidua_template"
SERVER = pytest.StashKey[Postgres]()

# The cores are shared with servers under test: a slow example is not a wrong one.
hypothesis.settings.register_profile("thidua", deadline=None)
hypothesis.settings.load_profile("thidua")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder; with several workers also the server, which must outlive each of them."""
    settings.CATALOGUE_SECONDS = float("inf")  # a look at the clock would make counts of statements uneven
    # Passwords are worked as in use, but not for as long.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
    if hasattr(config, "workerinput"):
        return
    folder = Path(tempfile.mkdtemp(prefix="thidua-test-"))
    folder.chmod(0o755)
    os.environ[FOLDER] = str(folder)
    config.stash[SERVER] = Postgres(folder / "data", durable=False)
    if config.getoption("numprocesses", None):
        config.stash[SERVER].start(with_parent=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if hasattr(config, "workerinput") or SERVER not in config.stash:
        return
    server = config.stash[SERVER]
    server.stop()
    for folder in (os.environ.pop(FOLDER), server.place.root, server.place.sockets):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Leave catalogue and forms, in the database and in memory, as the next test expects them."""
    yield
    from tests.factories.catalogue import after_a_test

    needed = nextitem is not None and not _commits(nextitem)
    after_a_test(item.config.stash[blocking_manager_key], emptied=_commits(item), needed=needed)


def _commits(item: pytest.Item) -> bool:
    """Whether a test writes for other connections to see, so that the tables are emptied after it."""
    named = {"transactional_db", "live_server"}.intersection(getattr(item, "fixturenames", ()))
    return bool(named) or any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))


@pytest.fixture(scope="module")
def module_db(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let module-scoped fixtures write a world once, in which each test of the module has a savepoint of its own.

    Such a fixture asks for this one, and tests get its world from a function-scoped fixture that asks for it and
    for `db` and returns a deep copy: what a test does to objects is undone like what it does to rows. A day on
    which both stand is set by `override_settings` around its `yield`. One world stands at a time: no test of the
    module may found another beside it, nor commit.
    """
    from django.db import transaction
    from django.db.transaction import Atomic

    from thidua.indicators.queries import clear_catalogue

    if any(_commits(item) for item in request.session.items if item.path == request.path):
        raise RuntimeError("A test of this module commits; move it to a module that shares no world.")
    whole = Atomic(using=None, savepoint=True, durable=False)
    whole._from_testcase = True  # as Django marks its own: services that must begin a transaction may
    with django_db_blocker.unblock(), whole:
        yield
        transaction.set_rollback(True)
    clear_catalogue()


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """A page that was asked for in English leaves its language behind in the thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Postgres:
    """Return the running server of this test run."""
    server = request.config.stash.get(SERVER, None)
    if server is None:
        server = Postgres(Path(os.environ[FOLDER]) / "data", durable=False)
    server.start(with_parent=True)
    return server


@pytest.fixture(scope="session")
def django_db_setup(postgres: Postgres, worker_id: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point Django at this worker's own clone of the migrated template."""
    from django.db import connections

    name = f"thidua_{worker_id}"
    with (
        psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin,
        (Path(os.environ[FOLDER]) / "template.lock").open("w") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            admin.execute("DROP DATABASE IF EXISTS building")
            admin.execute("CREATE DATABASE building")
            with django_db_blocker.unblock():
                _point_django_at(postgres, "building")
                _migrate()
                connections["default"].close()
            admin.execute(f"ALTER DATABASE building RENAME TO {TEMPLATE}")
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    _point_django_at(postgres, name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def _point_django_at(postgres: Postgres, name: str) -> None:
    from django.db import connections

    wrapper = connections["default"]
    wrapper.close()
    wrapper.settings_dict |= {"NAME": name, "HOST": str(postgres.place.sockets), "USER": "thidua"}
    # The short patience of pages is for pages: tests load whole demonstrations, on cores that others use too.
    wrapper.settings_dict["OPTIONS"]["options"] = "-c statement_timeout=10min"
    # A test's threads open their own connections; a pool would keep some beyond the test.
    wrapper.settings_dict["OPTIONS"].pop("pool", None)


def _migrate() -> None:
    from django.core.management import call_command

    from tests.factories.catalogue import installed
    from tests.factories.migrating import light_states

    with light_states():
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    # Nearly every test needs the catalogue: once for all of them is half a second less for each.
    installed()
