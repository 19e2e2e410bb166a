"""Facts about units that conditions and tie-breaks speak of: names for the usual ones; a scheme may use others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# From the mildest to the heaviest, as the union's charter has them for members and officers.
DISCIPLINE = ("khiển trách", "cảnh cáo", "cách chức", "khai trừ")


class FactKind(TextChoices):
    """What a fact is."""

    NUMBER = "number", _("số")
    FLAG = "flag", _("có hoặc không")
    WORDS = "words", _("chữ")


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A usual fact: its key in results, its name for people, its kind, and the order of its words."""

    key: str
    name: str | Promise
    kind: FactKind = FactKind.NUMBER
    order: tuple[str, ...] = ()


KNOWN = (
    KnownFact("months_since_founding", _("Số tháng từ khi thành lập")),
    KnownFact("from_merger", _("Mới chia tách, sáp nhập"), FactKind.FLAG),
    KnownFact("months_since_merger", _("Số tháng từ khi chia tách, sáp nhập")),
    KnownFact("registered", _("Đã đăng ký thi đua"), FactKind.FLAG),
    KnownFact("covenant_signed", _("Đã ký giao ước thi đua"), FactKind.FLAG),
    KnownFact("discipline", _("Mức kỷ luật nặng nhất trong năm"), FactKind.WORDS, DISCIPLINE),
    KnownFact("complaint_upheld", _("Có đơn thư phản ánh đúng sự thật"), FactKind.FLAG),
    KnownFact("finance_violation", _("Có vi phạm về tài chính"), FactKind.FLAG),
    KnownFact("conferences_missed", _("Số hội nghị cụm vắng mặt")),
    KnownFact("absent_days", _("Số ngày làm việc vắng mặt")),
    KnownFact("maternity_leave", _("Vắng mặt do nghỉ thai sản theo chế độ"), FactKind.FLAG),
    KnownFact("months_since_recruitment", _("Số tháng từ khi được tuyển dụng")),
    KnownFact("fined", _("Bị xử phạt vi phạm hành chính"), FactKind.FLAG),
    KnownFact("non_state", _("Khu vực ngoài nhà nước"), FactKind.FLAG),
    KnownFact("women_percent", _("Tỷ lệ nữ (%)")),
    KnownFact("submitted_on", _("Ngày gửi bảng tự chấm"), FactKind.WORDS),
)
_NAMES = {fact.key: fact.name for fact in KNOWN}


def fact_name(key: str) -> str:
    """A fact's name for people; one that is not among the usual ones by its key."""
    return str(_NAMES.get(key, key))
