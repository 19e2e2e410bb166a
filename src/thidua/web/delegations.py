"""Standing in: whom one has asked to, and for whom one does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from thidua.access.models import Delegation, Grant
from thidua.access.services import delegate, end_delegation
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.notices.services import notify
from thidua.org.models import Placement
from thidua.people.models import User
from thidua.ui.notices import say
from thidua.ui.templatetags.formats import vidate

from .accounts.changes import add_error
from .accounts.forms import day_field

MOST_PAST = 20


class DelegationForm(forms.Form):
    """To whom, for which days and why."""

    to_user = forms.ModelChoiceField(
        label=gettext_lazy("Người làm thay"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Chọn đồng nghiệp"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Hãy chọn người làm thay.")),
    )
    first = day_field(gettext_lazy("Từ ngày"))
    last = day_field(gettext_lazy("Đến hết ngày"))
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: nghỉ phép, đi công tác."),
        error_messages={"required": gettext_lazy("Hãy ghi lý do.")},
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_user"].queryset = colleagues  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """One's delegations, and the form for another."""
    user = _user(request)
    colleagues = _colleagues(user)
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        colleagues=colleagues,
        initial={"first": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = delegate(from_user=user, by=user, **form.cleaned_data)
        except DomainError as error:
            add_error(form, error)
        else:
            _tell_of_beginning(given, form.cleaned_data["last"])
            sentence = _("Đã ủy quyền cho %(name)s.") % {"name": given.to_user}
            say(request, sentence, undo=reverse("delegation-end", args=[given.pk]))
            return redirect("delegation-list")
    context = {
        "title": _("Ủy quyền"),
        "form": form,
        "colleagues": colleagues.exists(),
        "rows": seen_delegations(request)[:MOST_PAST],
        "today": clock.today(),
    }
    return render(request, "web/delegations.html", context, status=422 if form.errors else 200)


def seen_delegations(request: HttpRequest) -> QuerySet[Delegation]:
    """Everything that one lent and was lent, the latest first."""
    user = _user(request)
    rows = Delegation.objects.filter(Q(from_user=user) | Q(to_user=user))
    return rows.select_related("from_user__person", "to_user__person").order_by("-during")


@require_POST
def delegation_end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """End a delegation, by either of the two."""
    user = _user(request)
    mine = Delegation.objects.filter(pk=delegation_id)
    if not mine.filter(Q(from_user=user) | Q(to_user=user)).exists():
        raise Http404(_("Không có ủy quyền này."))
    ended = end_delegation(delegation_id=delegation_id, by=user)
    other = ended.to_user_id if ended.from_user_id == user.pk else ended.from_user_id
    key = f"delegation.ended:{delegation_id}"
    notify(users=[other], kind="delegation.ended", link=reverse("delegation-list"), key=key, who=str(user))
    say(request, _("Đã kết thúc ủy quyền."))
    return redirect("delegation-list")


def _tell_of_beginning(given: Delegation, last: date) -> None:
    notify(
        users=[given.to_user_id],
        kind="delegation.given",
        link=reverse("delegation-list"),
        key=f"delegation.given:{given.pk}",
        who=str(given.from_user),
        first=vidate(given.during.lower),
        last=vidate(last),
        reason=given.reason,
    )


def _colleagues(user: User) -> QuerySet[User]:
    """Whoever holds a role at a unit where the user does, or directly above it: never one whom she accepts from."""
    today = clock.today()
    own = Grant.objects.filter(user=user, during__contains=today, unit__isnull=False).values("unit")
    above = Placement.objects.filter(unit__in=own, during__contains=today, parent__isnull=False).values("parent")
    there = Grant.objects.filter(Q(unit__in=own) | Q(unit__in=above), user=OuterRef("pk"), during__contains=today)
    return User.objects.filter(Exists(there), is_active=True).exclude(pk=user.pk).order_by("person__sort_key", "pk")


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    return user
