"""The people of the demonstration, who sign in by one click. A real installation has none of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A user name, who that is and what can be tried as them; `story`: of which demonstration, empty: of every one."""

    username: str
    label: Promise
    about: Promise
    icon: str
    story: str = ""


_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        "canbo.thanhpho",
        _("Cán bộ LĐLĐ thành phố"),
        _("Xem số liệu toàn thành phố, tiếp nhận báo cáo và giao chỉ tiêu cho các đơn vị trực thuộc."),
        "building-community",
    ),
    DemoPerson(
        "thuongtruc.thanhpho",
        _("Thường trực LĐLĐ thành phố"),
        _("Đọc trang họp thường trực, ban hành và ký văn bản của thành phố."),
        "signature",
        "2024",
    ),
    DemoPerson(
        "chuyenvien.thanhpho",
        _("Chuyên viên Ban Nữ công thành phố"),
        _("Thẩm định điểm thi đua về công tác nữ công của mọi đơn vị trong cụm."),
        "checklist",
        "2024",
    ),
    DemoPerson(
        "canbo.unghoa",
        _("Cán bộ LĐLĐ huyện Ứng Hòa"),
        _("Tiếp nhận báo cáo của công đoàn cơ sở trong huyện, lập và nộp báo cáo của huyện."),
        "home-stats",
        "2024",
    ),
    DemoPerson(
        "thuongtruc.unghoa",
        _("Thường trực LĐLĐ huyện Ứng Hòa"),
        _("Ký giao ước thi đua, bỏ phiếu, xem điểm và thứ hạng của huyện trong cụm."),
        "trophy",
        "2024",
    ),
    DemoPerson(
        "canbo.vandinh",
        _("Cán bộ công đoàn xã Vân Đình"),
        _("Tiếp nhận báo cáo của công đoàn cơ sở trong xã, lập và nộp báo cáo của công đoàn xã."),
        "home-stats",
        "2025",
    ),
    DemoPerson(
        "chutich.coso",
        _("Chủ tịch công đoàn cơ sở"),
        _("Nhập báo cáo kỳ này của đơn vị mình và nộp lên cấp trên."),
        "user-edit",
    ),
    DemoPerson(
        "kiemtra",
        _("Kiểm tra viên"),
        _("Xem mọi số liệu, mở nguồn gốc của từng con số và nhật ký, không sửa gì."),
        "zoom-check",
    ),
    DemoPerson(
        "quantri",
        _("Quản trị hệ thống"),
        _("Quản lý cây tổ chức, kỳ báo cáo, tài khoản; không nhập và không tiếp nhận báo cáo."),
        "settings",
    ),
)


def demo_people() -> list[DemoPerson]:
    """Who signs in by one click here: nobody outside a demonstration."""
    if not settings.THIDUA_DEMO:
        return []
    return [person for person in _PEOPLE if person.story in ("", settings.THIDUA_STORY)]
