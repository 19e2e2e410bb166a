"""Writing a covenant: general words, articles, clauses, calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.emulation.covenants.forms import (
    ArticleForm,
    ClauseForm,
    EntryForm,
    GeneralForm,
    clause_initial,
)
from thidua.emulation.covenants.models import Article, Clause, Covenant
from thidua.emulation.covenants.queries.living import standing_clauses
from thidua.emulation.covenants.queries.words import seated
from thidua.emulation.covenants.services import writing
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, posted, submitted
from thidua.ui.notices import say

from .access import crumbs, drafts, found, row_or_404
from .page import covenant_page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def covenant_general(request: HttpRequest, reference: str) -> HttpResponse:
    """Change title, preamble and point table."""
    covenant = found(request, reference, drafts).covenant
    initial = {"title": covenant.title, "preamble": covenant.preamble, "scheme": covenant.scheme_id}
    form = GeneralForm(
        posted(request),
        owner_id=covenant.cluster.owner_id,
        annex=covenant.amends_id is not None,
        initial=initial | {"seen": writing.general_mark(covenant)},
    )
    user = signed_in(request)
    saved, status = submitted(
        form,
        lambda: writing.save_general(
            covenant_id=covenant.pk, general=form.general(), seen=form.cleaned_data["seen"], by=user
        ),
    )
    if saved is None:
        return _answer(request, "text", covenant, form, title=_("Phần đầu của giao ước"), status=status)
    say(request, _("Đã lưu phần đầu của giao ước."))
    return redirect("covenant", reference)


@get_or_post
def article_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Add an article."""
    covenant = found(request, reference, drafts).covenant
    form = ArticleForm(posted(request), covenant=covenant)
    user = signed_in(request)
    made, status = submitted(form, lambda: writing.add_article(covenant_id=covenant.pk, words=form.words(), by=user))
    if made is None:
        return _answer(request, "text", covenant, form, title=_("Thêm một điều"), status=status)
    say(request, _("Đã thêm điều mới ở cuối giao ước."))
    return _back(reference, made)


