"""Accounts from a file: previewed, opened all or none, undone while nobody has signed in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.account_rows import COLUMNS, Entry, entries_of, role_of, suggested_username
from thidua.access.errors import AccountsInUse, ListHasErrors, ListNotOpen
from thidua.access.models import AccountImport, Grant
from thidua.access.rules import GOVERNING, GRANTED, Permission, Role
from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.text import clean_line
from thidua.exchange.tables import read_table
from thidua.org.models import Unit
from thidua.org.rules import ImportState
from thidua.people.models import Person, User
from thidua.people.services.accounts import checked_email, checked_username

from .administration import open_account

PATIENCE = "2min"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A row that can be opened."""

    row: int
    full_name: str
    username: str
    email: str
    role: Role
    unit: Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """One bad place: row, heading of the column, what is wrong and what to do."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What committing would do: open `new`; nothing while there are findings."""

    new: tuple[NewAccount, ...]
    findings: tuple[Finding, ...]


@transaction.atomic
def preview_accounts(*, file_name: str, content: bytes, by: User) -> AccountImport:
    """Read a file and keep its rows; opens nothing. Raises FileTooLarge, UnsupportedFile or UnreadableFile."""
    entries = entries_of(read_table(content))
    stored = AccountImport(file_name=_shown(file_name), uploaded_by=by, uploaded_at=clock.now())
    stored.rows = [entry.stored() for entry in entries]
    judged = judge(entries, by)
    stored.bad_count, stored.new_count = len(judged.findings), len(judged.new)
    stored.save()
    record("account_import.previewed", by=by, about=stored, rows=len(entries))
    return stored


def judged_rows(stored: AccountImport, by: User) -> Judged:
    """The rows of a list, judged as things stand now."""
    return judge([Entry(**row) for row in stored.rows], by)


@transaction.atomic
def commit_accounts(*, import_id: int, by: User) -> AccountImport:
    """Open every account of a list. Raises ListNotOpen when that was done before, ListHasErrors for a bad row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
    stored = _locked(import_id, ImportState.PREVIEWED)
    judged = judged_rows(stored, by)
    if judged.findings or not judged.new:
        first = judged.findings[0]
        raise ListHasErrors(
            _("Dòng %(row)d, cột «%(column)s»: %(sentence)s")
            % {"row": first.row, "column": first.column, "sentence": first.sentence}
        )
    opened = [
        open_account(
            username=new.username, full_name=new.full_name, email=new.email, role=new.role, unit=new.unit, by=by
        )
        for new in judged.new
    ]
    stored.state, stored.committed_at = ImportState.COMMITTED, clock.now()
    stored.created_user_ids, stored.new_count = [user.pk for user in opened], len(opened)
    stored.save()
    record("account_import.committed", by=by, about=stored, accounts=len(opened))
    return stored


@transaction.atomic
def undo_accounts(*, import_id: int, by: User) -> AccountImport:
    """Remove exactly the accounts that a list opened. Raises AccountsInUse when one of them has been used."""
    stored = _locked(import_id, ImportState.COMMITTED)
    users = User.objects.select_for_update(of=("self",)).filter(pk__in=stored.created_user_ids)
    used = [user.username for user in users if user.last_login or user.has_usable_password()]
    given = Counter(Grant.objects.filter(user__in=users).values_list("user", flat=True))
    used += [user.username for user in users if given[user.pk] > 1 and user.username not in used]
    if used:
        raise AccountsInUse(
            _("Không hoàn tác được vì đã có tài khoản được dùng hoặc giao thêm quyền: %(names)s.")
            % {"names": ", ".join(used[:5])}
        )
    people = list(users.values_list("person", flat=True))
    removed = len(people)
    Grant.objects.filter(user__in=stored.created_user_ids).delete()
    User.objects.filter(pk__in=stored.created_user_ids).delete()
    Person.objects.filter(pk__in=people, users=None, posts=None).delete()
    stored.state, stored.undone_at, stored.created_user_ids = ImportState.UNDONE, clock.now(), []
    stored.save()
    record("account_import.undone", by=by, about=stored, accounts=removed)
    return stored


def judge(entries: Sequence[Entry], by: User) -> Judged:
    """Every row either a new account or with what is wrong; the number of questions does not grow with the rows."""
    units = {unit.code.lower(): unit for unit in _units_named(entries)}
    mine = gate.units_for(by, Permission.USER_MANAGE)
    reached = set(mine.filter(pk__in=[unit.pk for unit in units.values()]).values_list("pk", flat=True))
    wholly = {unit.pk: _gives(by, unit) for unit in units.values() if unit.pk in reached} if _governing(entries) else {}
    names = _suggestions(entries)
    new: list[NewAccount] = []
    findings: list[Finding] = []
    twice = Counter(names.values())
    taken = set(User.objects.filter(username__in=names.values()).values_list("username", flat=True))
    for entry in entries:
        row_judge = _Row(entry, units, reached, wholly)
        username = names[entry.row]
        found = list(row_judge.flaws())
        if not any(field == "username" for field, _sentence in found) and (twice[username] > 1 or username in taken):
            sentence = _("Tên đăng nhập «%(name)s» đã có người dùng hoặc lặp lại trong tệp.") % {"name": username}
            found.append(("username", sentence))
        findings += [Finding(entry.row, str(COLUMNS[field]), sentence) for field, sentence in found]
        if not found:
            new.append(row_judge.account(username))
    return Judged(tuple(new), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with what is known about its unit."""

    entry: Entry
    units: dict[str, Unit]
    reached: set[int]
    wholly: dict[int, frozenset[Permission]]

    def flaws(self) -> Iterator[tuple[str, str]]:
        """(field, what is wrong and what to do)."""
        entry = self.entry
        checks: dict[str, Callable[[], object]] = {
            "full_name": lambda: clean_line(entry.full_name, most=120),
            "username": lambda: checked_username(entry.username) if entry.username else "",
            "email": lambda: checked_email(entry.email),
        }
        for field, check in checks.items():
            try:
                check()
            except DomainError as error:
                yield field, error.sentence
        if not entry.full_name:
            yield "full_name", _("Hãy ghi họ và tên.")
        role, unit = role_of(entry.role), self.units.get(entry.unit.lower())
        if role is None:
            yield (
                "role",
                _("Không có vai trò «%(text)s». Hãy chọn trong danh mục của tệp mẫu.") % {"text": entry.role[:60]},
            )
        if unit is None:
            yield "unit", _("Không có đơn vị mang mã «%(text)s».") % {"text": entry.unit[:40]}
        elif unit.pk not in self.reached:
            yield "unit", _("Đơn vị %(unit)s ngoài phạm vi bạn quản trị.") % {"unit": unit.code}
        elif role and not (GRANTED[role].keys() & GOVERNING) <= self.wholly.get(unit.pk, frozenset()):
            yield "role", _("Bạn không được giao vai trò này tại %(unit)s.") % {"unit": unit.code}

    def account(self, username: str) -> NewAccount:
        """The account of a row without flaws."""
        role = role_of(self.entry.role)
        assert role is not None
        return NewAccount(
            self.entry.row,
            self.entry.full_name,
            username,
            self.entry.email,
            role,
            self.units[self.entry.unit.lower()],
        )


