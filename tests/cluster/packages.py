"""What the test needs of the machine, taken from Debian where it is not there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from tests.cluster.network import NotPossible

# Debian's package by the program that it brings. Its PostgreSQL is 15 in Debian 12, older than the application
# takes: the nodes run the binaries that the application brings along.
PACKAGES = {
    "patroni": "patroni",
    "etcd": "etcd-server",
    "haproxy": "haproxy",
    "ip": "iproute2",
    "setpriv": "util-linux",
}
USER, USERS_PACKAGE = "postgres", "postgresql-common"
# How Debian's Patroni speaks to etcd.
CLIENT = Path("/usr/lib/python3/dist-packages/etcd"), "python3-etcd"


def install_packages() -> None:
    """Install what is missing; raises NotPossible that names what could not be installed."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        raise NotPossible("it lays a network and runs three machines in it: start it as root on Linux")
    missing = _missing()
    if missing and shutil.which("apt-get"):
        print(f"installing {', '.join(missing)} …", flush=True)
        for command in (("update",), ("install", "--yes", "--no-install-recommends", *missing)):
            subprocess.run(
                ["apt-get", "--quiet", "--quiet", *command],
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                stdout=subprocess.DEVNULL,
                check=False,
            )
    missing = _missing()
    if missing:
        raise NotPossible(f"these of Debian's packages are not there and could not be installed: {', '.join(missing)}")


def versions() -> str:
    """What was found, in one line."""
    asked = (("patroni", "--version"), ("etcd", "--version"), ("haproxy", "-v"))
    said = (subprocess.run(ask, capture_output=True, text=True, check=False).stdout for ask in asked)
    return " · ".join(lines.splitlines()[0].split(" 20")[0] for lines in said if lines)


def _missing() -> list[str]:
    missing = [package for program, package in PACKAGES.items() if _path(program) is None]
    client, package = CLIENT
    if not client.exists():
        missing.append(package)
    try:
        pwd.getpwnam(USER)
    except KeyError:
        missing.append(USERS_PACKAGE)
    return missing


def _path(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
