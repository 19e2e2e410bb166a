"""Where the embedded PostgreSQL may live.

PostgreSQL refuses to run as root. Started by root, it runs as an unprivileged user, who must be able to
pass every folder on the way to the binaries and to the data. A checkout under a closed home or temporary
folder is not such a place; then both live under a place that is, and the data folder remembers which.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from thidua.cli.refusal import Refusal

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
    try:
        data.mkdir(parents=True, exist_ok=True)
        return _place_of_root(data, binaries) if os.geteuid() == 0 else _place_of_a_user(data, binaries)
    except PermissionError as error:
        raise Refusal(
            f"Không có quyền với {error.filename}. Hãy chạy bằng người dùng đã tạo thư mục dữ liệu {data}, "
            f"hoặc chọn thư mục khác bằng THIDUA_DATA."
        ) from error


def _place_of_a_user(data: Path, binaries: Path) -> Place:
    root = _private(data / "postgres")
    return Place(root, binaries, _socket_folder(root))


def _place_of_root(data: Path, binaries: Path) -> Place:
    pointer = data / "postgres-lives-in"
    root = Path(pointer.read_text().strip()) if pointer.exists() else data / "postgres"
    account = _account_for(root / "cluster")
    if not pointer.exists() and not may_pass(account, data):
        root = _sheltered_root(data, account)
        pointer.write_text(f"{root}\n")
    _private(root, account)
    if not _may_run(account, binaries / "bin" / "postgres"):
        binaries = _sheltered_binaries(binaries, account)
    return Place(root, binaries, _socket_folder(root, account), account.pw_uid, account.pw_gid)


def _account_for(cluster: Path) -> pwd.struct_passwd:
    """Return the owner of an existing database, else an unprivileged user of this machine."""
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    for name in USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Refusal(f"PostgreSQL không chạy bằng root; máy này cần một trong các người dùng: {', '.join(USERS)}.")


def _sheltered_root(data: Path, account: pwd.struct_passwd) -> Path:
    if (data / "postgres" / "cluster").exists():
        raise Refusal(
            f"Người dùng hệ thống «{account.pw_name}» không còn vào được {data}, nơi đang có cơ sở dữ liệu. "
            f"Hãy mở quyền đi qua các thư mục trên đường dẫn (chmod o+x), hoặc chuyển thư mục về chỗ cũ."
        )
    root = Path(tempfile.mkdtemp(prefix=f"{data.name}-", dir=_shelter(account)))
    print(
        f"Người dùng hệ thống «{account.pw_name}» không vào được {data}; cơ sở dữ liệu được đặt ở {root}",
        file=sys.stderr,
    )
    return root


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
        # The wheel keeps shared libraries in a folder beside the package, found by a relative path.
        package = binaries.parent
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(binaries, building / package.name / binaries.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, building / libraries.name, symlinks=True)
        for folder in (building, building / package.name):
            folder.chmod(0o755)
        building.rename(copy)
    return copy / binaries.parent.name / binaries.name


def _shelter(account: pwd.struct_passwd) -> Path:
    for shelter in SHELTERS:
        try:
            shelter.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        # In a folder where everybody may write, a stranger could have made it before us.
        if shelter.stat().st_uid == 0 and not shelter.is_symlink() and may_pass(account, shelter):
            return shelter
    raise Refusal(f"«{account.pw_name}» không vào được nơi nào trong số {', '.join(map(str, SHELTERS))}.")


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
        raise Refusal(f"{folder} thuộc người dùng khác; hãy xóa nó.")
    return _private(folder, account)


def may_pass(account: pwd.struct_passwd, folder: Path) -> bool:
    """Return whether the user may enter a folder and every folder above it, by their modes."""
    folder = folder.resolve()
    return all(_allowed(account, part, stat.S_IXOTH) for part in (folder, *folder.parents))


def _may_run(account: pwd.struct_passwd, program: Path) -> bool:
    """Return whether the user may reach and run a program."""
    return may_pass(account, program.parent) and _allowed(account, program.resolve(), stat.S_IXOTH)


def _allowed(account: pwd.struct_passwd, path: Path, right: int) -> bool:
    found = path.stat()
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & (right << 6))
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & (right << 3))
    return bool(found.st_mode & right)
