"""The sentences of what happens to accounts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "user.added": _("mở tài khoản %(username)s"),
    "user.password_changed": _("đổi mật khẩu của tài khoản %(username)s"),
    "user.deactivated": _("ngừng sử dụng tài khoản %(username)s"),
    "user.reactivated": _("đưa tài khoản %(username)s vào sử dụng lại"),
    "user.edited": _("sửa thông tin tài khoản %(username)s"),
    "user.activated": _("kích hoạt tài khoản %(username)s bằng mã dùng một lần"),
    "code.issued": _("cấp mã dùng một lần cho tài khoản %(username)s"),
    "session.ended": _("kết thúc %(sessions)s phiên đăng nhập của %(about)s"),
    "second_factor.confirmed": _("bật xác nhận hai bước"),
    "second_factor.recovered": _("đăng nhập bằng mã dự phòng, còn %(left)s mã"),
    "second_factor.renewed": _("tạo lại mã dự phòng"),
    "second_factor.removed": _("tắt xác nhận hai bước của %(about)s"),
    "user.signed_in": _("đăng nhập"),
    "user.sign_in_failed": _("đăng nhập không thành công"),
}
