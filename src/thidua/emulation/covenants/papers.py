"""A covenant as a paper: its words in the official layout, with the point table and all signatures.

Papers are Vietnamese, whatever the language of the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.documents.bodies import full_name
from thidua.documents.content import (
    Block,
    Column,
    Content,
    Frame,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    TableRow,
)
from thidua.documents.frames import date_text, frame_for, open_date_text
from thidua.documents.rendering import pdf
from thidua.documents.rules import Kind
from thidua.org.queries import percent_digits_of
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import Group

from .amounts import measure_text, printed, with_sign
from .drawings import picture
from .models import Clause, Covenant, Signature
from .queries.words import Member, Words, words_of
from .rules import Measure, Method, SignerRole

VIETNAMESE = "vi"
# Members beside each other in one table; more of them go below in another one.
MOST_BESIDE = 8
_METHODS = {
    Method.DRAWN: "Ký tay trên màn hình",
    Method.TYPED: "Đã ký bằng tài khoản",
    Method.CERTIFICATE: "Đã ký bằng chữ ký số",
}


def paper_of(covenant: Covenant) -> tuple[Frame, Content]:
    """The frame and the content of a covenant as it stands, with the signatures that hold."""
    with translation.override(VIETNAMESE):
        words = words_of(covenant)
        signatures = list(covenant.signatures.filter(voided_at=None))
        return _frame(words, signatures), Content(tuple(_blocks(words, signatures)))


def pdf_of(covenant: Covenant) -> bytes:
    """The covenant as a PDF that is not issued: a draft, or what a certificate signs."""
    frame, content = paper_of(covenant)
    return pdf(frame, content)


def subject_of(covenant: Covenant) -> str:
    """What the paper is about, as it stands below the name of its type."""
    return (
        f"Năm {covenant.cluster.year}" if covenant.amends is None else f"Giao ước thi đua năm {covenant.cluster.year}"
    )


def _frame(words: Words, signatures: list[Signature]) -> Frame:
    covenant = words.covenant
    today = clock.today()
    frame = frame_for(covenant.cluster.owner, on=today, kind=Kind.COVENANT, subject=subject_of(covenant))
    owner = frame.issuer
    return replace(
        frame,
        superior=owner,
        issuer=covenant.cluster.name,
        kind_text=frame.kind_text if covenant.amends is None else f"Phụ lục số {covenant.number}",
        date_text=date_text(today) if covenant.frozen else open_date_text(today),
        recipients=(f"- {owner} (để báo cáo);", "- Các đơn vị giao ước (để thực hiện);", "- Lưu: Văn thư."),
        authority=(),
        signer="",
        draft=not covenant.frozen,
        extra={"signatories": list(_signatories(words, signatures))},
    )


def _signatories(words: Words, signatures: list[Signature]) -> Iterator[dict[str, Any]]:
    by_unit = {one.unit_id: one for one in signatures if one.role == SignerRole.MEMBER}
    for member in words.members:
        yield _signatory(full_name(member.name), by_unit.get(member.unit_id), witness=False)
    for one in signatures:
        if one.role == SignerRole.WITNESS:
            owner = frame_for(words.covenant.cluster.owner, on=clock.today(), kind=Kind.COVENANT, subject="").issuer
            yield _signatory(owner, one, witness=True)


def _signatory(unit: str, signature: Signature | None, *, witness: bool) -> dict[str, Any]:
    if signature is None:
        return {"unit": unit, "post": "", "name": "", "at": "", "method": "", "picture": "", "witness": witness}
    return {
        "unit": unit,
        "post": signature.post,
        "name": signature.name,
        "at": _instant(signature.at),
        "method": _METHODS[Method(signature.method)],
        "picture": picture(signature.drawing),
        "witness": witness,
    }


def _blocks(words: Words, signatures: list[Signature]) -> Iterator[Block]:
    yield from _opening(words)
    for number, article in enumerate(words.articles, start=1):
        yield Heading(f"dieu-{number}", 2, f"Điều {number}. {article.title}")
        if article.programme is not None:
            yield _body(f"dieu-{number}-ct", f"Thực hiện {article.programme.title}.", style="item")
        for at, text in enumerate(_lines(article.text), start=1):
            yield _body(f"dieu-{number}-{at}", text)
        clauses = words.clauses.get(article.pk, ())
        for at, clause in enumerate(clauses, start=1):
            yield _body(f"dieu-{number}-ck-{at}", _promise(words, clause), style="item")
    yield from _amounts_tables(words)
    yield from _calendar(words)
    yield _body(
        "hieu-luc",
        "Giao ước được các đơn vị thành viên ký, có sự chứng kiến của cấp trên, có hiệu lực từ khi người chứng kiến ký."
        " Nội dung đã ký không sửa; điều chỉnh bằng phụ lục.",
    )
    if signatures:
        yield _signing_table(words, signatures)
    yield from _point_table(words.covenant)


def _opening(words: Words) -> Iterator[Block]:
    covenant = words.covenant
    for at, text in enumerate(_lines(covenant.preamble), start=1):
        grounds = text.lower().startswith("căn cứ")
        yield _body(f"mo-dau-{at}", text, style="basis" if grounds else "body")
    if covenant.amends is not None:
        document = covenant.amends.document
        number = f" số {document.number_text}" if document else ""
        yield _body("sua-doi", f"Phụ lục này điều chỉnh {covenant.amends.title}{number}; các nội dung khác giữ nguyên.")
    names = "; ".join(full_name(member.name) for member in words.members)
    yield _body("cac-ben", f"Các đơn vị thành viên {covenant.cluster.name}: {names} cùng giao ước thi đua như sau:")


def _promise(words: Words, clause: Clause) -> str:
    digits = percent_digits_of(words.covenant.cluster.owner)
    text = clause.text.rstrip(" .;")
    if clause.replaces is not None:
        text = f"{text} (thay cho «{clause.replaces.text}»)"
    if clause.measure == Measure.WORDS or clause.per_member:
        return f"{text}."
    return f"{text}: {with_sign(clause, clause.target, digits)} {_measure_after(clause)}".rstrip() + "."


def _measure_after(clause: Clause) -> str:
    if clause.measure == Measure.PLAN:
        return "chỉ tiêu được giao"
    measure = measure_text(clause)
    return "" if measure == "%" else measure


def _amounts_tables(words: Words) -> Iterator[Block]:
    own = [clause for clause in words.all_clauses if clause.per_member]
    digits = percent_digits_of(words.covenant.cluster.owner)
    for start in range(0, len(words.members) if own else 0, MOST_BESIDE):
        members = words.members[start : start + MOST_BESIDE]
        yield Table(
            id=f"chi-tieu-{start // MOST_BESIDE + 1}",
            caption="Chỉ tiêu giao ước của từng đơn vị",
            columns=(
                Column("STT", "center", 2),
                Column("Cam kết", "left", 9),
                Column("Đơn vị tính", "left", 4),
                *(Column(_short(member), "right", 4) for member in members),
            ),
            rows=tuple(
                TableRow(
                    (
                        (str(number),),
                        (clause.text,),
                        (measure_text(clause),),
                        *((printed(clause, words.amount(clause, member.unit_id), digits),) for member in members),
                    )
                )
                for number, clause in enumerate(own, start=1)
            ),
        )


def _calendar(words: Words) -> Iterator[Block]:
    if not words.entries:
        return
    yield Table(
        id="lich",
        caption="Lịch thực hiện giao ước",
        columns=(Column("Thời hạn", "center", 3), Column("Việc", "left", 11)),
        rows=tuple(TableRow(((entry.on.strftime("%d/%m/%Y"),), (entry.text,))) for entry in words.entries),
    )


def _signing_table(words: Words, signatures: Iterable[Signature]) -> Table:
    names = {member.unit_id: member.name for member in words.members}
    owner = words.covenant.cluster.owner_id
    rows = []
    for number, one in enumerate(signatures, start=1):
        unit = names.get(one.unit_id) or ("Đơn vị lập cụm" if one.unit_id == owner else "")
        role = " (chứng kiến)" if one.role == SignerRole.WITNESS else ""
        texts = (
            str(number),
            f"{unit}{role}",
            f"{one.name}\n{one.post}",
            _instant(one.at),
            _METHODS[Method(one.method)],
        )
        rows.append(TableRow(tuple((text,) for text in texts)))
    return Table(
        id="ky",
        caption="Các chữ ký, theo thứ tự ký",
        columns=(
            Column("STT", "center", 2),
            Column("Đơn vị", "left", 6),
            Column("Người ký", "left", 5),
            Column("Thời điểm", "left", 4),
            Column("Cách ký", "left", 4),
        ),
        rows=tuple(rows),
        notes=(f"Mã nội dung đã ký (SHA-256): {words.covenant.digest}.",),
    )


def _point_table(covenant: Covenant) -> Iterator[Block]:
    if covenant.scheme is None:
        return
    scheme = scheme_from(covenant.scheme.content)
    yield PageBreak("phu-luc")
    yield Heading("phu-luc-ten", 1, f"Phụ lục. {scheme.name}")
    yield Table(
        id="bang-diem",
        caption=f"Bảng chấm điểm thi đua, tổng {print_number(scheme.total)} điểm",
        columns=(Column("Mã", "left", 2), Column("Tiêu chí", "left", 11), Column("Điểm tối đa", "right", 3)),
        rows=tuple(row for group in scheme.groups for row in _group_rows(group)),
    )
    if scheme.classes:
        bands = "; ".join(f"{band.label} từ {print_number(band.least)} điểm" for band in scheme.classes)
        yield _body("xep-loai", f"Xếp loại: {bands}.")


def _group_rows(group: Group) -> Iterator[TableRow]:
    yield TableRow(((group.code,), (group.name,), (print_number(group.max),)), strong=True)
    for inner in group.groups:
        yield from _group_rows(inner)
    for criterion in group.criteria:
        yield TableRow(((criterion.code,), (criterion.name,), (print_number(criterion.max),)))


def _short(member: Member) -> str:
    return member.name.removeprefix("LĐLĐ ").removeprefix("Công đoàn ")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _body(block_id: str, text: str, *, style: Any = "body") -> Paragraph:
    return Paragraph(block_id, (text,), style)


def _instant(at: datetime) -> str:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%H:%M ngày %d/%m/%Y")
