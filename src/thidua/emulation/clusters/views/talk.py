"""The workspace of a cluster: what its members write to each other, the documents that they share."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.core import clock
from thidua.core.addresses import whole_number
from thidua.core.errors import DomainError
from thidua.documents.models import Document
from thidua.documents.queries import visible
from thidua.documents.rules import State
from thidua.emulation.clusters.forms import FileForm, PostForm
from thidua.emulation.clusters.queries.talk import first_posts, materials_of, threads_of, written_before
from thidua.emulation.clusters.services import talk
from thidua.emulation.clusters.standing import ClusterStanding, left_on
from thidua.emulation.clusters.talk_models import Material, Post
from thidua.files.answers import download
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, posted
from thidua.ui.notices import say
from thidua.ui.paging import ASKED, paged

from .common import frame, opened, spoken_for

PAGE, MOST_DOCUMENTS = 20, 50
safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@safe_or_post
def cluster_talk(request: HttpRequest, reference: str) -> HttpResponse:
    """The discussion, the latest first, with its answers; POST writes, as an answer where `tra-loi` names a post."""
    standing = opened(request, reference)
    form = PostForm(posted(request), members=_mentionable(standing))
    if request.method == "POST":
        unit = spoken_for(standing)
        answered = _answered(request, standing)
        if form.is_valid():
            mentions = [seat.unit for seat in standing.seats if seat.unit.code in form.cleaned_data["mentions"]]
            post = talk.write_post(
                cluster_id=standing.cluster.pk,
                in_name_of=unit,
                text=form.cleaned_data["text"],
                mentions=mentions,
                answers=answered,
                by=signed_in(request),
            )
            undo = reverse("cluster-post-delete", args=[reference, post.pk])
            say(request, _("Đã gửi tới các thành viên."), undo=undo)
            return redirect(f"{reverse('cluster-talk', args=[reference])}#y-kien-{post.pk}")
    return _page(request, standing, form, FileForm(documents=_documents(request)))


@safe_or_post
def cluster_post_edit(request: HttpRequest, reference: str, post_id: int) -> HttpResponse:
    """Say a post of one's own otherwise."""
    standing, post = _post(request, reference, post_id)
    form = PostForm(posted(request), initial={"text": post.text})
    del form.fields["mentions"]
    if request.method == "POST" and form.is_valid():
        talk.edit_post(post_id=post.pk, text=form.cleaned_data["text"], by=signed_in(request))
        say(request, _("Đã sửa ý kiến."))
        return redirect(f"{reverse('cluster-talk', args=[reference])}#y-kien-{post.pk}")
    context = frame(standing, "talk", _("Sửa ý kiến")) | {
        "form": form,
        "button": _("Lưu"),
        "back": reverse("cluster-talk", args=[reference]),
    }
    return render(request, "clusters/form.html", context, status=INVALID if request.method == "POST" else 200)


@require_POST
def cluster_post_delete(request: HttpRequest, reference: str, post_id: int) -> HttpResponse:
    """Take a post of one's own away; the toast brings it back."""
    _standing, post = _post(request, reference, post_id)
    talk.delete_post(post_id=post.pk, by=signed_in(request))
    say(request, _("Đã xóa ý kiến."), undo=reverse("cluster-post-restore", args=[reference, post.pk]))
    return redirect("cluster-talk", reference)


@require_POST
def cluster_post_restore(request: HttpRequest, reference: str, post_id: int) -> HttpResponse:
    """Bring a deleted post of one's own back."""
    _standing, post = _post(request, reference, post_id, deleted=True)
    talk.restore_post(post_id=post.pk, by=signed_in(request))
    say(request, _("Đã lấy lại ý kiến."))
    return redirect(f"{reverse('cluster-talk', args=[reference])}#y-kien-{post.pk}")


@require_POST
def cluster_share(request: HttpRequest, reference: str) -> HttpResponse:
    """Share a file, or an issued document that the person may read."""
    standing = opened(request, reference)
    unit = spoken_for(standing)
    form = FileForm(request.POST, request.FILES, documents=_documents(request))
    if form.is_valid():
        try:
            material = _shared(request, standing, unit, form.cleaned_data)
        except DomainError as error:
            form.add_error("upload", error.sentence)
        else:
            undo = reverse("cluster-material-remove", args=[reference, material.pk])
            say(request, _("Đã chia sẻ «%(title)s».") % {"title": material.title}, undo=undo)
            return redirect("cluster-talk", reference)
    return _page(request, standing, PostForm(members=_mentionable(standing)), form, status=INVALID)


