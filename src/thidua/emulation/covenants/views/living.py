"""The covenant through the year: how every member stands to every clause, and confirming by hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.emulation.covenants.forms import ConfirmForm
from thidua.emulation.covenants.models import Covenant
from thidua.emulation.covenants.queries.living import (
    Living,
    clauses_in_words,
    confirmations_of,
    confirmed_before,
    living,
)
from thidua.emulation.covenants.queries.words import members_of
from thidua.emulation.covenants.services.confirming import confirm_clause, undo_confirmation
from thidua.emulation.covenants.shown import CLAUSE_TONES
from thidua.emulation.covenants.standing import CovenantStanding
from thidua.files.answers import download
from thidua.org.models import Unit
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.notices import say

from .access import crumbs, drafts, found, row_or_404


@require_safe
def covenant_living(request: HttpRequest, reference: str) -> HttpResponse:
    """Every clause in force for every member, as of the newest accepted figures."""
    standing, state = seen_living(request, reference)
    kept = state.kept_by()
    context: dict[str, Any] = {
        "title": _("Thực hiện giao ước"),
        "crumbs": crumbs(standing.covenant),
        "covenant": standing.covenant,
        "cluster": standing.covenant.cluster,
        "living": state,
        "rows": [
            (row, [(cell, CLAUSE_TONES[cell.state], standing.confirms_for(cell.member.unit_id)) for cell in row.cells])
            for row in state.rows
        ],
        "members": [(member, kept[member.unit_id]) for member in state.members],
        "counts": [(one.label, CLAUSE_TONES[one], count) for one, count in state.counts().items()],
    }
    return render(request, "covenants/living.html", context)


def seen_living(request: HttpRequest, reference: str) -> tuple[CovenantStanding, Living]:
    """The covenant in force that an address names, and how it stands; an annex leads to what it amends."""
    standing = found(request, reference)
    covenant = standing.covenant.amends or standing.covenant
    if not covenant.in_force:
        raise Http404(_("Giao ước chưa có hiệu lực nên chưa theo dõi việc thực hiện."))
    root = Covenant.objects.select_related("cluster__owner", "amends").get(pk=covenant.pk)
    return CovenantStanding(root, standing.cluster), living(root)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, reference: str, key: int, code: str) -> HttpResponse:
    """Confirm by hand whether a unit kept a clause in words."""
    standing = found(request, reference, drafts)
    covenant = standing.covenant
    clause = row_or_404(clauses_in_words(covenant), key)
    unit = _member(covenant, code)
    _require_confirms(standing, unit.pk)
    form = ConfirmForm(posted(request), request.FILES or None)
    made, status = submitted(
        form,
        lambda: confirm_clause(clause_id=clause.pk, unit=unit, by=signed_in(request), **form.confirmed()),
    )
    if made is not None:
        say(request, _("Đã xác nhận."), undo=reverse("covenant-confirm-undo", args=[reference, made.pk]))
        return redirect("covenant-living", reference)
    context = {
        "title": _("Xác nhận thực hiện cam kết"),
        "crumbs": [*crumbs(covenant), (_("Thực hiện giao ước"), reverse("covenant-living", args=[reference]))],
        "covenant": covenant,
        "clause": clause,
        "member": next(one for one in members_of(covenant) if one.unit_id == unit.pk),
        "form": form,
        "earlier": list(confirmed_before(clause, unit.pk)),
    }
    return render(request, "covenants/confirm.html", context, status=status)


@require_POST
def confirm_undo(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take a confirmation back."""
    standing = found(request, reference, drafts)
    row = row_or_404(confirmations_of(standing.covenant), key)
    _require_confirms(standing, row.unit_id)
    undo_confirmation(confirmation_id=row.pk, by=signed_in(request))
    say(request, _("Đã hoàn tác xác nhận."))
    return redirect("covenant-living", reference)


@require_safe
def evidence(request: HttpRequest, reference: str, key: int) -> HttpResponseBase:
    """The file that a confirmation stands on."""
    row = row_or_404(confirmations_of(found(request, reference).covenant).select_related("evidence"), key)
    if row.evidence is None:
        raise Http404(_("Xác nhận này không kèm tài liệu."))
    return download(row.evidence)


def _require_confirms(standing: CovenantStanding, unit_id: int) -> None:
    """Raise PermissionDenied for who does not confirm what this member did."""
    if not standing.confirms_for(unit_id):
        raise PermissionDenied(_("Không ai tự xác nhận cho đơn vị mình; hãy đề nghị đơn vị lập cụm xác nhận."))


def _member(covenant: Covenant, code: str) -> Unit:
    units = [member.unit_id for member in members_of(covenant)]
    unit = Unit.objects.filter(code=code, pk__in=units).first()
    if unit is None:
        raise Http404(_("Đơn vị này không có tên trong giao ước."))
    return unit
