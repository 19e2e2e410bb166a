"""The reviews of a cluster: asked for, written, sent, compiled."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.core.periods import Calendar, Frequency, Span, all_of_year
from thidua.documents.queries import visible
from thidua.emulation.clusters.forms import USUAL_SECTIONS, ReviewForm
from thidua.emulation.clusters.queries.reviews import Gathered, reviews_of
from thidua.emulation.clusters.review_models import Review
from thidua.emulation.clusters.rules import LONGEST_PART, SeatRole
from thidua.emulation.clusters.services import reviews
from thidua.emulation.clusters.standing import ClusterStanding
from thidua.org.models import Unit
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.notices import say

from .common import acting_seat, directed, frame, opened

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])
REVIEWED = (Frequency.HALF, Frequency.YEAR, Frequency.QUARTER, Frequency.NINE_MONTHS)


@require_safe
def cluster_reviews(request: HttpRequest, reference: str) -> HttpResponse:
    """The reviews of a cluster, the last first."""
    standing = opened(request, reference)
    context = frame(standing, "review", _("Sơ kết, tổng kết")) | {
        "reviews": [_listed(standing, one) for one in reviews_of(standing.cluster, standing.seats)]
    }
    return render(request, "clusters/reviews.html", context)


@safe_or_post
def cluster_review_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the members for their parts of a review."""
    standing = directed(request, reference)
    spans = _spans(standing.cluster.year)
    first = spans[0]
    form = ReviewForm(
        posted(request),
        periods=[(span.code, span.title) for span in spans],
        initial={
            "title": _("Sơ kết hoạt động của cụm %(period)s") % {"period": first.title[:1].lower() + first.title[1:]},
            "period": first.code,
            "due_on": date(standing.cluster.year, 6, 20),
            "sections": "\n".join(USUAL_SECTIONS),
        },
    )
    review, status = submitted(
        form,
        lambda: reviews.ask_for_parts(cluster_id=standing.cluster.pk, asking=form.asking(), by=signed_in(request)),
    )
    if review is not None:
        undo = reverse("cluster-review-withdraw", args=[reference, review.pk])
        say(request, _("Đã yêu cầu các thành viên gửi phần báo cáo."), undo=undo)
        return redirect("cluster-review", reference, review.pk)
    context = frame(standing, "review", _("Yêu cầu phần báo cáo")) | {
        "form": form,
        "button": _("Gửi yêu cầu"),
        "back": reverse("cluster-reviews", args=[reference]),
    }
    return render(request, "clusters/form.html", context, status=status)


@require_safe
def cluster_review(request: HttpRequest, reference: str, review_id: int) -> HttpResponse:
    """A review: who has sent what. The parts are read by whoever takes part in the cluster or organises it."""
    standing = opened(request, reference)
    gathered = _gathered(standing, review_id)
    review = gathered.review
    drafts_for = _drafting_unit(request, standing)
    context = frame(standing, "review", review.title) | {
        "gathered": gathered,
        "review": review,
        "own": [one for one in gathered.parts if one.seat.unit_id in standing.joins],
        "reads": standing.speaks_for is not None,
        "compiles": drafts_for is not None and gathered.sent > 0,
        "document": review.document if _may_open(request, review) else None,
    }
    return render(request, "clusters/review.html", context)


@safe_or_post
def cluster_review_part(request: HttpRequest, reference: str, review_id: int, code: str) -> HttpResponse:
    """A member's part: one text for each section; `lam` says whether it is only kept, or sent."""
    standing = opened(request, reference)
    seat = acting_seat(standing, code)
    gathered = _gathered(standing, review_id)
    review = gathered.review
    mine = next(one for one in gathered.parts if one.seat.pk == seat.pk)
    texts = list(mine.part.texts) if mine.part else [""] * len(review.sections)
    refused = ""
    if request.method == "POST":
        texts = [request.POST.get(f"muc-{at}", "") for at in range(len(review.sections))]
        try:
            return _kept(request, review, seat.unit, texts)
        except DomainError as error:
            refused, status = error.sentence, error.status
    context = frame(standing, "review", _("Phần báo cáo của đơn vị")) | {
        "review": review,
        "seat": seat,
        "mine": mine,
        "texts": list(enumerate(zip(review.sections, texts, strict=True))),
        "most": LONGEST_PART,
        "refused": refused,
        "figures_url": f"{reverse('cluster-figures', args=[reference])}?ky={review.period}",
    }
    return render(request, "clusters/part.html", context, status=status if refused else 200)


