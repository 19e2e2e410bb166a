"""The second person who accepts: what an office with one officer needs for the separation of duties."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.rules import Permission, Role
from thidua.access.services import end_grant, give_grant
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.errors import NoSuchSecond


@transaction.atomic
def name_second(*, unit: Unit, username: str, by: User) -> Grant:
    """Let somebody else accept reports of the units directly below. Raises NoSuchSecond or AlreadyGranted.

    Whoever stands in for the officer does not choose a lasting second for her.
    """
    if gate.standing_at(by, unit.pk).lender(Permission.REPORT_SUBMIT) is not None:
        raise NoSuchSecond(_("Người làm thay không cử người tiếp nhận thứ hai. Hãy chờ chính người phụ trách cử."))
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NoSuchSecond(
            _("Không có tài khoản «%(username)s» đang hoạt động. Hãy đề nghị người quản trị lập tài khoản trước.")
            % {"username": username},
            where="username",
        )
    if user.pk == by.pk:
        raise NoSuchSecond(_("Người thứ hai phải là người khác. Hãy chọn một đồng nghiệp ở đơn vị."), where="username")
    return give_grant(user=user, role=Role.SECOND, unit=unit, by=by)


@transaction.atomic
def end_second(*, unit: Unit, grant_id: int, by: User) -> Grant:
    """End what `name_second` gave at a unit. Raises Grant.DoesNotExist for any other grant, BadSpan once it ended."""
    Grant.objects.get(pk=grant_id, unit=unit, role=Role.SECOND)
    return end_grant(grant_id=grant_id, by=by)
