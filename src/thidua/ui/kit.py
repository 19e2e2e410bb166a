"""The page that shows every component with figures of the real size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from thidua.core import clock
from thidua.ui.links import Link
from thidua.ui.tones import Tone


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=120, help_text=_("Như trong quyết định thành lập."))
    kind = forms.ChoiceField(
        label=_("Loại đơn vị"), choices=[("base", _("Công đoàn cơ sở")), ("upper", _("Cấp trên trực tiếp"))]
    )
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    order = forms.ChoiceField(
        label=_("Thứ tự"), choices=[("name", _("Theo tên")), ("code", _("Theo mã"))], widget=forms.RadioSelect
    )
    notify = forms.BooleanField(label=_("Báo cho đơn vị khi xong"), required=False)


class SampleFile(forms.Form):
    """A file to drop."""

    file = forms.FileField(label=_("Danh sách đơn vị"), help_text=_("Excel hoặc CSV, tối đa 5 MB."))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sample table: figures of one indicator."""

    name: str
    value: float | None
    cumulative: float | None
    target: float | None
    share: float | None
    change: float | None
    course: tuple[float | None, ...]
    coverage: str
    tone: Tone = Tone.GOOD
    state: str = ""
    part: bool = False


PACE = 24.6
ROWS = {
    "Đại diện, bảo vệ": (
        Row(
            "Đơn vị tổ chức hội nghị cán bộ, công chức, viên chức",
            46,
            46,
            46,
            100,
            0,
            (40, 41, 44, 44, 45, 46),
            "45/45",
        ),
        Row("Đơn vị tổ chức hội nghị người lao động", 158, 158, 384, 41.15, 2.95, (120, 131, 140, 158), "45/45"),
        Row("Lượt người được tư vấn pháp luật", 52, 52, 200, 26, 4, (40, None, 38, 61, 47, 52), "1/1"),
    ),
    "Xây dựng tổ chức": (
        Row(
            "Đoàn viên kết nạp mới",
            9846,
            9846,
            40000,
            24.6,
            -1.8,
            (11200, 8700, 9900, 10100, 10030, 9846),
            "43/45",
            Tone.INFO,
            "Sát nhịp",
        ),
        Row("trong đó: ngoài nhà nước", 7120, 7120, None, None, 1.2, (6900, 7000, 7120), "43/45", part=True),
        Row("CĐCS thành lập mới", 87, 87, 492, 17.7, -12.1, (99, 120, 132, 104, 87), "43/45", Tone.BAD, "Nguy cơ hụt"),
        Row("Sáng kiến được công nhận", 855, 855, 492, 173.8, 55, (300, 420, 700, 855), "45/45", Tone.GOOD, "Vượt"),
        Row("Hồ sơ số hóa", None, None, 1200, None, None, (), "0/45", Tone.QUIET, "Chưa có số"),
    ),
}
NAVIGATION = [
    Link("Việc cần làm", "#", icon="home", count=7),
    Link("Báo cáo", "#", icon="clipboard-text"),
    Link("Chỉ tiêu", "#", icon="target-arrow"),
    Link("Tổng hợp", "#", current=True, icon="chart-bar"),
    Link("Cây đơn vị", "#", icon="sitemap"),
    Link("Kỳ báo cáo", "#", icon="calendar-event"),
    Link("Nhật ký", "#", icon="history"),
]
CHART: dict[str, Any] = {
    "xAxis": {"type": "category", "data": ["Quý I/23", "Quý II", "Quý III", "Quý IV", "Quý I/24"]},
    "yAxis": {"type": "value"},
    "legend": {"bottom": 0},
    "grid": {"left": 8, "right": 16, "top": 16, "bottom": 36, "containLabel": True},
    "series": [
        {"name": "Thực hiện", "type": "bar", "barMaxWidth": 32, "data": [10030, 11200, 9870, 12400, 9846]},
        {"name": "Kế hoạch", "type": "line", "data": [9500, 10000, 10000, 10000, 10000]},
    ],
}


def _links(current: str, *labels: str) -> list[Link]:
    return [Link(label, f"?xem={place}", current=label == current) for place, label in enumerate(labels)]


def kit(request: HttpRequest) -> HttpResponse:
    """Show the kit; the sample form comes with its errors when something was sent."""
    form = SampleForm(request.POST if request.method == "POST" else None)
    context = {
        "title": _("Bộ giao diện"),
        "crumbs": [("Tổng LĐLĐ Việt Nam", "#"), ("Các LĐLĐ tỉnh, thành phố", "#")],
        "navigation": NAVIGATION,
        "periods": _links("Quý I/2024", "Quý I/2024", "Quý IV/2023", "Quý III/2023"),
        "bases": _links("Chính thức", "Chính thức", "Tạm tính"),
        "parts": [*_links("Số liệu", "Số liệu", "Đơn vị trực thuộc", "Báo cáo"), Link("Chờ xử lý", "#", count=7)],
        "form": form,
        "failed": SampleForm({"name": "", "kind": "x"}, prefix="failed"),
        "file_form": SampleFile(),
        "groups": list(ROWS.items()),
        "pace": PACE,
        "chart": CHART,
        "course": [14100, 14400, 14730, 14300, 15010, 15220],
        "just_now": clock.now() - timedelta(minutes=5),
        "tones": [
            (tone, word)
            for tone, word in zip(Tone, ["Sát nhịp", "Đã tiếp nhận", "Chậm nhịp", "Lỗi", "Bản nháp"], strict=True)
        ],
        "wide_columns": [f"Tháng {month}" for month in range(1, 13)] * 2,
        "wide_rows": [(unit, [unit_no * 37 + month * 11 for month in range(24)]) for unit_no, unit in enumerate(UNITS)],
    }
    return render(request, "ui/kit.html", context, status=422 if form.errors else 200)


UNITS = ("LĐLĐ quận Ba Đình", "LĐLĐ quận Hoàn Kiếm", "LĐLĐ huyện Ứng Hòa", "Công đoàn ngành Giáo dục Hà Nội")
