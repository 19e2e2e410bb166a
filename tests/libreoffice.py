"""LibreOffice, where it is installed: what people's own programs make of our files. Never a dependency."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAM = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed here")


def converted(content: bytes, suffix: str, to: str) -> bytes:
    """A file of one kind saved as another: `converted(content, ".xlsx", "ods")`."""
    assert PROGRAM
    with tempfile.TemporaryDirectory(prefix="thidua-office-") as folder:
        here = Path(folder)
        source, made = here / f"tep{suffix}", here / "made"
        source.write_bytes(content)
        # A profile of its own: two instances at once refuse to share one.
        profile = f"-env:UserInstallation={(here / 'profile').as_uri()}"
        command = [PROGRAM, profile, "--headless", "--convert-to", to, "--outdir", str(made), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (made / f"tep.{to.partition(':')[0]}").read_bytes()
