"""The accounts of the synthetic country: one for each kind of work at each level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.cli.scale.shape import CAPITAL, FOUNDED, ROOT
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.people.services import add_user, deactivate_user


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in once she has a password."""

    username: str
    full_name: str
    role: Role
    unit: str


UPPER = f"{CAPITAL}-U001"
ACCOUNTS = (
    Account("quocgia.quantri", "Quản trị hệ thống mẫu", Role.ADMINISTRATOR, ROOT),
    Account("quocgia.kiemtra", "Kiểm tra viên mẫu", Role.INSPECTOR, ROOT),
    Account("quocgia.canbo", "Cán bộ Tổng Liên đoàn mẫu", Role.OFFICER, ROOT),
    Account("quocgia.tinh", "Cán bộ cấp tỉnh mẫu", Role.OFFICER, CAPITAL),
    Account("quocgia.captren", "Cán bộ cấp trên trực tiếp mẫu", Role.OFFICER, UPPER),
    Account("quocgia.coso", "Chủ tịch công đoàn cơ sở mẫu", Role.CHAIR, f"{UPPER}-0001"),
)
CLERK = ("quocgia.nop", "Người nộp báo cáo mẫu")
OFFICER = ("quocgia.tiepnhan", "Người tiếp nhận báo cáo mẫu")


def open_accounts(password: str | None) -> Sequence[Account]:
    """Open the accounts that sign in, with one password for all or none yet. The units must be there."""
    for account in ACCOUNTS:
        user = add_user(username=account.username, password=password, full_name=account.full_name, by=None)
        give_grant(user=user, role=account.role, unit=Unit.objects.get(code=account.unit), since=FOUNDED, by=None)
    return ACCOUNTS


def nobody(username: str, full_name: str) -> User:
    """An account that stands for all who handed in, or for all who accepted; nobody can sign in to it."""
    user = add_user(username=username, password=None, full_name=full_name, by=None)
    deactivate_user(user=user, by=None)
    return user
