"""Lists of units: trees, founded all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.exchange.errors import NotYourRows
from thidua.exchange.kinds import Judged, Line, ListKind, Made, Options, Tell
from thidua.org.imports import FIELDS
from thidua.org.models import Unit
from thidua.org.services import found_listed, judge_units, remove_listed
from thidua.org.services.lineage import lock_tree
from thidua.people.models import User


def _permitted(user: User) -> bool:
    return gate.any_unit(user, Permission.UNIT_MANAGE)


def _oversees(user: User) -> bool:
    return gate.everywhere(user, Permission.UNIT_MANAGE)


def _within(user: User) -> QuerySet[Unit] | None:
    """The units below which the person may found others; None: everywhere, and roots too."""
    return None if _oversees(user) else gate.units_for(user, Permission.UNIT_MANAGE)


def _judge(lines: Sequence[Line], by: User, _options: Options, tell: Tell) -> Sequence[Judged]:
    judged = judge_units(lines=lines, within=_within(by))
    tell(len(lines), len(lines))
    return judged


def _commit(rows: Sequence[Judged], by: User, _options: Options, tell: Tell) -> Sequence[Made]:
    tell(0, len(rows))
    return found_listed(rows=rows, by=by)


def _undo(made: Sequence[Made], by: User, _options: Options, tell: Tell) -> None:
    tell(0, len(made))
    if not gate.reaches_all(by, Permission.UNIT_MANAGE, [one.about for one in made]):
        raise NotYourRows
    remove_listed(made=made, by=by)


def _lock(_options: Options) -> None:
    lock_tree()


UNITS = ListKind(
    name="units",
    title=_("Đơn vị"),
    noun=_("đơn vị"),
    icon="sitemap",
    hint=_("Thêm nhiều đơn vị mới vào cây cùng lúc; ghi tất cả hoặc không ghi gì."),
    fields=FIELDS,
    permitted=_permitted,
    oversees=_oversees,
    judge=_judge,
    commit=_commit,
    undo=_undo,
    lock=_lock,
    whole=True,
    done_url="tree",
)
