"""`thidua user`: the work behind each subcommand."""

from __future__ import annotations

import argparse
import io

import pytest

from tests.factories.tree import tree
from thidua.access import gate
from thidua.access.rules import Permission, Role
from thidua.cli.commands import user as command
from thidua.cli.refusal import Refusal
from thidua.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"


def thidua_user(*arguments: str) -> None:
    parser = argparse.ArgumentParser()
    command.configure(parser)
    options = parser.parse_args(arguments)
    options.work(options)


@pytest.fixture(autouse=True)
def typed(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def test_an_account_from_nothing_to_out_of_use(capsys):
    units = tree("city > district > school")

    thidua_user("add", "Lan.NT", "--name", "Nguyễn Thị Lan")
    thidua_user("grant", "lan.nt", "officer", "district")

    lan = User.objects.get(username="lan.nt")
    assert lan.check_password(PASSWORD)
    assert gate.may(lan, Permission.REPORT_ACCEPT, units["school"])

    capsys.readouterr()
    thidua_user("list")
    assert capsys.readouterr().out == "lan.nt\tNguyễn Thị Lan\tCán bộ tổng hợp: district\n"

    thidua_user("deactivate", "lan.nt")
    lan.refresh_from_db()
    assert not lan.is_active


def test_a_new_password():
    thidua_user("add", "lan.nt", "--name", "Nguyễn Thị Lan")
    lan = User.objects.get()
    lan.set_unusable_password()
    lan.save()
    command.sys.stdin.seek(0)

    thidua_user("password", "LAN.NT")

    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)


def test_an_unknown_account_is_refused():
    with pytest.raises(Refusal, match="thidua user list"):
        thidua_user("password", "nobody")


def test_the_roles_offered_are_all_there_are():
    assert set(command.ROLES) == set(Role.values)
