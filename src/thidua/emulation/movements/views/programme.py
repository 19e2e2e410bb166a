"""Programmes above the year: the list, one with its targets and what refers to it, writing them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.emulation.movements.forms import AimForm, PaperForm, ProgrammeForm
from thidua.emulation.movements.models import Programme, ProgrammeTarget
from thidua.emulation.movements.queries import programmes as queries
from thidua.emulation.movements.queries.seeing import issued_documents
from thidua.emulation.movements.services import programmes as services
from thidua.indicators.queries import catalogue
from thidua.org.queries import last_names_of, percent_digits_of
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.notices import say
from thidua.ui.paging import ASKED, paged

from .access import ProgrammeAccess, own_programme, owner_of_new, programme_or_404, seen_programmes
from .listing import rows_of
from .programme_shown import shown

PAGE, MOST_MOVEMENTS = 30, 50
safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes that I see, those that reach furthest first."""
    page = Paginator(all_seen(request), PAGE).get_page(request.GET.get(ASKED))
    found = list(page.object_list)
    names = last_names_of({one.owner_id for one in found}, clock.today())
    context = {
        "title": _("Chương trình, nghị quyết, đề án"),
        "rows": [(one, names[one.programme.owner_id]) for one in queries.listed(found)],
        "manages": gate.any_unit(signed_in(request), Permission.EMULATION_MANAGE),
        **paged(page),
    }
    return render(request, "movements/programmes.html", context)


def all_seen(request: HttpRequest) -> QuerySet[Programme]:
    """The programmes that this person sees."""
    return seen_programmes(signed_in(request)).order_by("-last_year", "-first_year", "title", "pk")


@require_safe
def programme_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A programme with its targets and what refers to it."""
    return show(request, programme_or_404(request, reference))


def show(
    request: HttpRequest,
    access: ProgrammeAccess,
    *,
    aim_form: AimForm | None = None,
    paper_form: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was refused."""
    programme = access.programme
    movements = queries.movements_of(programme)
    context: dict[str, Any] = {
        "title": programme.title,
        "programme": programme,
        "owner": last_names_of([programme.owner_id], clock.today())[programme.owner_id],
        "manages": access.manages,
        "lines": [shown(one, programme, percent_digits_of(programme.owner)) for one in queries.progress_of(programme)],
        "years": range(programme.first_year, programme.last_year + 1),
        "movements": rows_of(list(movements[:MOST_MOVEMENTS])),
        "papers": list(programme.papers.filter(removed_at=None).select_related("file", "document")),
    }
    if access.manages:
        context["paper_form"] = paper_form or PaperForm(documents=issued_documents(programme.owner_id))
        context["aim_form"] = aim_form or _aim_form(None, programme)
    return render(request, "movements/programme.html", context, status=status)


@safe_or_post
def programme_new(request: HttpRequest) -> HttpResponse:
    """Write down a programme of one's own unit."""
    user = signed_in(request)
    owner = owner_of_new(user)
    year = clock.today().year
    form = ProgrammeForm(posted(request), initial={"first_year": year, "last_year": year + 4})
    made, status = submitted(form, lambda: services.add_programme(owner=owner, about=form.about, by=user))
    if made is None:
        return _show_form(request, form, _("Lập chương trình"), reverse("programme-list"), status)
    say(request, _("Đã lập chương trình. Hãy thêm chỉ tiêu và văn bản."))
    return redirect("programme", made.reference)


@safe_or_post
def programme_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what is said of a programme."""
    access = own_programme(request, reference)
    form = ProgrammeForm(posted(request), initial=ProgrammeForm.shown(access.programme))
    edited, status = submitted(
        form, lambda: services.edit_programme(programme_id=access.programme.pk, about=form.about, by=access.user)
    )
    if edited is None:
        return _show_form(request, form, _("Sửa chương trình"), reverse("programme", args=[reference]), status)
    say(request, _("Đã ghi thay đổi."))
    return redirect("programme", reference)


@require_POST
def programme_delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a programme away."""
    access = own_programme(request, reference)
    services.delete_programme(programme_id=access.programme.pk, by=access.user)
    say(request, _("Đã xóa chương trình."), undo=reverse("programme-restore", args=[reference]))
    return redirect("programme-list")


@require_POST
def programme_restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a programme out again."""
    access = own_programme(request, reference, deleted=True)
    services.restore_programme(programme_id=access.programme.pk, by=access.user)
    say(request, _("Đã lấy lại chương trình."))
    return redirect("programme", reference)


@require_POST
def programme_target_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a target."""
    access = own_programme(request, reference)
    form = _aim_form(request, access.programme)
    made, status = submitted(
        form, lambda: services.add_target(programme_id=access.programme.pk, aim=form.aim, by=access.user)
    )
    if made is None:
        return show(request, access, aim_form=form, status=status)
    say(request, _("Đã thêm chỉ tiêu."))
    return redirect("programme", reference)


@require_POST
def programme_target_remove(request: HttpRequest, reference: str, target_id: int) -> HttpResponse:
    """Take a target away."""
    access = own_programme(request, reference)
    _target_or_404(access.programme, target_id)
    services.remove_target(programme_id=access.programme.pk, target_id=target_id, by=access.user)
    undo = reverse("programme-target-restore", args=[reference, target_id])
    say(request, _("Đã bỏ chỉ tiêu."), undo=undo)
    return redirect("programme", reference)


@require_POST
def programme_target_restore(request: HttpRequest, reference: str, target_id: int) -> HttpResponse:
    """Put a target back."""
    access = own_programme(request, reference)
    _target_or_404(access.programme, target_id)
    services.restore_target(programme_id=access.programme.pk, target_id=target_id, by=access.user)
    say(request, _("Đã lấy lại chỉ tiêu."))
    return redirect("programme", reference)


def _target_or_404(programme: Programme, target_id: int) -> ProgrammeTarget:
    found = programme.targets.filter(pk=target_id).first()
    if found is None:
        raise Http404(_("Không có chỉ tiêu này."))
    return found


def _aim_form(request: HttpRequest | None, programme: Programme) -> AimForm:
    return AimForm(
        request.POST if request else None,
        indicators=catalogue().indicators,
        initial={"by_year": programme.last_year},
    )


def _show_form(request: HttpRequest, form: ProgrammeForm, title: str, back: str, status: int) -> HttpResponse:
    context = {"title": title, "form": form, "back": back}
    return render(request, "movements/programme_form.html", context, status=status)
