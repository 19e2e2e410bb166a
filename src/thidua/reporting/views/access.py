"""Fetching a report through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.indicators.models import Indicator
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import BehalfEntry, Report
from thidua.reporting.queries.behalf import behalf_of, may_type_on_behalf
from thidua.reporting.rules import EDITABLE, Confirmation, ReportState

P = Permission
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Access:
    """A report as one person sees it."""

    report: Report
    user: User
    permissions: frozenset[Permission]
    areas: frozenset[str] | None
    behalf: BehalfEntry | None = None
    seen_areas: frozenset[str] | None = None

    @property
    def open(self) -> bool:
        return self.report.period.state == PeriodState.OPEN

    @property
    def may_enter(self) -> bool:
        return self._editable and self._either(P.REPORT_ENTER)

    @property
    def may_submit(self) -> bool:
        return self._editable and self._either(P.REPORT_SUBMIT)

    @property
    def may_begin_behalf(self) -> bool:
        """Whether this person may say that the version at hand is typed for the unit."""
        return self._editable and P.REPORT_BEHALF in self.permissions and self.behalf is None

    @property
    def may_answer_behalf(self) -> bool:
        """Whether this person may say for the unit whether what was typed for it is right."""
        waiting = self.behalf is not None and self.behalf.confirmation == Confirmation.WAITING
        return waiting and self.open and not self._editable and P.REPORT_SUBMIT in self.permissions

    @property
    def may_withdraw(self) -> bool:
        return self._submitted and self._either(P.REPORT_SUBMIT)

    @property
    def may_decide(self) -> bool:
        """Whether this person may accept the report or send it back; one's own only once the unit confirmed it."""
        confirmed = self.behalf is not None and self.behalf.confirmation == Confirmation.CONFIRMED
        own = self.report.submitted_by_id == self.user.pk and not confirmed
        return self._submitted and not own and P.REPORT_ACCEPT in self.permissions

    @property
    def may_merge(self) -> bool:
        """Whether this person may hand in a version that takes in reports of the level below that came late."""
        return self.open and self.report.state not in EDITABLE and P.REPORT_SUBMIT in self.permissions

    @property
    def may_amend(self) -> bool:
        return self.open and self.report.state == ReportState.ACCEPTED and self._either(P.REPORT_AMEND)

    @property
    def _editable(self) -> bool:
        return self.open and self.report.state in EDITABLE

    @property
    def acts_for_unit(self) -> bool:
        """Whether this person types the version at hand for a unit that is not their own."""
        return (
            self.behalf is not None and P.REPORT_BEHALF in self.permissions and P.REPORT_SUBMIT not in self.permissions
        )

    def _either(self, permission: Permission) -> bool:
        """Whether this person holds the unit's own permission, or acts for the unit in the version at hand."""
        return permission in self.permissions or (self.behalf is not None and P.REPORT_BEHALF in self.permissions)

    @property
    def _submitted(self) -> bool:
        return self.open and self.report.state == ReportState.SUBMITTED

    def covers(self, indicator: Indicator) -> bool:
        """Whether this person's work areas hold an indicator."""
        return covers(self.areas, indicator)

    def may_comment(self, indicator: Indicator) -> bool:
        """Whether this person may say something about a cell: who may read it, within their work areas."""
        return covers(self.seen_areas, indicator)

    def may_flag(self, indicator: Indicator) -> bool:
        """Whether this person may mark a cell to be looked at again: who enters it or decides about it."""
        enters = self._either(P.REPORT_ENTER) and self.covers(indicator)
        return self.may_comment(indicator) and (enters or P.REPORT_ACCEPT in self.permissions)

    def may_note(self, indicator: Indicator | None) -> bool:
        """Whether this person may mark, explain and attach at a cell, or attach to the whole report (None)."""
        return self.may_enter and (self.areas is None if indicator is None else self.covers(indicator))

    @property
    def may_see_removed(self) -> bool:
        """Whether this person may open files that were taken away: the unit's own people, and who checks."""
        return bool({P.REPORT_ENTER, P.AUDIT_VIEW} & self.permissions)

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied without a permission on the report's unit."""
        if permission not in self.permissions:
            raise PermissionDenied(_("Tài khoản không có quyền này ở đơn vị."))

    def require_own_or_behalf(self, permission: Permission) -> None:
        """Raise PermissionDenied without a permission of the unit's own people or an entry on its behalf."""
        if not self._either(permission):
            self.require(permission)


def covers(areas: frozenset[str] | None, indicator: Indicator) -> bool:
    """Whether work areas (None: all of them) hold an indicator."""
    return areas is None or indicator.area.code in areas


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def small_number(text: str) -> int:
    """A whole number of an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def report_or_404(request: HttpRequest, unit: str, period: str, form: str) -> Access:
    """The report of a unit, period and form (codes), for a person who may view it.

    Raises Http404 for what is not there or not to be seen, PermissionDenied for a visible unit's report.
    """
    user = signed_in(request)
    owner = Unit.objects.filter(code=unit).first()
    standing = gate.standing_at(user, owner.pk) if owner else gate.NOWHERE
    gate.require(standing, P.REPORT_VIEW)
    report = (
        Report.objects.filter(unit=owner, period__code=period, sheet__form_version__form__code=form)
        .select_related("sheet__form_version__form", "unit", "period", "submitted_by__person", "accepted_by__person")
        .order_by("-sheet__form_version__number")
        .first()
    )
    if report is None:
        raise Http404(_("Không có báo cáo này."))
    behalf = behalf_of(report)
    areas = None if behalf and _only_behalf(standing) else standing.areas(P.REPORT_ENTER)
    return Access(report, user, standing.permissions, areas, behalf, standing.areas(P.REPORT_VIEW))


def typing_areas(standing: gate.Standing, report_id: int) -> frozenset[str] | None:
    """The work areas (None: all) of a report that somebody may type into, for the unit or on its behalf.

    Raises Http404 or PermissionDenied; who acts for the unit must have begun so for the version at hand.
    """
    if _only_behalf(standing) and may_type_on_behalf(report_id):
        return None
    gate.require(standing, P.REPORT_ENTER)
    return standing.areas(P.REPORT_ENTER)


def _only_behalf(standing: gate.Standing) -> bool:
    return P.REPORT_BEHALF in standing.permissions and P.REPORT_ENTER not in standing.permissions
