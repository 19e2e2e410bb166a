"""What must not be so where real people's data is kept."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

SHORTEST_SECRET_KEY = 50


def unsafe_settings() -> list[str]:
    """Return one sentence for each setting that production may not have; empty when all are safe."""
    key, hosts = settings.SECRET_KEY, settings.ALLOWED_HOSTS
    findings = {
        _("THIDUA_SECRET_KEY: chưa đặt, hoặc ngắn hơn 50 ký tự."): len(key) < SHORTEST_SECRET_KEY,
        _("THIDUA_DEBUG: phải tắt."): settings.DEBUG,
        _("THIDUA_DEMO: dữ liệu mẫu và đăng nhập một chạm phải tắt."): settings.THIDUA_DEMO,
        _("THIDUA_TODAY: ngày hệ thống không được ghim."): settings.THIDUA_TODAY is not None,
        _("THIDUA_ALLOWED_HOSTS: chưa liệt kê tên miền, hoặc cho phép mọi tên («*»)."): (not hosts or "*" in hosts),
        _("THIDUA_INSECURE_COOKIES: cookie phải chỉ đi qua HTTPS."): not (
            settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
        ),
    }
    return [sentence for sentence, unsafe in findings.items() if unsafe]
