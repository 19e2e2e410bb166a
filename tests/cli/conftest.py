"""Running the command line inside the test's own database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factories.catalogue import installed
from thidua.cli.main import main

Run = Callable[..., tuple[int, str, str]]
Load = Callable[[Any], tuple[int, str, str]]


@pytest.fixture
def command(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `thidua …` in this process; answers the exit code, what was printed, and what was said of errors."""
    # Django is connected to the test's database already; this only keeps the launcher from starting its own.
    monkeypatch.setenv("DATABASE_URL", "postgresql:///test")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def catalogue_installed(db: None) -> None:
    installed()


@pytest.fixture
def load(catalogue_installed: None, command: Run, tmp_path: Path) -> Load:
    """Write a federation's file (an object, or bytes as they are) and load it."""

    def run(content: Any) -> tuple[int, str, str]:
        path = tmp_path / "federation.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return command("load", str(path))

    return run
