"""What rounds of scoring tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "round.opened": _("Đơn vị được chấm điểm trong đợt «%(round)s». Hãy tự chấm, gửi minh chứng và nộp phiếu."),
    "round.cross": _("Đơn vị được phân công chấm chéo trong đợt «%(round)s»."),
    "round.recheck": _("Đợt «%(round)s» đã sang bước phúc tra. Hãy phúc tra điểm của các thành viên."),
    "round.verify": _("Đợt «%(round)s» chờ ban thẩm định các tiêu chí thuộc lĩnh vực của mình."),
    "round.frozen": _("Đợt «%(round)s» đã chốt số liệu đầu vào. Hãy xem và chốt điểm chính thức."),
    "round.all_handed_in": _("Mọi đơn vị đã nộp bảng tự chấm trong đợt «%(round)s»."),
    "round.computed": _("Hệ thống đã tính xong điểm của đợt «%(round)s»."),
}
ICONS = {
    "round.opened": "clipboard-check",
    "round.cross": "arrows-exchange",
    "round.recheck": "clipboard-check",
    "round.verify": "clipboard-check",
    "round.frozen": "lock",
    "round.all_handed_in": "circle-check",
    "round.computed": "calculator",
}
