"""The sentences of what happens to accounts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "user.added": _("mở tài khoản %(username)s"),
    "user.password_changed": _("đổi mật khẩu của tài khoản %(username)s"),
    "user.deactivated": _("ngừng sử dụng tài khoản %(username)s"),
    "user.signed_in": _("đăng nhập"),
    "user.sign_in_failed": _("đăng nhập không thành công"),
}
