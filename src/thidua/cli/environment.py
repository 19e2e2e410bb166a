"""Typed reading of environment variables, so that a wrong value is named when the program starts."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from thidua.cli.refusal import Refusal

REPOSITORY = Path(__file__).resolve().parents[3]


class BadEnvironment(Refusal):
    """An environment variable holds a value that the program cannot use."""


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks; an empty value counts as absent."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no variable: 1, true, yes, on / 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}") from None


def day(name: str, default: date | None = None) -> date | None:
    """Return a day written as 2024-05-18."""
    value = text(name)
    try:
        return date.fromisoformat(value) if value else default
    except ValueError:
        raise BadEnvironment(f"{name} must be a day such as 2024-05-18, not {value!r}") from None


def names(name: str) -> list[str]:
    """Return a comma-separated list."""
    return [part for part in (item.strip() for item in text(name).split(",")) if part]


def folder(name: str, default: Path) -> Path:
    """Return a folder as an absolute path; a relative one counts from the working directory."""
    return Path(text(name, str(default))).expanduser().absolute()


def database(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Parse `postgresql://user:password@host:port/name?option=value` for Django.

    A unix socket is given as `postgresql://user@/name?host=/folder`. Every query option but `host` and
    `port` is passed to libpq as it is (`sslmode`, `sslrootcert`, ...).
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadEnvironment(f"{variable} must begin with postgresql://; no other database is supported")
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or options.pop("port", ""))
    except ValueError:
        raise BadEnvironment(f"{variable} holds a port that is not a number") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "thidua",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": options,
    }


def data_folder() -> Path:
    """Return the folder that holds everything of one installation: database, files, secret key."""
    return folder("THIDUA_DATA", REPOSITORY / "build" / "data")


def files_folder() -> Path:
    """Return the folder that holds the files that people attach."""
    return data_folder() / "files"
