"""The log: who did what, for inspectors and administrators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.audit.models import AuditEvent
from thidua.audit.queries import log_page
from thidua.audit.sentences import sentence, titles
from thidua.cli.backups.queries import last_backup
from thidua.core import clock
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

NEWEST = 2**63 - 1


def _number() -> forms.IntegerField:
    """The number of an event, from the address of a further page."""
    return forms.IntegerField(
        label=gettext_lazy("Trang"),
        min_value=1,
        max_value=NEWEST,
        required=False,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Nhật ký không có trang này. Hãy mở lại nhật ký.")
        ),
    )


class LogFilter(forms.Form):
    """What part of the log to show."""

    unit = forms.CharField(label=gettext_lazy("Mã đơn vị"), max_length=40, required=False)
    event = forms.ChoiceField(label=gettext_lazy("Sự việc"), required=False)
    person = forms.CharField(label=gettext_lazy("Tên đăng nhập"), max_length=80, required=False)
    before = _number()
    after = _number()

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["event"] = forms.ChoiceField(
            label=_("Sự việc"), choices=[("", _("Mọi sự việc")), *titles()], required=False
        )

    def clean_unit(self) -> Unit | None:
        """The unit, if there is one that this person may see the log of."""
        code = self.cleaned_data["unit"]
        if not code:
            return None
        unit = self.units.filter(code__iexact=code).first()
        if unit is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã này trong phạm vi nhật ký được xem."))
        return unit

    def clean_person(self) -> str:
        """User names are kept in lower case."""
        person: str = self.cleaned_data["person"]
        return person.strip().lower()


@dataclass(frozen=True, slots=True)
class Line:
    """One event as people read it."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    sentence: str
    unit: str
    personal: str


@dataclass(frozen=True, slots=True)
class AskedLog:
    """What part of the log an address asks for; `units` is None for who sees what belongs to no unit, too."""

    form: LogFilter
    valid: bool
    units: QuerySet[Unit] | None

    def narrowed(self) -> dict[str, Any]:
        """What a valid form narrows events to, as `audit.queries.log_events` takes it."""
        given = self.form.cleaned_data
        unit_id = given["unit"].pk if given["unit"] else None
        return {"units": self.units, "unit_id": unit_id, "event": given["event"], "actor": given["person"]}


def asked_log(request: HttpRequest) -> AskedLog:
    """What is asked of the log. Raises PermissionDenied for who sees nothing of it."""
    user = request.user
    if not gate.any_unit(user, Permission.AUDIT_VIEW):
        raise PermissionDenied(_("Nhật ký dành cho kiểm tra viên và quản trị."))
    units = gate.units_for(user, Permission.AUDIT_VIEW)
    form = LogFilter(request.GET, units=units)
    return AskedLog(form, form.is_valid(), None if gate.everywhere(user, Permission.AUDIT_VIEW) else units)


@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """A page of the log, newest first; what belongs to no unit is shown to those who see everything."""
    user, asked = request.user, asked_log(request)
    form, valid = asked.form, asked.valid
    given = form.cleaned_data
    page = log_page(**asked.narrowed(), before=given["before"], after=given["after"]) if valid else None
    context = {
        "title": _("Nhật ký"),
        "form": form,
        "lines": log_lines(page.events, page.personal) if page else [],
        "older": _address(request, "before", page.older) if page else "",
        "newer": _address(request, "after", page.newer) if page else "",
        "backup": last_backup() if gate.everywhere(user, Permission.USER_MANAGE) else None,
    }
    return render(request, "web/audit_log.html", context, status=200 if valid else 422)


def log_lines(events: Sequence[AuditEvent], personal: Mapping[int, Mapping[str, str]]) -> list[Line]:
    """Events as people read them; two statements."""
    units = last_names_of({event.unit_id for event in events if event.unit_id}, clock.today())
    people = _names(event.actor_id for event in events)
    return [
        Line(
            number=event.number,
            at=event.at,
            actor=event.actor_label,
            actor_name=_actor_name(event, people),
            sentence=sentence(event),
            unit=units[event.unit_id].short_name if event.unit_id in units else "",
            personal=", ".join(str(value) for value in personal.get(event.number, {}).values()),
        )
        for event in events
    ]


def _names(user_ids: Iterable[int | None]) -> dict[int, str]:
    users = User.objects.filter(pk__in={pk for pk in user_ids if pk})
    return dict(users.values_list("pk", "person__full_name"))


def _actor_name(event: AuditEvent, people: dict[int, str]) -> str:
    if event.actor_id is None:
        return _("Hệ thống")
    return people.get(event.actor_id, event.actor_label)


def _address(request: HttpRequest, key: str, number: int | None) -> str:
    """The same filters, at another page."""
    if number is None:
        return ""
    query = request.GET.copy()
    for other in ("before", "after"):
        query.pop(other, None)
    query[key] = str(number)
    return f"?{query.urlencode()}"
