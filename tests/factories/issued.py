"""Documents that were issued, with the PDF that they were issued as."""

from __future__ import annotations

from dataclasses import asdict

import typst
from django.conf import settings

from thidua.core import clock
from thidua.documents.content import Frame
from thidua.documents.models import Document, Version
from thidua.documents.rules import Kind, State
from thidua.files.rules import PDF
from thidua.files.services import store_bytes
from thidua.org.models import Unit
from thidua.people.models import User

FRAME = Frame(
    superior="LĐLĐ THÀNH PHỐ HÀ NỘI",
    issuer="LĐLĐ HUYỆN ỨNG HÒA",
    number="05",
    symbol="BC-LĐLĐ",
    place="Ứng Hòa",
    date_text="Ứng Hòa, ngày 05 tháng 7 năm 2020",
    kind_text="BÁO CÁO",
    subject="Kết quả hoạt động công đoàn 6 tháng đầu năm 2020",
)
PAGE = """#set page(paper: "a4")\n#set text(font: "Tinos", lang: "vi")
Số: 05/BC-LĐLĐ\n#align(right)[TM. BAN THƯỜNG VỤ\\ CHỦ TỊCH]\n#v(3cm)\n#align(right)[Nguyễn Văn A]"""


def a_pdf(source: str = PAGE) -> bytes:
    """One page with a line for the signer."""
    fonts = [str(settings.DOCUMENT_FONTS)]
    made = typst.compile(source.encode(), format="pdf", font_paths=fonts, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def issued(unit: Unit, by: User, *, reference: str = "bao-cao-thu", state: State = State.ISSUED) -> Document:
    """A document of a unit, the fifth of its series in 2020."""
    now = clock.now()
    drafted = state == State.DRAFT
    document = Document.objects.create(
        reference=reference,
        verify_code=f"ma-{reference}",
        unit=unit,
        kind=Kind.REPORT,
        title=FRAME.subject,
        period="2020-H1",
        frame=asdict(FRAME),
        state=state,
        symbol=FRAME.symbol,
        year=None if drafted else 2020,
        number=None if drafted else 5,
        made_by=by,
        made_at=now,
        issued_by=None if drafted else by,
        issued_at=None if drafted else now,
        issued_on=None if drafted else now.date(),
        **(
            {"withdrawn_by": by, "withdrawn_at": now, "withdrawn_because": "Sai số liệu"}
            if state == State.WITHDRAWN
            else {}
        ),
    )
    file = store_bytes(content=a_pdf(), name="bao-cao.pdf", media_type=PDF, by=by)
    Version.objects.create(
        document=document,
        number=1,
        content={"blocks": []},
        saved_by=by,
        saved_at=now,
        issued=not drafted,
        pdf=None if drafted else file,
    )
    return document
