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

_CAME_BY: Mapping[tuple[Permission, ...], tuple[str, ...]] = {
    (P.REPORT_ENTER,): ("report.started",),
    (P.REPORT_SUBMIT, P.REPORT_BEHALF): ("report.submitted", "report.withdrawn"),
    (P.REPORT_AMEND, P.REPORT_BEHALF): ("report.amendment_begun",),
    (P.REPORT_ACCEPT,): ("report.returned", "report.accepted", "report.acceptance_undone"),
    (P.REPORT_ACCEPT, P.REQUEST_SEND): ("report.reminded",),
    (P.REPORT_BEHALF,): ("behalf.begun", "behalf.link_made"),
    (P.REPORT_SUBMIT,): ("behalf.confirmed", "behalf.objected"),
    (P.REPORT_ENTER, P.REPORT_BEHALF): (
        "cell.estimated",
        "cell.confirmed",
        "cell.estimate_replaced",
        "cell.explained",
        "evidence.attached",
        "evidence.removed",
        "evidence.restored",
        "upload.committed",
        "upload.undone",
    ),
    (P.REPORT_ENTER, P.REPORT_BEHALF, P.REPORT_ACCEPT): ("cell.flagged", "cell.unflagged"),
    (P.REPORT_VIEW,): ("cell.commented",),
    (P.REQUEST_SEND,): ("request.sent", "request.extended", "request.ended", "request.reopened"),
    (P.HISTORY_ENTER,): ("history.recorded", "history.undone"),
    (P.TARGET_ASSIGN,): ("target.assigned", "target.adjusted", "target.cancelled", "target.kept"),
    # They are found at the unit whose targets are divided, which assigns to those below and registers for itself.
    (P.TARGET_ASSIGN, P.TARGET_REGISTER): ("target.split", "target.planned", "target.undone"),
    (P.DOCUMENT_DRAFT,): (
        "document.drafted",
        "document.edited",
        "document.refreshed",
        "document.redrafted",
        "document.frame_edited",
        "document.deleted",
        "document.restored",
    ),
    (P.DOCUMENT_ISSUE,): ("document.issued", "document.withdrawn"),
    (P.MEMBER_MANAGE,): (
        "member.admitted",
        "member.transferred",
        "member.ended",
        "member.corrected",
        "member.undone",
        "members.imported",
        "members.import_undone",
    ),
    (P.EMULATION_MANAGE, P.EMULATION_JOIN, P.EMULATION_CONCLUDE): (
        "ranking.drawn",
        "ranking.placed",
        "ranking.discarded",
        "round.moved",
        "round.moved_back",
        "round.computed",
        "round.compute_asked",
    ),
    (P.EMULATION_CONCLUDE,): (
        "ranking.decided",
        "ranking.reopened",
        "ranking.published",
        "ranking.publication_undone",
        "covenant.witnessed",
        "covenant.in_force",
    ),
    (P.MEMBER_VIEW,): ("member.revealed", "members.exported"),
    # What the committee does is done by whoever is on it, never by a stand-in.
    (P.BALLOT_MANAGE,): (
        "cluster.election_called",
        "ballot.drafted",
        "ballot.edited",
        "ballot.discarded",
        "ballot.restored",
        "ballot.prepared",
        "ballot.setup_reopened",
        "ranking.voted",
    ),
    (P.TARGET_REGISTER,): ("target.registered", "target.accepted", "target.objected"),
    (P.PERIOD_MANAGE,): ("period.opened", "period.closed", "period.reopened", "deadline.set"),
    (P.CATALOGUE_MANAGE,): (
        "indicator.edited",
        "indicator.founded",
        "form.founded",
        "form.draft_begun",
        "form.draft_saved",
        "form.draft_discarded",
        "form.published",
        "form.withdrawn",
    ),
    (P.EMULATION_JOIN, P.REPORT_BEHALF): (
        "registration.made",
        "registration.changed",
        "registration.withdrawn",
        "registration.undone",
        "late_registration.asked",
    ),
    (P.EMULATION_JOIN, P.EMULATION_MANAGE, P.EMULATION_VERIFY, P.EMULATION_CONCLUDE): ("point.given",),
    (P.EMULATION_MANAGE,): (
        "round.opened",
        "round.removed",
        "card.fact_stated",
        "scheme.founded",
        "scheme.renamed",
        "scheme.archived",
        "scheme.restored",
        "scheme.draft_begun",
        "scheme.draft_edited",
        "scheme.edit_undone",
        "scheme.draft_discarded",
        "scheme.published",
        "scheme.withdrawn",
        "programme.added",
        "programme.edited",
        "programme.deleted",
        "programme.restored",
        "programme.target_added",
        "programme.target_removed",
        "programme.target_restored",
        "movement.drafted",
        "movement.edited",
        "movement.deleted",
        "movement.restored",
        "movement.launched",
        "movement.launch_undone",
        "movement.moved",
        "movement.reminded",
        "movement_paper.attached",
        "movement_paper.removed",
        "movement_paper.restored",
        "late_registration.granted",
        "late_registration.refused",
        "late_registration.answer_undone",
        "registration_deadline.set",
        "cluster.formed",
        "cluster.joined",
        "cluster.left",
        "cluster.role_given",
        "cluster.dissolved",
        "cluster.change_undone",
        "cluster.turns_set",
        "duty_plan.saved",
    ),
    # They are found at the owner, though the lead's people may do them too.
    (P.EMULATION_MANAGE, P.EMULATION_CONCLUDE): (
        "covenant.drafted",
        "covenant.edited",
        "covenant.removed",
        "covenant.restored",
        "covenant.comments_asked",
        "covenant.comment_answered",
        "covenant.agreed",
        "covenant.agreed_by_owner",
        "covenant.reopened",
        "covenant.signing_begun",
        "covenant.clause_confirmed",
        "covenant.confirmation_undone",
    ),
    (P.EMULATION_JOIN,): (
        "point.noted",
        "card.handed_in",
        "card.withdrawn",
        "card.cross_checked",
        "card.cross_check_withdrawn",
        "card_evidence.attached",
        "card_evidence.removed",
        "card_evidence.restored",
        "covenant.commented",
        "covenant.comment_removed",
        "covenant.member_agreed",
        "covenant.member_objected",
    ),
    (P.COVENANT_SIGN,): ("covenant.signed", "covenant.signature_taken_back", "covenant.table_code_made"),
    # The lead's work, done by its people or by the owner's; and what members do in their own names.
    (P.EMULATION_MANAGE, P.EMULATION_JOIN): (
        "cluster.indicators_chosen",
        "duties.laid_out",
        "duty.added",
        "duty.edited",
        "duty.removed",
        "duty.restored",
        "duty.reminded",
        "review.asked",
        "review.withdrawn",
        "review.reminded",
        "review.compiled",
    ),
    (P.EMULATION_JOIN, P.EMULATION_MANAGE, P.EMULATION_CONCLUDE): (
        "duty.done",
        "duty.not_done",
        "post.written",
        "post.edited",
        "post.deleted",
        "post.restored",
        "material.shared",
        "material.removed",
        "material.restored",
        "review.part_saved",
        "review.part_sent",
        "review.part_taken_back",
    ),
    (P.UNIT_MANAGE,): (
        "unit.founded",
        "unit.moved",
        "unit.renamed",
        "unit.ended",
        "units.placed",
        "units.removed",
        "reorganisation.drafted",
        "reorganisation.edited",
        "reorganisation.list_read",
        "reorganisation.change_added",
        "reorganisation.change_removed",
        "reorganisation.discarded",
        "reorganisation.begun",
        "reorganisation.committed",
        "reorganisation.undo_begun",
        "reorganisation.undone",
    ),
}
# By which permission an event came about, the first that holds there: what a stand-in did by it is recorded as done
# for the other.
NEEDED_FOR: Mapping[str, tuple[Permission, ...]] = MappingProxyType(
    {event: permissions for permissions, events in _CAME_BY.items() for event in events}
)


def roles_lending(permission: Permission) -> tuple[Role, ...]:
    """The roles by which a stand-in gets a permission."""
    return () if permission in NOT_LENT else roles_with(permission)
