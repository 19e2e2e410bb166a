"""The sentences of grants."""

from django.utils.translation import gettext_lazy as _

from .rules import Role

SENTENCES = {
    "grant.given": _("giao vai trò «%(role)s» tại %(at)s cho %(about)s"),
    "grant.ended": _("kết thúc vai trò «%(role)s» của %(about)s"),
    "grant.resumed": _("khôi phục vai trò «%(role)s» của %(about)s"),
    "grant.withdrawn": _("thu hồi vai trò «%(role)s» của %(about)s, được giao khi sắp xếp tổ chức"),
    "delegation.given": _("ủy quyền của %(absent)s cho %(about)s từ %(first)s đến hết %(last)s"),
    "delegation.ended": _("kết thúc ủy quyền của %(absent)s cho %(about)s"),
    "see_as.begun": _("bắt đầu xem như %(about)s: %(reason)s"),
    "see_as.ended": _("thôi xem như %(about)s"),
    "account_import.previewed": _("đọc danh sách tài khoản «%(about)s» gồm %(rows)s dòng"),
    "account_import.committed": _("mở %(accounts)s tài khoản từ danh sách «%(about)s»"),
    "account_import.undone": _("hoàn tác danh sách tài khoản «%(about)s», bỏ %(accounts)s tài khoản"),
}
LABELS = {"role": dict(Role.choices)}