@get_or_post
def article(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Change an article."""
    covenant = found(request, reference, drafts).covenant
    row = row_or_404(covenant.articles.all(), key)
    initial = {"title": row.title, "text": row.text, "programme": row.programme_id, "seen": writing.article_mark(row)}
    form = ArticleForm(posted(request), covenant=covenant, initial=initial)
    user = signed_in(request)
    saved, status = submitted(
        form,
        lambda: writing.save_article(article_id=row.pk, words=form.words(), seen=form.cleaned_data["seen"], by=user),
    )
    if saved is None:
        return _answer(
            request, "text", covenant, form, title=_("Sửa «%(title)s»") % {"title": row.title}, status=status
        )
    say(request, _("Đã lưu «%(title)s».") % {"title": saved.title})
    return _back(reference, saved)


@require_POST
def article_move(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Move an article up or down by one."""
    row = row_or_404(found(request, reference, drafts).covenant.articles.all(), key)
    writing.move_article(article_id=row.pk, later=request.POST.get("later") == "1", by=signed_in(request))
    return _back(reference, row)


@require_POST
def article_remove(request: HttpRequest, reference: str, key: int, *, removed: bool) -> HttpResponse:
    """Take an article out, or bring it back."""
    row = row_or_404(found(request, reference, drafts).covenant.articles.all(), key)
    writing.remove_article(article_id=row.pk, removed=removed, by=signed_in(request))
    undo = reverse("covenant-article-restore", args=[reference, key])
    _tell(request, row.title, undo, removed=removed)
    return redirect("covenant", reference)


@get_or_post
def clause_new(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Add a clause to an article."""
    covenant = found(request, reference, drafts).covenant
    row = row_or_404(covenant.articles.filter(removed_at=None), key)
    form = ClauseForm(posted(request), members=seated(covenant.cluster), replaceable=_replaceable(covenant))
    user = signed_in(request)
    made, status = submitted(form, lambda: writing.add_clause(article_id=row.pk, promise=form.promise(), by=user))
    if made is None:
        title = _("Thêm cam kết vào «%(title)s»") % {"title": row.title}
        return _answer(request, "clause", covenant, form, title=title, status=status)
    say(request, _("Đã thêm cam kết vào «%(title)s».") % {"title": row.title})
    return _back(reference, row)


@get_or_post
def clause(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Change a clause."""
    covenant = found(request, reference, drafts).covenant
    row = row_or_404(Clause.objects.filter(article__covenant=covenant).select_related("article"), key)
    form = ClauseForm(
        posted(request),
        members=seated(covenant.cluster),
        replaceable=_replaceable(covenant),
        initial=clause_initial(row) | {"seen": writing.clause_mark(row)},
    )
    user = signed_in(request)
    saved, status = submitted(
        form,
        lambda: writing.save_clause(clause_id=row.pk, promise=form.promise(), seen=form.cleaned_data["seen"], by=user),
    )
    if saved is None:
        return _answer(request, "clause", covenant, form, title=_("Sửa cam kết"), status=status)
    say(request, _("Đã lưu cam kết."))
    return _back(reference, row.article)


@require_POST
def clause_remove(request: HttpRequest, reference: str, key: int, *, removed: bool) -> HttpResponse:
    """Take a clause out, or bring it back."""
    covenant = found(request, reference, drafts).covenant
    row = row_or_404(Clause.objects.filter(article__covenant=covenant).select_related("article"), key)
    writing.remove_clause(clause_id=row.pk, removed=removed, by=signed_in(request))
    _tell(request, row.text, reverse("covenant-clause-restore", args=[reference, key]), removed=removed)
    return _back(reference, row.article)


@require_POST
def entry_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a date into the calendar."""
    standing = found(request, reference, drafts)
    form = EntryForm(request.POST, prefix="lich")
    if not form.is_valid():
        return covenant_page(request, standing, entry=form, status=INVALID)
    data = form.cleaned_data
    writing.add_entry(covenant_id=standing.covenant.pk, on=data["on"], text=data["text"], by=signed_in(request))
    say(request, _("Đã thêm vào lịch giao ước."))
    return redirect(f"{reverse('covenant', args=[reference])}#lich")


@require_POST
def entry_remove(request: HttpRequest, reference: str, key: int, *, removed: bool) -> HttpResponse:
    """Take a date out of the calendar, or bring it back."""
    row = row_or_404(found(request, reference, drafts).covenant.entries.all(), key)
    writing.remove_entry(entry_id=row.pk, removed=removed, by=signed_in(request))
    _tell(request, row.text, reverse("covenant-entry-restore", args=[reference, key]), removed=removed)
    return redirect(f"{reverse('covenant', args=[reference])}#lich")


def _answer(
    request: HttpRequest,
    what: str,
    covenant: Covenant,
    form: GeneralForm | ArticleForm | ClauseForm,
    *,
    title: str,
    status: int,
) -> HttpResponse:
    """The page on which one part of the text is written: `what` is `text` or `clause`."""
    context = {
        "title": title,
        "crumbs": crumbs(covenant),
        "covenant": covenant,
        "form": form,
        "back": reverse("covenant", args=[covenant.reference]),
        "said": covenant.opinions.exists(),
    }
    return render(request, f"covenants/{what}.html", context, status=status)


def _replaceable(covenant: Covenant) -> list[int]:
    """What an annex may put its clauses in the place of."""
    if covenant.amends is None:
        return []
    return [one.pk for one in standing_clauses(covenant.amends)]


def _tell(request: HttpRequest, what: str, undo: str, *, removed: bool) -> None:
    if removed:
        say(request, _("Đã bỏ «%(what)s».") % {"what": what}, undo=undo)
    else:
        say(request, _("Đã đưa «%(what)s» trở lại.") % {"what": what})


def _back(reference: str, row: Article) -> HttpResponse:
    return redirect(f"{reverse('covenant', args=[reference])}#dieu-{row.pk}")
