"""Tables about people: the log, accounts, standing in, who sees a unit, notices, saved views."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.access.models import Delegation
from thidua.access.queries import with_grants
from thidua.access.rules import Role
from thidua.audit.models import AuditEvent
from thidua.audit.queries import log_events, personal_of
from thidua.audit.sentences import titles
from thidua.core import clock
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.notices.sentences import sentence
from thidua.notices.views import seen_notices
from thidua.people.models import User
from thidua.web.accounts.listing import line_of, seen_accounts
from thidua.web.audit_log import asked_log, log_lines
from thidua.web.delegations import seen_delegations
from thidua.web.saved_view_pages import seen_views
from thidua.web.who_sees import seen_holders

from .asking import chunks


def log(request: HttpRequest) -> Sheet:
    """The log, newest first."""
    asked = asked_log(request)
    if not asked.valid:
        raise BadRequest(_("Bộ lọc không đúng. Hãy mở lại nhật ký."))
    events = log_events(**asked.narrowed()).order_by("-number")
    given = asked.form.cleaned_data
    facts = (
        (_("Đơn vị"), given["unit"].code if given["unit"] else ""),
        (_("Sự việc"), dict(titles()).get(given["event"], "")),
        (_("Tên đăng nhập"), given["person"]),
    )
    return Sheet(
        title=_("Nhật ký"),
        columns=(
            Column(_("Số"), Kind.WHOLE),
            Column(_("Thời điểm"), Kind.INSTANT),
            Column(_("Người thực hiện"), width=26),
            Column(_("Tên đăng nhập")),
            Column(_("Việc đã làm"), width=70),
            Column(_("Dữ liệu cá nhân"), width=30),
            Column(_("Đơn vị"), width=30),
        ),
        rows=_log_rows(events.iterator(chunk_size=1_000)),
        count=events.count(),
        facts=tuple((what, str(which)) for what, which in facts if which),
    )


def _log_rows(events: Iterator[AuditEvent]) -> Iterator[Cells]:
    for found in chunks(events):
        for line in log_lines(found, personal_of(found)):
            yield (line.number, line.at, line.actor_name, line.actor, line.sentence, line.personal, line.unit)


def accounts(request: HttpRequest) -> Sheet:
    """The accounts that an administrator manages."""
    seen = seen_accounts(request)
    if not seen.valid:
        raise BadRequest(_("Bộ lọc không đúng. Hãy mở lại trang tài khoản."))
    states = {True: _("Đang dùng"), False: _("Ngừng sử dụng")}
    facts = (
        (_("Tìm"), seen.wanted.text),
        (_("Vai trò"), str(Role(seen.wanted.role).label) if seen.wanted.role else ""),
        (_("Đơn vị"), seen.wanted.unit.code if seen.wanted.unit else ""),
        (_("Tình trạng"), states.get(seen.wanted.active, "") if seen.wanted.active is not None else ""),
    )
    return Sheet(
        title=_("Tài khoản"),
        columns=(
            Column(_("Họ và tên"), Kind.NAME, width=30),
            Column(_("Tên đăng nhập")),
            Column(_("Vai trò hiện nay"), width=60),
            Column(_("Tình trạng")),
            Column(_("Đăng nhập gần nhất"), Kind.INSTANT),
        ),
        rows=_account_rows(with_grants(seen.users).iterator(chunk_size=1_000)),
        count=seen.users.count(),
        facts=tuple((what, which) for what, which in facts if which),
    )


def _account_rows(users: Iterator[User]) -> Iterator[Cells]:
    for user in users:
        line = line_of(user)
        state = _("Đang dùng") if line.activated else _("Chưa kích hoạt")
        yield (
            str(user),
            user.username,
            "\n".join(line.roles),
            state if user.is_active else _("Ngừng sử dụng"),
            user.last_login,
        )


def delegations(request: HttpRequest) -> Sheet:
    """Whom the reader has asked to stand in, and for whom she does."""
    found = seen_delegations(request)
    return Sheet(
        title=_("Ủy quyền đã có"),
        columns=(
            Column(_("Người ủy quyền"), Kind.NAME, width=30),
            Column(_("Người làm thay"), width=30),
            Column(_("Từ ngày"), Kind.DATE),
            Column(_("Hết trước ngày"), Kind.DATE),
            Column(_("Lý do"), width=50),
            Column(_("Tình trạng")),
        ),
        rows=(
            (str(one.from_user), str(one.to_user), one.during.lower, one.during.upper, one.reason, _standing(one))
            for one in found
        ),
        count=found.count(),
    )


def _standing(one: Delegation) -> str:
    today = clock.today()
    if one.during.upper <= today:
        return _("Đã hết")
    return _("Sắp tới") if one.during.lower > today else _("Đang hiệu lực")


def who_sees(request: HttpRequest, code: str) -> Sheet:
    """Who may see a unit, why, and what else they may do there."""
    seen = seen_holders(request, code)
    return Sheet(
        title=_("Ai xem được %(unit)s") % {"unit": seen.name},
        columns=(
            Column(_("Họ và tên"), Kind.NAME, width=30),
            *((Column(_("Tên đăng nhập")),) if seen.full else ()),
            Column(_("Vai trò"), width=28),
            Column(_("Vì sao"), width=50),
            Column(_("Làm thay")),
            Column(_("Ngoài xem, còn được"), width=50),
        ),
        rows=[
            (
                str(line.user),
                *((line.user.username,) if seen.full else ()),
                line.role,
                line.why,
                str(line.lender or ""),
                ", ".join(line.may) or _("chỉ xem"),
            )
            for line in seen.lines
        ],
        count=len(seen.lines),
    )


def notices(request: HttpRequest) -> Sheet:
    """What the reader was told."""
    found, only_unread = seen_notices(request)
    return Sheet(
        title=_("Thông báo"),
        columns=(
            Column(_("Lúc"), Kind.INSTANT),
            Column(_("Thông báo"), Kind.NAME, width=90),
            Column(_("Đọc lúc"), Kind.INSTANT),
        ),
        rows=((one.at, sentence(one), one.read_at) for one in found.iterator(chunk_size=1_000)),
        count=found.count(),
        facts=((_("Lọc"), _("Chưa đọc")),) if only_unread else (),
    )


def saved_views(request: HttpRequest) -> Sheet:
    """The views that the reader finds."""
    found = seen_views(request)
    return Sheet(
        title=_("Góc nhìn đã lưu"),
        columns=(
            Column(_("Góc nhìn"), Kind.NAME),
            Column(_("Của ai"), width=26),
            Column(_("Lưu lúc"), Kind.INSTANT),
            Column(_("Chia sẻ với"), width=30),
            Column(_("Địa chỉ"), width=60),
        ),
        rows=[
            (
                view.name,
                str(view.owner),
                view.created_at,
                unit.short_name if unit else "",
                view.path,
            )
            for view, unit in found
        ],
        count=len(found),
    )
