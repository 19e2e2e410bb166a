"""Publishing an edition: what stands against it, what it changes; and taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core.errors import DomainError
from thidua.emulation.schemes.checking import examined
from thidua.emulation.schemes.differences import differences
from thidua.emulation.schemes.queries import latest_published
from thidua.emulation.schemes.services.publishing import publish_version, withdraw_version
from thidua.scoring.format import scheme_from
from thidua.ui.notices import say

from .access import managed_or_404

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """What stands against publishing and what it would change; POST publishes."""
    access = managed_or_404(request, reference)
    scheme, draft = access.scheme, access.draft_or_404()
    trouble = ""
    if request.method == "POST":
        try:
            made = publish_version(version_id=draft.pk, by=access.user)
        except DomainError as error:
            trouble = error.sentence
        else:
            undo = reverse("scheme-withdraw", args=[reference, made.number])
            say(request, _("Đã ban hành bản %(n)d của bảng điểm.") % {"n": made.number}, undo=undo)
            return redirect("scheme", reference)
    table = scheme_from(draft.content)
    before = latest_published(scheme)
    checks = examined(table, owner_id=scheme.owner_id, year=scheme.year)
    context = {
        "title": _("Ban hành %(scheme)s") % {"scheme": scheme.name},
        "scheme": scheme,
        "version": draft,
        "table": table,
        "before": before,
        "found": differences(scheme_from(before.content), table) if before else None,
        "checks": checks,
        "errors": sum(check.is_error for check in checks),
        "trouble": trouble,
    }
    return render(request, "schemes/publish.html", context, status=CONFLICT if trouble else 200)


@require_POST
def withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take an edition back into a draft while nothing stands on it: the undo of publishing."""
    access = managed_or_404(request, reference)
    draft = withdraw_version(version_id=access.version_or_404(number).pk, by=access.user)
    say(request, _("Đã thu hồi bản %(n)d; nội dung của nó nằm trong bản soạn.") % {"n": draft.number})
    return redirect("scheme-draft", reference)
