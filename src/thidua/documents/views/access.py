"""Fetching a document through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.documents.models import Document, Version
from thidua.documents.rules import State
from thidua.people.asking import signed_in
from thidua.people.models import User

WORKING = frozenset({Permission.DOCUMENT_DRAFT, Permission.DOCUMENT_ISSUE})
_READING = WORKING | {Permission.DOCUMENT_VIEW}


@dataclass(frozen=True, slots=True)
class Access:
    """A document as one person sees it."""

    document: Document
    user: User
    permissions: frozenset[Permission]

    @property
    def is_draft(self) -> bool:
        """Whether it was not issued yet."""
        return self.document.state == State.DRAFT

    @property
    def may_edit(self) -> bool:
        """Whether the person changes the text now."""
        return self.is_draft and Permission.DOCUMENT_DRAFT in self.permissions

    @property
    def may_issue(self) -> bool:
        """Whether the person issues it now."""
        return self.is_draft and Permission.DOCUMENT_ISSUE in self.permissions

    @property
    def may_withdraw(self) -> bool:
        """Whether the person takes it out of force now."""
        return self.document.state == State.ISSUED and Permission.DOCUMENT_ISSUE in self.permissions

    @property
    def may_replace(self) -> bool:
        """Whether the person drafts another one in its place."""
        return not self.is_draft and Permission.DOCUMENT_DRAFT in self.permissions

    @property
    def versions(self) -> QuerySet[Version]:
        """The versions that this person may read: drafts, also those of an issued document, are for who works on it."""
        versions = self.document.versions.select_related("saved_by__person")
        return versions if self.permissions & WORKING else versions.filter(issued=True)

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied without a permission on the document's unit."""
        if permission not in self.permissions:
            raise PermissionDenied(_("Tài khoản không có quyền này ở đơn vị."))


def document_or_404(request: HttpRequest, reference: str, *, deleted: bool = False) -> Access:
    """The document with a reference, for a person who may read it.

    A draft is read by whoever may draft or issue in its unit; what was issued by whoever sees the unit's documents.
    Raises Http404 for all that is not there or not to be seen; `deleted` finds drafts that were deleted alone.
    """
    user = signed_in(request)
    found = Document.objects.filter(reference=reference, deleted_at__isnull=not deleted)
    document = found.select_related("unit", "made_by__person", "issued_by__person", "withdrawn_by__person").first()
    permissions = gate.allowed(user, document.unit) if document else frozenset()
    working = permissions & WORKING
    if document is None or not (working if document.state == State.DRAFT else permissions & _READING):
        raise Http404(_("Không tìm thấy văn bản này."))
    return Access(document, user, permissions)
