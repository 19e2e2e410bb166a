"""The facts that conditions of a point table ask about: their words, and where each comes from. Stated here alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.org.models import Succession, Unit

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so or not, or a number, for a unit or a person.

    `yes_no` facts are true or false. `source` says in words where the value comes from; `computed` ones are read from
    the system, all others are stated in the round by who organises it.
    """

    key: str
    words: str | Promise
    source: str | Promise
    yes_no: bool = False
    measure: str | Promise = ""
    computed: bool = False


FROM_TREE = _("Cây đơn vị")
STATED = _("Người tổ chức đợt chấm điểm ghi")
_ALL = (
    Fact("months_since_founding", _("Số tháng kể từ ngày thành lập"), FROM_TREE, measure=_("tháng"), computed=True),
    Fact(
        "months_since_merger",
        _("Số tháng kể từ lần chia, tách, sáp nhập gần nhất"),
        FROM_TREE,
        measure=_("tháng"),
        computed=True,
    ),
    Fact("registered", _("Đã đăng ký thi đua đúng hạn"), _("Sổ đăng ký phong trào"), yes_no=True),
    Fact("covenant_signed", _("Đã ký giao ước thi đua"), _("Giao ước của cụm"), yes_no=True),
    Fact("conferences_missed", _("Số cuộc họp của cụm vắng mặt không có lý do"), STATED, measure=_("cuộc")),
    Fact("reports_late", _("Số báo cáo nộp trễ hạn"), STATED, measure=_("báo cáo")),
    Fact("discipline", _("Bị kỷ luật từ khiển trách trở lên"), STATED, yes_no=True),
    Fact("serious_discipline", _("Bị kỷ luật từ cảnh cáo trở lên"), STATED, yes_no=True),
    Fact("fined", _("Bị xử phạt vi phạm hành chính"), STATED, yes_no=True),
    Fact("complaint_upheld", _("Có đơn thư tố cáo được kết luận là đúng"), STATED, yes_no=True),
    Fact("finance_breach", _("Vi phạm quy định về tài chính"), STATED, yes_no=True),
    Fact("absent_days", _("Số ngày làm việc nghỉ, trừ nghỉ thai sản theo quy định"), STATED, measure=_("ngày")),
    Fact("months_since_recruited", _("Số tháng kể từ ngày được tuyển dụng"), STATED, measure=_("tháng")),
)
FACTS: Mapping[str, Fact] = MappingProxyType({fact.key: fact for fact in _ALL})


def known_facts(unit_ids: Iterable[int], day: date) -> dict[int, dict[str, int]]:
    """What the tree says of units on a day, by unit and fact; two statements, however many units.

    A unit that never was split or merged has no months since.
    """
    wanted = list(unit_ids)
    found: dict[int, dict[str, int]] = {
        unit: {"months_since_founding": months_between(founded, day)}
        for unit, founded in Unit.objects.filter(pk__in=wanted).values_list("pk", "founded_on")
    }
    merged = Succession.objects.filter(successor__in=wanted, on__lte=day).values("successor").annotate(last=Max("on"))
    for row in merged:
        found[row["successor"]]["months_since_merger"] = months_between(row["last"], day)
    return found


def months_between(begin: date, end: date) -> int:
    """Whole months that lie between two days; 0 where the second comes first."""
    months = (end.year - begin.year) * MONTHS + end.month - begin.month
    return max(0, months - (end.day < begin.day))
