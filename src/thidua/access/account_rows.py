"""A list of accounts as people write it: headings and words understood. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.text import fold
from thidua.exchange.errors import FileTooLarge, UnreadableFile
from thidua.exchange.tables import LINES_ABOVE, Table
from thidua.org.rules import plain_words

from .rules import Role

MOST_ACCOUNTS = 2_000

# The columns of the template, in its order.
COLUMNS: dict[str, Promise] = {
    "full_name": gettext_lazy("Họ và tên"),
    "role": gettext_lazy("Vai trò"),
    "unit": gettext_lazy("Mã đơn vị"),
    "username": gettext_lazy("Tên đăng nhập"),
    "email": gettext_lazy("Thư điện tử"),
}
REQUIRED = ("full_name", "role", "unit")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "full_name": ("ho va ten", "ho ten", "full name", "name"),
    "role": ("vai tro", "role"),
    "unit": ("ma don vi", "don vi", "unit", "unit code"),
    "username": ("ten dang nhap", "tai khoan", "username"),
    "email": ("thu dien tu", "email", "e mail"),
}
_ROLES: dict[str, Role] = {
    "chu tich": Role.CHAIR,
    "chu tich cdcs": Role.CHAIR,
    "can bo": Role.OFFICER,
    "tong hop": Role.OFFICER,
    "nguoi tiep nhan": Role.SECOND,
    "lanh dao": Role.LEADER,
    "chuyen vien": Role.SPECIALIST,
    "kiem tra": Role.INSPECTOR,
    "quan tri vien": Role.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the file has it, as texts; `row` is its number in the file, from 1."""

    row: int
    full_name: str = ""
    role: str = ""
    unit: str = ""
    username: str = ""
    email: str = ""

    def stored(self) -> dict[str, object]:
        """As JSON; NUL, which the database refuses, becomes another character that no name may hold."""
        return {
            field: value.replace("\0", "\x01") if isinstance(value, str) else value
            for field, value in asdict(self).items()
            if value
        }


def entries_of(table: Table) -> list[Entry]:
    """The rows below the headings that are not empty.

    Raises UnreadableFile when no row has the headings or nothing stands below them, FileTooLarge for more
    accounts than are opened at once.
    """
    at, fields = _headings(table)
    entries = [
        Entry(number, **{field: row[column].strip() for field, column in fields.items() if column < len(row)})
        for number, row in enumerate(table[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    if not entries:
        raise UnreadableFile(_("Dưới dòng tiêu đề không có ai. Hãy điền danh sách rồi tải lên lại."))
    if len(entries) > MOST_ACCOUNTS:
        raise FileTooLarge(_("Mỗi lần mở tối đa 2.000 tài khoản. Hãy chia thành nhiều tệp nhỏ hơn."))
    return entries


def role_of(text: str) -> Role | None:
    """The role meant by a word, None for none."""
    words = plain_words(text)
    known = _ROLES | {plain_words(str(role.label)): role for role in Role} | {role.value: role for role in Role}
    return known.get(words)


def suggested_username(full_name: str, taken: Collection[str]) -> str:
    """A user name made of a person's name, numbered when others have it: nguyen.van.an, nguyen.van.an.2."""
    base = ".".join(re.findall(r"[a-z0-9]+", fold(full_name)))[:70] or "nguoi.dung"
    if len(base) < 3:  # noqa: PLR2004 - as short as a user name may be
        base = f"{base}.cd"
    if base not in taken:
        return base
    return next(name for number in range(2, len(taken) + 3) if (name := f"{base}.{number}") not in taken)


def _headings(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    fields_of = {words: field for field, all_words in _HEADINGS.items() for words in all_words}
    for at, row in enumerate(table[:LINES_ABOVE]):
        fields: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = fields_of.get(plain_words(cell[:80]))
            if field is not None:
                fields.setdefault(field, column)
        if set(REQUIRED) <= fields.keys():
            return at, fields
    raise UnreadableFile(
        _("Không thấy dòng tiêu đề với các cột: %(columns)s. Hãy dùng tệp mẫu.")
        % {"columns": ", ".join(str(COLUMNS[field]) for field in REQUIRED)}
    )
