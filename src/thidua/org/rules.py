"""Words of the organisation: kinds of unit, sectors, posts; what a new unit must state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.text import fold

# No federation is deeper than nine levels; a lineage that grows beyond this runs in a circle.
DEEPEST = 30
WHOLE = 1_000_000  # the sum of the shares of one predecessor, in millionths


class UnitKind(TextChoices):
    """What a unit is. Nothing in the system is wired to a number of levels."""

    CONFEDERATION = "confederation", _("Tổng Liên đoàn")
    PROVINCE = "province_federation", _("LĐLĐ tỉnh, thành phố")
    CENTRAL_SECTOR = "central_sector", _("Công đoàn ngành trung ương")
    DISTRICT = "district_federation", _("LĐLĐ quận, huyện, thị xã")
    SECTOR = "sector_union", _("Công đoàn ngành địa phương")
    AGENCY = "agency_union", _("Công đoàn cơ quan, khối trực thuộc")
    ZONE = "zone_union", _("Công đoàn khu công nghiệp")
    CORPORATION = "corporation_union", _("Công đoàn tổng công ty")
    WARD = "ward_union", _("Công đoàn xã, phường")
    DEPARTMENT = "department", _("Ban, văn phòng")
    LOAN_FUND = "loan_fund", _("Quỹ Trợ vốn")
    NEWSPAPER = "newspaper", _("Cơ quan báo chí")
    LEGAL_CENTRE = "legal_centre", _("Trung tâm tư vấn pháp luật")
    CULTURE_PALACE = "culture_palace", _("Cung, nhà văn hóa")
    COMPANY = "union_company", _("Doanh nghiệp công đoàn")
    GRASSROOTS = "grassroots", _("Công đoàn cơ sở")
    SECTION = "section", _("Công đoàn bộ phận")
    TEAM = "team", _("Tổ công đoàn")


class Sector(TextChoices):
    STATE = "state", _("Nhà nước")
    NON_STATE = "non_state", _("Ngoài nhà nước")
    FDI = "fdi", _("Đầu tư nước ngoài")
    OTHER = "other", _("Khác")


class LegalType(TextChoices):
    UNION = "union", _("Tổ chức công đoàn")
    OCCUPATIONAL = "occupational", _("Nghiệp đoàn")
    BODY = "body", _("Đơn vị trực thuộc")


class PostRole(TextChoices):
    CHAIR = "chair", _("Chủ tịch")
    VICE_CHAIR = "vice_chair", _("Phó Chủ tịch")
    COMMITTEE = "committee", _("Ủy viên Ban Chấp hành")
    INSPECTION = "inspection", _("Ủy viên Ủy ban Kiểm tra")
    HEAD = "head", _("Trưởng ban, Giám đốc")
    OFFICER = "officer", _("Cán bộ chuyên trách")


class ImportState(TextChoices):
    PREVIEWED = "previewed", _("Đang xem trước")
    COMMITTED = "committed", _("Đã ghi")
    UNDONE = "undone", _("Đã hoàn tác")


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be founded; `parent` is the code of the unit above, empty for a root."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent: str
    founded_on: date
    sector: Sector = Sector.STATE
    bloc: str = ""
    legal_type: LegalType = LegalType.UNION
    percent_digits: int | None = None


def plain_words(text: str) -> str:
    """Folded words of letters and digits only, with single spaces: what names are compared by."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def searchable(name: str, short_name: str, code: str) -> str:
    """What a placement is found by; the bars let a query tell a whole name from a part of one."""
    return " | ".join(plain_words(part) for part in (name, short_name, code))
