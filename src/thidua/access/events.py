"""The sentences of grants."""

from django.utils.translation import gettext_lazy as _

from .rules import Role

SENTENCES = {
    "grant.given": _("giao vai trò «%(role)s» tại %(at)s cho %(about)s"),
    "grant.ended": _("kết thúc vai trò «%(role)s» của %(about)s"),
}
LABELS = {"role": dict(Role.choices)}
