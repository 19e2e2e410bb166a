"""The archive of the write-ahead log: what the server's command takes and refuses, and what is kept."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from thidua.cli.backups import base as base_module
from thidua.cli.backups.base import base_due, bases, copy_files
from thidua.cli.backups.recovery import recover
from thidua.cli.backups.state import path_of
from thidua.cli.backups.wal import SCRIPT, archive_of, archiving
from thidua.cli.locations import Place
from thidua.cli.refusal import Refusal
from thidua.core.clock import VIETNAM

NOW = datetime(2026, 11, 22, 10, tzinfo=VIETNAM)
FIRST = "000000010000000000000003"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = tmp_path / "postgres"
    root.mkdir()
    return Place(root=root, binaries=root, sockets=root)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive with blanks"
    (folder / "wal").mkdir(parents=True)
    return folder


def hand_over(segment: Path, name: str, folder: Path) -> int:
    script = segment.parent / "archive-wal.sh"
    script.write_text(SCRIPT)
    return subprocess.run(["/bin/sh", script, segment, name, folder], stderr=subprocess.DEVNULL, check=False).returncode


def test_a_segment_is_taken_once_and_never_overwritten(tmp_path: Path, archive: Path) -> None:
    segment, folder = tmp_path / "segment", archive / "wal"
    segment.write_bytes(b"changes" * 1000)
    assert hand_over(segment, FIRST, folder) == 0
    assert hand_over(segment, FIRST, folder) == 0
    segment.write_bytes(b"those of another database" * 1000)
    assert hand_over(segment, FIRST, folder) != 0
    assert gzip.decompress((folder / f"{FIRST}.gz").read_bytes()) == b"changes" * 1000
    assert [path.name for path in folder.iterdir()] == [f"{FIRST}.gz"]


def test_a_segment_that_cannot_be_kept_is_not_taken(tmp_path: Path, archive: Path) -> None:
    assert hand_over(tmp_path / "not there", FIRST, archive / "wal") != 0
    assert hand_over(tmp_path / "not there", FIRST, archive / "no folder") != 0
    assert list((archive / "wal").iterdir()) == []


def test_the_archive_is_remembered_until_it_is_switched_off(
    place: Place, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THIDUA_WAL_ARCHIVE", raising=False)
    assert archiving(place) == {}
    monkeypatch.setenv("THIDUA_WAL_ARCHIVE", str(archive))
    assert archiving(place)["archive_mode"] == "on"
    monkeypatch.delenv("THIDUA_WAL_ARCHIVE")
    assert archive_of(place) == archive
    assert archiving(place)["archive_mode"] == "on"
    monkeypatch.setenv("THIDUA_WAL_ARCHIVE", "off")
    assert archiving(place) == {}
    monkeypatch.delenv("THIDUA_WAL_ARCHIVE")
    assert archiving(place) == {}


def a_base(archive: Path, ended_at: datetime, first: str) -> Path:
    folder = archive / f"base-{ended_at:%Y-%m-%dT%H%M%S}"
    folder.mkdir()
    (folder / "base.tar.gz").write_bytes(b"all of it")
    facts = {"ended_at": ended_at.isoformat(), "first": first, "sha256": {"base.tar.gz": "of something else"}}
    (folder / "thidua.json").write_text(json.dumps(facts))
    return folder


def test_the_last_two_base_backups_and_their_log_are_kept(archive: Path) -> None:
    starts = [a_base(archive, NOW + timedelta(days=n), f"000000000000000{n}") for n in (1, 4, 7)]
    names = [f"00000001000000000000000{n}" for n in range(1, 9)]
    for name in (*names, "00000002.history"):
        (archive / "wal" / f"{name}.gz").touch()
    base_module._remove_old(archive)
    assert [base.folder for base in bases(archive)] == starts[1:]
    kept = {path.name for path in (archive / "wal").iterdir()}
    assert kept == {f"{name}.gz" for name in (*names[3:], "00000002.history")}
    assert base_due(archive, NOW + timedelta(days=14))
    assert not base_due(archive, NOW + timedelta(days=13))


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("hôm qua", "không phải một thời điểm"),
        ("2026-11-22 09:59:59", "sớm nhất là 10:00:00 22/11/2026"),
        ("2026-11-22 10:15:00", "không đúng mã kiểm tra"),
        ("2026-11-22 03:15:00+00:00", "không đúng mã kiểm tra"),
    ],
)
def test_a_moment_that_cannot_be_reached_is_refused(
    until: str, sentence: str, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_base(archive, NOW, "0000000000000003")
    monkeypatch.setenv("THIDUA_DATA", str(tmp_path / "place"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(Refusal, match=sentence):
        recover(archive, until)
    assert not (tmp_path / "place").exists()


def test_another_folder_is_no_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(Refusal, match="không phải thư mục lưu trữ"):
        recover(tmp_path, "latest")
    monkeypatch.setenv("THIDUA_WAL_ARCHIVE", str(tmp_path))
    with pytest.raises(Refusal, match="thư mục mới"):
        recover(tmp_path, "latest")


def test_attached_files_are_copied_once(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"a photograph").hexdigest()
    source, target = tmp_path / "files", tmp_path / "copies"
    path_of(source, digest).parent.mkdir(parents=True)
    path_of(source, digest).write_bytes(b"a photograph")
    assert copy_files([digest, "0" * 64], source, target) == 1
    assert copy_files([digest, "0" * 64], source, target) == 0
    assert path_of(target, digest).read_bytes() == b"a photograph"
