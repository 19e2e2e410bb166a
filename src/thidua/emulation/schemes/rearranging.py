"""What the buttons of the editor do to the rows of a draft, and what that is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from thidua.scoring.scheme import Scheme

from . import tree
from .errors import BadRow
from .panels.choosing import GENERAL

# The table afterwards, and the row that is open then.
Done = tuple[Scheme, str]


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it does to a table and a row, and a pattern with the row's `name`."""

    do: Callable[[Scheme, str], Done]
    said: str | Promise


def _removed(table: Scheme, code: str) -> Done:
    """Without the row; the one before it is open then."""
    codes = [row.code for row in tree.rows_of(table)]
    before = codes[max(0, codes.index(code) - 1)] if code in codes else ""
    table = tree.remove(table, code)
    left = {row.code for row in tree.rows_of(table)}
    return table, before if before in left else GENERAL


BUTTONS: Mapping[str, Button] = {
    "up": Button(lambda table, code: (tree.move(table, code, -1), code), _("chuyển «%(name)s» lên")),
    "down": Button(lambda table, code: (tree.move(table, code, 1), code), _("chuyển «%(name)s» xuống")),
    "indent": Button(lambda table, code: (tree.indent(table, code), code), _("đưa «%(name)s» vào nhóm trên")),
    "outdent": Button(lambda table, code: (tree.outdent(table, code), code), _("đưa «%(name)s» ra ngoài nhóm")),
    "duplicate": Button(tree.duplicate, _("nhân bản «%(name)s»")),
    "remove": Button(_removed, _("xóa «%(name)s»")),
    "add-group": Button(tree.add_group, _("thêm nhóm vào «%(name)s»")),
    "add-criterion": Button(tree.add_criterion, _("thêm tiêu chí vào «%(name)s»")),
}


def press(table: Scheme, name: str, code: str) -> Done:
    """Do what a button does. Raises BadRow, also for a button that there is not."""
    button = BUTTONS.get(name)
    if button is None:
        raise BadRow(gettext("Không có thao tác này. Hãy tải lại trang."))
    return button.do(table, code)


def said_of(table: Scheme, name: str, code: str) -> str:
    """What pressing a button is called."""
    row = next((row for row in tree.rows_of(table) if row.code == code), None)
    return str(BUTTONS[name].said) % {"name": row.item.name if row else table.name} if name in BUTTONS else name
