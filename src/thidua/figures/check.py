"""Comparing every stored total with a fresh sum."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core import sql
from thidua.indicators.models import Period
from thidua.org.models import Unit

from .fold import fold_marks, rebuild
from .locks import hold_fold
from .models import BaseTotal, Restatement, Total
from .restating import refresh_current, refresh_stale, restate_anew
from .rules import Basis

PACKAGE = "thidua.figures"


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored row of totals that a fresh sum does not confirm."""

    period_id: int
    unit_id: int
    block: int
    basis: int


@dataclass(frozen=True, slots=True)
class RestatedDifference:
    """A unit and period of which a new restatement says something else than what is stored."""

    restatement_id: int
    period_id: int
    unit_id: int


def differences() -> list[str]:
    """What a fresh fold of all base periods would change, one sentence a stored row; empty when all is exact.

    Everything happens in a transaction that is rolled back. Totals that wait for a fold (their unit is marked)
    would differ rightly, so the marks are folded first, inside the same transaction; and so is what is restated.
    """
    with transaction.atomic():
        while fold_marks():
            pass
        if Restatement.objects.exists():
            refresh_current()
        while refresh_stale():
            pass
        hold_fold()
        for table in ("kept_totals", "kept_base_totals"):
            sql.run(PACKAGE, f"keep_{table.removeprefix('kept_')}", {})
        # Without what is stored, a total that nothing stands behind does not come back.
        Total.objects.all().delete()
        BaseTotal.objects.all().delete()
        rebuild(*base_periods())
        rows = sql.fetch(PACKAGE, "changed_totals", {}, Difference)
        sql.run(PACKAGE, "keep_restated", {})
        restate_anew()
        restated = sql.fetch(PACKAGE, "changed_restated", {}, RestatedDifference)
        transaction.set_rollback(True)
    return [_sentence(row) for row in rows] + [_restated_sentence(row) for row in restated]


def base_periods() -> list[Period]:
    """Base periods that have a tree, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT period_id FROM figures_periodunit")
        ids = [period for (period,) in cursor.fetchall()]
    return list(Period.objects.filter(pk__in=ids).order_by("starts", "ends"))


def _restated_sentence(row: RestatedDifference) -> str:
    return _("Số liệu của %(unit)s, kỳ %(period)s tính theo cây ngày %(day)s khác với số tính lại.") % {
        "unit": Unit.objects.filter(pk=row.unit_id).first() or row.unit_id,
        "period": Period.objects.get(pk=row.period_id).code,
        "day": f"{Restatement.objects.get(pk=row.restatement_id).on:%d/%m/%Y}",
    }


def _sentence(row: Difference) -> str:
    return _("Số tổng hợp lưu của %(unit)s, kỳ %(period)s, khối ô %(block)d (%(basis)s) khác với số cộng lại.") % {
        # A total may be all that is left of a unit.
        "unit": Unit.objects.filter(pk=row.unit_id).first() or row.unit_id,
        "period": Period.objects.get(pk=row.period_id).code,
        "block": row.block,
        "basis": Basis(row.basis).label.lower(),
    }
