"""Finding a report by the codes that addresses carry."""

from __future__ import annotations

from dataclasses import dataclass

from thidua.core import sql


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report is: the id of its unit, and its own and its form version's when there is one."""

    unit_id: int
    report_id: int | None
    form_version_id: int | None


def find_report(*, unit: str, period: str, form: str) -> Place | None:
    """The report of a unit and period on the newest version of a form; None without such a unit. One statement."""
    params = {"unit": unit, "period": period, "form": form}
    return sql.fetch_one("thidua.reporting", "find_report", params, Place)
