"""The fields that a layout may use, and a sample document that fills every one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .content import (
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


@dataclass(frozen=True, slots=True)
class Field:
    """A field of Word templates by its name; `typst` is how a PDF layout says the same, `required` that it must print.

    `sample` is the piece of the sample document that proves that it was printed, `paragraph` how a field is written
    that is more than a text.
    """

    name: str
    label: str | Promise
    typst: str = ""
    required: bool = False
    sample: str = ""
    paragraph: str = ""

    @property
    def word(self) -> str:
        """What is written into a Word template; what fills whole paragraphs stands alone in one."""
        return self.paragraph or f"{{{{ {self.name} }}}}"


FIELDS = (
    Field("superior", _("Cơ quan cấp trên trực tiếp"), "d.frame.superior"),
    Field("issuer", _("Đơn vị ban hành"), "d.frame.issuer", required=True, sample="huyện Mẫu Đơn"),
    Field("number_line", _("Số và ký hiệu, ví dụ Số: 128/BC-LĐLĐ"), "number-line(d)", required=True,
          sample="4711/BC-MẪU"),
    Field("number", _("Riêng phần số"), "d.frame.number"),
    Field("symbol", _("Riêng phần ký hiệu"), "d.frame.symbol"),
    Field("place_date", _("Địa danh, ngày tháng năm"), "place-and-date(d)", required=True,
          sample="Mẫu Đơn, ngày 05 tháng"),
    Field("place", _("Riêng địa danh"), "d.frame.place"),
    Field("date_text", _("Riêng ngày tháng năm"), "d.frame.date_text"),
    Field("kind_text", _("Tên loại văn bản"), "d.frame.kind_text", required=True, sample="Báo cáo mẫu"),
    Field("subject", _("Trích yếu nội dung"), "d.frame.subject", required=True, sample="Trích yếu của văn bản mẫu"),
    Field("body", _("Nội dung chính, đứng riêng một đoạn"), "body(d, part)", required=True,
          sample="Câu đầu tiên của nội dung mẫu", paragraph="{{p body }}"),
    Field("annexes", _("Phụ lục, đứng riêng một đoạn"), "body(d, part)", required=True,
          sample="Dòng của phụ lục mẫu", paragraph="{{p annexes }}"),
    Field("recipients", _("Danh sách nơi nhận, mỗi dòng một nơi"), "d.frame.recipients", required=True,
          sample="Nơi nhận thứ hai của mẫu", paragraph="{%p for line in recipients %}"),
    Field("authority", _("Các dòng thẩm quyền ký (TM. BAN THƯỜNG VỤ …)"), "d.frame.authority", required=True,
          sample="KT. NGƯỜI ĐỨNG ĐẦU MẪU", paragraph="{%p for line in authority %}"),
    Field("signer", _("Họ và tên người ký"), "d.frame.signer", required=True, sample="Nguyễn Văn Mẫu"),
    Field("draft", _("Đúng khi văn bản còn là bản thảo"), "d.frame.draft", paragraph="{%p if draft %}"),
    Field("verification", _("Mã QR xác thực, đứng riêng một đoạn"), "verification(d)",
          paragraph="{{p verification }}"),
    Field("verify_url", _("Địa chỉ trang xác thực"), "d.frame.verify_url"),
    Field("verify_code", _("Mã xác thực"), "d.frame.verify_code"),
)  # fmt: skip


def sample_frame() -> Frame:
    """A frame whose every field is filled with words that stand nowhere else."""
    return Frame(
        superior="Liên đoàn Lao động tỉnh Mẫu",
        issuer="Liên đoàn Lao động huyện Mẫu Đơn",
        number="4711",
        symbol="BC-MẪU",
        place="Mẫu Đơn",
        date_text="ngày 05 tháng 02 năm 2024",
        kind_text="Báo cáo mẫu",
        subject="Trích yếu của văn bản mẫu",
        recipients=("- Nơi nhận thứ nhất của mẫu;", "- Nơi nhận thứ hai của mẫu."),
        authority=("TM. TẬP THỂ MẪU", "KT. NGƯỜI ĐỨNG ĐẦU MẪU", "CẤP PHÓ"),
        signer="Nguyễn Văn Mẫu",
        verify_url="https://example.vn/xac-thuc/mau",
        verify_code="mau-mau-mau",
    )


def sample_content() -> Content:
    """A content with every kind of block, a page that lies across and an annex."""
    columns = (
        Column("TT", "center"),
        Column("Chỉ tiêu", width=6),
        Column("Kế hoạch", "right", 2, "Năm 2024"),
        Column("Thực hiện", "right", 2, "Năm 2024"),
    )
    rows = (
        TableRow((("I. Nhóm chỉ tiêu mẫu",),), section=True),
        TableRow((("1",), ("Chỉ tiêu mẫu",), ("2.712",), (Token("mau", "1.424"),))),
        TableRow((("",), ("Cộng",), ("2.712",), ("1.424",)), strong=True),
    )
    table = Table("table", columns, rows, "Bảng mẫu", "Đơn vị tính: người", ("Nguồn: số liệu mẫu.",))
    drawing = ("T1", "T2", "T3"), (("2024", (120.0, 90.0, 200.0)), ("2023", (100.0, 110.0, 130.0)))
    return Content(
        (
            Paragraph("basis", ("Căn cứ chương trình công tác năm của Ban Chấp hành;",), style="basis"),
            Heading("one", 1, "I. KẾT QUẢ"),
            Paragraph("first", ("Câu đầu tiên của nội dung mẫu, có số liệu ", Token("mau", "1.424"), " người.")),
            Heading("two", 2, "1. Công tác phát triển đoàn viên"),
            Paragraph("item", ("Một ý của nội dung mẫu;",), style="item"),
            Heading("three", 3, "a) Theo tháng"),
            Chart("chart", "lines", "Biểu đồ mẫu", "Ba tháng của hai năm.", *drawing, "người"),
            table,
            PageBreak("annex", landscape=True),
            Heading("title", 1, "PHỤ LỤC"),
            Paragraph("line", ("Dòng của phụ lục mẫu.",)),
        )
    )
