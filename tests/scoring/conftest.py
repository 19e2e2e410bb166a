"""Running `thidua score` and finding the tables and results that come with the system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from thidua.cli.main import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "scoring"
SHIPPED = ROOT / "src" / "thidua" / "scoring" / "examples"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `thidua score …` in this process; answers the exit code, what was printed, what was said of errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["score", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
