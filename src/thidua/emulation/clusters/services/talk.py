"""What members of a cluster write to each other, and what they share."""

from __future__ import annotations

from collections.abc import Collection

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line, clean_text
from thidua.documents.models import Document
from thidua.emulation.clusters.errors import NotYourPost, PostGone
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.rules import LONGEST_POST, LONGEST_TITLE
from thidua.emulation.clusters.talk_models import Material, Post
from thidua.emulation.clusters.telling import members_of, organisers_of, people_of, tell
from thidua.files.services import store
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .forming import held

BEGINNING = 80
"""So many characters of a post stand in the notice of it."""


@transaction.atomic
def write_post(
    *,
    cluster_id: int,
    in_name_of: Unit,
    text: str,
    mentions: Collection[Unit] = (),
    answers: Post | None = None,
    by: User,
) -> Post:
    """Write to a cluster; the others are told, those whose unit is mentioned in so many words.

    An answer to an answer stands under the first post. Raises PostGone, Dissolved or BadText.
    """
    cluster = held(cluster_id)
    if answers is not None and answers.deleted_at is not None:
        raise PostGone(_("Ý kiến này vừa bị xóa nên không trả lời được. Hãy viết ý kiến mới."))
    post = Post.objects.create(
        cluster=cluster,
        answers_id=(answers.answers_id or answers.pk) if answers else None,
        in_name_of=in_name_of,
        text=clean_text(text, most=LONGEST_POST),
        mentions=sorted(unit.code for unit in mentions),
        by=by,
        at=clock.now(),
    )
    _tell_written(cluster, post, {unit.pk for unit in mentions}, by)
    record("post.written", by=by, about=cluster, unit=in_name_of)
    return post


@transaction.atomic
def edit_post(*, post_id: int, text: str, by: User) -> Post:
    """Say a post of one's own otherwise. Raises NotYourPost, PostGone, Dissolved or BadText."""
    post, cluster = _own(post_id, by)
    if post.deleted_at is not None:
        raise PostGone(_("Ý kiến này đã bị xóa. Hãy lấy lại trước khi sửa."))
    post.text, post.edited_at = clean_text(text, most=LONGEST_POST), clock.now()
    post.save(update_fields=["text", "edited_at"])
    record("post.edited", by=by, about=cluster, unit=post.in_name_of_id)
    return post


@transaction.atomic
def delete_post(*, post_id: int, by: User) -> Post:
    """Take a post of one's own away; answers to it stay. Raises NotYourPost or Dissolved."""
    post, cluster = _own(post_id, by)
    post.deleted_at = clock.now()
    post.save(update_fields=["deleted_at"])
    record("post.deleted", by=by, about=cluster, unit=post.in_name_of_id)
    return post


@transaction.atomic
def restore_post(*, post_id: int, by: User) -> Post:
    """Bring a deleted post of one's own back. Raises NotYourPost or Dissolved."""
    post, cluster = _own(post_id, by)
    post.deleted_at = None
    post.save(update_fields=["deleted_at"])
    record("post.restored", by=by, about=cluster, unit=post.in_name_of_id)
    return post


@transaction.atomic
def share_file(*, cluster_id: int, in_name_of: Unit, title: str, upload: UploadedFile[bytes], by: User) -> Material:
    """Share a file in a cluster; without a title it is called by its name. Raises what `files.store` raises."""
    cluster = held(cluster_id)
    file = store(upload=upload, by=by)
    material = Material(file=file, title=clean_line(title, most=LONGEST_TITLE) or file.name)
    return _share(cluster, material, in_name_of, by)


@transaction.atomic
def share_document(*, cluster_id: int, in_name_of: Unit, document: Document, by: User) -> Material:
    """Share an issued document, which the caller has found that the person may read."""
    cluster = held(cluster_id)
    return _share(cluster, Material(document=document, title=document.title[:LONGEST_TITLE]), in_name_of, by)


@transaction.atomic
def remove_material(*, material_id: int, by: User) -> Material:
    """Take a document out of the workspace. Raises Dissolved."""
    material, cluster = _material(material_id)
    material.removed_at = clock.now()
    material.save(update_fields=["removed_at"])
    record("material.removed", by=by, about=cluster, unit=material.in_name_of_id, title=material.title)
    return material


@transaction.atomic
def restore_material(*, material_id: int, by: User) -> Material:
    """Put a document back into the workspace. Raises Dissolved."""
    material, cluster = _material(material_id)
    material.removed_at = None
    material.save(update_fields=["removed_at"])
    record("material.restored", by=by, about=cluster, unit=material.in_name_of_id, title=material.title)
    return material


def check_shared_by(material: Material, *, by: User, directs: bool) -> None:
    """Raise NotYourPost for somebody who neither shared a document nor does the work of the lead."""
    if material.by_id != by.pk and not directs:
        raise NotYourPost(_("Chỉ người chia sẻ hoặc cụm trưởng được bỏ tài liệu này."))


def _share(cluster: Cluster, material: Material, in_name_of: Unit, by: User) -> Material:
    material.cluster, material.in_name_of, material.by, material.at = cluster, in_name_of, by, clock.now()
    material.save(force_insert=True)
    users = people_of(members_of(cluster), but=by) | organisers_of(cluster, but=by)
    key, unit = f"cluster.shared:{material.pk}", _name(in_name_of.pk)
    tell(users, "cluster.shared", cluster, "cluster-talk", key=key, title=material.title, unit=unit)
    record("material.shared", by=by, about=cluster, unit=in_name_of, title=material.title)
    return material


def _tell_written(cluster: Cluster, post: Post, mentioned: set[int], by: User) -> None:
    facts = {
        "who": str(by),
        "unit": _name(post.in_name_of_id),
        "start": Truncator(" ".join(post.text.split())).chars(BEGINNING),
    }
    members = members_of(cluster)
    named = people_of([unit for unit in members if unit in mentioned], but=by)
    others = (people_of(members, but=by) | organisers_of(cluster, but=by)) - named
    key = f"post:{post.pk}"
    tell(named, "cluster.mentioned", cluster, "cluster-talk", key=key, **facts)
    tell(others, "cluster.posted", cluster, "cluster-talk", key=key, **facts)


def _own(post_id: int, by: User) -> tuple[Post, Cluster]:
    post = Post.objects.get(pk=post_id)
    if post.by_id != by.pk:
        raise NotYourPost(_("Chỉ người viết được sửa hoặc xóa ý kiến này."))
    return post, held(post.cluster_id)


def _material(material_id: int) -> tuple[Material, Cluster]:
    material = Material.objects.get(pk=material_id)
    return material, held(material.cluster_id)


def _name(unit_id: int) -> str:
    return last_names_of([unit_id], clock.today())[unit_id].short_name
