"""The error that a command ends with when it cannot do its work here and now; a file that cannot be read is one."""

from __future__ import annotations

from pathlib import Path


class Refusal(Exception):
    """The command changes nothing and ends; the sentence says why and what to do."""


_WHY: dict[type[OSError], str] = {
    FileNotFoundError: "không có tệp này",
    IsADirectoryError: "đây là một thư mục",
    PermissionError: "tài khoản này không được đọc tệp",
}


def read_file(path: Path, *, most: int) -> bytes:
    """The first `most` + 1 bytes of a file; a Refusal that says why it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Refusal(f"Không đọc được tệp {path}: {_WHY.get(type(error), 'ổ đĩa báo lỗi')}.") from error
