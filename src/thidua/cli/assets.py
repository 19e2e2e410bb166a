"""Collects the static files under hashed names, when they differ from those collected last."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from thidua.cli.environment import REPOSITORY
from thidua.cli.session import run_child

SOURCES = (REPOSITORY / "static", REPOSITORY / "build" / "assets")
COLLECTED = REPOSITORY / "build" / "static"


def collect() -> None:
    """Run `collectstatic` if any source file is newer, gone or new."""
    stamp = COLLECTED / ".sources"
    digest = _digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    # Nothing is cleared: names carry hashes, and another server of this checkout may be serving the older ones.
    run_child("manage", "collectstatic", "--noinput", "-v", "0")
    stamp.write_text(digest)


def _digest() -> str:
    total = hashlib.sha256()
    for source in SOURCES:
        for folder, _, names in sorted(os.walk(source)):
            for path in (Path(folder) / name for name in sorted(names)):
                found = path.stat()
                total.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return total.hexdigest()
