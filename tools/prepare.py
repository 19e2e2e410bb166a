"""Prepare a checkout from nothing but Python, Node and make: environment, assets, message catalogues.

Runs on the system's Python and imports nothing but the standard library. Each step leaves a stamp in
`build/stamps` with a digest of what it was made from, so that a second run costs milliseconds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import icons

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
STAMPS = BUILD / "stamps"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class SetupError(Exception):
    """A step failed; the sentence says what to do."""


@dataclass(frozen=True)
class Step:
    """One thing to make: what it is called, from which files, what proves that it is there, and how."""

    name: str
    sources: tuple[Path, ...]
    result: Path
    make: Callable[[], None]
    facts: Callable[[], str] = str  # what else it is made from

    def digest(self) -> str:
        """Return a digest of the sources and of the Python that runs, since the environment holds both."""
        total = hashlib.sha256(sys.version.encode())
        for source in self.sources:
            total.update(source.name.encode() + b"\0" + source.read_bytes())
        total.update(self.facts().encode())
        return total.hexdigest()


def run(*command: str | Path, quiet: bool = True) -> None:
    """Run a command in the checkout; on failure show what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"{' '.join(str(part) for part in command)}\n{(done.stdout or '').strip()}")


def make_environment() -> None:
    """Create `.venv` and install the lock; uv does it in seconds, pip where uv cannot reach its index."""
    shutil.rmtree(VENV, ignore_errors=True)
    run(sys.executable, "-m", "venv", VENV)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", "-q", "-r")
    try:
        run(*pip, "requirements-uv.txt")
        run(PYTHON, "-m", "uv", "pip", "install", "-q", "--require-hashes", "-r", "requirements-dev.txt")
    except SetupError:
        run(*pip, "requirements-dev.txt")


def install_project() -> None:
    """Install the project itself as editable, with the locked setuptools and no network."""
    options = ("--no-build-isolation", "--no-deps", "-q", "-e", ".")
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", "install", *options)


def fetch_browser_libraries() -> None:
    """Install the browser libraries of the lock into `node_modules`."""
    if not shutil.which("npm"):
        raise SetupError("npm is missing: install Node.js 18 or newer")
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def copy_assets() -> None:
    """Copy what the pages use into `build/assets`."""
    run(PYTHON, "tools/assets.py")


def used_icons() -> str:
    """Return the names of the icons that the pages use: a new one needs a new font."""
    style = ROOT / "node_modules" / "@tabler" / "icons-webfont" / "dist" / "tabler-icons.min.css"
    return " ".join(sorted(icons.used(style.read_text(encoding="utf-8"))))


def compile_messages() -> None:
    """Compile the message catalogues; babel's compiler needs no GNU gettext on the machine."""
    run(VENV / "bin" / "pybabel", "-q", "compile", "-D", "django", "-d", "locale")
    (BUILD / "messages").touch()


def steps() -> Iterable[Step]:
    """Return the steps in order."""
    lock, npm_lock = ROOT / "requirements-dev.txt", ROOT / "package-lock.json"
    project, tools = ROOT / "pyproject.toml", ROOT / "tools"
    asset_sources = (npm_lock, tools / "assets.py", tools / "icons.py")
    catalogues = tuple(sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")))
    return (
        Step("Python packages", (lock, ROOT / "requirements-uv.txt"), PYTHON, make_environment),
        Step("the project", (lock, project), VENV / "bin" / "thidua", install_project),
        Step("browser libraries", (npm_lock,), ROOT / "node_modules", fetch_browser_libraries),
        Step("assets", asset_sources, BUILD / "assets" / "vendor", copy_assets, used_icons),
        *([Step("messages", catalogues, BUILD / "messages", compile_messages)] if catalogues else []),
    )


def main() -> int:
    """Do the steps that are out of date; return the exit code."""
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make demo` and `make test` may start together
        for step in steps():
            stamp = STAMPS / step.name.replace(" ", "-")
            digest = step.digest()
            if step.result.exists() and stamp.exists() and stamp.read_text() == digest:
                continue
            print(f"· {step.name}", flush=True)
            stamp.unlink(missing_ok=True)
            try:
                step.make()
            except SetupError as error:
                print(f"Set-up stopped at {step.name}:\n{error}", file=sys.stderr)
                return 1
            stamp.write_text(digest)
    return 0


if __name__ == "__main__":
    os.environ["PYTHONUTF8"] = "1"
    sys.exit(main())
