"""What the editor of a draft is drawn from."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from thidua.emulation.schemes import wording
from thidua.emulation.schemes.checking import examined
from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.schemes.panels.choosing import WHOLE, Panel
from thidua.emulation.schemes.panels.conditions import fact_choices
from thidua.emulation.schemes.panels.reading import effects
from thidua.emulation.schemes.panels.whole import tie_choices
from thidua.emulation.schemes.tree import Row, rows_of, total_of
from thidua.scoring.scheme import Against, Combine, NotApplicable, On, Operator, Scorer, Untargeted
from thidua.scoring.scheme import Scheme as PointTable


def editor_context(scheme: Scheme, version: SchemeVersion, table: PointTable, panel: Panel) -> dict[str, Any]:
    """The tree, the panel's menus and the checks. The number of statements does not depend on the rows."""
    rows = rows_of(table)
    checks = examined(table, owner_id=scheme.owner_id, year=scheme.year)
    wrongs = Counter(check.key for check in checks if check.is_error)
    hints = Counter(check.key for check in checks if not check.is_error)
    areas = wording.departments()
    total = total_of(table)
    return {
        "scheme": scheme,
        "version": version,
        "table": table,
        "panel": panel,
        "open": next((row for row in rows if row.code == panel.code), None),
        "lines": [_line(row, wrongs, hints, areas) for row in rows],
        "parts": _parts(table, wrongs, hints),
        "total": total,
        "total_fits": total == table.total,
        "checks": checks,
        "errors": sum(wrongs.values()),
        "warnings": sum(hints.values()),
        **_menus(table, panel),
    }


def _line(row: Row, wrongs: Counter[str], hints: Counter[str], areas: dict[str, str]) -> dict[str, Any]:
    """A row of the tree, as far as it is shown."""
    criterion = row.criterion
    return {
        "row": row,
        "max": wording.points(row.item.max),
        "given": wording.points(row.given) if row.given is not None else "",
        "method": wording.method_name(criterion) if criterion else "",
        "scorer": wording.scorer(criterion, areas) if criterion else "",
        "wrong": wrongs[row.code],
        "hint": hints[row.code],
    }


def _parts(table: PointTable, wrongs: Counter[str], hints: Counter[str]) -> list[dict[str, Any]]:
    """The parts that are no rows."""
    names = [_("Thông tin chung"), _("Xếp loại"), _("Điều kiện"), _("Khi bằng điểm")]
    counts = [None, len(table.classes), len(table.conditions), len(table.tie_breaks)]
    icons = ["settings", "medal", "alert-triangle", "arrows-sort"]
    return [
        {"key": key, "name": name, "count": count, "icon": icon, "wrong": wrongs[key], "hint": hints[key]}
        for key, name, count, icon in zip(WHOLE, names, counts, icons, strict=True)
    ]


def _menus(table: PointTable, panel: Panel) -> dict[str, Any]:
    """The choices of the panel's fields."""
    if panel.kind == "criterion":
        return {
            "methods": wording.METHOD_NAMES.items(),
            "combines": Combine.choices,
            "not_applicables": NotApplicable.choices,
            "againsts": Against.choices,
            "ons": On.choices,
            "untargeteds": Untargeted.choices,
            "scorers": Scorer.choices,
            "areas": wording.area_choices(),
            "effects": effects(table),
        }
    if panel.kind == "conditions":
        return {"facts": fact_choices(table), "operators": Operator.choices, "effects": effects(table)}
    if panel.kind == "ties":
        return {"tie_choices": tie_choices(table)}
    return {"effects": effects(table)}
