"""Reading what was typed: lines, numbers the Vietnamese way, and what is wrong, by the name of the field."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, unscale
from thidua.core.text import clean_line, clean_text
from thidua.scoring.describing import describe_effect
from thidua.scoring.scheme import CapAt, Demote, Effect, Exclude, Scheme

PLACES = 3
MOST_LISTED = 60
DEMOTIONS = (1, 2, 3)
LONGEST_NUMBER = 40
MOST_POINTS = Decimal(1_000_000)


class Reading:
    """Takes values out of texts; `errors` says what is wrong, by the name of the field."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def line(self, name: str, text: str, *, most: int, required: bool = True) -> str:
        """One line of text, "" when it is wrong."""
        try:
            cleaned = clean_line(text, most=most)
        except DomainError as error:
            self.errors[name] = error.sentence
            return ""
        if required and not cleaned:
            self.errors[name] = _("Hãy điền ô này.")
        return cleaned

    def text(self, name: str, text: str, *, most: int) -> str:
        """Several lines of text, "" when they are wrong."""
        try:
            return clean_text(text, most=most)
        except DomainError as error:
            self.errors[name] = error.sentence
            return ""

    def number(self, name: str, text: str, *, least: Decimal | None = None, places: int = PLACES) -> Decimal:
        """A number, 0 when it is wrong or not there."""
        found = self.optional_number(name, text, least=least, places=places)
        if found is None and name not in self.errors:
            self.errors[name] = _("Hãy gõ một số.")
        return found or Decimal(0)

    def optional_number(
        self, name: str, text: str, *, least: Decimal | None = None, places: int = PLACES
    ) -> Decimal | None:
        """A number, or None where nothing was typed."""
        if not text.strip():
            return None
        try:
            found = unscale(parse_number(text[: LONGEST_NUMBER + 1], decimals=places), places)
        except DomainError as error:
            self.errors[name] = error.sentence
            return None
        if least is not None and found < least:
            self.errors[name] = _("Số này không được nhỏ hơn %(least)s.") % {"least": print_number(least)}
        elif abs(found) > MOST_POINTS and places == PLACES:
            self.errors[name] = _("Số quá lớn. Hãy kiểm tra lại số chữ số.")
        return found

    def effect(self, name: str, value: str, table: Scheme) -> Effect:
        """What follows, from the value of a menu that `effects` made."""
        found = dict(effects(table)).get(value)
        kind, _sign, rest = value.partition(":")
        if found is None:
            self.errors[name] = _("Hãy chọn hậu quả trong danh sách.")
            return Exclude()
        if kind == "demote":
            return Demote(int(rest))
        return CapAt(rest) if kind == "cap" else Exclude()


def effects(table: Scheme) -> list[tuple[str, str]]:
    """What may follow from a condition or a floor: value and words for a menu."""
    offered: list[Effect] = [Exclude(), *map(Demote, DEMOTIONS), *(CapAt(band.label) for band in table.classes)]
    return [(effect_value(one), describe_effect(one)) for one in offered]


def effect_value(effect: Effect) -> str:
    """The value of an effect in that menu."""
    match effect:
        case Demote(by):
            return f"demote:{by}"
        case CapAt(label):
            return f"cap:{label}"
        case _:
            return "exclude"


def typed(value: Decimal | None) -> str:
    """A number as it stands in a field."""
    return "" if value is None else print_number(value)


def zipped(data: QueryDict, *names: str) -> Iterator[tuple[str, ...]]:
    """The fields of rows that repeat, which stand in the order of the page."""
    columns = [data.getlist(name)[:MOST_LISTED] for name in names]
    return zip(*columns, strict=False)
