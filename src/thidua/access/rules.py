"""The whole table of who may do what: permissions, roles and how far each role carries each permission."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What can be permitted, named `resource.action`."""

    UNIT_VIEW = "unit.view", _("Xem đơn vị")
    UNIT_MANAGE = "unit.manage", _("Quản lý cây tổ chức")
    FIGURES_VIEW = "figures.view", _("Xem số liệu")
    REPORT_VIEW = "report.view", _("Xem báo cáo")
    REPORT_ENTER = "report.enter", _("Nhập báo cáo")
    REPORT_SUBMIT = "report.submit", _("Nộp báo cáo")
    REPORT_BEHALF = "report.behalf", _("Nhập thay đơn vị")
    REPORT_ACCEPT = "report.accept", _("Tiếp nhận báo cáo")
    REPORT_AMEND = "report.amend", _("Điều chỉnh báo cáo")
    TARGET_VIEW = "target.view", _("Xem chỉ tiêu")
    TARGET_ASSIGN = "target.assign", _("Giao chỉ tiêu")
    TARGET_REGISTER = "target.register", _("Đăng ký chỉ tiêu")
    REQUEST_SEND = "request.send", _("Gửi yêu cầu báo cáo đột xuất")
    PERIOD_MANAGE = "period.manage", _("Quản lý kỳ báo cáo")
    HISTORY_ENTER = "history.enter", _("Nhập số liệu các năm trước")
    DOCUMENT_VIEW = "document.view", _("Xem văn bản")
    DOCUMENT_DRAFT = "document.draft", _("Soạn văn bản")
    DOCUMENT_ISSUE = "document.issue", _("Ban hành và ký văn bản")
    TEMPLATE_MANAGE = "template.manage", _("Quản lý mẫu văn bản")
    MEMBER_VIEW = "member.view", _("Xem sổ đoàn viên")
    MEMBER_MANAGE = "member.manage", _("Cập nhật sổ đoàn viên")
    EMULATION_VIEW = "emulation.view", _("Xem thi đua")
    EMULATION_JOIN = "emulation.join", _("Đăng ký, góp ý và chấm điểm thay mặt đơn vị")
    EMULATION_MANAGE = "emulation.manage", _("Tổ chức phong trào, cụm và bảng điểm")
    EMULATION_VERIFY = "emulation.verify", _("Thẩm định điểm theo lĩnh vực")
    EMULATION_CONCLUDE = "emulation.conclude", _("Chốt và công bố kết quả thi đua")
    COVENANT_SIGN = "covenant.sign", _("Ký và chứng kiến giao ước")
    BALLOT_MANAGE = "ballot.manage", _("Tổ chức bỏ phiếu")
    CATALOGUE_VIEW = "catalogue.view", _("Xem danh mục chỉ tiêu")
    CATALOGUE_MANAGE = "catalogue.manage", _("Sửa chỉ tiêu và biểu mẫu")
    AUDIT_VIEW = "audit.view", _("Xem nhật ký")
    USER_MANAGE = "user.manage", _("Quản lý tài khoản")
    USER_SEE_AS = "user.see_as", _("Xem như một tài khoản khác")
    FEDERATION_MANAGE = "federation.manage", _("Thiết lập hệ thống")


class Role(TextChoices):
    """What a person is to a unit."""

    CHAIR = "chair", _("Chủ tịch công đoàn cơ sở")
    OFFICER = "officer", _("Cán bộ tổng hợp")
    SECOND = "second", _("Người tiếp nhận thứ hai")
    LEADER = "leader", _("Thường trực")
    SPECIALIST = "specialist", _("Chuyên viên ban")
    INSPECTOR = "inspector", _("Kiểm tra viên")
    ADMINISTRATOR = "administrator", _("Quản trị")


class Reach(TextChoices):
    """How far a grant at unit U carries a permission, on the tree of today."""

    OWN = "own", _("chính đơn vị")
    CHILDREN = "children", _("các đơn vị trực thuộc")
    SUBTREE = "subtree", _("đơn vị và mọi cấp dưới")
    LINE = "line", _("đơn vị, các cấp trên và mọi cấp dưới")

    def covers(self, distance: int) -> bool:
        """Whether a unit that stands `distance` levels below U is reached; above U it is negative."""
        match self:
            case Reach.OWN:
                return distance == 0
            case Reach.CHILDREN:
                return distance == 1
            case Reach.SUBTREE:
                return distance >= 0
            case Reach.LINE:
                return True


class Scope(TextChoices):
    """Where a grant holds."""

    SUBTREE = "subtree", _("một đơn vị, theo phạm vi của từng quyền")
    UNITS = "units", _("đúng các đơn vị được nêu")
    AREAS = "areas", _("như trên, giới hạn trong một số lĩnh vực")


