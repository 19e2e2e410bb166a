"""Archiving the write-ahead log of the embedded PostgreSQL: the folder, the command, the server's settings.

`THIDUA_WAL_ARCHIVE` names the folder. It is remembered beside the database, so that a command that is run without
the variable does not start the server without its archive and leave a gap; `off` ends the archiving.

    <folder>/wal/<segment>.gz     what the server hands over, at the latest every minute in which somebody worked
    <folder>/base-<moment>/       base backups, which the log is replayed upon
    <folder>/files/               a copy of the attached files; they never change
"""

from __future__ import annotations

import os
import pwd
import shlex
from collections.abc import Mapping
from pathlib import Path

from thidua.cli import environment
from thidua.cli.locations import Place, may_pass
from thidua.cli.refusal import Refusal

OFF = "off"
# How much of the latest work may be lost at most with the disk of the database.
HAND_OVER_EVERY = "60s"

# The folder may be on another machine. A segment is copied beside, written through to the disk, and only then given
# its name, which `ln` never takes from another file. The same segment offered again is fine, a different one is not:
# then two databases share a folder.
SCRIPT = """#!/bin/sh
# archive-wal SEGMENT NAME FOLDER
set -eu
target="$3/$2.gz"
if [ -e "$target" ]; then
    gzip -dc "$target" | cmp -s - "$1" && exit 0
    echo "archive-wal: $target holds another segment of this name" >&2
    exit 1
fi
part=$(mktemp "$3/.part-XXXXXXXX")
trap 'rm -f "$part"' EXIT
gzip -1 -c "$1" > "$part"
sync "$part"
ln "$part" "$target"
sync "$3"
"""


def archive_of(place: Place) -> Path | None:
    """Return the folder that this server's log is archived in; None where it is not archived."""
    return _remembered(place) if not environment.text("THIDUA_WAL_ARCHIVE") else named_archive()


def named_archive() -> Path | None:
    """Return the folder that the environment names; None where it names none."""
    given = environment.text("THIDUA_WAL_ARCHIVE", OFF)
    return None if given == OFF else environment.folder("THIDUA_WAL_ARCHIVE", Path())


def _remembered(place: Place) -> Path | None:
    try:
        return Path(_note(place).read_text().rstrip("\n"))
    except OSError:
        return None


def _note(place: Place) -> Path:
    return place.root / "wal-archive"


def archiving(place: Place) -> Mapping[str, str]:
    """Return the settings of a server that is about to start; makes the folder and the script where needed.

    Raises Refusal where the server's user cannot write into the folder.
    """
    folder = archive_of(place)
    if folder is None:
        _note(place).unlink(missing_ok=True)
        return {}
    segments = _segments(folder, place)
    script = place.root / "archive-wal.sh"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    _note(place).write_text(f"{folder}\n")
    command = f'/bin/sh {shlex.quote(str(script))} "%p" %f {shlex.quote(_literal(segments))}'
    return {"archive_mode": "on", "archive_command": command, "archive_timeout": HAND_OVER_EVERY}


def replaying(folder: Path, place: Place) -> Mapping[str, str]:
    """Return the settings of a server that replays an archive. Raises Refusal where its user cannot read it."""
    segments = folder / "wal"
    if place.user is not None and not may_pass(pwd.getpwuid(place.user), segments):
        raise Refusal(_unreachable(segments, place))
    kept = shlex.quote(_literal(segments))
    # Without the test a segment that is not there would be replayed as an empty file.
    command = f'test -f {kept}/%f.gz && gzip -dc {kept}/%f.gz > "%p"'
    return {"archive_mode": "off", "restore_command": command, "hot_standby": "off"}


def _segments(folder: Path, place: Place) -> Path:
    segments = folder / "wal"
    try:
        segments.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.user is not None and place.group is not None:
            os.chown(segments, place.user, place.group)
            if not may_pass(pwd.getpwuid(place.user), segments):
                raise Refusal(_unreachable(segments, place))
    except OSError as error:
        raise Refusal(
            f"Không dùng được thư mục lưu trữ {folder} ({error.strerror}). Hãy kiểm tra quyền ghi."
        ) from error
    return segments


def _unreachable(segments: Path, place: Place) -> str:
    return (
        f"Người dùng hệ thống số {place.user} chạy PostgreSQL không vào được {segments}. "
        f"Hãy mở quyền đi qua các thư mục trên đường dẫn (chmod o+x), hoặc chọn thư mục khác."
    )


def _literal(folder: Path) -> str:
    """A path inside a command of PostgreSQL's, where a per cent sign is doubled."""
    return str(folder).replace("%", "%%")
