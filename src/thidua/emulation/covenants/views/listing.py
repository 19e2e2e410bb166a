"""The covenants of a cluster: the covenant, its annexes, and beginning one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.standing import ClusterStanding, cluster_or_404
from thidua.emulation.covenants.forms import GeneralForm
from thidua.emulation.covenants.models import Covenant
from thidua.emulation.covenants.rules import CovenantState
from thidua.emulation.covenants.services.writing import draft_annex, draft_covenant
from thidua.emulation.covenants.shown import TONES, steps_of
from thidua.emulation.covenants.standing import reads_drafts
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.notices import say

from .access import cluster_crumbs, crumbs, drafts, found


@require_safe
def cluster_covenant(request: HttpRequest, reference: str) -> HttpResponse:
    """The covenant of a cluster with its annexes, or what fills the page."""
    standing = cluster_or_404(signed_in(request), reference)
    seen = seen_covenants(standing)
    context = {
        "title": _("Giao ước của cụm"),
        "cluster": standing.cluster,
        "rows": [(one, TONES[CovenantState(one.state)], steps_of(one)) for one in seen],
        "drafts": standing.leads or standing.manages,
        "hidden": not seen and Covenant.objects.filter(cluster=standing.cluster).exists(),
        "crumbs": cluster_crumbs(standing.cluster, own=False),
    }
    return render(request, "covenants/list.html", context)


def seen_covenants(standing: ClusterStanding) -> list[Covenant]:
    """The covenant and the annexes that a person sees; drafts are shown to those who write them."""
    papers = Covenant.objects.filter(cluster=standing.cluster).select_related("document").order_by("number")
    if not reads_drafts(standing):
        papers = papers.exclude(state=CovenantState.DRAFT)
    return list(papers)


@require_http_methods(["GET", "HEAD", "POST"])
def covenant_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the covenant of a cluster, from nothing or from last year's."""
    user = signed_in(request)
    standing = cluster_or_404(user, reference)
    if not (standing.leads or standing.manages):
        raise PermissionDenied(_("Tài khoản không có quyền này ở cụm."))
    cluster = standing.cluster
    copies = list(_earlier(cluster).values_list("pk", flat=True))
    initial = {
        "title": _("Giao ước thi đua năm %(year)d") % {"year": cluster.year},
        "copy": copies[0] if copies else None,
    }
    form = GeneralForm(posted(request), owner_id=cluster.owner_id, copies=copies, initial=initial)
    made, status = submitted(
        form,
        lambda: draft_covenant(cluster=cluster, general=form.general(), copy_of=form.cleaned_data.get("copy"), by=user),
    )
    if made is None:
        return _form(request, form, _("Soạn giao ước"), cluster_crumbs(cluster, own=True), status)
    say(request, _("Đã lập dự thảo. Hãy thêm từng điều của giao ước."))
    return redirect("covenant", made.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def covenant_annex(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin an annex to a covenant in force."""
    standing = found(request, reference, drafts)
    covenant = standing.covenant
    initial = {"title": _("Phụ lục điều chỉnh giao ước thi đua năm %(year)d") % {"year": covenant.cluster.year}}
    form = GeneralForm(posted(request), owner_id=covenant.cluster.owner_id, annex=True, initial=initial)
    user = signed_in(request)
    made, status = submitted(form, lambda: draft_annex(covenant_id=covenant.pk, general=form.general(), by=user))
    if made is None:
        return _form(request, form, _("Lập phụ lục"), crumbs(covenant), status)
    say(request, _("Đã lập dự thảo phụ lục. Giao ước đã ký giữ nguyên."))
    return redirect("covenant", made.reference)


def _earlier(cluster: Cluster) -> QuerySet[Covenant]:
    """Covenants in force of the same cluster in earlier years, else of this owner, the newest first."""
    earlier = Covenant.objects.filter(
        cluster__owner=cluster.owner_id, cluster__year__lt=cluster.year, amends=None, state=CovenantState.IN_FORCE
    )
    same = earlier.filter(cluster=cluster.continues_id)
    return (same if same.exists() else earlier).order_by("-cluster__year", "pk")


def _form(request: HttpRequest, form: GeneralForm, title: str, way: list[tuple[str, str]], status: int) -> HttpResponse:
    context = {"title": title, "form": form, "crumbs": way, "back": way[-1][1]}
    return render(request, "covenants/text.html", context, status=status)
