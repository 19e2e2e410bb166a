"""Who reads the catalogue and who edits it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.indicators.models import FormVersion, Indicator
from thidua.indicators.queries import catalogue
from thidua.people.models import User


def reader(request: HttpRequest) -> User:
    """Whoever may view figures anywhere may read what they mean."""
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    if not gate.any_unit(user, Permission.CATALOGUE_VIEW):
        raise PermissionDenied(_("Tài khoản chưa được giao quyền ở đơn vị nào. Hãy liên hệ người quản trị."))
    return user


def manager(request: HttpRequest) -> User:
    """The catalogue belongs to every unit: only who manages them all edits it."""
    user = reader(request)
    if not manages(user):
        raise PermissionDenied(_("Chỉ người quản trị của toàn hệ thống sửa danh mục chỉ tiêu và biểu mẫu."))
    return user


def manages(user: User) -> bool:
    """Whether a person edits the catalogue."""
    return gate.everywhere(user, Permission.CATALOGUE_MANAGE)


def version_or_404(code: str, number: int) -> FormVersion:
    """A version of a form by the form's code and its number."""
    version = FormVersion.objects.select_related("form").filter(form__code=code, number=number).first()
    if version is None:
        raise Http404(_("Không có bản này của biểu mẫu."))
    return version


def indicator_or_404(code: str) -> Indicator:
    """An indicator of the catalogue by its code."""
    indicator = catalogue().by_code.get(code)
    if indicator is None:
        raise Http404(_("Danh mục không có chỉ tiêu này."))
    return indicator
