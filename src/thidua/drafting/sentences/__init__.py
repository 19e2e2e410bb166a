"""What reports say of each work area: sections in the order of a report, with the sentences of their indicators."""

from __future__ import annotations

from dataclasses import dataclass

from .clauses import Topic
from .movement import COMMUNICATION, EMULATION, PRESS, WOMEN
from .office import FINANCE, INSPECTION, OFFICE
from .organisation import ORGANISATION, SCHOOLS, SCHOOLS_SIZE, SIZE
from .rights import RIGHTS, SAFETY
from .welfare import LOANS, WELFARE

__all__ = ["SCHOOLS_SIZE", "SECTIONS", "SILENT", "SIZE", "Section"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of part two: its heading, the work areas that it covers by code, and its paragraphs."""

    id: str
    title: str
    areas: tuple[str, ...]
    topics: tuple[Topic, ...]


SECTIONS = (
    Section(
        "dai-dien",
        "Đại diện, bảo vệ quyền và lợi ích hợp pháp, chính đáng của đoàn viên, người lao động",
        ("LAW", "OSH"),
        (*RIGHTS, *SAFETY),
    ),
    Section("cham-lo", "Chăm lo đời sống, phúc lợi đoàn viên, người lao động", ("WEL",), WELFARE),
    Section("tro-von", "Hoạt động trợ vốn", ("LOAN",), LOANS),
    Section("tuyen-giao", "Tuyên truyền, giáo dục, văn hóa, thể thao", ("PRO", "PRESS"), (*COMMUNICATION, *PRESS)),
    Section("nu-cong", "Công tác nữ công", ("WOM",), WOMEN),
    Section("to-chuc", "Phát triển đoàn viên, xây dựng tổ chức công đoàn", ("ORG",), ORGANISATION),
    Section("truong-hoc", "Hoạt động công đoàn trong trường học", ("EDU",), SCHOOLS),
    Section("thi-dua", "Phong trào thi đua, sáng kiến", ("EMU",), EMULATION),
    Section("kiem-tra", "Kiểm tra, giám sát", ("INS",), INSPECTION),
    Section("tai-chinh", "Tài chính công đoàn", ("FIN",), FINANCE),
    Section("dieu-hanh", "Chỉ đạo, điều hành", ("ADM",), OFFICE),
)

# What rates are divided by, and what a rate says better.
SILENT = frozenset({
    "ADM03", "FIN01", "FIN04", "FIN07", "FIN09", "INS01", "LAW01", "LAW48", "LAW49", "LAW51", "LAW53", "LAW55",
    "LAW57", "LAW59", "LAW61", "LAW63", "ORG06", "ORG12", "ORG34", "ORG35",
})  # fmt: skip
"""Indicators that only tables show."""
