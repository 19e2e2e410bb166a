"""Going back to a moment: the archived log is replayed upon the base backup before it, in an empty place."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path

import psycopg

from thidua.cli import environment
from thidua.cli.backups.base import Base, bases, copy_files
from thidua.cli.backups.restoring import ELSEWHERE, check, note_restored, refuse_files_in_place, refuse_what_is_newer
from thidua.cli.backups.state import attached_digests, path_of, read_state
from thidua.cli.backups.wal import named_archive, replaying
from thidua.cli.locations import Place
from thidua.cli.postgres import Postgres, PostgresError
from thidua.cli.refusal import Refusal
from thidua.cli.session import database, exclusive, run_child
from thidua.core.clock import VIETNAM

LATEST = "latest"


def recover(archive: Path, until: str) -> int:
    """Bring the embedded database back as it was at a moment; the answer is `thidua check`'s.

    `until` is `2026-11-22 10:15:00` in the time of Việt Nam, with an offset another one, or `latest`. Raises Refusal,
    and leaves the place as empty as it was.
    """
    moment = _moment(until)
    if environment.text("DATABASE_URL"):
        raise Refusal("--until chỉ dùng cho cơ sở dữ liệu đi kèm. Hãy bỏ DATABASE_URL.")
    if named_archive() == archive:
        raise Refusal("Hệ thống sau khi khôi phục phải lưu trữ vào thư mục mới. Hãy đổi THIDUA_WAL_ARCHIVE.")
    base = _base_before(archive, moment)
    print(f"Bản gốc lúc {base.ended_at:%H:%M:%S %d/%m/%Y}, đang kiểm tra…", flush=True)
    base.verify()
    refuse_files_in_place()
    with _replayed(base, archive, moment), database(schema=False), exclusive(environment.data_folder()):
        found = _finish(archive)
    print("Hãy lập ngay bản gốc mới nếu tiếp tục lưu trữ nhật ký: `thidua backup --base`.")
    return found


def _moment(until: str) -> datetime | None:
    if until == LATEST:
        return None
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise Refusal(f"«{until}» không phải một thời điểm. Hãy ghi như 2026-11-22 10:15:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _base_before(archive: Path, moment: datetime | None) -> Base:
    if not (archive / "wal").is_dir():
        raise Refusal(f"{archive} không phải thư mục lưu trữ: không có thư mục con «wal». Hãy chọn đúng thư mục.")
    found = bases(archive)
    usable = [base for base in found if moment is None or base.ended_at <= moment]
    if not usable:
        oldest = f"sớm nhất là {found[0].ended_at:%H:%M:%S %d/%m/%Y}" if found else "chưa có bản gốc nào"
        raise Refusal(f"Không trở về được thời điểm này: {oldest}.")
    return usable[-1]


@contextlib.contextmanager
def _replayed(base: Base, archive: Path, moment: datetime | None) -> Iterator[None]:
    """Unpack and replay; if that or what follows fails, nothing of the database stays."""
    data = environment.data_folder()
    with exclusive(data):
        place = Postgres(data).place
        if place.cluster.exists():
            raise Refusal(f"Thư mục dữ liệu {data} đã có cơ sở dữ liệu. {ELSEWHERE}")
        settings = dict(replaying(archive, place))
    if moment is not None:
        settings |= {"recovery_target_time": moment.isoformat(sep=" "), "recovery_target_action": "promote"}
    try:
        with exclusive(data):
            _unpack(base, place)
            _replay(Postgres(data, replay=settings), moment)
        yield
    except BaseException:
        Postgres(data).stop()
        shutil.rmtree(place.cluster, ignore_errors=True)
        raise


def _unpack(base: Base, place: Place) -> None:
    print("Đang bung bản gốc…", flush=True)
    place.cluster.mkdir(mode=0o700)
    (place.cluster / "pg_wal").mkdir(mode=0o700)
    for name, folder in (("base.tar.gz", place.cluster), ("pg_wal.tar.gz", place.cluster / "pg_wal")):
        command = ["tar", "--extract", "--gzip", "--no-same-owner", "--file", str(base.folder / name)]
        done = subprocess.run([*command, "--directory", str(folder)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(f"Không bung được {base.folder / name}: {done.stderr.strip()}")
    place.cluster.chmod(0o700)
    (place.cluster / "recovery.signal").touch()
    if place.user is not None and place.group is not None:
        for path in (place.cluster, *place.cluster.rglob("*")):
            os.chown(path, place.user, place.group)


def _replay(postgres: Postgres, moment: datetime | None) -> None:
    print("Đang chạy lại nhật ký ghi trước…", flush=True)
    try:
        postgres.start(with_parent=True)
    except PostgresError as error:
        if moment is None or "before configured recovery target" not in postgres.log_tail(lines=30):
            raise
        raise Refusal(
            f"Nhật ký đã lưu trữ chưa tới {moment:%H:%M:%S %d/%m/%Y}. Hãy chọn thời điểm sớm hơn, "
            f"hoặc dùng --until latest."
        ) from error
    postgres.stop()


def _finish(archive: Path) -> int:
    """Bring the schema forward and the attached files back, and look everything over."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url) as connection:
        refuse_what_is_newer(read_state(connection).migrations, metadata.version("thidua"))
        digests = attached_digests(connection)
    run_child("prepare")
    folder = environment.files_folder()
    if copied := copy_files(digests, archive / "files", folder):
        print(f"Tệp đính kèm: {copied}.", flush=True)
    for digest in digests:
        if not path_of(folder, digest).exists():
            print(f"  Thiếu tệp {digest}; hãy chép thư mục files của hệ thống cũ vào {folder}.", flush=True)
    found = check(url)
    note_restored(archive.name)
    return found
