"""The short tour of the first sign-in: what a person will use most, one sentence each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from thidua.access.rules import Permission
from thidua.core import clock
from thidua.people.models import User

MOST = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence about one place of the frame; `target` is a CSS selector, shown while the step is read."""

    title: str | Promise
    sentence: str | Promise
    target: str
    permission: Permission | None = None


STEPS: Final = (
    Step(
        _("Việc cần làm"),
        _("Trang đầu tiên mỗi ngày: báo cáo bị trả lại đứng trước, rồi đến việc gần hạn nhất."),
        "#tasks, #waiting, #overdue, #open-periods",
    ),
    Step(
        _("Nhập báo cáo"),
        _("Bấm vào một báo cáo để nhập. Từng ô tự lưu, kể cả khi mất mạng; xong thì bấm «Nộp báo cáo»."),
        '.rail-link[href^="/bao-cao/"], .tabbar a[href^="/bao-cao/"]',
        Permission.REPORT_ENTER,
    ),
    Step(
        _("Hộp thư"),
        _("Báo cáo chờ tiếp nhận: phần không có gì lạ nhận một lần, phần có câu hỏi xem từng ô."),
        '.rail-link[href^="/bao-cao/"], .tabbar a[href^="/bao-cao/"]',
        Permission.REPORT_ACCEPT,
    ),
    Step(
        _("Con số nào cũng mở ra được"),
        _("Bấm vào một con số để thấy công thức, đơn vị, ô nhập và người tiếp nhận."),
        '.rail-link[href^="/don-vi/"], .tabbar a[href^="/don-vi/"]',
        Permission.FIGURES_VIEW,
    ),
    Step(
        pgettext_lazy("menu", "Quản trị"),
        _("Tài khoản, quyền và biểu mẫu ở đây; việc rộng nào cũng xem trước và hoàn tác được."),
        '.rail-link[href^="/quan-tri/"]',
        Permission.USER_MANAGE,
    ),
    Step(
        _("Trợ giúp"),
        _("Dấu «?» mở phần hướng dẫn nói về đúng trang đang xem."),
        '.topbar a[href^="/tro-giup/"]',
    ),
)


def steps_for(permitted: Collection[Permission]) -> tuple[Step, ...]:
    """The steps for a person with these permissions somewhere."""
    steps = [step for step in STEPS if step.permission is None or step.permission in permitted]
    return (*steps[: MOST - 1], steps[-1]) if len(steps) > MOST else tuple(steps)


@require_POST
def tour_done(request: HttpRequest) -> HttpResponse:
    """Remember that the tour was seen; it does not come by itself again."""
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    User.objects.filter(pk=user.pk, toured_at=None).update(toured_at=clock.now())
    return redirect("home")
