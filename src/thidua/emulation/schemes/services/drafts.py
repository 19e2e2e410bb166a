"""Drafting point tables: a new scheme, the next edition, one edit after the other, each of which can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.schemes.errors import (
    AlreadyPublished,
    DraftChanged,
    DraftExists,
    NothingToUndo,
    SchemeArchived,
)
from thidua.emulation.schemes.models import DraftEdit, Scheme, SchemeVersion
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.format import scheme_from, scheme_to
from thidua.scoring.scheme import Scheme as PointTable

BYTES_OF_REFERENCE = 12
KEPT_EDITS = 200
LONGEST_SAID = 300


@transaction.atomic
def found_scheme(
    *, owner: Unit, name: str, year: int, table: PointTable, by: User, copied_from: Scheme | None = None
) -> Scheme:
    """A new scheme of a unit, whose first draft is `table`."""
    scheme = Scheme.objects.create(
        reference=secrets.token_urlsafe(BYTES_OF_REFERENCE),
        owner=owner,
        name=name,
        year=year,
        copied_from=copied_from,
        made_by=by,
        made_at=clock.now(),
    )
    _lay_out(scheme, 1, table, by)
    record("scheme.founded", by=by, about=scheme, unit=owner, year=str(year))
    return scheme


@transaction.atomic
def rename_scheme(*, scheme_id: int, name: str, year: int, by: User) -> Scheme:
    """Another name or year; editions keep what they say. Raises SchemeArchived."""
    scheme = _locked(scheme_id)
    scheme.name, scheme.year = name, year
    scheme.save(update_fields=["name", "year"])
    record("scheme.renamed", by=by, about=scheme, unit=scheme.owner_id, year=str(year))
    return scheme


@transaction.atomic
def archive_scheme(*, scheme_id: int, archived: bool, by: User) -> Scheme:
    """Offer a scheme for nothing new, or offer it again."""
    scheme = Scheme.objects.select_for_update().get(pk=scheme_id)
    scheme.archived_at = clock.now() if archived else None
    scheme.save(update_fields=["archived_at"])
    record("scheme.archived" if archived else "scheme.restored", by=by, about=scheme, unit=scheme.owner_id)
    return scheme


@transaction.atomic
def begin_draft(*, scheme_id: int, by: User) -> SchemeVersion:
    """The next edition, beginning as a copy of the latest. Raises DraftExists, SchemeArchived."""
    scheme = _locked(scheme_id)
    latest = scheme.versions.order_by("-number").first()
    assert latest is not None  # a scheme is founded with a draft, and a draft is discarded only beside an edition
    if not latest.is_published:
        raise DraftExists(_("Bảng điểm đang có một bản soạn dở. Hãy soạn tiếp bản đó."))
    draft = _lay_out(scheme, latest.number + 1, scheme_from(latest.content), by)
    record("scheme.draft_begun", by=by, about=scheme, unit=scheme.owner_id, version=draft.number)
    return draft


@transaction.atomic
def edit_draft(
    *, version_id: int, seen: int, change: Callable[[PointTable], PointTable], said: str, by: User
) -> SchemeVersion:
    """Change a draft by a function of its table; what stood before is kept for undo. `said` says what was done.

    `seen` is the revision that the person saw. Raises DraftChanged where it is no longer the last one,
    AlreadyPublished, SchemeArchived, and what the change itself raises.
    """
    draft = lock_draft(version_id)
    if draft.revision != seen:
        raise DraftChanged(_("Bản soạn vừa được người khác sửa. Hãy xem thay đổi đó rồi lưu lại phần của bạn."))
    return _write(draft, scheme_to(change(scheme_from(draft.content))), "scheme.draft_edited", said, by)


@transaction.atomic
def undo_edit(*, version_id: int, revision: int, by: User) -> DraftEdit:
    """Put back what stood before the last edit; undoing is an edit too. Raises NothingToUndo, AlreadyPublished."""
    draft = lock_draft(version_id)
    edit = draft.edits.filter(revision=revision).first()
    if edit is None or draft.revision != revision:
        raise NothingToUndo(_("Sau thay đổi này đã có thay đổi khác, nên không hoàn tác riêng nó được nữa."))
    _write(draft, edit.before, "scheme.edit_undone", edit.said, by)
    return edit


@transaction.atomic
def discard_draft(*, version_id: int, by: User) -> bool:
    """Throw a draft away; a scheme that was never published goes with it. Returns whether the scheme still is there.

    Raises AlreadyPublished, SchemeArchived.
    """
    draft = lock_draft(version_id)
    scheme = draft.scheme
    record("scheme.draft_discarded", by=by, about=scheme, unit=scheme.owner_id, version=draft.number)
    draft.delete()
    if scheme.versions.exists():
        return True
    Scheme.objects.filter(copied_from=scheme).update(copied_from=None)
    scheme.delete()
    return False


def edits_since(draft: SchemeVersion, revision: int) -> list[DraftEdit]:
    """What was done to a draft after a revision, the last first."""
    return list(draft.edits.filter(revision__gt=revision).select_related("by__person").order_by("-revision"))


def lock_draft(version_id: int) -> SchemeVersion:
    """The draft with its row locked. Raises AlreadyPublished, SchemeArchived."""
    version = SchemeVersion.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=version_id)
    if version.is_published:
        raise AlreadyPublished(_("Bản này đã ban hành nên không sửa được. Hãy soạn bản mới."))
    _refuse_archived(version.scheme)
    return version


def _lay_out(scheme: Scheme, number: int, table: PointTable, by: User) -> SchemeVersion:
    return SchemeVersion.objects.create(
        scheme=scheme, number=number, content=scheme_to(table), edited_by=by, edited_at=clock.now()
    )


def _write(draft: SchemeVersion, content: dict[str, object], event: str, said: str, by: User) -> SchemeVersion:
    said = said[:LONGEST_SAID]
    before, now = draft.content, clock.now()
    draft.content, draft.revision, draft.edited_by, draft.edited_at = content, draft.revision + 1, by, now
    draft.save(update_fields=["content", "revision", "edited_by", "edited_at"])
    DraftEdit.objects.create(version=draft, revision=draft.revision, before=before, said=said, by=by, at=now)
    draft.edits.filter(revision__lte=draft.revision - KEPT_EDITS).delete()
    scheme = draft.scheme
    record(event, by=by, about=scheme, unit=scheme.owner_id, version=draft.number, what=said)
    return draft


def _locked(scheme_id: int) -> Scheme:
    scheme = Scheme.objects.select_for_update().get(pk=scheme_id)
    _refuse_archived(scheme)
    return scheme


def _refuse_archived(scheme: Scheme) -> None:
    if scheme.archived_at is not None:
        raise SchemeArchived(_("Bảng điểm này đã cất vào kho lưu. Hãy đưa nó ra trước khi sửa."))