P = Permission
_VIEWS: dict[Permission, Reach] = dict.fromkeys(
    (
        P.UNIT_VIEW,
        P.FIGURES_VIEW,
        P.REPORT_VIEW,
        P.TARGET_VIEW,
        P.CATALOGUE_VIEW,
        P.DOCUMENT_VIEW,
        P.EMULATION_VIEW,
    ),
    Reach.SUBTREE,
)
_EMULATION: dict[Permission, Reach] = dict.fromkeys(
    (P.EMULATION_MANAGE, P.EMULATION_VERIFY, P.BALLOT_MANAGE), Reach.OWN
)
_MEMBERS: dict[Permission, Reach] = dict.fromkeys((P.MEMBER_VIEW, P.MEMBER_MANAGE), Reach.SUBTREE)
_OWN_REPORT: dict[Permission, Reach] = dict.fromkeys(
    (P.REPORT_ENTER, P.REPORT_SUBMIT, P.REPORT_AMEND, P.TARGET_REGISTER), Reach.OWN
)
_CHAIR: dict[Permission, Reach] = {
    **_VIEWS,
    **_OWN_REPORT,
    P.UNIT_VIEW: Reach.LINE,
    P.FIGURES_VIEW: Reach.LINE,
    P.DOCUMENT_DRAFT: Reach.OWN,
    P.EMULATION_JOIN: Reach.OWN,
    **_MEMBERS,
}

# "Accepted by the unit directly above" is exactly the reach CHILDREN of report.accept.
GRANTED: Mapping[Role, Mapping[Permission, Reach]] = MappingProxyType(
    {
        Role.CHAIR: {**_CHAIR, P.DOCUMENT_ISSUE: Reach.OWN, P.COVENANT_SIGN: Reach.OWN},
        Role.OFFICER: {
            **_CHAIR,
            **_EMULATION,
            P.REPORT_ACCEPT: Reach.CHILDREN,
            P.REPORT_BEHALF: Reach.CHILDREN,
            P.TARGET_ASSIGN: Reach.CHILDREN,
            P.REQUEST_SEND: Reach.SUBTREE,
            P.HISTORY_ENTER: Reach.SUBTREE,
        },
        Role.SECOND: {**_VIEWS, P.REPORT_ACCEPT: Reach.CHILDREN},
        Role.LEADER: {
            **_VIEWS,
            P.REPORT_ACCEPT: Reach.CHILDREN,
            P.DOCUMENT_DRAFT: Reach.OWN,
            P.DOCUMENT_ISSUE: Reach.OWN,
            P.EMULATION_JOIN: Reach.OWN,
            P.EMULATION_CONCLUDE: Reach.OWN,
            P.COVENANT_SIGN: Reach.OWN,
            P.BALLOT_MANAGE: Reach.OWN,
        },
        Role.SPECIALIST: {
            **_VIEWS,
            P.REPORT_ENTER: Reach.OWN,
            P.DOCUMENT_DRAFT: Reach.OWN,
            P.EMULATION_VERIFY: Reach.OWN,
        },
        Role.INSPECTOR: {**_VIEWS, P.AUDIT_VIEW: Reach.SUBTREE, P.MEMBER_VIEW: Reach.SUBTREE},
        Role.ADMINISTRATOR: {
            **_VIEWS,
            **_MEMBERS,
            **dict.fromkeys(
                (
                    P.UNIT_MANAGE,
                    P.TEMPLATE_MANAGE,
                    P.USER_MANAGE,
                    P.USER_SEE_AS,
                    P.PERIOD_MANAGE,
                    P.CATALOGUE_MANAGE,
                    P.HISTORY_ENTER,
                    P.REQUEST_SEND,
                    P.FEDERATION_MANAGE,
                    P.AUDIT_VIEW,
                ),
                Reach.SUBTREE,
            ),
        },
    }
)


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that carry a permission at any reach."""
    return tuple(role for role, granted in GRANTED.items() if permission in granted)


def permissions_at(role: Role, distance: int) -> frozenset[Permission]:
    """What a role allows on a unit `distance` levels below the grant's unit; negative above it."""
    return frozenset(permission for permission, reach in GRANTED[role].items() if reach.covers(distance))


# What governs others stays with its holder: whoever stands in for somebody does not get it.
NOT_LENT: frozenset[Permission] = frozenset({P.USER_MANAGE, P.USER_SEE_AS, P.FEDERATION_MANAGE})
# Who holds one of these anywhere answers for others and signs in with a second factor.
WEIGHTY: frozenset[Permission] = frozenset({P.REPORT_ACCEPT, P.USER_MANAGE, P.FEDERATION_MANAGE})
# A role that carries one of these is given only by who holds all of them there herself.
GOVERNING: frozenset[Permission] = NOT_LENT | {P.UNIT_MANAGE, P.PERIOD_MANAGE, P.CATALOGUE_MANAGE}


def roles_lending(permission: Permission) -> tuple[Role, ...]:
    """The roles by which a stand-in gets a permission."""
    return () if permission in NOT_LENT else roles_with(permission)
