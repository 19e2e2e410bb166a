"""Files that came back as their sender sees them: counts, and the cells of a page, in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.figures.cells import Cell
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.reporting.rules import WRITABLE, CellVerdict
from thidua.reporting.upload_models import Upload, UploadCell, UploadPart

from .entry import in_words

PAGE = 200
MOST_PAST = 20
MOST_TROUBLED = 30
ANY_DIFFERENCE = ""
V = CellVerdict


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cells a file has, and what becomes of them: every cell is one of `saved` … `left`.

    `left` are writable, not saved; `chosen` of them are about to be. The verdicts of those not saved stand apart.
    """

    total: int
    saved: int
    unchanged: int
    refused: int
    left: int
    chosen: int
    new: int
    changed: int
    conflict: int

    @property
    def differing(self) -> int:
        """Everything but what is as it was."""
        return self.total - self.unchanged


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a file beside what the report holds."""

    cell: UploadCell
    indicator: Indicator | None

    @property
    def name(self) -> str:
        return self.indicator.name if self.indicator else self.cell.code

    @property
    def before(self) -> str:
        """What the report holds, or held before this was written."""
        return self._words(self.cell.before)

    @property
    def after(self) -> str:
        """What the file says, as it was understood; as it stands there where it was not."""
        if self.indicator is None or self.cell.verdict == V.REFUSED:
            return self.cell.text
        return self._words(self.cell.after)

    @property
    def choosable(self) -> bool:
        return self.cell.verdict in WRITABLE and not self.cell.saved

    def _words(self, cell: Cell) -> str:
        return in_words(cell, self.indicator) if self.indicator else ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A report of a file with those of its cells that are on the page."""

    part: UploadPart
    unit: str
    about: str
    cells: Sequence[ShownCell]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the cells of an upload with a verdict; `troubled` are the parts that are refused as a whole."""

    parts: Sequence[ShownPart]
    troubled: Sequence[tuple[UploadPart, int]]
    count: int
    start: int

    @property
    def common(self) -> str:
        """The period and form that all reports of the page share, "" where they differ."""
        about = {one.about for one in self.parts}
        return about.pop() if len(about) == 1 else ""

    @property
    def end(self) -> int:
        return self.start + sum(len(part.cells) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Sent:
    """Files that somebody sent once, and how many of their cells were written and refused."""

    upload: Upload
    total: int
    saved: int
    refused: int


def uploads_of(user: User) -> QuerySet[Upload]:
    """What a person has sent: nobody else sees it."""
    return Upload.objects.filter(by=user)


def recent_uploads(user: User) -> list[Sent]:
    """The last files of a person."""
    found = list(uploads_of(user).order_by("-at", "-pk")[:MOST_PAST])
    rows = UploadCell.objects.filter(part__upload__in=found).values_list("part__upload")
    counted = rows.annotate(**{name: _COUNTED[name] for name in ("n_total", "n_saved", "n_refused")})
    counts = {upload: rest for upload, *rest in counted}
    return [Sent(upload, *counts.get(upload.pk, (0, 0, 0))) for upload in found]


_OPEN = Q(saved=False)
# Aggregates must not bear the names of fields.
_COUNTED = {
    "n_total": Count("pk"),
    "n_saved": Count("pk", filter=Q(saved=True)),
    "n_unchanged": Count("pk", filter=_OPEN & Q(verdict=V.UNCHANGED)),
    "n_refused": Count("pk", filter=_OPEN & Q(verdict=V.REFUSED)),
    "n_left": Count("pk", filter=_OPEN & Q(verdict__in=WRITABLE)),
    "n_chosen": Count("pk", filter=_OPEN & Q(verdict__in=WRITABLE, chosen=True)),
    "n_new": Count("pk", filter=Q(verdict=V.NEW)),
    "n_changed": Count("pk", filter=Q(verdict=V.CHANGED)),
    "n_conflict": Count("pk", filter=Q(verdict=V.CONFLICT)),
}


def counts_of(upload: Upload) -> Counts:
    """What becomes of the cells of an upload, in numbers."""
    counted = UploadCell.objects.filter(part__upload=upload).aggregate(**_COUNTED)
    return Counts(**{name.removeprefix("n_"): number for name, number in counted.items()})


def shown_cells(upload: Upload, *, verdict: str, page: int) -> Shown:
    """A page (from 1) of the cells with a verdict, "" for every one that is not as it was."""
    cells = UploadCell.objects.filter(part__upload=upload, part__trouble="")
    cells = cells.filter(verdict=verdict) if verdict else cells.exclude(verdict=V.UNCHANGED)
    start = PAGE * (page - 1)
    ordered = cells.select_related("part__report__period", "part__report__sheet__form_version__form")
    rows = list(ordered.order_by("part__number", "number")[start : start + PAGE])
    units = {cell.part.report.unit_id for cell in rows if cell.part.report}
    names = last_names_of(units, clock.today())
    parts = []
    for part, some in groupby(rows, key=lambda cell: cell.part):
        shown = [ShownCell(c, catalogue().by_id[c.indicator_id] if c.indicator_id else None) for c in some]
        report = part.report
        parts.append(
            ShownPart(
                part=part,
                unit=names[report.unit_id].name if report else part.unit,
                about=f"{report.period.span.title} · {report.sheet.form_version.form.name}" if report else "",
                cells=shown,
            )
        )
    troubled = _troubled(upload) if page == 1 and verdict in {ANY_DIFFERENCE, V.REFUSED} else []
    return Shown(parts, troubled, cells.count(), start)


def _troubled(upload: Upload) -> list[tuple[UploadPart, int]]:
    parts = UploadPart.objects.filter(upload=upload).exclude(trouble="").annotate(held=Count("cells"))
    return [(part, part.held) for part in parts.order_by("number")[:MOST_TROUBLED]]


def waits_for_channel(upload: Upload) -> bool:
    """Whether writing begins entry on behalf of units, so that it has to be said how their figures came in."""
    waiting = UploadCell.objects.filter(part=F("part"), saved=False, verdict__in=WRITABLE)
    return UploadPart.objects.filter(upload=upload, on_behalf=True, pk__in=waiting.values("part")).exists()


def refused_cells(upload: Upload) -> list[UploadCell]:
    """Every cell that is refused or lost against somebody else, with its part and report, in the order of the file."""
    cells = UploadCell.objects.filter(part__upload=upload, saved=False, verdict__in=[V.REFUSED, V.CONFLICT])
    related = ("part__report__unit", "part__report__period", "part__report__sheet__form_version__form")
    return list(cells.select_related(*related).order_by("part__number", "number"))


def verdict_words(verdict: str) -> str:
    """What a filter is called."""
    return str(V(verdict).label) if verdict else _("Có khác biệt")
