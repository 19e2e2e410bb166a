"""Which versions were typed for a unit by somebody else, and what the unit said to them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.queries import stands_in_for
from thidua.access.rules import Permission, roles_with
from thidua.core import clock
from thidua.figures.models import CellEdit
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import BehalfEntry, Report


def behalf_of(report: Report) -> BehalfEntry | None:
    """How the version at hand came to be typed for the unit; None where the unit types itself."""
    return entries_of([report]).get(report.pk)


def entries_of(reports: Iterable[Report]) -> dict[int, BehalfEntry]:
    """The entries on behalf of the versions that these reports are at, by report."""
    entries = BehalfEntry.objects.filter(report__in=[report.pk for report in reports], version=F("report__version"))
    return {entry.report_id: entry for entry in entries.select_related("by__person", "paper")}


def entries_by_version(report: Report) -> dict[int, BehalfEntry]:
    """Every entry on behalf of a report, by the version that was typed."""
    entries = BehalfEntry.objects.filter(report=report).select_related("by__person", "paper")
    return {entry.version: entry for entry in entries}


def may_type_on_behalf(report_id: int) -> bool:
    """Whether entry on behalf has been begun for the version that a report is at."""
    return BehalfEntry.objects.filter(report=report_id, version=F("report__version")).exists()


def typed_by(entry: BehalfEntry, report: Report, user: User) -> bool:
    """Whether a person, or one whom she stands in for, began, typed or handed in a version typed for the unit."""
    bound = {user.pk, *stands_in_for(user)}
    if bound & {entry.by_id, report.submitted_by_id}:
        return True
    return CellEdit.objects.filter(sheet=report.sheet_id, version=entry.version, by__in=bound).exists()


def typed_instead(entry: BehalfEntry, report: Report, user: User) -> bool:
    """Whether a person had a hand, in the unit's stead, in a version typed for it, so that she gives not its word.

    The unit's own people who corrected a cell meanwhile may well say that the whole is right.
    """
    bound = {user.pk, *stands_in_for(user)}
    if entry.by_id in bound:
        return True
    return gate.may(user, Permission.REPORT_BEHALF, report.unit) and typed_by(entry, report, user)


def colleagues_at(unit: Unit) -> list[User]:
    """People who hold a role at a unit today, by name: one of them may become the second who accepts."""
    held = Grant.objects.filter(unit=unit, during__contains=clock.today()).values("user")
    users = User.objects.filter(pk__in=held, is_active=True)
    return list(users.select_related("person").order_by("person__sort_key", "username"))


def acceptors_at(unit: Unit) -> list[Grant]:
    """The grants at a unit whose holders accept the reports of the units directly below it today."""
    grants = Grant.objects.filter(
        unit=unit, role__in=roles_with(Permission.REPORT_ACCEPT), during__contains=clock.today(), user__is_active=True
    )
    return list(grants.select_related("user__person").order_by("user__person__sort_key", "role"))
