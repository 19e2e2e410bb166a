"""Contents and frames of documents at random, for Hypothesis; and a small document of fixed words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from thidua.documents.content import (
    Block,
    Chart,
    Column,
    Content,
    Frame,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    TableRow,
    Token,
)

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
words = st.lists(st.sampled_from(["đoàn viên", "tăng", "3,33%", "năm 2024", "và", "<b>", "Ứng Hòa"]), max_size=8)
tokens = st.builds(
    Token, key=texts.filter(bool), text=texts, about=texts, href=st.sampled_from(["", "/so-lieu/UH/2024/ORG21/"])
)
pieces = st.lists(texts | tokens | words.map(" ".join), max_size=5).map(tuple)
_ids = st.just("x")

headings = st.builds(Heading, id=_ids, level=st.sampled_from([1, 2, 3]), text=texts)
paragraphs = st.builds(
    Paragraph,
    id=_ids,
    pieces=pieces,
    style=st.sampled_from(["body", "item", "basis"]),
    source=texts,
    edited=st.booleans(),
)
columns = st.builds(
    Column, text=texts, align=st.sampled_from(["left", "right", "center"]), width=st.integers(1, 100), group=texts
)
rows = st.builds(TableRow, cells=st.lists(pieces, max_size=3).map(tuple), strong=st.booleans(), section=st.booleans())
tables = st.builds(
    Table,
    id=_ids,
    columns=st.lists(columns, max_size=3).map(tuple),
    rows=st.lists(rows, max_size=3).map(tuple),
    caption=texts,
    measure=texts,
    notes=st.lists(texts, max_size=2).map(tuple),
    source=texts,
)
_values = st.lists(st.none() | st.floats(-1e9, 1e9), max_size=4).map(tuple)
charts = st.builds(
    Chart,
    id=_ids,
    form=st.sampled_from(["bars", "lines", "bullets"]),
    title=texts,
    alt=texts,
    labels=st.lists(texts, max_size=4).map(tuple),
    series=st.lists(st.tuples(texts, _values), max_size=2).map(tuple),
    measure=texts,
)
breaks = st.builds(PageBreak, id=_ids, landscape=st.booleans())


def _numbered(blocks: list[Block]) -> Content:
    return Content(tuple(replace(block, id=f"b{number}") for number, block in enumerate(blocks)))


contents = st.lists(headings | paragraphs | tables | charts | breaks, max_size=6).map(_numbered)
_lines = st.lists(texts, max_size=3).map(tuple)
frames = st.builds(
    Frame,
    **dict.fromkeys(("superior", "issuer", "number", "symbol", "place", "date_text", "kind_text", "subject"), texts),
    recipients=_lines,
    authority=_lines,
    signer=texts,
    verify_url=texts,
    verify_code=texts,
    draft=st.booleans(),
    extra=st.dictionaries(texts, texts | st.integers() | st.lists(texts, max_size=2), max_size=2),
)

ADMITTED = Token("value:HN:ORG21:2024-M05", "1.424", "Đoàn viên kết nạp mới", "/so-lieu/HN/2024-M05/ORG21/")
CHANGED = Token("change:HN:ORG21:2024-M05", "tăng 3,33% so với cùng kỳ", "So với cùng kỳ")
FRAME = Frame(
    superior="Liên đoàn Lao động thành phố Hà Nội",
    issuer="Liên đoàn Lao động huyện Ứng Hòa",
    number="",
    symbol="BC-LĐLĐ",
    place="Ứng Hòa",
    date_text="ngày 18 tháng 5 năm 2024",
    kind_text="Báo cáo",
    subject="Kết quả tháng 5",
    recipients=("Ban Thường vụ;", "Lưu: VT."),
    authority=("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"),
    signer="Nguyễn Thị Hoa",
    draft=True,
)
SMALL = Content(
    (
        Heading("h1", 1, "I. KẾT QUẢ"),
        Paragraph("p1", ("Kết nạp ", ADMITTED, " đoàn viên, ", CHANGED, "."), source="admitted"),
        Paragraph("p2", ("Các cấp công đoàn tiếp tục phát triển đoàn viên.",), source="closing"),
        Table(
            "t1",
            (Column("Chỉ tiêu", width=3), Column("Kết quả", "right")),
            (TableRow((("Kết nạp mới",), (ADMITTED,))),),
            caption="Biểu 1",
        ),
    )
)
