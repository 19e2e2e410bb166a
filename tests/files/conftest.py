"""Files of tests go to a folder of their own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path: Path) -> Path:
    """Where the bytes lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"
