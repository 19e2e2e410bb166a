"""The file of a backup: a tar that begins with a mark and ends with a manifest and its checksum.

The parts are compressed already, therefore the tar is not. A file that was cut off has lost its end, which is
where the manifest stands.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from thidua.cli.backups.manifest import PART_NAME, BadBackup, Manifest, Part, read_manifest
from thidua.cli.refusal import Refusal

MARK, MANIFEST, CHECKSUM = "thidua-backup", "manifest.json", "manifest.sha256"
LARGEST_MANIFEST = 256 * 1024 * 1024
CHUNK = 1024 * 1024

NOT_A_BACKUP = (
    "Tệp {path} không phải bản sao lưu của Thi Đua. Nếu tệp đã được nén thêm hay đặt mật khẩu, "
    "hãy giải nén hoặc giải mã trước."
)
INCOMPLETE = "Bản sao lưu {path} bị hỏng hoặc bị cắt cụt: {what}. Hãy chép lại tệp, hoặc dùng bản sao lưu khác."


class _Hashing(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


class Writer:
    """A backup that grows beside its final name, which it gets when it is whole."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: list[Part] = []
        self._add_bytes(MARK, b"")

    def add(self, name: str, source: Path) -> Part:
        """Append a file as a part; the answer is what was written of it."""
        with source.open("rb") as file:
            hashing = _Hashing(file)
            member = _member(name, os.fstat(file.fileno()).st_size)
            self._tar.addfile(member, hashing)
        part = Part(name, member.size, hashing.digest.hexdigest())
        self.parts.append(part)
        return part

    def close(self, manifest: Manifest) -> None:
        """Append the manifest and its checksum."""
        raw = manifest.to_json()
        self._add_bytes(MANIFEST, raw)
        self._add_bytes(CHECKSUM, hashlib.sha256(raw).hexdigest().encode())

    def _add_bytes(self, name: str, content: bytes) -> None:
        self._tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


@contextlib.contextmanager
def growing(target: Path) -> Iterator[tuple[Writer, Path]]:
    """Write a backup beside its final name; only what was written to the end and is on the disk gets that name.

    Gives the writer and an empty folder on the same disk for parts in the making. Raises Refusal where a file of
    that name is there, or where the disk takes no more.
    """
    if target.exists():
        raise Refusal(f"Đã có tệp {target}. Hãy chọn tên khác; bản sao lưu không ghi đè lên tệp nào.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.part-") as folder:
            part = Path(folder) / "backup"
            with (
                os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
                tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                workshop = Path(folder) / "parts"
                workshop.mkdir()
                yield Writer(tar), workshop
                tar.close()
                file.flush()
                os.fsync(file.fileno())
            verify(part)
            part.rename(target)
            sync_folder(target.parent)
    except OSError as error:
        raise Refusal(
            f"Không ghi được bản sao lưu vào {target.parent} ({error.strerror}). "
            f"Hãy kiểm tra quyền ghi và chỗ trống của ổ đĩa."
        ) from error


class Archive:
    """A backup opened for reading; its manifest agrees with its own checksum and with the list of parts."""

    def __init__(self, path: Path, tar: tarfile.TarFile) -> None:
        self.path = path
        self._tar = tar
        self._members = self._listed()
        self.manifest = self._read_manifest()

    def copy(self, part: Part, target: Path) -> None:
        """Write a part to a new file that only its owner reads. Raises BadBackup when it is not what was stored."""
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            self._read(part, file)
            file.flush()
            os.fsync(file.fileno())

    def verify(self) -> None:
        """Read every part. Raises BadBackup for the first one that is not what was stored."""
        with Path(os.devnull).open("wb") as nowhere:
            for part in self.manifest.parts:
                self._read(part, nowhere)

    def _read(self, part: Part, into: IO[bytes]) -> None:
        source = self._tar.extractfile(self._members[part.name])
        digest = hashlib.sha256()
        try:
            while source is not None and (chunk := source.read(CHUNK)):
                digest.update(chunk)
                into.write(chunk)
        except tarfile.ReadError as error:
            raise self._incomplete(f"không đọc hết được phần «{part.name}»") from error
        if digest.hexdigest() != part.sha256:
            raise self._incomplete(f"phần «{part.name}» không đúng mã kiểm tra")

    def _listed(self) -> dict[str, tarfile.TarInfo]:
        try:
            members = self._tar.getmembers()
        except tarfile.TarError as error:
            raise self._incomplete("không đọc hết được tệp") from error
        names = [member.name for member in members]
        if names[:1] != [MARK]:
            raise BadBackup(NOT_A_BACKUP.format(path=self.path))
        if names[-2:] != [MANIFEST, CHECKSUM]:
            raise self._incomplete("thiếu phần cuối")
        parts = names[1:-2]
        ordinary = all(member.isreg() for member in members)
        if len(set(parts)) != len(parts) or not ordinary or not all(map(PART_NAME.fullmatch, parts)):
            raise self._incomplete("có phần lạ")
        return {member.name: member for member in members}

    def _read_manifest(self) -> Manifest:
        raw, kept = (self._content(name) for name in (MANIFEST, CHECKSUM))
        if hashlib.sha256(raw).hexdigest().encode() != kept:
            raise self._incomplete("bảng kê không đúng mã kiểm tra")
        manifest = read_manifest(raw)
        sizes = {name: member.size for name, member in self._members.items() if PART_NAME.fullmatch(name)}
        if sizes != {part.name: part.size for part in manifest.parts}:
            raise self._incomplete("các phần không đúng như bảng kê")
        return manifest

    def _content(self, name: str) -> bytes:
        member = self._members[name]
        if member.size > LARGEST_MANIFEST:
            raise self._incomplete("bảng kê quá lớn")
        source = self._tar.extractfile(member)
        assert source is not None  # an ordinary file
        try:
            return source.read()
        except tarfile.ReadError as error:
            raise self._incomplete("không đọc hết được bảng kê") from error

    def _incomplete(self, what: str) -> BadBackup:
        return BadBackup(INCOMPLETE.format(path=self.path, what=what))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup. Raises BadBackup when it is none, or was cut off."""
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - the block below closes it
    except tarfile.ReadError as error:
        raise BadBackup(NOT_A_BACKUP.format(path=path)) from error
    except OSError as error:
        raise Refusal(f"Không đọc được tệp {path} ({error.strerror}). Hãy kiểm tra tên và quyền đọc.") from error
    with tar:
        yield Archive(path, tar)


def verify(path: Path) -> Manifest:
    """Read a whole backup and return its manifest. Raises BadBackup when anything in it is not as it was stored."""
    with opened(path) as archive:
        archive.verify()
        return archive.manifest


def sync_folder(folder: Path) -> None:
    """Make sure that names given or taken in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
