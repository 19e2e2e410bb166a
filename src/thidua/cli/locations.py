"""Where the embedded PostgreSQL may live.

PostgreSQL refuses to run as root. Started by root, it runs as an unprivileged user, who must be able to
pass every folder on the way to the binaries and to the data. A checkout under a closed home or temporary
folder is not such a place; then both live under a place that is, and the data folder remembers which.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Where root may put what its unprivileged user must reach, the lasting place first.
SHELTERS = (Path("/var/lib/thidua"), Path("/var/tmp/thidua"))  # noqa: S108 - owned by root, mode 0755
USERS = ("thidua", "postgres", "nobody")
# A unix socket's path may have 107 bytes; its file name takes 14 of them.
LONGEST_SOCKET_FOLDER = 90


@dataclass(frozen=True)
class Place:
    """The folders of one server and the user it runs as (None: the present one)."""

    root: Path
    binaries: Path
    sockets: Path
    user: int | None = None
    group: int | None = None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.root / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "postgres.log"


def choose_place(data: Path, binaries: Path) -> Place:
    """Return the place of the server of a data folder, and make its folders."""
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        root = _private(data / "postgres")
        return Place(root, binaries, _socket_folder(root))
    account = _unprivileged_account()
    root = _private(_root_of_cluster(data, account), account)
    if not _may_read(account, binaries / "bin" / "postgres"):
        binaries = _sheltered_binaries(binaries, account)
    return Place(root, binaries, _socket_folder(root, account), account.pw_uid, account.pw_gid)


def _unprivileged_account() -> pwd.struct_passwd:
    for name in USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError(f"root needs one of these users to run PostgreSQL as: {', '.join(USERS)}")


def _root_of_cluster(data: Path, account: pwd.struct_passwd) -> Path:
    """Return the data folder's own `postgres`, or the shelter that it points at, or a new shelter."""
    pointer = data / "postgres-lives-in"
    if pointer.exists():
        return Path(pointer.read_text().strip())
    if _may_pass(account, data):
        return data / "postgres"
    shelter = Path(tempfile.mkdtemp(prefix=f"{data.name}-", dir=_shelter(account)))
    pointer.write_text(f"{shelter}\n")
    print(
        f"Người dùng hệ thống «{account.pw_name}» không vào được {data}; cơ sở dữ liệu được đặt ở {shelter}",
        file=sys.stderr,
    )
    return shelter


def _sheltered_binaries(binaries: Path, account: pwd.struct_passwd) -> Path:
    """Return a copy of the binaries that the user may run; made once for each build of them."""
    server = binaries / "bin" / "postgres"
    build = hashlib.sha256(f"{server.stat().st_size} {server.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = _shelter(account) / f"binaries-{build}"
    if not copy.exists():
        print(
            f"Người dùng hệ thống «{account.pw_name}» không vào được {binaries}; "
            f"chương trình PostgreSQL được chép sang {copy}",
            file=sys.stderr,
        )
        building = Path(tempfile.mkdtemp(prefix="binaries-new-", dir=copy.parent))
        shutil.copytree(binaries, building, symlinks=True, dirs_exist_ok=True)
        building.chmod(0o755)
        building.rename(copy)
    return copy


def _shelter(account: pwd.struct_passwd) -> Path:
    for shelter in SHELTERS:
        try:
            shelter.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        # In a folder where everybody may write, a stranger could have made it before us.
        if shelter.stat().st_uid == 0 and not shelter.is_symlink() and _may_pass(account, shelter):
            return shelter
    raise PermissionError(f"«{account.pw_name}» may pass none of {', '.join(map(str, SHELTERS))}")


def _private(folder: Path, account: pwd.struct_passwd | None = None) -> Path:
    """Make a folder that only the server's user (and root) may open."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _socket_folder(root: Path, account: pwd.struct_passwd | None = None) -> Path:
    """Return a private folder for the socket; a deep data folder gets one under the temporary folder."""
    inside = root / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return _private(inside, account)
    owner = account.pw_uid if account else os.geteuid()
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    folder = Path("/tmp") / f"thidua-{owner}-{digest}"  # noqa: S108 - checked for its owner below
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise PermissionError(f"{folder} belongs to somebody else; remove it")
    return _private(folder, account)


def _may_pass(account: pwd.struct_passwd, folder: Path) -> bool:
    """Return whether the user may enter a folder and every folder above it, by their modes."""
    folder = folder.resolve()
    return all(_allowed(account, part, stat.S_IXOTH) for part in (folder, *folder.parents))


def _may_read(account: pwd.struct_passwd, program: Path) -> bool:
    """Return whether the user may reach and run a program."""
    return _may_pass(account, program.parent) and _allowed(account, program.resolve(), stat.S_IXOTH)


def _allowed(account: pwd.struct_passwd, path: Path, right: int) -> bool:
    found = path.stat()
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & (right << 6))
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & (right << 3))
    return bool(found.st_mode & right)
