"""The main menu, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock, sql
from thidua.people.models import User
from thidua.ui.context import address
from thidua.ui.links import Link
from thidua.web.help import help_url


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry; it is left out while its page does not exist or the permission is held nowhere.

    `covers` are the beginnings of the names of further pages that belong to it, `group` the title that it stands
    under. `count` names what waits there, a field of `Waiting`. `everywhere`: the permission is needed at the root;
    `any_of`: one of these is enough.
    """

    label: str | Promise
    icon: str
    url_name: str
    permission: Permission | None = None
    covers: tuple[str, ...] = ()
    group: str | Promise = ""
    count: str = ""
    everywhere: bool = False
    any_of: tuple[Permission, ...] = ()

    def offered(self, user: User, permitted: frozenset[Permission]) -> bool:
        """Whether a user with these permissions somewhere may open the page."""
        if self.any_of:
            return not permitted.isdisjoint(self.any_of)
        if self.permission is None:
            return True
        return self.permission in permitted and (not self.everywhere or gate.everywhere(user, self.permission))


# What some kind of list needs, see `thidua.web.lists.kinds`.
IMPORTING = (Permission.UNIT_MANAGE, Permission.TARGET_ASSIGN, Permission.MEMBER_MANAGE)
FIGURES = ("unit", "figure", "area", "compare", "committee", "view")

EMULATION = _("Thi đua")
ORGANISATION = _("Tổ chức")
ADMINISTRATION = pgettext_lazy("menu", "Quản trị")
# Entries of a group stand together; what is done every day has no title and begins the menu.
ITEMS: tuple[NavItem, ...] = (
    NavItem(_("Việc cần làm"), "home", "home"),
    NavItem(
        _("Báo cáo"),
        "clipboard-text",
        "report-list",
        Permission.REPORT_VIEW,
        ("report", "inbox", "many-units", "upload"),
    ),
    NavItem(_("Chỉ tiêu"), "target-arrow", "target-home", Permission.TARGET_VIEW, ("target",)),
    NavItem(_("Tổng hợp"), "chart-bar", "unit-home", Permission.FIGURES_VIEW, FIGURES),
    NavItem(_("Văn bản"), "file-text", "document-list", Permission.DOCUMENT_VIEW, ("document", "template")),
    NavItem(_("Đột xuất"), "message-question", "request-list", Permission.REPORT_VIEW, ("request",)),
    NavItem(_("Phong trào"), "flag", "movement-list", Permission.EMULATION_VIEW, ("movement", "programme"), EMULATION),
    NavItem(
        _("Cụm thi đua"), "users-group", "cluster-list", Permission.EMULATION_VIEW, ("cluster", "covenant"), EMULATION
    ),
    NavItem(
        _("Chấm điểm"), "list-check", "round-list", Permission.EMULATION_VIEW, ("round", "card", "ranking"), EMULATION
    ),
    NavItem(_("Bảng điểm"), "table", "scheme-list", Permission.EMULATION_VIEW, ("scheme",), EMULATION),
    NavItem(_("Bỏ phiếu"), "checkbox", "ballot-list", None, ("ballot",), EMULATION, "ballots"),
    NavItem(
        _("Cây đơn vị"), "sitemap", "tree", Permission.UNIT_VIEW, ("tree", "unit-search", "who-sees"), ORGANISATION
    ),
    NavItem(_("Đoàn viên"), "users", "member-home", Permission.MEMBER_VIEW, ("member",), ORGANISATION),
    NavItem(
        _("Sắp xếp tổ chức"),
        "arrows-split",
        "reorganisation-list",
        Permission.UNIT_MANAGE,
        ("reorganisation",),
        ORGANISATION,
    ),
    NavItem(_("Danh mục"), "list-details", "catalogue", Permission.CATALOGUE_VIEW, group=ORGANISATION),
    NavItem(_("Số liệu cũ"), "database-import", "past", Permission.HISTORY_ENTER, group=ORGANISATION),
    NavItem(_("Nhập danh sách"), "file-import", "intake-home", None, ("intake",), ORGANISATION, any_of=IMPORTING),
    NavItem(_("Tài khoản"), "user-cog", "account-list", Permission.USER_MANAGE, ("account",), ADMINISTRATION),
    NavItem(
        _("Kỳ báo cáo"),
        "calendar-event",
        "period-list",
        Permission.PERIOD_MANAGE,
        ("period", "timetable"),
        ADMINISTRATION,
        everywhere=True,
    ),
    NavItem(_("Nhật ký"), "history", "audit-log", Permission.AUDIT_VIEW, ("audit",), ADMINISTRATION),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the frame of a page counts: notices that were not read, ballots that wait for the person's vote."""

    notices: int
    ballots: int


def waiting(user: User) -> Waiting:
    """Everything that the frame counts, in one statement."""
    # Every page asks this: what the mapper takes to build it is a tenth of a small page.
    counted = sql.fetch_one("thidua.web", "waiting", {"user": user.pk, "now": clock.now()}, Waiting)
    assert counted is not None  # counts are one row
    return counted


def waits_of(request: HttpRequest, user: User) -> Waiting:
    """What the frame of this page counts for its reader: asked once for a request, when it is first looked at."""
    found = getattr(request, "frame_waits", None)
    if found is None:
        found = request.frame_waits = SimpleLazyObject(lambda: waiting(user))  # type: ignore[attr-defined]
    return cast("Waiting", found)


def links(user: User, page_name: str, waits: Waiting, items: tuple[NavItem, ...] = ITEMS) -> list[Link]:
    """Return the entries that a user is offered on the page with a URL name; `waits` is looked at when it is drawn."""
    permitted = gate.anywhere(user)
    current = _current(page_name, items)
    return [
        Link(
            label=str(item.label),
            url=url,
            icon=item.icon,
            current=item is current,
            group=str(item.group),
            count=_counted(waits, item.count) if item.count else 0,
        )
        for item in items
        if item.offered(user, permitted) and (url := address(item.url_name))
    ]


def _counted(waits: Waiting, name: str) -> int:
    """A count that is asked for when it is drawn: a fragment without the frame asks for none."""
    return cast("int", SimpleLazyObject(lambda: getattr(waits, name)))


def _current(page_name: str, items: tuple[NavItem, ...]) -> NavItem | None:
    """Return the entry that the page belongs to: the one that covers most of its name."""
    covering = [
        (len(start), position)
        for position, item in enumerate(items)
        for start in (*item.covers, item.url_name)
        if page_name == start or page_name.startswith(f"{start}-")
    ]
    return items[max(covering)[1]] if covering else None


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates the main menu, `help_url` and `unread_notices`; an empty menu where nobody is signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return {"navigation": []}
    match = request.resolver_match
    waits = waits_of(request, user)
    return {
        "navigation": links(user, (match and match.url_name) or "", waits),
        "help_url": help_url((match and match.url_name) or ""),
        "unread_notices": _counted(waits, "notices"),
    }
