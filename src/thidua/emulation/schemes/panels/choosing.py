"""Which panel shows a part of a draft, by the key that addresses name it with: a row's code, or one of four words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.emulation.schemes.errors import BadRow
from thidua.emulation.schemes.tree import find, put
from thidua.scoring.scheme import Scheme

from .conditions import ConditionsPanel
from .criterion import CriterionPanel
from .group import GroupPanel
from .whole import ClassesPanel, GeneralPanel, TiesPanel

Whole = GeneralPanel | ClassesPanel | ConditionsPanel | TiesPanel
Panel = Whole | GroupPanel | CriterionPanel

GENERAL = GeneralPanel.code
WHOLE: Mapping[str, type[GeneralPanel | ClassesPanel | ConditionsPanel | TiesPanel]] = {
    kind.code: kind for kind in (GeneralPanel, ClassesPanel, ConditionsPanel, TiesPanel)
}


def panel_of(table: Scheme, key: str) -> Panel:
    """The part as it stands in the draft; the table as a whole where the row is gone."""
    if key in WHOLE:
        return WHOLE[key].of(table)
    try:
        item = find(table, key)
    except BadRow:
        return GeneralPanel.of(table)
    if item.criterion:
        return CriterionPanel.of(item.criterion)
    assert item.group is not None  # a row is one or the other
    return GroupPanel.of(item.group)


def panel_sent(data: QueryDict) -> Panel:
    """The part as it was typed."""
    key, kind = data.get("muc", ""), data.get("loai", "")
    if key in WHOLE:
        return WHOLE[key].read(data)
    return CriterionPanel.read(data, key) if kind == CriterionPanel.kind else GroupPanel.read(data, key)


def applied(panel: Panel, table: Scheme) -> Scheme | None:
    """The table with what was typed; None when something is wrong, which then stands in the panel. Raises BadRow."""
    if isinstance(panel, CriterionPanel | GroupPanel):
        item = panel.item(table)
        if item is None or type(find(table, panel.code).item) is not type(item):
            return None
        return put(table, item)
    return panel.applied(table)


def with_blanks(panel: Panel) -> Panel:
    """The panel with empty rows at the end of its lists."""
    more: Callable[[], Panel] | None = getattr(panel, "with_blanks", None)
    return more() if more else panel


def said_of(panel: Panel) -> str:
    """What saving the panel is called in the log."""
    match panel:
        case CriterionPanel():
            return _("sửa tiêu chí «%(name)s»") % {"name": panel.name}
        case GroupPanel():
            return _("sửa nhóm «%(name)s»") % {"name": panel.name}
        case ClassesPanel():
            return _("sửa các mức xếp loại")
        case ConditionsPanel():
            return _("sửa các điều kiện")
        case TiesPanel():
            return _("sửa thứ tự ưu tiên khi bằng điểm")
        case _:
            return _("sửa thông tin chung")
