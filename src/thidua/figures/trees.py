"""The choice between the two readings of the past, as pages offer it and say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.ui.links import Link

from .history import AS_IT_WAS, History


@dataclass(frozen=True, slots=True)
class Trees:
    """In whose tree a page reads the past, and the other trees that it could be read in.

    `shown`: it makes a difference, so the label stands at every table. `links` are the choices, none where nothing
    differs; `fields` with `action` ask for another day between `earliest` and `latest` ("": there is none);
    `other_url` leads to the other reading. `note` says why the reading is not the one asked for, or that it makes no
    difference; `changes` are those of the tree since the period, in words.
    """

    label: str
    shown: bool
    as_it_is: bool
    links: tuple[Link, ...] = ()
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    day: str = ""
    earliest: str = ""
    latest: str = ""
    other_url: str = ""
    note: str = ""
    changes: tuple[str, ...] = ()


def trees_of(
    history: History,
    address: Callable[[History], str],
    *,
    differs: bool,
    ends: date,
    stands: bool = True,
    note: str = "",
    changes: Sequence[str] = (),
) -> Trees:
    """The choice of a page whose last shown day is `ends`; `address` is the page's own in a reading.

    There is none where the unit does not stand (`stands`) in today's tree.
    """
    today = clock.today()
    if not differs:
        note = note or (_("Cây đơn vị chưa thay đổi từ kỳ này: hai cách xem cho cùng số liệu.") if history.on else "")
        return Trees(history.label, shown=history.as_it_is, as_it_is=history.as_it_is, note=note)
    if not stands:
        note = note or _("Đơn vị không có trong cây hiện nay, nên chỉ xem được theo cây của từng kỳ.")
        return Trees(history.label, shown=True, as_it_is=history.as_it_is, note=note, changes=tuple(changes))
    now = History(today, today=True)
    choices = [AS_IT_WAS, now, *([history] if history.on and not history.today else [])]
    links = tuple(Link(one.label, address(one), one.value == history.value) for one in choices)
    plain = urlsplit(address(AS_IT_WAS))
    several = ends < today
    return Trees(
        label=history.label,
        shown=True,
        as_it_is=history.as_it_is,
        links=links,
        action=plain.path,
        fields=tuple(parse_qsl(plain.query)),
        day=history.on.isoformat() if history.on and not history.today else "",
        earliest=ends.isoformat() if several else "",
        latest=today.isoformat() if several else "",
        other_url=links[0 if history.as_it_is else 1].url,
        note=note,
        changes=tuple(changes),
    )


def ended_words(ended_on: date | None) -> str:
    """Until when a unit was, beside its name; "" while it goes on. `ended_on` is the first day without it."""
    if ended_on is None:
        return ""
    return _("đến hết %(day)s") % {"day": f"{ended_on - timedelta(days=1):%d/%m/%Y}"}


def fact_of(history: History, *, differs: bool) -> tuple[tuple[str, str], ...]:
    """The reading as a fact beside figures; nothing where it makes no difference."""
    return ((_("Cây đơn vị"), history.label),) if differs or history.as_it_is else ()
