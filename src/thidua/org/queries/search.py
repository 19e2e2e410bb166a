"""Finding units by code or by any name they ever had, with or without accents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, IntegerField, Min, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.text import search_terms
from thidua.org.errors import AmbiguousUnit, UnknownUnit
from thidua.org.models import Placement, Unit
from thidua.org.queries.tree import UnitName, last_names_of
from thidua.org.rules import UnitKind, plain_words

MOST_FOUND = 30
MOST_SUGGESTED = 5
_EXACT, _PREFIX, _OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that was found; `former_name` is set when only a name of earlier days matched."""

    unit_id: int
    code: str
    name: str
    short_name: str
    kind_label: str
    former_name: str


def find_units(
    text: str, within: QuerySet[Unit] | None = None, as_of: date | None = None, most: int = MOST_FOUND
) -> list[Found]:
    """Units whose name, short name or code holds words that begin like these; at most `most`.

    Whole matches come first, then names that begin so, then the rest; among these upper unions before
    grassroots ones, as the kinds are listed, then Vietnamese order. `within` narrows the answer (what a
    person may see); names shown are those of the day (None: today).
    """
    terms = search_terms(text)
    if not terms:
        return []
    matches = _matching(" & ".join(f"{term}:*" for term in terms))
    if within is not None:
        matches = matches.filter(unit__in=within)
    ranked = (
        matches.annotate(rank=_rank(plain_words(text)))
        .values("unit")
        .annotate(best=Min("rank"), level=Min(_level()), first=Min("sort_key"))
        .order_by("best", "level", "first", "unit")
        .values_list("unit", flat=True)[:most]
    )
    return _as_found(list(ranked), terms, as_of or clock.today())


def unit_by_code_or_name(text: str) -> Unit:
    """The one unit with this code, or with this name or short name, present before former.

    Raises AmbiguousUnit, which lists the candidates, or UnknownUnit, which suggests near ones.
    """
    # What cannot be printed is part of no code and no name, and NUL may not even be asked for.
    text = "".join(c for c in text if c.isprintable()).strip()
    by_code = Unit.objects.filter(code__iexact=text).first()
    if by_code:
        return by_code
    today = clock.today()
    named = Placement.objects.filter(_whole_match(plain_words(text))) if plain_words(text) else None
    for candidates in (named.filter(during__contains=today), named) if named is not None else ():
        ids = set(candidates.values_list("unit", flat=True))
        if len(ids) == 1:
            return Unit.objects.get(pk=ids.pop())
        if ids:
            raise AmbiguousUnit(
                _("Có %(count)d đơn vị tên «%(text)s»: %(units)s. Hãy dùng mã đơn vị.")
                % {"count": len(ids), "text": text[:80], "units": _listed(ids, today)}
            )
    raise UnknownUnit(_unknown(text, today))


def _unknown(text: str, today: date) -> str:
    near = _near(text)
    sentence = _("Không có đơn vị nào mang mã hoặc tên «%(text)s».") % {"text": text[:80]}
    if near:
        return f"{sentence} " + _("Gần giống: %(units)s.") % {"units": _listed(near, today)}
    return f"{sentence} " + _("Hãy kiểm tra lại mã hoặc tên.")


def _near(text: str) -> list[int]:
    """Units that share the most words with the text."""
    terms = search_terms(text)
    if not terms:
        return []
    shared = sum(
        (Case(When(search__contains=term, then=1), default=0, output_field=IntegerField()) for term in terms),
        start=Value(0),
    )
    nearest = (
        _matching(" | ".join(f"{term}:*" for term in terms))
        .annotate(shared=shared)
        .order_by("-shared", "sort_key", "unit")
        .values_list("unit", flat=True)
    )
    return list(dict.fromkeys(nearest[: MOST_SUGGESTED * 4]))[:MOST_SUGGESTED]


def _listed(unit_ids: Iterable[int], today: date) -> str:
    names = last_names_of(unit_ids, today)
    return "; ".join(sorted(f"{unit.name} ({unit.code})" for unit in names.values()))


def _matching(query: str) -> QuerySet[Placement]:
    """The expression must stay word for word that of the index `placement_search`."""
    return Placement.objects.annotate(vector=SearchVector("search", config="simple")).filter(
        vector=SearchQuery(query, config="simple", search_type="raw")
    )


def _rank(words: str) -> Case:
    """`search` holds "name | short name | code"."""
    begins = Q(search__startswith=words) | Q(search__contains=f"| {words}")
    return Case(
        When(_whole_match(words), then=_EXACT),
        When(begins, then=_PREFIX),
        default=_OTHER,
        output_field=IntegerField(),
    )


def _level() -> Case:
    kinds = enumerate(UnitKind.values)
    return Case(*(When(kind=kind, then=position) for position, kind in kinds), output_field=IntegerField())


def _whole_match(words: str) -> Q:
    return Q(search__startswith=f"{words} |") | Q(search__contains=f"| {words} |") | Q(search__endswith=f"| {words}")


def _as_found(unit_ids: list[int], terms: tuple[str, ...], as_of: date) -> list[Found]:
    present = last_names_of(unit_ids, as_of)
    former = _former_names(unit_ids, terms, present)
    return [
        Found(
            unit_id=unit_id,
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            kind_label=unit.kind_label,
            former_name=former.get(unit_id, ""),
        )
        for unit_id in unit_ids
        for unit in [present[unit_id]]
    ]


def _former_names(unit_ids: list[int], terms: tuple[str, ...], present: dict[int, UnitName]) -> dict[int, str]:
    """For units whose present name does not match, the latest other name that does."""
    query = " & ".join(f"{term}:*" for term in terms)
    rows = (
        _matching(query).filter(unit__in=unit_ids).order_by("unit", "during").values_list("unit", "name", "short_name")
    )
    names: dict[int, str] = {}
    current = set()
    for unit, name, short_name in rows:
        if (name, short_name) == (present[unit].name, present[unit].short_name):
            current.add(unit)
        names[unit] = name
    return {unit: name for unit, name in names.items() if unit not in current}