@require_POST
def cluster_review_part_back(request: HttpRequest, reference: str, review_id: int, code: str) -> HttpResponse:
    """Take a sent part back to change it; `gui` sends it again, for undoing that."""
    standing = opened(request, reference)
    seat = acting_seat(standing, code)
    review = _review(standing, review_id)
    here = reverse("cluster-review-part-back", args=[reference, review.pk, code])
    if "gui" in request.GET:
        reviews.send_part(review_id=review.pk, unit=seat.unit, by=signed_in(request))
        say(request, _("Đã gửi lại phần báo cáo."))
    else:
        reviews.take_part_back(review_id=review.pk, unit=seat.unit, by=signed_in(request))
        say(request, _("Đã lấy lại phần báo cáo để sửa."), undo=f"{here}?gui")
    return redirect("cluster-review-part", reference, review.pk, code)


@require_POST
def cluster_review_remind(request: HttpRequest, reference: str, review_id: int) -> HttpResponse:
    """Remind the members whose part is missing."""
    standing = directed(request, reference)
    review = _review(standing, review_id)
    units = reviews.remind_of_review(review_id=review.pk, by=signed_in(request))
    said = _("Đã nhắc %(count)d đơn vị.") % {"count": units} if units else _("Mọi thành viên đã gửi.")
    say(request, said)
    return redirect("cluster-review", reference, review.pk)


@require_POST
def cluster_review_withdraw(request: HttpRequest, reference: str, review_id: int) -> HttpResponse:
    """Ask for a review no more, while nobody has written for it."""
    standing = directed(request, reference)
    review = _review(standing, review_id)
    reviews.withdraw_review(review_id=review.pk, by=signed_in(request))
    say(request, _("Đã bỏ yêu cầu «%(title)s».") % {"title": review.title})
    return redirect("cluster-reviews", reference)


@require_POST
def cluster_review_compile(request: HttpRequest, reference: str, review_id: int) -> HttpResponse:
    """Draft the report of the cluster from what was sent; it opens in the editor."""
    standing = directed(request, reference)
    review = _review(standing, review_id)
    unit = _drafting_unit(request, standing)
    if unit is None:
        raise PermissionDenied(_("Tài khoản không soạn văn bản cho cụm trưởng hoặc đơn vị thành lập cụm."))
    document = reviews.compile_review(review_id=review.pk, unit=unit, by=signed_in(request))
    say(request, _("Đã tổng hợp thành bản thảo. Hãy đọc lại và sửa."))
    return redirect("document-editor", document.reference)


def _kept(request: HttpRequest, review: Review, unit: Unit, texts: list[str]) -> HttpResponse:
    reference = review.cluster.reference
    reviews.save_part(review_id=review.pk, unit=unit, texts=texts, by=signed_in(request))
    if request.POST.get("lam") != "gui":
        say(request, _("Đã lưu. Phần báo cáo chưa gửi cho cụm trưởng."))
        return redirect("cluster-review-part", reference, review.pk, unit.code)
    reviews.send_part(review_id=review.pk, unit=unit, by=signed_in(request))
    undo = reverse("cluster-review-part-back", args=[reference, review.pk, unit.code])
    say(request, _("Đã gửi phần báo cáo cho cụm trưởng."), undo=undo)
    return redirect("cluster-review", reference, review.pk)


def _listed(standing: ClusterStanding, gathered: Gathered) -> dict[str, Any]:
    """A review of the list, with the part that waits for the reader."""
    own = [one for one in gathered.parts if one.seat.unit_id in standing.joins and one.sent_at is None]
    return {"gathered": gathered, "waits": own if gathered.review.compiled_at is None else []}


def _review(standing: ClusterStanding, review_id: int) -> Review:
    return get_object_or_404(Review, pk=review_id, cluster=standing.cluster)


def _gathered(standing: ClusterStanding, review_id: int) -> Gathered:
    found = next((one for one in reviews_of(standing.cluster, standing.seats) if one.review.pk == review_id), None)
    if found is None:
        raise Http404(_("Không tìm thấy đợt sơ kết, tổng kết này."))
    return found


def _drafting_unit(request: HttpRequest, standing: ClusterStanding) -> Unit | None:
    """In whose name the person may draft the report: the lead's, or a deputy's, else the owner's."""
    if not standing.directs:
        return None
    drafts = gate.units_for(request.user, Permission.DOCUMENT_DRAFT)
    leading = [
        seat.unit_id for seat in standing.seats if seat.unit_id in standing.joins and seat.role != SeatRole.MEMBER
    ]
    wanted = [*leading, *([standing.cluster.owner_id] if standing.manages else [])]
    found = drafts.in_bulk(wanted)
    return next((found[unit] for unit in wanted if unit in found), None)


def _may_open(request: HttpRequest, review: Review) -> bool:
    return review.document_id is not None and visible(signed_in(request)).filter(pk=review.document_id).exists()


def _spans(year: int) -> list[Span]:
    """The spans of a year that are reviewed, the half-years first."""
    every = all_of_year(Calendar.CALENDAR, year)
    return [span for frequency in REVIEWED for span in every if span.frequency == frequency]
