"""Comments, answers, agreement, and the steps to the ceremony and back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.core.addresses import FITS_INTEGER, whole_number
from thidua.core.text import clean_line
from thidua.emulation.covenants.forms import LONGEST_LINE, AnswerForm, AskForm, CommentForm
from thidua.emulation.covenants.models import Comment
from thidua.emulation.covenants.services import agreeing
from thidua.emulation.covenants.services.signing import begin_signing
from thidua.emulation.covenants.shown import Bound
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, submitted
from thidua.ui.notices import say
from thidua.ui.templatetags.formats import vidate

from .access import decides, drafts, found, row_or_404, speaks
from .page import covenant_page


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the members for comments until a day."""
    standing = found(request, reference, drafts)
    form = AskForm(request.POST)
    asked, status = submitted(
        form,
        lambda: agreeing.ask_comments(
            covenant_id=standing.covenant.pk, until=form.cleaned_data["until"], by=signed_in(request)
        ),
        otherwise="until",
    )
    if asked is None:
        return covenant_page(request, standing, ask=form, status=status)
    until = form.cleaned_data["until"]
    say(request, _("Đã mời các đơn vị góp ý đến hết ngày %(day)s.") % {"day": vidate(until)})
    return redirect("covenant", reference)


@require_POST
def comment(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Say something about an article in the name of a member."""
    standing = found(request, reference, speaks)
    seat = standing.seat_of(request.POST.get("unit", ""), standing.cluster.joins)
    article = row_or_404(standing.covenant.articles.filter(removed_at=None), key)
    form = CommentForm(request.POST, prefix=f"c{article.pk}")
    if not form.is_valid():
        return covenant_page(request, standing, bound=Bound(comments={article.pk: form}), status=INVALID)
    made = agreeing.comment(
        article_id=article.pk, unit=seat.unit, text=form.cleaned_data["text"], by=signed_in(request)
    )
    say(
        request,
        _("Đã gửi góp ý cho «%(title)s».") % {"title": article.title},
        undo=reverse("covenant-comment-back", args=[reference, made.pk]),
    )
    return redirect(f"{reverse('covenant', args=[reference])}#dieu-{article.pk}")


@require_POST
def comment_back(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Withdraw a comment of one's own unit."""
    standing = found(request, reference, speaks)
    said = row_or_404(Comment.objects.filter(article__covenant=standing.covenant), key)
    if said.unit_id not in standing.cluster.joins:
        raise PermissionDenied(_("Tài khoản không có quyền này ở đơn vị."))
    agreeing.take_comment_back(comment_id=said.pk, by=signed_in(request))
    say(request, _("Đã rút góp ý."))
    return redirect("covenant", reference)


@require_POST
def comment_answer(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Answer a comment."""
    standing = found(request, reference, drafts)
    said = row_or_404(Comment.objects.filter(article__covenant=standing.covenant), key)
    form = AnswerForm(request.POST, prefix=f"a{said.pk}")
    if not form.is_valid():
        return covenant_page(request, standing, bound=Bound(answers={said.pk: form}), status=INVALID)
    agreeing.answer_comment(comment_id=said.pk, answer=form.cleaned_data["answer"], by=signed_in(request))
    say(request, _("Đã trả lời góp ý."))
    return redirect(f"{reverse('covenant', args=[reference])}#dieu-{said.article_id}")


@require_POST
def opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree or object in the name of a member."""
    standing = found(request, reference, speaks)
    seat = standing.seat_of(request.POST.get("unit", ""), standing.cluster.joins)
    agrees = request.POST.get("agrees") == "1"
    agreeing.give_opinion(
        covenant_id=standing.covenant.pk,
        unit=seat.unit,
        agrees=agrees,
        reason=_reason(request),
        seen=whole_number(request.POST.get("seen", ""), digits=FITS_INTEGER),
        by=signed_in(request),
    )
    say(request, _("Đơn vị đã đồng ý với dự thảo.") if agrees else _("Đã ghi ý kiến chưa đồng ý của đơn vị."))
    return redirect("covenant", reference)


@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """State that the draft is agreed; with a reason for the owner, in spite of other opinions."""
    reason = _reason(request)
    standing = found(request, reference, decides) if reason else found(request, reference, drafts, decides)
    agreeing.state_agreed(covenant_id=standing.covenant.pk, reason=reason, by=signed_in(request))
    say(request, _("Giao ước đã thống nhất. Bước tiếp theo là mở lễ ký."), undo=_reopen(reference))
    return redirect("covenant", reference)


@require_POST
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Back to a draft; signatures on it are void from then on."""
    standing = found(request, reference, drafts)
    voided = agreeing.reopen(covenant_id=standing.covenant.pk, by=signed_in(request))
    if voided:
        count = ngettext("%d chữ ký không còn giá trị", "%d chữ ký không còn giá trị", voided) % voided
        say(request, _("Giao ước đã về dự thảo; %(count)s.") % {"count": count})
    else:
        say(request, _("Giao ước đã về dự thảo."))
    return redirect("covenant", reference)


@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Freeze the words and open the ceremony."""
    standing = found(request, reference, drafts)
    begin_signing(covenant_id=standing.covenant.pk, by=signed_in(request))
    say(request, _("Đã mở lễ ký và mời các đơn vị ký."), undo=_reopen(reference))
    return redirect("covenant-sign", reference)


def _reopen(reference: str) -> str:
    return reverse("covenant-reopen", args=[reference])


def _reason(request: HttpRequest) -> str:
    return clean_line(request.POST.get("reason", ""), most=LONGEST_LINE)
