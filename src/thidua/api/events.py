"""What the events of the API say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "api_token.issued": _("tạo mã truy cập «%(name)s» cho tài khoản %(username)s"),
    "api_token.revoked": _("thu hồi mã truy cập «%(name)s» của tài khoản %(username)s"),
}
