"""`thidua user`: accounts and roles, for whoever runs the installation."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from thidua.cli.refusal import Refusal
from thidua.cli.session import database

if TYPE_CHECKING:
    from thidua.people.models import User

HELP = "mở tài khoản, đặt lại mật khẩu, giao vai trò, liệt kê, ngừng sử dụng"

ROLES = ("chair", "officer", "second", "leader", "specialist", "inspector", "administrator")


def configure(parser: argparse.ArgumentParser) -> None:
    """One subcommand for each thing that can be done to an account."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="việc")

    add = actions.add_parser("add", help="mở tài khoản")
    add.add_argument("username", help="tên đăng nhập")
    add.add_argument("--name", required=True, help="họ và tên")
    add.add_argument("--email", default="", help="thư điện tử")
    add.set_defaults(work=_add)

    password = actions.add_parser("password", help="đặt lại mật khẩu")
    password.add_argument("username")
    password.set_defaults(work=_password)

    grant = actions.add_parser("grant", help="giao vai trò tại một đơn vị")
    grant.add_argument("username")
    grant.add_argument("role", choices=ROLES, help="vai trò")
    grant.add_argument("unit", help="mã hoặc tên đơn vị")
    grant.set_defaults(work=_grant)

    deactivate = actions.add_parser("deactivate", help="ngừng sử dụng tài khoản")
    deactivate.add_argument("username")
    deactivate.set_defaults(work=_deactivate)

    token = actions.add_parser("token", help="tạo mã truy cập API cho một phần mềm")
    token.add_argument("username")
    token.add_argument("--name", required=True, help="dùng cho phần mềm nào")
    token.set_defaults(work=_token)

    actions.add_parser("list", help="liệt kê tài khoản và vai trò hiện nay").set_defaults(work=_list)


def run(options: argparse.Namespace) -> int:
    """Do one thing to an account; a broken rule is printed and changes nothing."""
    with database():
        from thidua.core.errors import DomainError

        work: Callable[[argparse.Namespace], None] = options.work
        try:
            work(options)
        except DomainError as error:
            raise Refusal(error.sentence) from error
    return 0


def _add(options: argparse.Namespace) -> None:
    from thidua.people.services import add_user

    user = add_user(username=options.username, password=_typed(), full_name=options.name, email=options.email, by=None)
    print(f"Đã mở tài khoản {user.username}.")


def _password(options: argparse.Namespace) -> None:
    from thidua.people.services import set_password

    set_password(user=_user(options), password=_typed(), by=None)
    print("Đã đặt lại mật khẩu.")


def _grant(options: argparse.Namespace) -> None:
    from thidua.access.rules import Role
    from thidua.access.services import give_grant
    from thidua.org.queries import unit_by_code_or_name

    unit = unit_by_code_or_name(options.unit)
    give_grant(user=_user(options), role=Role(options.role), unit=unit, by=None)
    print(f"Đã giao vai trò {Role(options.role).label} tại {unit.code} cho {options.username}.")


def _deactivate(options: argparse.Namespace) -> None:
    from thidua.people.services import deactivate_user

    deactivate_user(user=_user(options), by=None)
    print(f"Đã ngừng sử dụng tài khoản {options.username}.")


def _token(options: argparse.Namespace) -> None:
    from django.core.management import call_command

    # The API stands beside the command line, not below it, and makes its tokens itself.
    call_command("api_token", _user(options).username, name=options.name)


def _list(_options: argparse.Namespace) -> None:
    from thidua.access.queries import accounts

    for account in accounts():
        state = "" if account.is_active else " (ngừng sử dụng)"
        print(f"{account.username}\t{account.full_name}{state}\t{'; '.join(account.roles)}")


def _user(options: argparse.Namespace) -> User:
    from thidua.people.models import User

    user = User.objects.filter(username=options.username.strip().lower()).first()
    if user is None:
        raise Refusal(f"Không có tài khoản {options.username}. Xem danh sách: thidua user list")
    return user


def _typed() -> str:
    """The password from the keyboard, asked twice, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Mật khẩu: ")
    if first != getpass.getpass("Nhập lại: "):
        raise Refusal("Hai lần nhập không giống nhau.")
    return first
