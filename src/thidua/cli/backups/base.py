"""Base backups: the embedded database as its files lie, for its archived log to be replayed upon."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from thidua.cli import environment
from thidua.cli.backups import programs
from thidua.cli.backups.archive import sync_folder
from thidua.cli.backups.state import attached_digests, path_of
from thidua.cli.backups.wal import archive_of, named_archive
from thidua.cli.postgres import Postgres
from thidua.cli.refusal import Refusal
from thidua.core.clock import VIETNAM

FACTS = "thidua.json"
PARTS = ("base.tar.gz", "pg_wal.tar.gz", "backup_manifest")
SEGMENT = re.compile(r"[0-9A-F]{8}([0-9A-F]{16})")
SEGMENT_BITS = 24  # a segment holds 16 MB
BASES_KEPT = 2
BASE_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Base:
    """A base backup: the log can be replayed upon it from `ended_at` on, and is needed from segment `first` on."""

    folder: Path
    ended_at: datetime
    first: str
    sha256: dict[str, str]

    def verify(self) -> None:
        """Raise Refusal when a part is not what was written."""
        for name, digest in self.sha256.items():
            if _digest(self.folder / name) != digest:
                raise Refusal(
                    f"Bản gốc {self.folder} bị hỏng: phần «{name}» không đúng mã kiểm tra. Hãy chép lại thư mục."
                )


def bases(archive: Path) -> list[Base]:
    """Return the base backups of an archive, oldest first."""
    found = []
    for facts in archive.glob(f"base-*/{FACTS}"):
        fields = json.loads(facts.read_bytes())
        found.append(
            Base(facts.parent, datetime.fromisoformat(fields["ended_at"]), fields["first"], dict(fields["sha256"]))
        )
    return sorted(found, key=lambda base: base.ended_at)


def make_base() -> Path:
    """Copy the embedded database into the archive of its log, and the attached files; return the copy's folder.

    Base backups before the last two go, and the log that only they needed. Raises Refusal where the log is not
    archived, for then there is nothing to replay.
    """
    archive = present_archive()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        mode = connection.execute("SELECT current_setting('archive_mode')").fetchone()
        if archive is None or mode != ("on",):
            raise Refusal(
                "Cơ sở dữ liệu đang chạy không lưu trữ nhật ký ghi trước. Hãy đặt THIDUA_WAL_ARCHIVE là một thư mục "
                "rồi khởi động lại; với DATABASE_URL, hãy dùng công cụ của chính máy chủ cơ sở dữ liệu đó."
            )
        folder = _copied(archive, connection)
    mirror_files(archive)
    _remove_old(archive)
    return folder


def _copied(archive: Path, connection: psycopg.Connection) -> Path:
    """Write the copy beside its final name, look it over, and give it the name."""
    began = datetime.now(VIETNAM)
    target = archive / f"base-{began:%Y-%m-%dT%H%M%S}"
    building = Path(tempfile.mkdtemp(dir=archive, prefix=".base-"))
    try:
        programs.run(
            "pg_basebackup",
            *(f"--pgdata={building}", "--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast"),
            *("--manifest-checksums=SHA256", "--no-password"),
            url=os.environ["DATABASE_URL"],
        )
        first = _first_segment_of(building)
        _compare_with_manifest(building)
        ended = connection.execute("SELECT clock_timestamp()").fetchone()
        assert ended is not None
        facts = {
            "ended_at": ended[0].astimezone(VIETNAM).isoformat(),
            "first": first,
            "sha256": {name: _digest(building / name) for name in PARTS},
        }
        (building / FACTS).write_text(json.dumps(facts, indent=1))
        sync_folder(building)
        building.rename(target)
        sync_folder(archive)
    except OSError as error:
        raise Refusal(f"Không ghi được vào {archive} ({error.strerror}). Hãy kiểm tra chỗ trống.") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target


def _compare_with_manifest(folder: Path) -> None:
    """Read the copy back against the checksums that the server sent along. Raises Refusal."""
    listed = json.loads((folder / "backup_manifest").read_bytes())["Files"]
    expected = {file["Path"]: file["Checksum"] for file in listed if "Path" in file}
    found = {}
    with tarfile.open(folder / "base.tar.gz", "r:gz") as tar:
        for member in tar:
            if member.isreg() and member.name in expected:
                content = tar.extractfile(member)
                assert content is not None  # an ordinary file
                found[member.name] = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    if found != expected:
        raise Refusal(f"Bản gốc vừa chép không khớp bảng kê của PostgreSQL ({folder}). Hãy thử lại.")


def _first_segment_of(folder: Path) -> str:
    """The first segment of the log that the copy needs, without its timeline, from PostgreSQL's own manifest."""
    span = json.loads((folder / "backup_manifest").read_bytes())["WAL-Ranges"][0]
    high, low = (int(part, 16) for part in span["Start-LSN"].split("/"))
    return f"{high:08X}{low >> SEGMENT_BITS:08X}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove_old(archive: Path) -> None:
    """Remove base backups before the last two, and segments that no base backup needs any more."""
    found = bases(archive)
    for base in found[:-BASES_KEPT]:
        shutil.rmtree(base.folder)
    first = min(base.first for base in found[-BASES_KEPT:])
    for path in (archive / "wal").iterdir():
        segment = SEGMENT.match(path.name)
        if segment and segment[1] < first:
            path.unlink()


def present_archive() -> Path | None:
    """Return the archive of this installation's log: named by the environment, or remembered by its database."""
    data = environment.data_folder()
    embedded = (data / "postgres").exists() or (data / "postgres-lives-in").exists()
    return archive_of(Postgres(data).place) if embedded else named_archive()


def base_due(archive: Path, now: datetime) -> bool:
    """Whether it is a week since the last base backup."""
    return all(now - base.ended_at >= BASE_EVERY for base in bases(archive))


def mirror_files(archive: Path) -> int:
    """Copy attached files into an archive that does not hold them yet; the answer is how many."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        digests = attached_digests(connection)
    return copy_files(digests, environment.files_folder(), archive / "files")


def copy_files(digests: list[str], source: Path, target: Path) -> int:
    """Copy attached files that are not in the target folder yet; those missing in the source are passed over."""
    copied = 0
    for digest in digests:
        origin, place = path_of(source, digest), path_of(target, digest)
        if place.exists() or not origin.is_file():
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place.with_name(f".part-{digest}")
        with origin.open("rb") as read, part.open("wb") as write:
            shutil.copyfileobj(read, write)
            write.flush()
            os.fsync(write.fileno())
        part.chmod(0o600)
        part.rename(place)
        copied += 1
    return copied
