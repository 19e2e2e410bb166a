"""Publishing an edition of a point table for good, and taking it back while nothing stands on it."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.schemes.checking import errors_of
from thidua.emulation.schemes.errors import DraftExists, NotPublished, NotReady, VersionInUse
from thidua.emulation.schemes.models import SchemeVersion
from thidua.people.models import User
from thidua.scoring.format import scheme_from

from .drafts import lock_draft


def digest_of(content: dict[str, object]) -> str:
    """SHA-256 of a table's JSON, in one spelling: keys sorted, no blanks."""
    spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


@transaction.atomic
def publish_version(*, version_id: int, by: User) -> SchemeVersion:
    """Make a draft an edition that never changes. Raises NotReady while checks find errors, AlreadyPublished."""
    version = lock_draft(version_id)
    scheme = version.scheme
    if wrongs := errors_of(scheme_from(version.content), owner_id=scheme.owner_id, year=scheme.year):
        raise NotReady(
            _("Còn %(n)d lỗi phải sửa trước khi ban hành. Lỗi đầu tiên: %(first)s")
            % {"n": len(wrongs), "first": wrongs[0].sentence}
        )
    version.published_by, version.published_at = by, clock.now()
    version.digest = digest_of(version.content)
    version.save(update_fields=["published_by", "published_at", "digest"])
    version.edits.all().delete()
    record("scheme.published", by=by, about=scheme, unit=scheme.owner_id, version=version.number)
    return version


@transaction.atomic
def withdraw_version(*, version_id: int, by: User) -> SchemeVersion:
    """Take the edition back into a draft while nothing stands on it; what was published keeps its own row till then.

    Raises NotPublished, DraftExists, VersionInUse.
    """
    version = SchemeVersion.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=version_id)
    scheme = version.scheme
    if not version.is_published:
        raise NotPublished(_("Bản này chưa ban hành nên không cần thu hồi."))
    if scheme.versions.filter(number__gt=version.number).exists():
        raise DraftExists(_("Đã có bản mới hơn. Hãy bỏ hoặc thu hồi bản đó trước."))
    content, number, edited_by, edited_at = version.content, version.number, version.edited_by, version.edited_at
    try:
        with transaction.atomic():
            version.delete()
    except ProtectedError:
        raise VersionInUse(
            _("Đã có đợt chấm điểm hoặc giao ước dùng bản này nên không thu hồi được. Hãy soạn bản mới.")
        ) from None
    draft = SchemeVersion.objects.create(
        scheme=scheme, number=number, content=content, edited_by=edited_by, edited_at=edited_at
    )
    record("scheme.withdrawn", by=by, about=scheme, unit=scheme.owner_id, version=number)
    return draft
