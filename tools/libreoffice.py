"""Install Debian's LibreOffice where that is possible: some tests let another program open what we write.

Tests that need it are skipped, with a reason, where it is missing.
"""

from __future__ import annotations

import shutil
import sys

import chromium


def main() -> int:
    """Return 0 in any case: nothing of the application needs it."""
    if not shutil.which("soffice"):
        chromium.install("libreoffice-calc-nogui", "libreoffice-writer-nogui")
    if not shutil.which("soffice"):
        print("TESTS WITH LIBREOFFICE SKIPPED: it is not installed", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