def _units_named(entries: Sequence[Entry]) -> list[Unit]:
    codes = {entry.unit for entry in entries if entry.unit and entry.unit.isprintable()}
    lower = [code.lower() for code in codes]
    return list(Unit.objects.annotate(low=Lower("code")).filter(low__in=lower))


def _governing(entries: Sequence[Entry]) -> bool:
    roles = (role_of(entry.role) for entry in entries)
    return any(GRANTED[role].keys() & GOVERNING for role in roles if role)


def _gives(by: User, unit: Unit) -> frozenset[Permission]:
    return gate.standing_at(by, unit.pk).spreading()


def _suggestions(entries: Sequence[Entry]) -> dict[int, str]:
    """The user name of each row: as written, else made of the name and free."""
    written = {entry.row: entry.username.strip().lower() for entry in entries if entry.username}
    wanted = {suggested_username(entry.full_name, ()) for entry in entries if not entry.username}
    taken = set(written.values())
    if wanted:
        pattern = f"^({'|'.join(re.escape(name) for name in sorted(wanted))})"
        taken |= set(User.objects.filter(username__regex=pattern).values_list("username", flat=True))
    names = dict(written)
    for entry in entries:
        if entry.row not in names:
            names[entry.row] = suggested_username(entry.full_name, taken)
            taken.add(names[entry.row])
    return names


def _locked(import_id: int, state: ImportState) -> AccountImport:
    stored = AccountImport.objects.select_for_update().get(pk=import_id)
    if stored.state != state:
        raise ListNotOpen(
            _("Danh sách này đang ở trạng thái «%(state)s» nên không làm được việc đó.")
            % {"state": ImportState(stored.state).label}
        )
    return stored


def _shown(file_name: str) -> str:
    return "".join(c for c in file_name if c.isprintable())[:200] or _("danh sách")
