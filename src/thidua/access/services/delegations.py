"""Standing in for a colleague on leave."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.access.errors import BadDelegation, BadSpan
from thidua.access.models import Delegation, Grant
from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.people.models import User

LONGEST = timedelta(days=366)


@transaction.atomic
def delegate(*, from_user: User, to_user: User, first: date, last: date, reason: str, by: User) -> Delegation:
    """Let a colleague stand in on the days from `first` to `last`. Raises BadSpan, BadDelegation."""
    until = last + timedelta(days=1)
    if last < first or last < clock.today():
        raise BadSpan(_("Ngày cuối phải từ ngày đầu trở đi và chưa qua."), where="last")
    if until - first > LONGEST:
        raise BadSpan(_("Một lần ủy quyền dài nhất một năm."), where="last")
    if not to_user.is_active or to_user.pk == from_user.pk:
        raise BadDelegation(_("Hãy chọn một người khác có tài khoản đang dùng."), where="to_user")
    User.objects.select_for_update(of=("self",)).get(pk=from_user.pk)
    during = DateRange(max(first, clock.today()), until)
    if not Grant.objects.filter(user=from_user, during__overlap=during).exists():
        raise BadDelegation(_("Tài khoản không có quyền nào trong những ngày này để ủy quyền."), where="first")
    if Delegation.objects.filter(from_user=from_user, to_user=to_user, during__overlap=during).exists():
        raise BadDelegation(_("%(name)s đã được ủy quyền trong thời gian này.") % {"name": to_user}, where="to_user")
    delegation = Delegation.objects.create(
        from_user=from_user,
        to_user=to_user,
        during=during,
        reason=clean_line(reason, most=200),
        given_at=clock.now(),
    )
    record(
        "delegation.given",
        by=by,
        about=to_user,
        absent=from_user.username,
        first=during.lower,
        last=last,
    )
    return delegation


@transaction.atomic
def end_delegation(*, delegation_id: int, by: User) -> Delegation:
    """End a delegation today, by either of the two or an administrator; one that is over stays as it was."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("to_user__person", "from_user__person")
        .get(pk=delegation_id)
    )
    today = clock.today()
    if delegation.during.upper <= today:
        raise BadSpan(_("Ủy quyền này đã hết hạn."))
    record("delegation.ended", by=by, about=delegation.to_user, absent=delegation.from_user.username)
    if delegation.during.lower >= today:
        delegation.delete()
        return delegation
    delegation.during = DateRange(delegation.during.lower, today)
    delegation.save(update_fields=["during"])
    return delegation
