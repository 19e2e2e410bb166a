"""The measures of official documents, dated, in one place: Word and PDF are both laid out from them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Layout:
    """Lengths in millimetres, letters in points; `since` is the day from which the regulation holds.

    `checked` says whether the values have been compared with the printed regulation; those of 2024 come from working
    knowledge of Decree 30/2020 and lie inside its ranges.
    """

    since: date
    source: str
    checked: bool
    paper: tuple[float, float] = (210, 297)
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    nation: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str = "Độc lập - Tự do - Hạnh phúc"
    nation_size: float = 12
    motto_size: float = 13
    # As long as the motto in its size; Word cannot measure text, PDF does.
    motto_rule: float = 55
    issuer_size: float = 12
    # The rules below the issuer and below the subject are 1/3 to 1/2 of their line.
    issuer_rule: float = 24
    subject_rule: float = 44
    head_left: float = 69
    # So many letters of the issuing body fit on a line of the left side.
    head_letters: int = 24
    number_size: float = 13
    date_size: float = 13
    kind_size: float = 14
    subject_size: float = 14
    # So many letters of the subject fit on a line of an upright page.
    subject_letters: int = 66
    body_size: float = 14
    indent: float = 12.7
    # From one line of letters to the next, as a multiple of their size, and after a paragraph in points.
    line: float = 1.29
    after: float = 6
    page_number_size: float = 13
    table_size: float = 12
    # Tables of more columns than the first number take the letters of the second.
    crowded: tuple[tuple[int, float], ...] = ((12, 9), (9, 10), (6, 11))
    # Points above and below the words of a cell; millimetres of the field of a chart with lines.
    table_gap: float = 3.5
    chart_height: float = 40
    recipients_title_size: float = 12
    recipients_size: float = 11
    signature_size: float = 14
    signature_space: float = 25
    note_size: float = 11

    def text_width(self, *, landscape: bool = False) -> float:
        """The width of a line of text in millimetres."""
        return self.paper[1 if landscape else 0] - self.left - self.right

    def table_letters(self, columns: int) -> float:
        """The size of the letters of a table with so many columns, in points."""
        return next((size for limit, size in self.crowded if columns > limit), self.table_size)

    def compact(self) -> Layout:
        """The same with the smallest letters and gaps that the regulation allows, for what is to fit on one page."""
        return replace(
            self, body_size=13, line=1.15, after=3, table_size=11, crowded=((6, 10),), table_gap=2.2, chart_height=25
        )

    def as_data(self) -> dict[str, object]:
        """All measures by name, for a layout that is not written in Python."""
        return {**asdict(self), "since": self.since.isoformat()}


LAYOUTS = (
    Layout(
        since=date(2020, 3, 5),
        source="Nghị định 30/2020/NĐ-CP; Quyết định 933/QĐ-TLĐ ngày 14/5/2024",
        checked=False,
    ),
)


def layout_on(day: date) -> Layout:
    """The layout that held on a day; the oldest one before any."""
    return next((layout for layout in reversed(LAYOUTS) if layout.since <= day), LAYOUTS[0])
