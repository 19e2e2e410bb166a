"""What a backup says of itself: when, of which version, how much, and the SHA-256 of every part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from thidua.cli.refusal import Refusal

FORMAT = 1
# What may lie in a backup. A name that is not one of these is never written to a disk.
PART_NAME = re.compile(r"database/\w[\w.-]*|files/[0-9a-f]{64}", re.ASCII)


class BadBackup(Refusal):
    """The file is not a backup, or not a whole one; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a backup; `size` in bytes, `sha256` in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """What a database holds at one instant, read in one snapshot.

    `migrations` is the last one of every app, `rows` the number of rows of every table, `audit_number` and
    `audit_hash` the end of the audit chain (0 and "" where it is empty).
    """

    migrations: Mapping[str, str]
    rows: Mapping[str, int]
    audit_number: int
    audit_hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is known of a backup without opening its parts.

    `postgresql` is the server's number as it tells it itself (180004), `key` a fingerprint of the secret key,
    which is not in the backup. `broken_files` are digests of attached files that could not be read as they were
    stored when the backup was made.
    """

    made_at: datetime
    version: str
    postgresql: int
    key: str
    state: State
    parts: tuple[Part, ...]
    broken_files: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def size(self) -> int:
        """The bytes of all parts."""
        return sum(part.size for part in self.parts)

    def to_json(self) -> bytes:
        """The manifest as it is stored."""
        fields = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(fields, ensure_ascii=False, indent=1).encode()


def read_manifest(raw: bytes) -> Manifest:
    """Read a stored manifest. Raises BadBackup when it is of a newer format, or none at all."""
    try:
        fields: dict[str, Any] = json.loads(raw)
        if fields["format"] != FORMAT:
            raise BadBackup(
                f"Bản sao lưu có định dạng {fields['format']}, phần mềm này chỉ đọc định dạng {FORMAT}. "
                f"Hãy cài bản Thi Đua mới hơn rồi khôi phục."
            )
        manifest = Manifest(
            made_at=datetime.fromisoformat(fields["made_at"]),
            version=str(fields["version"]),
            postgresql=int(fields["postgresql"]),
            key=str(fields["key"]),
            state=State(**fields["state"]),
            parts=tuple(Part(**part) for part in fields["parts"]),
            broken_files=tuple(fields["broken_files"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup("Bảng kê trong bản sao lưu không đọc được. Hãy dùng bản sao lưu khác.") from error
    if not all(PART_NAME.fullmatch(part.name) for part in manifest.parts):
        raise BadBackup("Bảng kê trong bản sao lưu có phần lạ. Hãy dùng bản sao lưu khác.")
    return manifest
