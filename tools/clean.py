"""Remove what set-up, tests and demonstrations made, also databases that live outside the checkout."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Remove everything that `.gitignore` names."""
    for pointer in (ROOT / "build").glob("*/postgres-lives-in"):
        shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
    for folder in (".venv", "node_modules", "build", "src/thidua.egg-info"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    for catalogue in (ROOT / "locale").glob("*/LC_MESSAGES/*.mo"):
        catalogue.unlink()


if __name__ == "__main__":
    main()