@require_safe
def cluster_material(request: HttpRequest, reference: str, material_id: int) -> HttpResponseBase:
    """A shared file, as it was sent."""
    standing = opened(request, reference)
    until = left_on(signed_in(request), standing.cluster)
    found = get_object_or_404(
        Material.objects.filter(written_before(until)).select_related("file"),
        pk=material_id,
        cluster=standing.cluster,
        removed_at=None,
        file__isnull=False,
    )
    assert found.file is not None  # asked for
    return download(found.file)


@require_POST
def cluster_material_remove(request: HttpRequest, reference: str, material_id: int) -> HttpResponse:
    """Take a document out of the workspace; the toast brings it back."""
    material = _material(request, reference, material_id)
    talk.remove_material(material_id=material.pk, by=signed_in(request))
    undo = reverse("cluster-material-restore", args=[reference, material.pk])
    say(request, _("Đã bỏ «%(title)s».") % {"title": material.title}, undo=undo)
    return redirect("cluster-talk", reference)


@require_POST
def cluster_material_restore(request: HttpRequest, reference: str, material_id: int) -> HttpResponse:
    """Put a document back into the workspace."""
    material = _material(request, reference, material_id, removed=True)
    talk.restore_material(material_id=material.pk, by=signed_in(request))
    say(request, _("Đã lấy lại «%(title)s».") % {"title": material.title})
    return redirect("cluster-talk", reference)


def _page(
    request: HttpRequest, standing: ClusterStanding, form: PostForm, files: FileForm, *, status: int = 0
) -> HttpResponse:
    cluster = standing.cluster
    until = left_on(signed_in(request), cluster)
    page = Paginator(first_posts(cluster, until), PAGE).get_page(request.GET.get(ASKED))
    threads = threads_of(list(page.object_list), until)
    materials = materials_of(cluster, until)
    wrote = {post.in_name_of_id for thread in threads for post in thread.posts}
    wrote |= {material.in_name_of_id for material in materials} | {seat.unit_id for seat in standing.seats}
    names = last_names_of(wrote, clock.today())
    shared = visible(signed_in(request)).filter(pk__in=[one.document_id for one in materials])
    readable = set(shared.values_list("pk", flat=True))
    context = frame(standing, "talk", _("Trao đổi và tài liệu")) | {
        "form": form,
        "files": files,
        "threads": threads,
        "names": names,
        "by_code": {name.code: name.short_name for name in names.values()},
        "materials": [(one, one.document_id is None or one.document_id in readable) for one in materials],
        "writes": standing.speaks_for is not None and cluster.dissolved_on is None,
        "answered": request.POST.get("tra-loi", ""),
        **paged(page),
    }
    return render(
        request, "clusters/talk.html", context, status=status or (INVALID if request.method == "POST" else 200)
    )


def _mentionable(standing: ClusterStanding) -> list[tuple[str, str]]:
    names = last_names_of({seat.unit_id for seat in standing.seats}, clock.today())
    return [(seat.unit.code, names[seat.unit_id].short_name) for seat in standing.seats]


def _documents(request: HttpRequest) -> list[tuple[str, str]]:
    """The documents that a person may share: issued, and hers to read."""
    issued = visible(signed_in(request)).filter(state=State.ISSUED).order_by("-issued_at")[:MOST_DOCUMENTS]
    return [(one.reference, f"{one.number_text} · {one.title}") for one in issued]


def _shared(request: HttpRequest, standing: ClusterStanding, unit: Unit, typed: dict[str, Any]) -> Material:
    cluster, by = standing.cluster.pk, signed_in(request)
    if typed["upload"]:
        return talk.share_file(cluster_id=cluster, in_name_of=unit, title=typed["title"], upload=typed["upload"], by=by)
    document = get_object_or_404(Document, reference=typed["document"])
    return talk.share_document(cluster_id=cluster, in_name_of=unit, document=document, by=by)


def _answered(request: HttpRequest, standing: ClusterStanding) -> Post | None:
    """The post of this cluster that is answered. Raises Http404 for one that is not there."""
    asked = request.POST.get("tra-loi", "")
    if not asked:
        return None
    return get_object_or_404(Post, pk=whole_number(asked), cluster=standing.cluster)


def _post(request: HttpRequest, reference: str, post_id: int, *, deleted: bool = False) -> tuple[ClusterStanding, Post]:
    standing = opened(request, reference)
    spoken_for(standing)
    post = get_object_or_404(Post, pk=post_id, cluster=standing.cluster, deleted_at__isnull=not deleted)
    return standing, post


def _material(request: HttpRequest, reference: str, material_id: int, *, removed: bool = False) -> Material:
    """A document of the workspace for who shared it or does the work of the lead."""
    standing = opened(request, reference)
    spoken_for(standing)
    material = get_object_or_404(Material, pk=material_id, cluster=standing.cluster, removed_at__isnull=not removed)
    talk.check_shared_by(material, by=signed_in(request), directs=standing.directs)
    return material
