"""One member: what is known, the course from unit to unit, and the numbers in the clear for who asks on the record."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.core import clock
from thidua.core.sealing import unseal
from thidua.org.queries import last_names_of
from thidua.registers.members import services
from thidua.registers.members.rules import SHOWN_DIGITS, Began, Ended, masked

from .access import Opened, member_or_404


@require_safe
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """A member's page."""
    return render(request, "members/member.html", _shown(member_or_404(request, member_id)))


@require_POST
def member_reveal(request: HttpRequest, member_id: int) -> HttpResponse:
    """The page with the identity and telephone numbers in the clear; that they were read is recorded."""
    opened = member_or_404(request, member_id)
    if not opened.may_reveal:
        raise PermissionDenied(_("Chỉ đơn vị đang quản lý đoàn viên được xem số định danh và điện thoại."))
    revealed = services.reveal(member_id=member_id, by=opened.user)
    response = render(request, "members/member.html", _shown(opened) | {"revealed": revealed})
    response["Cache-Control"] = "no-store"
    return response


def frame_of(opened: Opened) -> dict[str, Any]:
    """What every page about a member says around its content."""
    name = last_names_of([opened.last.unit_id], clock.today())[opened.last.unit_id]
    person = opened.member.person.full_name
    return {
        "title": person,
        "member": opened.member,
        "last": opened.last,
        "unit_name": name,
        "crumbs": [
            (_("Đoàn viên"), reverse("member-home")),
            (name.short_name, reverse("member-list", args=[opened.last.unit.code])),
            (person, reverse("member", args=[opened.member.pk])),
        ],
    }


def _shown(opened: Opened) -> dict[str, Any]:
    member, last = opened.member, opened.last
    today = clock.today()
    names = last_names_of({span.unit_id for span in opened.spans}, today)
    phone = unseal(member.phone_sealed) if opened.may_reveal else ""
    present = last.during.lower <= today and (last.during.upper is None or last.during.upper > today)
    return frame_of(opened) | {
        "present": present,
        "left": str(Ended(last.ended).label) if last.ended else "",
        "identity": masked(member.identity_tail),
        "phone": masked(phone[-SHOWN_DIGITS:], len(phone)),
        "may_reveal": opened.may_reveal and bool(member.identity_tail or phone),
        "may_manage": opened.may_manage,
        "spans": [
            {
                "span": span,
                "unit": names[span.unit_id],
                "began": Began(span.began).label,
                "ended": Ended(span.ended).label if span.ended else "",
            }
            for span in opened.spans
        ],
    }
