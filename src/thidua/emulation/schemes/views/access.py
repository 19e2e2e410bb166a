"""Fetching a point table through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.schemes.queries import draft_of, seen_by
from thidua.people.asking import signed_in
from thidua.people.models import User


@dataclass(frozen=True, slots=True)
class Access:
    """A scheme as one person sees it; `manages`: she drafts and publishes for its owner."""

    scheme: Scheme
    user: User
    manages: bool

    def version_or_404(self, number: int) -> SchemeVersion:
        """An edition by its number; drafts are there for who manages alone."""
        version = self.scheme.versions.select_related("scheme", "published_by__person").filter(number=number).first()
        if version is None or not (version.is_published or self.manages):
            raise Http404(_("Không có bản này của bảng điểm."))
        return version

    def draft_or_404(self) -> SchemeVersion:
        """The draft, for who manages. Raises Http404 where nothing is being drafted."""
        draft = draft_of(self.scheme)
        if draft is None:
            raise Http404(_("Bảng điểm này không có bản soạn nào. Hãy bấm «Soạn bản mới» ở trang của bảng điểm."))
        return draft


def reader(request: HttpRequest) -> User:
    """Whoever sees emulation somewhere may open the list."""
    user = signed_in(request)
    if not gate.any_unit(user, Permission.EMULATION_VIEW):
        raise PermissionDenied(_("Tài khoản chưa được giao quyền xem thi đua ở đơn vị nào."))
    return user


def scheme_or_404(request: HttpRequest, reference: str) -> Access:
    """A scheme that the person may read. Raises Http404 for all that is not there or not to be seen."""
    user = signed_in(request)
    scheme = seen_by(user).select_related("owner", "copied_from").filter(reference=reference).first()
    if scheme is None:
        raise Http404(_("Không tìm thấy bảng điểm này."))
    manages = Permission.EMULATION_MANAGE in gate.standing_at(user, scheme.owner_id).permissions
    return Access(scheme, user, manages)


def managed_or_404(request: HttpRequest, reference: str) -> Access:
    """The same for who drafts and publishes. Raises PermissionDenied for who only reads it."""
    access = scheme_or_404(request, reference)
    if not access.manages:
        raise PermissionDenied(_("Chỉ cán bộ tổ chức thi đua của đơn vị lập bảng điểm mới sửa được."))
    return access


def require_manager(request: HttpRequest) -> None:
    """Raise PermissionDenied for who organises emulation nowhere."""
    if not gate.any_unit(request.user, Permission.EMULATION_MANAGE):
        raise PermissionDenied(_("Tài khoản chưa được giao quyền tổ chức thi đua ở đơn vị nào."))
