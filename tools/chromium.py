"""Find a Chromium for the browser tests, or install Debian's where that is possible.

`--found` only answers by its exit code. In continuous integration (CI=true) a missing browser is a failure,
elsewhere the browser tests are left out, and that is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """Return the path of an installed browser; the variable CHROMIUM goes before all."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install(*packages: str) -> None:
    """Install packages of Debian; without root rights only where sudo asks for no password."""
    if not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        return
    print(f"· {', '.join(packages)}, by apt-get", flush=True)
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *arguments]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def main() -> int:
    """Return 0 when the tests may go on."""
    if "--found" in sys.argv:
        return 0 if find() else 1
    if not find():
        install("chromium")
    if find():
        return 0
    print("BROWSER TESTS SKIPPED: no Chromium found; install one or name it by CHROMIUM=/path", file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
