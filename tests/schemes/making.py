"""Point tables for tests: a small one with a criterion of every kind that matters, and schemes that hold it."""

from __future__ import annotations

from decimal import Decimal

from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.schemes.services.drafts import begin_draft, found_scheme
from thidua.emulation.schemes.services.publishing import publish_version
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.scheme import (
    ClassBand,
    Condition,
    Criterion,
    Exclude,
    Group,
    Manual,
    Measure,
    Operator,
    Proportional,
    Scorer,
    Test,
    TieBreak,
    TieBreakBy,
)
from thidua.scoring.scheme import Scheme as PointTable


def small_table(**changed: object) -> PointTable:
    """60 points for members admitted, 40 by hand; three classes, one condition, one tie-break."""
    members = Criterion(
        "A1",
        "Kết nạp đoàn viên",
        Decimal(60),
        Proportional(),
        measures=(Measure("ORG21", "Đoàn viên kết nạp mới", "người"),),
    )
    by_hand = Criterion(
        "B1",
        "Nền nếp sinh hoạt",
        Decimal(40),
        Manual(),
        scorer=Scorer.LEAD,
        evidence=("Biên bản",),
        guidance="Xem sổ họp",
    )
    plain: dict[str, object] = {
        "code": "nho",
        "name": "Bảng nhỏ",
        "total": Decimal(100),
        "groups": (
            Group("A", "Tổ chức", Decimal(60), criteria=(members,)),
            Group("B", "Nền nếp", Decimal(40), criteria=(by_hand,)),
        ),
        "classes": (
            ClassBand("Tốt", Decimal(80)),
            ClassBand("Khá", Decimal(50)),
            ClassBand("Yếu", Decimal(0)),
        ),
        "conditions": (
            Condition(
                "C1",
                "Không xét đơn vị chưa đủ 12 tháng",
                (Test("months_since_founding", Operator.LESS, Decimal(12)),),
                Exclude(),
            ),
        ),
        "tie_breaks": (TieBreak(TieBreakBy.CRITERION, "A1"),),
    }
    return PointTable(**(plain | changed))  # type: ignore[arg-type]


def a_scheme(owner: Unit, by: User, *, year: int = 2024, table: PointTable | None = None) -> Scheme:
    """A scheme with its first draft."""
    return found_scheme(owner=owner, name="Bảng nhỏ", year=year, table=table or small_table(), by=by)


def a_draft(owner: Unit, by: User, *, table: PointTable | None = None) -> SchemeVersion:
    """That draft."""
    return a_scheme(owner, by, table=table).versions.get()


def published(owner: Unit, by: User, *, table: PointTable | None = None) -> SchemeVersion:
    """The first edition of a scheme, published."""
    return publish_version(version_id=a_draft(owner, by, table=table).pk, by=by)


def published_and_drafted(owner: Unit, by: User) -> Scheme:
    """A scheme whose first edition is in force while the second is being drafted."""
    version = published(owner, by)
    begin_draft(scheme_id=version.scheme_id, by=by)
    return version.scheme
